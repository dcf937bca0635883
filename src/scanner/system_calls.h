// The system calls of a sealed process, as a program for the kernel's filter.
#pragma once

#include <linux/filter.h>

#include <vector>

namespace macie_local::scanner {

// Returns the filter for this machine, or none where its system calls are not known here. What is not allowed fails
// with EPERM; a call in another machine's convention ends the process.
std::vector<sock_filter> SystemCallFilter();

}  // namespace macie_local::scanner
