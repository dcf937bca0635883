// Finds the bytes that mean something in a table as text, 64 at a time.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "extract/window.h"

namespace macie_local::extract {

// Goes through a window from front to back. Delimiters, quotation marks and both bytes of line ends are marks.
class TableMarks {
 public:
  explicit TableMarks(char delimiter) : delimiter_(delimiter) {}

  char delimiter() const { return delimiter_; }

  // The next mark looked for is at or after `at`, which is in a Window or its end.
  void Start(const char* at) {
    block_ = at;
    marks_ = MarksAt(at);
  }
  // Returns the next mark, each once; `end` where there is none before it.
  const char* Next(const char* end) {
    while (marks_ == 0) {
      if (end - block_ <= 64) return end;
      block_ += 64;
      marks_ = MarksAt(block_);
    }
    const char* const mark = block_ + std::countr_zero(marks_);
    marks_ &= marks_ - 1;
    return mark < end ? mark : end;
  }

 private:
  // Bit i: whether at[i] is a mark.
  std::uint64_t MarksAt(const char* at) const {
    static_assert(Window::kPadding >= 64);
    std::uint64_t marks = 0;
#ifdef __SSE2__
    for (int i = 0; i < 4; ++i) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at) + i);
      const auto equals = [&](char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
      const __m128i some =
          _mm_or_si128(_mm_or_si128(equals(delimiter_), equals('"')), _mm_or_si128(equals('\n'), equals('\r')));
      marks |= std::uint64_t{static_cast<std::uint32_t>(_mm_movemask_epi8(some))} << (16 * i);
    }
#else
    for (int i = 0; i < 64; ++i) {
      const bool is_mark = at[i] == delimiter_ || at[i] == '"' || at[i] == '\n' || at[i] == '\r';
      marks |= std::uint64_t{is_mark} << i;
    }
#endif
    return marks;
  }

  char delimiter_;
  const char* block_ = nullptr;
  std::uint64_t marks_ = 0;  // those of the 64 bytes at block_ that Next has not returned
};

}  // namespace macie_local::extract
