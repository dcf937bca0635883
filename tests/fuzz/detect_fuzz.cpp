// Any bytes as a text, and how it is cut: the first two say where, the third as what. Hits lie in what was searched,
// ascending, and the same ones are found by every set of instructions and however the text is cut into batches.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "detect/detector.h"
#include "detect/explainer.h"
#include "detect/kernels.h"
#include "fuzz/fuzz.h"
#include "support/text_batches.h"

namespace macie_local::fuzz {
namespace {

using Hits = std::vector<detect::Hit>;

constexpr std::uint64_t kHashSeed = 1;

detect::Selection Everything() {
  detect::Selection selection;
  for (std::uint32_t at = 0; at < detect::Identifiers().size(); ++at) selection.identifiers.push_back(at);
  return selection;
}

// Near misses hold something that no hit of the same identifier overlaps, nor another of its near misses.
void CheckNearMisses(units::Shape shape, const units::Contexts& contexts, const units::Batch& batch, const Hits& hits) {
  detect::Explainer explainer(Everything());
  explainer.Begin(shape, contexts);
  std::vector<std::vector<detect::Hit>> taken(detect::Identifiers().size());
  for (const detect::Hit& hit : hits) taken[hit.identifier].push_back(hit);
  explainer.Explain(batch, hits, [&](const detect::NearMiss& each) {
    Require(each.reasons.Any() && each.identifier < taken.size(), "a near miss breaks a rule of an identifier");
    const units::Unit& unit = batch.units[each.unit];
    Require(unit.begin <= each.begin && each.begin < each.end && each.end <= unit.end, "it lies in its unit");
    for (const detect::Hit& other : taken[each.identifier]) {
      Require(each.end <= other.begin || other.end <= each.begin, "it overlaps nothing of its identifier");
    }
    taken[each.identifier].push_back(
        {each.identifier, each.unit, static_cast<std::uint32_t>(each.begin), static_cast<std::uint32_t>(each.end)});
    const auto keyword = detect::NearestKeyword(batch, each);
    Require(!keyword || !keyword->keyword.empty(), "a keyword has letters");
  });
}

// Free text in two batches, the second with what comes before it.
Hits InText(detect::Detector* detector, std::string_view text, std::size_t cut) {
  const units::Contexts contexts(kHashSeed);
  detector->Begin(units::Shape::kFree, contexts);
  Hits hits;
  auto first = support::TextBatch::OfText(text.substr(0, cut + units::kBytesAfter));
  first.Own(0, static_cast<std::uint32_t>(cut));
  detector->Scan(first.Get(), &hits);
  const std::size_t from = cut < units::kBytesBefore ? 0 : cut - units::kBytesBefore;
  auto second = support::TextBatch::OfText(text.substr(from));
  second.Own(static_cast<std::uint32_t>(cut - from), static_cast<std::uint32_t>(text.size() - from));
  Hits others;
  detector->Scan(second.Get(), &others);
  for (detect::Hit hit : others) {
    hit.begin += static_cast<std::uint32_t>(from);
    hit.end += static_cast<std::uint32_t>(from);
    hits.push_back(hit);
  }
  return hits;
}

// Its lines as cells under a name that is the first of them.
Hits InCells(detect::Detector* detector, std::string_view text) {
  units::Contexts contexts(kHashSeed);
  support::TextBatch batch;
  std::uint32_t column = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (column == 0) column = contexts.Column(1, text.substr(0, end));
    batch.Add(text.substr(0, end), column);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  detector->Begin(units::Shape::kColumnar, contexts);
  Hits hits;
  detector->Scan(batch.Get(), &hits);
  const auto units = batch.Get().units;
  for (const detect::Hit& hit : hits) {
    Require(units[hit.unit].begin <= hit.begin && hit.end <= units[hit.unit].end, "a hit lies in its unit");
  }
  CheckNearMisses(units::Shape::kColumnar, contexts, batch.Get(), hits);
  return hits;
}

void CheckOrder(const Hits& hits, std::size_t size) {
  std::vector<std::uint32_t> taken(detect::Identifiers().size());
  std::uint32_t last = 0;
  for (const detect::Hit& hit : hits) {
    Require(hit.identifier < taken.size() && last <= hit.begin && hit.begin < hit.end && hit.end <= size,
            "hits ascend and hold something");
    Require(taken[hit.identifier] <= hit.begin, "hits of one identifier do not overlap");
    taken[hit.identifier] = hit.end;
    last = hit.begin;
  }
}

}  // namespace

void FuzzDetect(std::string_view bytes) {
  Input input(bytes);
  const std::size_t place = input.Below(1 << 16);
  const bool cells = input.Byte() % 2 == 1;
  const std::string_view text = input.Rest();
  const std::size_t cut = text.empty() ? 0 : place % text.size();
  Hits wanted;
  bool first = true;
  for (const detect::Kernel* kernel : detect::RunnableKernels()) {
    detect::Detector detector(Everything(), *kernel);
    const Hits hits = cells ? InCells(&detector, text) : InText(&detector, text, 0);
    CheckOrder(hits, text.size());
    Require(first || hits == wanted, "every set of instructions finds the same");
    Require(cells || InText(&detector, text, cut) == hits, "a cut changes nothing");
    wanted = hits;
    first = false;
  }
  if (cells) return;
  const units::Contexts contexts(kHashSeed);
  CheckNearMisses(units::Shape::kFree, contexts, support::TextBatch::OfText(text).Get(), wanted);
}

}  // namespace macie_local::fuzz
