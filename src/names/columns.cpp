#include "names/columns.h"

#include <algorithm>

#include "names/letters.h"

namespace macie_local::names {

void Columns::Begin(const units::Contexts& contexts) {
  contexts_ = &contexts;
  generation_ = contexts.generation();
  known_.clear();
  asked_ = 0;
  has_given_ = false;
  has_family_ = false;
}

void Columns::Renew() {
  if (generation_ != contexts_->generation()) Begin(*contexts_);
}

Column Columns::Of(std::uint32_t context) {
  Renew();
  if (known_.size() <= context) known_.resize(contexts_->size(), -1);
  std::int8_t& known = known_[context];
  if (known < 0) known = static_cast<std::int8_t>(Find(context));
  return static_cast<Column>(known);
}

bool Columns::HasBothNames() {
  Renew();
  for (; asked_ < contexts_->size(); ++asked_) {
    const Column column = Of(asked_);
    has_given_ = has_given_ || column == Column::kGiven;
    has_family_ = has_family_ || column == Column::kFamily;
  }
  return has_given_ && has_family_;
}

Column Columns::Find(std::uint32_t context) const {
  const units::Context* step = &contexts_->At(context);
  while (step->kind == units::Context::Kind::kElement) step = &contexts_->At(step->parent);
  constexpr std::size_t kLongest = 60;
  if (step->name.empty() || step->name.size() > kLongest) return Column::kOther;
  const int found = kColumns.Find(Folded(step->name).view());
  return found > static_cast<int>(Column::kNoName) || found < 0 ? Column::kOther : static_cast<Column>(found);
}

}  // namespace macie_local::names
