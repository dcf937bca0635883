// A set of identifiers, by their indices in Identifiers().
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace macie_local::detect {

struct Mask {
  std::array<std::uint64_t, 3> words{};

  constexpr bool Has(std::size_t identifier) const { return (words[identifier / 64] >> identifier % 64 & 1) != 0; }
  constexpr void Include(std::size_t identifier) { words[identifier / 64] |= std::uint64_t{1} << identifier % 64; }
  constexpr bool Any() const { return (words[0] | words[1] | words[2]) != 0; }
  constexpr bool Meets(const Mask& other) const {
    return ((words[0] & other.words[0]) | (words[1] & other.words[1]) | (words[2] & other.words[2])) != 0;
  }
  constexpr void Join(const Mask& other) {
    for (std::size_t at = 0; at < words.size(); ++at) words[at] |= other.words[at];
  }
};

}  // namespace macie_local::detect
