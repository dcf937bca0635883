#include "detect/kernels.h"

#include <array>

namespace macie_local::detect {

std::span<const Kernel* const> RunnableKernels() {
#if defined(__x86_64__)
  static const std::array<const Kernel*, 3> kAll = {&PlainKernel(), &Sse2Kernel(), &Avx2Kernel()};
  static const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                               __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("lzcnt");
  return std::span(kAll).first(has_avx2 ? 3 : 2);
#else
  static const std::array<const Kernel*, 1> kAll = {&PlainKernel()};
  return kAll;
#endif
}

}  // namespace macie_local::detect
