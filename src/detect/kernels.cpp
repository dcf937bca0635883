#include "detect/kernels.h"

#include <array>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace macie_local::detect {
namespace {

#if defined(__x86_64__)
// Not every compiler's __builtin_cpu_supports knows this one.
bool HasLzcnt() {
  constexpr unsigned kExtendedFeatures = 0x80000001u;
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  return __get_cpuid(kExtendedFeatures, &eax, &ebx, &ecx, &edx) != 0 && (ecx & bit_LZCNT) != 0;
}

bool HasAvx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
         HasLzcnt();
}
#endif

}  // namespace

std::span<const Kernel* const> RunnableKernels() {
#if defined(__x86_64__)
  static const std::array<const Kernel*, 3> kAll = {&PlainKernel(), &Sse2Kernel(), &Avx2Kernel()};
  static const bool has_avx2 = HasAvx2();
  return std::span(kAll).first(has_avx2 ? 3 : 2);
#else
  static const std::array<const Kernel*, 1> kAll = {&PlainKernel()};
  return kAll;
#endif
}

}  // namespace macie_local::detect
