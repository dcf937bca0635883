// The memory of the process as a whole.
#pragma once

namespace macie_local::base {

// Gives memory that was freed back to the machine, as far as the C library can be asked to; it would keep it otherwise.
// Takes some milliseconds for each hundred megabytes, and other threads may wait for it. Any thread.
void ReturnFreeMemory();

// Lets threads take memory from the machine a megabyte at a time instead of a few pages, as far as the C library can be
// asked to. Call it once, before there are other threads.
void TakeMemoryInLargePieces();

}  // namespace macie_local::base
