#include "service/core/client_token.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "base/text.h"

namespace macie_local::service {

// The bytes count as if blanks followed them up to a whole number of words.
std::string HashOfBytes(std::string_view bytes) {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  std::uint64_t hash = (bytes.size() + kWord - 1) / kWord * kWord;
  const auto add = [&hash](std::uint64_t word) { hash = std::rotl((hash ^ word) * 0x9e3779b97f4a7c15, 29); };
  for (; bytes.size() >= kWord; bytes.remove_prefix(kWord)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), kWord);
    add(word);
  }
  if (!bytes.empty()) {
    std::uint64_t word = 0x2020202020202020;
    std::memcpy(&word, bytes.data(), bytes.size());
    add(word);
  }
  std::array<std::uint8_t, 8> out;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(hash >> (8 * (out.size() - 1 - i)));
  return base::ToHex(out);
}

}  // namespace macie_local::service
