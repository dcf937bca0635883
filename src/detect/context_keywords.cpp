#include "detect/context_keywords.h"

#include "detect/keywords.h"

namespace macie_local::detect {

void ContextKeywords::Begin(const units::Contexts& contexts) {
  contexts_ = &contexts;
  generation_ = contexts.generation();
  masks_.clear();
  known_.clear();
}

const Mask& ContextKeywords::Learn(std::uint32_t context) {
  if (generation_ != contexts_->generation()) Begin(*contexts_);
  if (masks_.size() < contexts_->size()) {
    masks_.resize(contexts_->size());
    known_.resize(contexts_->size());
  }
  path_.clear();
  for (std::uint32_t at = context; known_[at] == 0; at = contexts_->At(at).parent) {
    path_.push_back(at);
    if (contexts_->At(at).parent == at) break;
  }
  for (; !path_.empty(); path_.pop_back()) {
    const std::uint32_t at = path_.back();
    const units::Context& step = contexts_->At(at);
    Mask mask = step.parent == at ? Mask() : masks_[step.parent];
    if (!step.name.empty()) mask.Join(KeywordsIn(step.name));
    masks_[at] = mask;
    known_[at] = 1;
  }
  return masks_[context];
}

}  // namespace macie_local::detect
