// Where in a text matches of many patterns may begin, found in one pass over it: most texts have nothing that most
// custom data identifiers look for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "pattern/pattern.h"

namespace macie_local::pattern {

// A search sees two windows: a match that is no longer than one is always found whole, and none is longer than two [I].
// So what one search costs has a bound, and what a text costs grows as its length.
inline constexpr std::size_t kWindowBytes = 4096;

// For one thread.
class Candidates {
 public:
  // What the patterns together may hold, their program and the states that searches make of it.
  static constexpr std::size_t kBytesMax = std::size_t{32} << 20;

  explicit Candidates(const std::vector<const SensitivePattern*>& patterns, std::size_t bytes_max = kBytesMax);
  Candidates(Candidates&&) noexcept;
  Candidates& operator=(Candidates&&) noexcept;
  ~Candidates();

  // Looks through a text, in time that grows as its length.
  void Look(std::string_view text);
  // Whether a match of the pattern, counted from 0, may begin in the window of CustomDataMatcher that begins at `at`, a
  // place in the text of Look. True too where nothing was found out: with fewer than two patterns, or when the patterns
  // together are too many for the memory.
  bool MayBeginFrom(std::size_t pattern, std::size_t at) const {
    return !known_ || may_begin_[at / kRegionBytes * patterns_ + pattern] != 0;
  }

  static constexpr std::size_t kRegionBytes = std::size_t{64} << 10;

 private:
  struct Set;

  std::size_t patterns_;
  std::unique_ptr<Set> set_;             // null: nothing is found out
  bool known_ = false;                   // of the text of now
  std::vector<std::uint8_t> may_begin_;  // by region, then by pattern
  std::vector<int> matching_;
};

}  // namespace macie_local::pattern
