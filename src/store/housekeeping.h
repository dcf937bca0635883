// What the writer does when nobody waits for it: gives back memory and pages of the file that large writes left unused.
#pragma once

#include <chrono>
#include <optional>

#include "macie_local/ports.h"
#include "store/database.h"

namespace macie_local::store {

// Belongs to the writer thread.
class Housekeeping {
 public:
  // For how long the writer has had nothing to do when it begins.
  static constexpr std::chrono::microseconds kIdle{200'000};
  // How long it waits for that at most before memory is given back all the same, which also bounds how often that is.
  static constexpr std::chrono::seconds kPatience{1};

  // Both outlive it. `stopwatch` null: there is only idleness to go by.
  Housekeeping(Database* database, const Stopwatch* stopwatch) : database_(*database), stopwatch_(stopwatch) {}

  // A mutation that may have dropped much has ended.
  void AfterLarge();
  // How long the writer is to have nothing to do before the next Step. Nothing: there is nothing to be done.
  std::optional<std::chrono::microseconds> Wait() const;
  // Some milliseconds' worth.
  void Step();
  // Between groups of writes that follow each other without a pause.
  void BetweenGroups();

 private:
  void ReturnMemory();

  Database& database_;
  const Stopwatch* stopwatch_;
  bool memory_ = false;  // there may be some to give back
  std::chrono::nanoseconds since_{};
  bool more_pages_ = false;
};

}  // namespace macie_local::store
