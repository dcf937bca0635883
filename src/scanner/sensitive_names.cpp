#include "scanner/sensitive_names.h"

#include <utility>

namespace macie_local::scanner {

SensitiveNames::SensitiveNames(detect::Selection selection, AllowLists* allowed, std::uint64_t hash_seed)
    : detector_(std::move(selection)), allowed_(allowed), none_(hash_seed) {}

void SensitiveNames::Begin() {
  looked_ = 1;
  sensitive_.clear();
  generation_ = 0;
}

bool SensitiveNames::Look(const units::Contexts& contexts) {
  if (contexts.generation() != generation_) {
    Begin();
    generation_ = contexts.generation();
  }
  bool found = false;
  while (looked_ < contexts.size()) {
    text_.clear();
    units_.clear();
    of_units_.clear();
    for (; looked_ < contexts.size(); ++looked_) {
      const std::string_view name = std::string_view(contexts.At(looked_).name).substr(0, units::kBatchBytesMax - 1);
      if (name.empty()) continue;
      if (text_.size() + name.size() + 1 > units::kBatchBytesMax) break;
      const auto begin = static_cast<std::uint32_t>(text_.size());
      text_ += name;
      units_.push_back({begin, static_cast<std::uint32_t>(text_.size()), 0, 0});
      of_units_.push_back(looked_);
      text_ += '\n';
    }
    found = Search() || found;
  }
  return found;
}

bool SensitiveNames::Search() {
  if (units_.empty()) return false;
  const units::Record record{0, 1};
  const units::Batch batch{.text = text_,
                           .units = units_,
                           .records = {&record, 1},
                           .indices = {},
                           .owned_begin = 0,
                           .owned_end = static_cast<std::uint32_t>(text_.size())};
  hits_.clear();
  detector_.Begin(units::Shape::kColumnar, none_);
  detector_.Scan(batch, &hits_);
  bool found = false;
  for (const detect::Hit& hit : hits_) {
    const units::Unit& unit = units_[hit.unit];
    const std::string_view name = std::string_view(text_).substr(unit.begin, unit.end - unit.begin);
    const std::string_view match = std::string_view(text_).substr(hit.begin, hit.end - hit.begin);
    if (allowed_->Has(match, name, units::Shape::kColumnar)) continue;
    if (sensitive_.size() < looked_) sensitive_.resize(looked_);
    sensitive_[of_units_[hit.unit]] = true;
    found = true;
  }
  return found;
}

bool SensitiveNames::Has(const units::Contexts& contexts, std::uint32_t context) const {
  if (sensitive_.empty()) return false;
  for (; context != 0; context = contexts.At(context).parent) {
    if (context < sensitive_.size() && sensitive_[context]) return true;
  }
  return false;
}

}  // namespace macie_local::scanner
