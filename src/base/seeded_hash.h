// A hash of texts that come from clients: a client that does not know its seed can't make many texts of one hash, which
// would turn every hash table that holds them into a list.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace macie_local::base {

// For hash tables in memory only: a hash is good for one seed, and is not to be stored. Nothing that is answered may
// depend on the order of hashes.
class SeededHash {
 public:
  explicit SeededHash(std::uint64_t seed) : first_(seed ^ kFirst), second_(Fold(seed ^ kSecond, kFirst)) {}

  std::size_t operator()(std::string_view text) const noexcept {
    const char* at = text.data();
    std::size_t rest = text.size();
    std::uint64_t hash = first_;
    for (; rest > 16; rest -= 16, at += 16)
      hash = Fold(Read<std::uint64_t>(at) ^ second_, Read<std::uint64_t>(at + 8) ^ hash);
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    if (rest >= 8) {
      low = Read<std::uint64_t>(at);
      high = Read<std::uint64_t>(at + rest - 8);
    } else if (rest >= 4) {
      low = Read<std::uint32_t>(at);
      high = Read<std::uint32_t>(at + rest - 4);
    } else if (rest > 0) {
      low = std::uint64_t{Read<std::uint8_t>(at)} << 16 | std::uint64_t{Read<std::uint8_t>(at + rest / 2)} << 8 |
            Read<std::uint8_t>(at + rest - 1);
    }
    return Fold(second_ ^ text.size(), Fold(low ^ second_, high ^ hash));
  }

 private:
  static constexpr std::uint64_t kFirst = 0x9e3779b97f4a7c15;
  static constexpr std::uint64_t kSecond = 0xd1b54a32d192ed03;

  template <class Word>
  static Word Read(const char* at) {
    Word word;
    std::memcpy(&word, at, sizeof word);
    return word;
  }
  // Returns both halves of the product, folded together, so that every bit of either counts.
  static std::uint64_t Fold(std::uint64_t a, std::uint64_t b) {
    __extension__ using Product = unsigned __int128;
    const Product product = Product{a} * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }

  std::uint64_t first_;
  std::uint64_t second_;
};

}  // namespace macie_local::base
