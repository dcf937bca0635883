// How many commits a database file has had, in a small file of its own beside it. It is written after each commit and
// never synced: it costs next to nothing, and whatever takes commits back out of the database (a log cut short, an
// older copy put in its place) leaves it ahead.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace macie_local::store {

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

  // Opens the file, or makes it. The error says why it can't be.
  base::Status Open(const std::string& path);
  // What it says; nothing when it is new, or is not as Write leaves it.
  std::optional<Count> Read() const;
  // Not durable: a loss of power may take it, and leave what was there before or nothing to be read.
  base::Status Write(const Count& count) const;

 private:
  std::string path_;
  int file_ = -1;
};

}  // namespace macie_local::store
