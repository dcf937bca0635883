#include "detect/custom.h"

#include <string_view>

namespace macie_local::detect {

namespace {

std::vector<const pattern::SensitivePattern*> PatternsOf(const std::vector<pattern::CustomDataMatcher>& matchers) {
  std::vector<const pattern::SensitivePattern*> patterns;
  patterns.reserve(matchers.size());
  for (const pattern::CustomDataMatcher& matcher : matchers) patterns.push_back(&matcher.pattern());
  return patterns;
}

}  // namespace

CustomFinder::CustomFinder(std::vector<pattern::CustomDataMatcher> matchers)
    : matchers_(std::move(matchers)), candidates_(PatternsOf(matchers_)) {}

void CustomFinder::Begin(units::Shape shape, const units::Contexts& contexts) {
  shape_ = shape;
  contexts_ = &contexts;
  generation_ = contexts.generation();
  named_.clear();
}

bool IsNamed(const pattern::CustomDataMatcher& matcher, const units::Contexts& contexts, std::uint32_t context) {
  for (std::uint32_t at = context;; at = contexts.At(at).parent) {
    const units::Context& step = contexts.At(at);
    if (matcher.HasKeyword(step.name)) return true;
    if (step.parent == at) return false;
  }
}

bool CustomFinder::IsKnownAsNamed(std::size_t matcher, std::uint32_t context) {
  if (generation_ != contexts_->generation()) {
    generation_ = contexts_->generation();
    named_.clear();
  }
  if (named_.size() < contexts_->size() * matchers_.size()) named_.resize(contexts_->size() * matchers_.size());
  Named& known = named_[context * matchers_.size() + matcher];
  if (known == Named::kUnknown) known = IsNamed(matchers_[matcher], *contexts_, context) ? Named::kYes : Named::kNo;
  return known == Named::kYes;
}

void CustomFinder::Search(const units::Batch& batch, std::uint32_t first_identifier, std::vector<Found>* found) {
  using Keywords = pattern::CustomDataMatcher::Keywords;
  for (std::uint32_t unit = 0; unit < batch.units.size(); ++unit) {
    const units::Unit& each = batch.units[unit];
    const std::string_view text = batch.text.substr(each.begin, each.end - each.begin);
    candidates_.Look(text);
    for (std::size_t n = 0; n < matchers_.size(); ++n) {
      const bool named = shape_ != units::Shape::kFree && IsKnownAsNamed(n, each.context);
      const auto occurrences = matchers_[n].Find(text, named ? Keywords::kFound : Keywords::kInText, candidates_, n);
      for (const pattern::Span& span : occurrences.spans) {
        found->push_back({.begin = static_cast<std::int64_t>(each.begin + span.begin),
                          .end = static_cast<std::int64_t>(each.begin + span.end),
                          .identifier = first_identifier + static_cast<std::uint32_t>(n),
                          .unit = unit});
      }
    }
  }
}

}  // namespace macie_local::detect
