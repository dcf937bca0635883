// How many files the process may have open, of which each connection is one.
#pragma once

namespace macie_local::app {

// Raises the process's limit to the most that it may set itself. For a program that is ours alone, before any thread.
void RaiseOpenFilesLimit();

// How many of `wanted` connections the limit has room for beside the server's other files, at least 1. Logs when it is
// fewer.
unsigned ConnectionsThatFit(unsigned wanted);

}  // namespace macie_local::app
