// Work that one moment needs done by more than one thread: the start, and the intake of very many buckets.
#pragma once

#include <functional>
#include <vector>

namespace macie_local::store {

// Does all tasks on this thread and one more that ends with them, each task once and in any order. An exception is
// passed on when both have ended.
void RunOnTwoThreads(const std::vector<std::function<void()>>& tasks);

}  // namespace macie_local::store
