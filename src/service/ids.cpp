#include "service/ids.h"

#include <array>
#include <cstdint>
#include <string_view>

#include "base/text.h"

namespace macie_local::service {

std::string NewHexId(IdSource& ids) {
  std::array<std::uint8_t, 16> bytes;
  ids.Fill(bytes);
  return base::ToHex(bytes);
}

std::string NewUuid(IdSource& ids) {
  std::array<std::uint8_t, 16> bytes;
  ids.Fill(bytes);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);  // version 4
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);  // RFC 9562
  std::string id = base::ToHex(bytes);
  for (const std::size_t at : {8U, 13U, 18U, 23U}) id.insert(at, 1, '-');
  return id;
}

std::string NewShortId(IdSource& ids) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::array<std::uint8_t, 22> bytes;
  ids.Fill(bytes);
  std::string id;
  for (const std::uint8_t byte : bytes) id.push_back(kLetters[byte % kLetters.size()]);
  return id;
}

}  // namespace macie_local::service
