// The first stage for the machine that this runs on.
#pragma once

#include <span>

#include "detect/words.h"

namespace macie_local::detect {

const Kernel& PlainKernel();
#if defined(__x86_64__)
const Kernel& Sse2Kernel();
// Requires a machine that has AVX2, BMI and LZCNT.
const Kernel& Avx2Kernel();
#endif

// Returns those that this machine can run, the best last.
std::span<const Kernel* const> RunnableKernels();

}  // namespace macie_local::detect
