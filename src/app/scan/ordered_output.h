// Lets threads finish pieces of work in any order, and writes what they give in the order of the pieces.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace macie_local::app {

// Thread-safe.
class OrderedOutput {
 public:
  // A thread that is so many pieces ahead of the one that is written next waits.
  static constexpr std::uint64_t kAheadMax = 4096;

  // `out` outlives it. `between` is written between the texts of pieces that are not empty.
  explicit OrderedOutput(std::FILE* out, std::string between = "") : out_(out), between_(std::move(between)) {}

  // Waits until the piece is not too far ahead. Returns false when nothing can be written any more, or after Stop.
  bool WaitFor(std::uint64_t piece);
  // Gives the text of a piece, which may be empty. Every piece from 0 is given once.
  void Put(std::uint64_t piece, std::string text);
  // Ends all waiting; what is not written yet never is.
  void Stop();
  // Says whether something could not be written.
  bool failed();

 private:
  std::mutex mutex_;
  std::condition_variable moved_;
  void Write(const std::string& text);

  std::FILE* out_;
  const std::string between_;
  std::uint64_t next_ = 0;
  bool begun_ = false;                            // something is written
  std::map<std::uint64_t, std::string> waiting_;  // for those before them
  bool stopped_ = false;
  bool failed_ = false;
};

}  // namespace macie_local::app
