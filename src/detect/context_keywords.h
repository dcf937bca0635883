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
  const Mask& At(std::uint32_t context);

 private:
  const units::Contexts* contexts_ = nullptr;
  std::uint64_t generation_ = 0;
  std::vector<Mask> masks_;
  std::vector<bool> known_;
  std::vector<std::uint32_t> path_;
};

}  // namespace macie_local::detect
