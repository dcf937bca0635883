// The command `macie-local scan`: looks into files without a server.
#pragma once

namespace macie_local::app {

// Returns the exit status: 0 when nothing was found, 1 when something was, 2 when it could not be done; what went wrong
// is one line on standard error. `argv[0]` is "scan".
int RunScan(int argc, const char* const* argv, const char* const* environment);

}  // namespace macie_local::app
