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

class LargeText {
 public:
  static constexpr std::size_t kInMemoryMax = 1 << 20;

  LargeText() = default;
  explicit LargeText(std::string text) : memory_(std::move(text)) {}
  // What it keeps in memory is taken from `budget`; where that has no more, it goes into the file although it is short.
  explicit LargeText(std::shared_ptr<MemoryBudget> budget) : share_(std::move(budget)) {}
  LargeText(LargeText&& other) noexcept { *this = std::move(other); }
  LargeText& operator=(LargeText&& other) noexcept;
  ~LargeText();

  // The error says which folder can't be written to, and why. Where no file can be made at all, as in a container whose
  // file system is read-only, everything stays in memory, whatever the budget has.
  Status Append(std::string_view bytes);
  // After the last Append.
  Status Finish();

  std::size_t size() const { return file_ < 0 ? memory_.size() : size_; }
  // After Finish(), and as long as this lives and is not moved; what is in memory needs no Finish().
  std::string_view view() const { return file_ < 0 ? std::string_view(memory_) : std::string_view(mapped_, size_); }
  // Gives the memory of what was read of the file so far back to the machine; who reads it again reads the file. Any
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

// The bytes of `text`, as an answer.
Body BodyOf(LargeText text);

}  // namespace macie_local::base
