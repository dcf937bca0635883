// Where in a text names and postal codes may begin, found 64 bytes at a time: most of a text is passed over.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace macie_local::names {

// One bit for each byte of a text.
class MarkBits {
 public:
  // Returns the first marked place from `from` to before `until`, or `until`.
  std::size_t Next(std::size_t from, std::size_t until) const {
    if (from >= until) return until;
    std::size_t word = from / 64;
    std::uint64_t bits = words_[word] & ~std::uint64_t{0} << from % 64;
    while (bits == 0) {
      if (++word * 64 >= until) return until;
      bits = words_[word];
    }
    const std::size_t at = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
    return at < until ? at : until;
  }
  bool Any(std::size_t from, std::size_t until) const { return Next(from, until) != until; }

  std::vector<std::uint64_t>& words() { return words_; }

 private:
  std::vector<std::uint64_t> words_;
};

// Of one text at a time; used again, it takes no new memory.
class Marks {
 public:
  void Find(std::string_view text);

  // Capitals of ASCII, and bytes that a capital beyond it may begin with, where no letter of ASCII stands before.
  const MarkBits& capitals() const { return capitals_; }
  // First digits of numbers of four or five that are no part of a word, and capitals that are followed by a digit, or
  // by a capital and a digit.
  const MarkBits& codes() const { return codes_; }

 private:
  MarkBits capitals_;
  MarkBits codes_;
};

// A stretch of a text whose marks were found.
struct MarkedText {
  std::string_view text;
  const Marks& marks;
  std::size_t begin = 0;  // where in the marks' text it begins

  // Offsets are those of `text`.
  std::size_t NextCapital(std::size_t from, std::size_t until) const {
    return marks.capitals().Next(begin + from, begin + until) - begin;
  }
  std::size_t NextCode(std::size_t from, std::size_t until) const {
    return marks.codes().Next(begin + from, begin + until) - begin;
  }
};

}  // namespace macie_local::names
