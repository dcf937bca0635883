// Work that one moment needs done by more than one thread: the start, and the intake of very many buckets.
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

// On this thread, in their order.
void RunHere(const Tasks& tasks);

// On this thread and one more that ends with them. An exception is passed on when both have ended.
void RunOnTwoThreads(const Tasks& tasks);

// What a thread does with the piece of a number.
using PieceWork = std::function<Status(std::size_t)>;

// Two threads take turns at the pieces 0 to count - 1; each does its own with what begin() has given it. The error is
// that of the least piece which has one: those before it were done, those behind it may not have been begun. One piece
// is done on this thread.
Status RunPieces(std::size_t count, const std::function<PieceWork()>& begin);

}  // namespace macie_local::base
