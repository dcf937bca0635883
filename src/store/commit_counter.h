// Counts the commits of a database file in a small file beside it, which is written after each commit and never synced:
// it costs next to nothing, and whatever takes commits back out of the database (a log cut short, an older copy put in
// its place) leaves the count ahead.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace macie_local::store {

// Belongs to the writer thread. One that was not opened reads nothing and writes nothing.
class CommitCounter {
 public:
  struct Count {
    std::string identity;  // of the database that it counts
    std::uint64_t commits = 0;
  };

  CommitCounter() = default;
  ~CommitCounter();
  CommitCounter(const CommitCounter&) = delete;
  CommitCounter& operator=(const CommitCounter&) = delete;

  // Opens the file, or makes it. The error says why that can't be done.
  base::Status Open(const std::string& path);
  // Returns what the file says, or nullopt when it is new or not as Write leaves it.
  std::optional<Count> Read() const;
  // Overwrites the file. Is not durable: after a loss of power the file may have what was there before, or nothing that
  // can be read.
  base::Status Write(const Count& count) const;

 private:
  std::string path_;
  int file_ = -1;
};

}  // namespace macie_local::store
