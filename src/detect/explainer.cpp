#include "detect/explainer.h"

#include <algorithm>
#include <tuple>

#include "detect/custom.h"
#include "detect/kernels.h"
#include "detect/keywords.h"

namespace macie_local::detect {
namespace {

// So much of a text is searched at a time, since a form may be many an identifier's.
constexpr std::int64_t kSliceBytes = 16 << 10;

Mask WantedOf(const std::vector<std::uint32_t>& identifiers) {
  Mask wanted;
  for (const std::uint32_t identifier : identifiers) wanted.Include(identifier);
  return wanted;
}

std::uint32_t CharactersBetween(const View& view, std::int64_t from, std::int64_t to) {
  std::uint32_t characters = 0;
  for (std::int64_t at = from; at < to; ++at) characters += (view[at] & 0xc0) != 0x80 ? 1 : 0;
  return characters;
}

}  // namespace

std::optional<FarKeyword> NearestKeyword(const units::Batch& batch, const NearMiss& near_miss) {
  const units::Unit& unit = batch.units[near_miss.unit];
  const View view(batch.text, unit.begin, unit.end);
  const std::int64_t from = std::max<std::int64_t>(near_miss.begin - kFarBytes, unit.begin);
  const std::int64_t until = std::min<std::int64_t>(near_miss.end + kFarBytes, unit.end);
  std::optional<FarKeyword> nearest;
  for (std::int64_t at = from; at < until; ++at) {
    if (!BeginsKeyword(view, at)) continue;
    ForKeywordRowsAt(view, at, EndOfWord(view, at), [&](std::int64_t end, const table::KeywordRow& keyword) {
      if (!keyword.identifiers.Has(near_miss.identifier)) return;
      const bool before = end <= near_miss.begin;
      if (!before && at < near_miss.end) return;
      const std::uint32_t distance =
          before ? CharactersBetween(view, end, near_miss.begin) : CharactersBetween(view, near_miss.end, at);
      if (nearest && nearest->distance <= distance) return;
      const auto* texts = reinterpret_cast<const char*>(table::kTexts.data());
      nearest = FarKeyword{{texts + keyword.text, keyword.size}, distance, before};
    });
  }
  return nearest;
}

Explainer::Explainer(const Selection& selection)
    : finder_(*RunnableKernels().back(), WantedOf(selection.identifiers), &near_misses_),
      custom_(selection.custom),
      reach_(table::kIdentifiers.size() + custom_.size()) {}

void Explainer::Begin(units::Shape shape, const units::Contexts& contexts) {
  shape_ = shape;
  contexts_ = &contexts;
  finder_.Begin(shape, contexts);
  std::fill(reach_.begin(), reach_.end(), 0);
}

void Explainer::Explain(const units::Batch& batch, const std::vector<Hit>& hits, const Tell& tell) {
  hits_ = hits;
  std::sort(hits_.begin(), hits_.end(), [](const Hit& a, const Hit& b) {
    return std::tie(a.identifier, a.begin) < std::tie(b.identifier, b.begin);
  });
  for (std::int64_t& end : reach_) end += batch.owned_begin;
  ExplainManaged(batch, tell);
  ExplainCustom(batch, tell);
  for (const Hit& hit : hits_) {
    reach_[hit.identifier] = std::max<std::int64_t>(reach_[hit.identifier], hit.end);
  }
  for (std::int64_t& end : reach_) end = std::max<std::int64_t>(end - batch.owned_end, 0);
}

void Explainer::ExplainManaged(const units::Batch& batch, const Tell& tell) {
  for (std::int64_t from = batch.owned_begin; from < batch.owned_end; from += kSliceBytes) {
    const std::int64_t until = std::min<std::int64_t>(from + kSliceBytes, batch.owned_end);
    near_misses_.clear();
    finder_.Search(batch, from, until, &unused_);
    std::erase_if(near_misses_,
                  [&](const NearMiss& each) { return each.begin < from || each.begin >= until || IsTaken(each); });
    std::sort(near_misses_.begin(), near_misses_.end(), [](const NearMiss& a, const NearMiss& b) {
      return std::tie(a.identifier, a.begin, b.end) < std::tie(b.identifier, b.begin, a.end);
    });
    for (std::size_t at = 0; at < near_misses_.size();) {
      const NearMiss* best = &near_misses_[at];
      const std::uint32_t identifier = best->identifier;
      std::int64_t& end = reach_[identifier];
      end = best->end;
      for (; at < near_misses_.size() && near_misses_[at].identifier == identifier && near_misses_[at].begin < end;
           ++at) {
        end = std::max(end, near_misses_[at].end);
        if (near_misses_[at].reasons.size() < best->reasons.size()) best = &near_misses_[at];
      }
      tell(*best);
    }
  }
}

void Explainer::ExplainCustom(const units::Batch& batch, const Tell& tell) {
  for (std::uint32_t unit = 0; unit < batch.units.size(); ++unit) {
    const units::Unit& each = batch.units[unit];
    const std::string_view text = batch.text.substr(each.begin, each.end - each.begin);
    for (std::size_t n = 0; n < custom_.size(); ++n) {
      const bool named = shape_ != units::Shape::kFree && IsNamed(custom_[n], *contexts_, each.context);
      using Keywords = pattern::CustomDataMatcher::Keywords;
      for (const auto& match : custom_[n].FindAll(text, named ? Keywords::kFound : Keywords::kInText)) {
        NearMiss near_miss{.begin = static_cast<std::int64_t>(each.begin + match.span.begin),
                           .end = static_cast<std::int64_t>(each.begin + match.span.end),
                           .identifier = static_cast<std::uint32_t>(table::kIdentifiers.size() + n),
                           .unit = unit,
                           .reasons = {}};
        if (near_miss.begin < batch.owned_begin || near_miss.begin >= batch.owned_end) continue;
        if (!match.preceded) near_miss.reasons.Include(Reason::kNoKeyword);
        if (match.ignored) near_miss.reasons.Include(Reason::kIgnoreWord);
        if (near_miss.reasons.Any() && !IsTaken(near_miss)) tell(near_miss);
      }
    }
  }
}

bool Explainer::IsTaken(const NearMiss& near_miss) const {
  if (near_miss.begin < reach_[near_miss.identifier]) return true;
  // The hits of one identifier do not overlap, so their ends ascend too.
  const auto hit = std::upper_bound(hits_.begin(), hits_.end(), near_miss, [](const NearMiss& value, const Hit& each) {
    return std::make_pair(value.identifier, value.begin) <
           std::make_pair(each.identifier, static_cast<std::int64_t>(each.end));
  });
  return hit != hits_.end() && hit->identifier == near_miss.identifier && hit->begin < near_miss.end;
}

}  // namespace macie_local::detect
