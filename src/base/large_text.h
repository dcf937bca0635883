// Text that grows piece by piece and is then read as a whole, such as a state document on its way in. What is short
// stays in memory. What is long goes into a file without a name that is mapped to be read, so that the machine can put
// it aside when memory is wanted; the file is gone with the text, however the process ends.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/body.h"
#include "base/memory_budget.h"
#include "base/result.h"

namespace macie_local::base {

// Opens a file without a name, to be read and written, in the folder for temporary files (TMPDIR, else /tmp). It is
// gone when it is closed, and closed when a program is started. Less than 0 and errno when none can be made. Any
// thread.
int OpenNamelessFile();

// For one thread at a time, but for what says otherwise.
class LargeText {
 public:
  // A longer text, in bytes, goes into a file.
  static constexpr std::size_t kInMemoryMax = 1 << 20;

  LargeText() = default;
  explicit LargeText(std::string text) : memory_(std::move(text)) {}
  // Takes what it keeps in memory from `budget`; when that has no more, the text goes into a file although it is short.
  explicit LargeText(std::shared_ptr<MemoryBudget> budget) : share_(std::move(budget)) {}
  LargeText(LargeText&& other) noexcept { *this = std::move(other); }
  LargeText& operator=(LargeText&& other) noexcept;
  ~LargeText();

  // Appends to the text. The error says which folder can't be written to, and why. Where no file can be made at all, as
  // in a container whose file system is read-only, everything stays in memory, whatever the budget has.
  Status Append(std::string_view bytes);
  // Makes the text readable. Call it after the last Append; the error is as that of Append.
  Status Finish();

  std::size_t size() const { return file_ < 0 ? memory_.size() : size_; }
  // Returns the text, valid as long as this lives and is not moved. Requires Finish(), unless all was given to the
  // constructor.
  std::string_view view() const { return file_ < 0 ? std::string_view(memory_) : std::string_view(mapped_, size_); }
  // Gives the memory of what was read of the file so far back to the machine; reading it again reads the file. Any
  // thread, after Finish().
  void ReleaseRead() const;

 private:
  bool KeepsInMemory(std::size_t size);
  Status Write(std::string_view bytes);

  std::string memory_;
  MemoryShare share_;  // as large as what memory_ has reserved by way of Append
  bool no_file_ = false;
  int file_ = -1;
  std::size_t size_ = 0;  // of the file
  const char* mapped_ = nullptr;
};

// Returns the bytes of `text` as the body of an answer.
Body BodyOf(LargeText text);

}  // namespace macie_local::base
