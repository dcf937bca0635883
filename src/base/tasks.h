// Work that one moment needs done by more than one thread: the start, and the intake of very many buckets.
#pragma once

#include <functional>
#include <vector>

namespace macie_local::base {

// Pieces of work that may be done in any order and at the same time.
using Tasks = std::vector<std::function<void()>>;

// Does all tasks, each once, and returns when they are done.
using Runner = std::function<void(const Tasks&)>;

// On this thread, in their order.
void RunHere(const Tasks& tasks);

// On this thread and one more that ends with them. An exception is passed on when both have ended.
void RunOnTwoThreads(const Tasks& tasks);

}  // namespace macie_local::base
