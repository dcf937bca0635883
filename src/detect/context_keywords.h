// The keywords in the names around a text (behaviour 19.4): of a column, or of any member on the path.
#pragma once

#include <cstdint>
#include <vector>

#include "detect/mask.h"
#include "units/contexts.h"

namespace macie_local::detect {

// Each name is looked at once for each context that it is in. Forgets all when the contexts' generation changes.
class ContextKeywords {
 public:
  // `contexts` outlives its use.
  void Begin(const units::Contexts& contexts);
  const Mask& At(std::uint32_t context) {
    const bool known = generation_ == contexts_->generation() && context < known_.size() && known_[context] != 0;
    return known ? masks_[context] : Learn(context);
  }

  // Whether there is any.
  bool HasAny(std::uint32_t context) { return At(context).Any(); }

 private:
  const Mask& Learn(std::uint32_t context);

  const units::Contexts* contexts_ = nullptr;
  std::uint64_t generation_ = 0;
  std::vector<Mask> masks_;
  std::vector<std::uint8_t> known_;
  std::vector<std::uint32_t> path_;
};

}  // namespace macie_local::detect
