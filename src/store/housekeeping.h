// Gives back memory and pages of the file that large writes left unused, when nobody waits for the writer.
#pragma once

#include <chrono>
#include <optional>

#include "macie_local/ports.h"
#include "store/database.h"

namespace macie_local::store {

// Belongs to the writer thread.
class Housekeeping {
 public:
  // It begins when the writer has had nothing to do for so long.
  static constexpr std::chrono::microseconds kIdle{200'000};
  // A writer that is never idle so long gives memory back all the same after this time, and not more often than once in
  // it.
  static constexpr std::chrono::seconds kPatience{1};

  // Both outlive this. When `stopwatch` is null, memory is given back by an idle writer only.
  Housekeeping(Database* database, const Stopwatch* stopwatch) : database_(*database), stopwatch_(stopwatch) {}

  // Notes that a mutation that may have dropped much has ended.
  void AfterLarge();
  // Returns how long the writer must have had nothing to do before the next Step, or nullopt when nothing is to be
  // given back.
  std::optional<std::chrono::microseconds> Wait() const;
  // Gives some back, for a few milliseconds at most. Logs an error and goes on.
  void Step();
  // Gives memory back once kPatience is over. Call it between groups of writes.
  void BetweenGroups();

 private:
  void ReturnMemory();

  Database& database_;
  const Stopwatch* stopwatch_;
  bool memory_ = false;               // there may be memory to give back
  std::chrono::nanoseconds since_{};  // when that was noted
  bool more_pages_ = false;
};

}  // namespace macie_local::store
