#include "base/memory.h"

#include <cstdlib>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace macie_local::base {

void ReturnFreeMemory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

void TakeMemoryInLargePieces() {
#ifdef __GLIBC__
  // Arenas of other threads than the first grow by system calls.
  mallopt(M_TOP_PAD, 1 << 20);
#endif
}

}  // namespace macie_local::base
