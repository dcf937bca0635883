// The bytes that this program holds on the heap, and the most it held since it was last asked to forget.
#pragma once

#include <cstddef>

namespace macie_local::limits {

// Bytes as the allocator rounds them, of all threads.
std::size_t HeapBytes();
std::size_t HeapBytesMost();
// HeapBytesMost() begins anew from what is held now.
void ForgetHeapBytesMost();

}  // namespace macie_local::limits
