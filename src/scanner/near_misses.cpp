#include "scanner/near_misses.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <variant>

#include "scanner/tally.h"

namespace macie_local::scanner {
namespace {

using detect::Reason;
using scan::MissReason;

constexpr std::uint32_t SetOf(MissReason reason) {
  return std::uint32_t{1} << static_cast<unsigned>(reason);
}

constexpr std::pair<Reason, MissReason> kReasons[] = {
    {Reason::kNoKeyword, MissReason::kNoKeyword},    {Reason::kCheck, MissReason::kCheckFailed},
    {Reason::kNeighbour, MissReason::kDigitsBeside}, {Reason::kOtherKeyword, MissReason::kOtherKeyword},
    {Reason::kExample, MissReason::kExampleValue},   {Reason::kIgnoreWord, MissReason::kIgnoreWord},
};

std::uint32_t SetOf(detect::Reasons reasons) {
  std::uint32_t set = 0;
  for (const auto& [reason, told] : kReasons) {
    if (reasons.Has(reason)) set |= SetOf(told);
  }
  return set;
}

}  // namespace

void NearMisses::Add(std::uint32_t number, std::string id, bool custom) {
  identifiers_[number] = {std::move(id), custom};
}

void NearMisses::Clear() {
  rows_.clear();
  awaited_.clear();
}

void NearMisses::Begin(units::Shape shape, const units::Contexts& contexts) {
  shape_ = shape;
  explainer_.Begin(shape, contexts);
}

void NearMisses::Drop(const detect::Hit& hit, MissReason reason) {
  Count({.begin = hit.begin, .end = hit.end, .identifier = hit.identifier, .unit = hit.unit, .reasons = {}},
        SetOf(reason));
}

void NearMisses::Look(const units::Batch& batch, const std::vector<detect::Hit>& hits, const PlaceOf& place_of) {
  explainer_.Explain(batch, hits, [this](const detect::NearMiss& each) { Count(each, SetOf(each.reasons)); });
  if (place_of) AddExamples(batch, place_of);
  for (const Awaited& each : awaited_) each.row->awaited = 0;
  awaited_.clear();
}

void NearMisses::Count(const detect::NearMiss& near_miss, std::uint32_t reasons) {
  const Key key{near_miss.identifier, reasons};
  auto row = rows_.find(key);
  if (row == rows_.end()) {
    if (rows_.size() == scan::kNearMissesMax) return;
    row = rows_.emplace(key, Row()).first;
  }
  ++row->second.count;
  if (row->second.examples.size() + row->second.awaited == scan::kMissExamplesMax) return;
  ++row->second.awaited;
  awaited_.push_back({near_miss, &row->second});
}

void NearMisses::AddExamples(const units::Batch& batch, const PlaceOf& place_of) {
  std::stable_sort(awaited_.begin(), awaited_.end(),
                   [](const Awaited& a, const Awaited& b) { return a.near_miss.begin < b.near_miss.begin; });
  for (const Awaited& each : awaited_) {
    const detect::NearMiss& near_miss = each.near_miss;
    scan::MissExample example;
    example.place = place_of(near_miss.unit, static_cast<std::uint32_t>(near_miss.begin),
                             static_cast<std::uint32_t>(near_miss.end));
    if (std::holds_alternative<units::NoPlace>(example.place)) continue;
    BoundTexts(&example.place);
    const bool lacks_keyword = near_miss.reasons.Has(Reason::kNoKeyword) && shape_ == units::Shape::kFree;
    if (lacks_keyword && near_miss.identifier < detect::Identifiers().size()) {
      if (const auto far = detect::NearestKeyword(batch, near_miss)) {
        example.keyword = far->keyword;
        example.distance = far->distance;
        example.before = far->before;
      }
    }
    each.row->examples.push_back(std::move(example));
  }
}

std::vector<scan::NearMiss> NearMisses::Take() {
  std::vector<scan::NearMiss> near_misses;
  for (auto& [key, row] : rows_) {
    const auto& [id, custom] = identifiers_.at(key.first);
    near_misses.push_back(
        {.id = id, .custom = custom, .reasons = key.second, .count = row.count, .examples = std::move(row.examples)});
  }
  std::stable_sort(near_misses.begin(), near_misses.end(), [](const scan::NearMiss& a, const scan::NearMiss& b) {
    return std::popcount(a.reasons) < std::popcount(b.reasons);
  });
  return near_misses;
}

}  // namespace macie_local::scanner
