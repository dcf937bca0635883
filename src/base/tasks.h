// Divides work between two threads, where one moment needs that: the start, and the intake of very many buckets.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "base/result.h"

namespace macie_local::base {

// Pieces of work that may be done in any order and at the same time.
using Tasks = std::vector<std::function<void()>>;

// Does all tasks, each once, and returns when they are done.
using Runner = std::function<void(const Tasks&)>;

// Does the tasks on this thread, in their order.
void RunHere(const Tasks& tasks);

// Does the tasks on this thread and one more, which has ended on return. Passes an exception on when both have ended.
void RunOnTwoThreads(const Tasks& tasks);

// Does the piece of a number.
using PieceWork = std::function<Status(std::size_t)>;

// Lets this thread and one more take turns at the pieces 0 to count - 1; each thread calls begin() once, maybe both at
// the same time, and does its pieces with what that returns. The error is that of the least piece which has one: those
// before it were done, those behind it may not have been begun. A single piece is done on this thread.
Status RunPieces(std::size_t count, const std::function<PieceWork()>& begin);

}  // namespace macie_local::base
