// The first stage: what stands where, as bits. A batch is searched in blocks; bit n of a block's arrays is the byte
// `base + n` of the text, and a block has a margin on both sides that the neighbouring blocks own.
#pragma once

#include <array>
#include <cstdint>

#include "detect/table.h"

namespace macie_local::detect {

inline constexpr int kBlockBytes = 8192;
inline constexpr int kMarginBytes = 640;
inline constexpr int kBlockWords = (kBlockBytes + 2 * kMarginBytes) / 64;
inline constexpr int kMarginWords = kMarginBytes / 64;
inline constexpr int kChainBytesMax = 44;  // a longer chain is no value

using Bits = std::array<std::uint64_t, kBlockWords + 2>;  // the last two stay zero

struct Words {
  // Of the bytes themselves.
  Bits digit{};
  Bits upper{};
  Bits lower{};
  Bits underscore{};
  Bits hyphen{};
  Bits dot{};   // and '/'
  Bits edge{};  // "+(;%": what follows may be more than a chain
  Bits space{};
  Bits plus{};     // and '/'
  Bits high{};     // 0x80 and above
  Bits lead{};     // 0xC3 to 0xDF, which begin a letter of two bytes
  Bits second{};   // 0x80 to 0xBF
  Bits trigger{};  // may begin a literal that a matcher waits for
  // A chain is a run of letters, digits and '_', joined by '-' between two of them or '.' and '/' between two digits.
  Bits word{};
  Bits chain{};
  Bits first_digit{};    // of each chain; too short ones are left out
  Bits keyword_start{};  // where a word of letters begins, or a hump of camelCase
  Bits keyword_end{};    // where none goes on
  Bits run40{};          // begins a run of exactly 40 base64 characters
  bool any_high = false;
};

// Bits `bit` to `bit + 63`. `bit` is at most 64 * kBlockWords.
inline std::uint64_t Extract(const Bits& bits, int bit) {
  const auto word = static_cast<unsigned>(bit) / 64;
  const auto shift = static_cast<unsigned>(bit) % 64;
  return bits[word] >> shift | bits[word + 1] << 1 << (63 - shift);
}
inline bool Has(const Bits& bits, int bit) {
  return (bits[static_cast<unsigned>(bit) / 64] >> static_cast<unsigned>(bit) % 64 & 1) != 0;
}

// A chain that may be a value.
struct Survivor {
  std::uint16_t first_digit;
  std::uint16_t begin;
  std::uint16_t end;
  std::uint16_t key;  // of table::kChainKeys; 0: none
  // True when only a keyword can make it one.
  bool needs_keyword;
};

// What the chains of a layout may be, under the identifiers that are looked for.
inline constexpr std::uint8_t kWholeKeyword = 1;  // a value that needs a keyword
inline constexpr std::uint8_t kWholeOpen = 2;     // one that needs none
inline constexpr std::uint8_t kNextKeyword = 4;   // the same where a space and more follow
inline constexpr std::uint8_t kNextOpen = 8;

struct SiftTable {
  std::array<std::uint64_t, table::kChainKeys.size()> digits{};
  std::array<std::uint64_t, table::kChainKeys.size()> joiners{};
  std::array<std::uint8_t, table::kChainKeys.size()> kinds{};
  std::array<std::uint8_t, kChainBytesMax + 2> wild{};  // by length
};

inline constexpr int kSiftWords = 32;  // at a time
inline constexpr int kSurvivorsMax = kSiftWords * 64 / 2 + 1;
using Survivors = std::array<Survivor, kSurvivorsMax>;

// The first stage for one set of instructions. All sets give equal results.
struct Kernel {
  const char* name;
  // Fills the arrays of bytes from word `from` on. `size` is the text's, `base` may be negative.
  void (*classify)(const char* text, std::int64_t base, std::int64_t size, int from, Words* words);
  // Fills the other arrays.
  void (*derive)(Words* words);
  // Chains whose first digit is in the words from `from` to before `until`, at most kSiftWords; returns how many.
  int (*sift)(const Words& words, const SiftTable& table, int from, int until, Survivor* out);
  // Bits from `from` to before `until` where a keyword may begin; `out` has room for half of them and eight more.
  int (*keyword_starts)(const char* text, std::int64_t base, std::int64_t size, const Words& words, int from, int until,
                        std::uint16_t* out);
};

}  // namespace macie_local::detect
