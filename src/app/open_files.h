// Sees to how many files the process may have open, of which each connection is one.
#pragma once

namespace macie_local::app {

// Raises the process's limit to the most that it may set itself. Only for a program that is ours alone; call it before
// there are other threads.
void RaiseOpenFilesLimit();

// Returns how many of `wanted` connections the limit has room for beside the server's other files, at least 1. Logs
// when they are fewer.
unsigned ConnectionsThatFit(unsigned wanted);

}  // namespace macie_local::app
