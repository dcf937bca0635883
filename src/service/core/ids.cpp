#include "service/core/ids.h"

#include <array>
#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "base/xxh64.h"
#include "service/core/intake.h"
#include "service/core/messages.h"

namespace macie_local::service {

base::Status CheckGivenId(const std::string& where, std::string_view id) {
  if (base::IsPlainName(id, kIdCharactersMax)) return base::Done{};
  return Wrong(where, "id",
               "must be 1 to " + std::to_string(kIdCharactersMax) +
                   " letters, digits, '-', '_' or '.', but not '.' or '..'; " + base::Quote(id) + " given");
}

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

std::string HexOf(std::string_view text, std::size_t digits) {
  std::string hex;
  for (std::uint64_t seed = 0; hex.size() < digits; ++seed) {
    const std::uint64_t hash = base::Xxh64(text, seed);
    std::array<std::uint8_t, sizeof(hash)> bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(hash >> (8 * i));
    hex += base::ToHex(bytes);
  }
  hex.resize(digits);
  return hex;
}

std::string UuidOf(std::string_view text) {
  std::string id = HexOf(text, 32);
  id[12] = '3';
  id[16] = 'a';  // RFC 9562
  for (const std::size_t at : {8U, 13U, 18U, 23U}) id.insert(at, 1, '-');
  return id;
}

}  // namespace macie_local::service
