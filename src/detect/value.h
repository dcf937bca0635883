// The characters of a value, as checks read them.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "detect/text.h"

namespace macie_local::detect {

// The digits of a value, and all its digits and letters, these in upper case. Separators are left out.
class Value {
 public:
  static constexpr int kSizeMax = 48;
  Value(const View& view, Range range);

  // Behind the last digit: 0.
  int operator[](int at) const { return digits_[static_cast<unsigned>(at)]; }
  int digits() const { return digit_count_; }
  std::uint64_t Number(int first, int count) const;
  bool AllZero(int first = 0) const;
  bool AllSame() const;
  // The sum of the digits from `first` on, each times its weight.
  int Weighted(int first, std::span<const int> weights) const;

  // Behind the last character: 0.
  Byte Character(int at) const { return characters_[static_cast<unsigned>(at)]; }
  int characters() const { return character_count_; }
  Byte Last() const { return character_count_ == 0 ? Byte{0} : Character(character_count_ - 1); }
  // A digit's number; A is 10, B 11 and so on.
  int Worth(int at) const;

 private:
  std::array<int, kSizeMax + 1> digits_{};
  std::array<Byte, kSizeMax + 1> characters_{};
  int digit_count_ = 0;
  int character_count_ = 0;
};

// Whether a word is a month in English: three letters or all of it, in any case.
bool IsMonth(const View& view, std::int64_t begin, std::int64_t end);
// Modulus 10 with each second digit doubled, from the right; `digits` of them from `first` on.
bool IsLuhn(const Value& value, int first, int digits);

}  // namespace macie_local::detect
