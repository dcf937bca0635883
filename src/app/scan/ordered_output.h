// Lets threads finish pieces of work in any order, and writes what they give in the order of the pieces.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "app/scan/progress.h"

namespace macie_local::app {

// Thread-safe.
class OrderedOutput {
 public:
  // A thread that is so many pieces ahead of the one that is written next waits.
  static constexpr std::uint64_t kAheadMax = 4096;

  // Called by one thread at a time. Returns false when it can't be written.
  using Write = std::function<bool(std::string_view)>;

  // `between` is written between the texts of pieces that are not empty. The progress, which outlives this, makes way
  // for what is written and is shown behind it; null: there is none.
  explicit OrderedOutput(Write write, std::string between = "", Progress* progress = nullptr)
      : write_(std::move(write)), between_(std::move(between)), progress_(progress) {}

  // Waits until the piece is not too far ahead. Returns false when nothing can be written any more, or after Stop.
  bool WaitFor(std::uint64_t piece);
  // Gives the text of a piece, which may be empty. Every piece from 0 is given once.
  void Put(std::uint64_t piece, std::string text);
  // Shows the progress when it is time to.
  void ShowProgress();
  // Ends all waiting, and takes the progress away; what is not written yet never is.
  void Stop();
  // Says whether something could not be written.
  bool failed();

 private:
  std::mutex mutex_;
  std::condition_variable moved_;

  const Write write_;
  const std::string between_;
  Progress* const progress_;
  std::uint64_t next_ = 0;
  bool begun_ = false;                            // something is written
  std::map<std::uint64_t, std::string> waiting_;  // for those before them
  bool stopped_ = false;
  bool failed_ = false;
};

}  // namespace macie_local::app
