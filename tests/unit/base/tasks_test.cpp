// Proves that work given to two threads is all done, once, and that of several failures the first is told.
#include "base/tasks.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>

namespace macie_local::base {
namespace {

TEST(TasksTest, AllAreDoneOnce) {
  std::vector<std::atomic<int>> done(100);
  Tasks tasks;
  for (auto& each : done) tasks.emplace_back([&each] { ++each; });
  RunHere(tasks);
  RunOnTwoThreads(tasks);
  for (const auto& each : done) EXPECT_EQ(each, 2);
  RunOnTwoThreads({});
}

TEST(TasksTest, ExceptionsArePassedOn) {
  EXPECT_THROW(RunOnTwoThreads({[] { throw std::runtime_error("bug"); }}), std::runtime_error);
}

TEST(TasksTest, EachPieceIsDoneOnce) {
  for (const std::size_t count : {0, 1, 2, 1000}) {
    std::vector<std::atomic<int>> done(count);
    std::atomic<std::size_t> workers{0};
    const auto begin = [&] {
      ++workers;
      return [&](std::size_t piece) -> Status {
        ++done[piece];
        return Done{};
      };
    };
    EXPECT_TRUE(RunPieces(count, begin).ok());
    for (const auto& each : done) EXPECT_EQ(each, 1);
    EXPECT_EQ(workers, count > 1 ? 2u : 1u);
  }
}

TEST(TasksTest, OfPiecesTheFirstErrorIsTold) {
  for (std::size_t first = 0; first < 200; ++first) {
    std::vector<std::atomic<int>> done(300);
    const auto begin = [&] {
      return [&](std::size_t piece) -> Status {
        ++done[piece];
        if (piece >= first) return Error(std::to_string(piece));
        return Done{};
      };
    };
    const Status status = RunPieces(done.size(), begin);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().text, std::to_string(first));
    for (std::size_t i = 0; i <= first; ++i) EXPECT_EQ(done[i], 1);
  }
}

}  // namespace
}  // namespace macie_local::base
