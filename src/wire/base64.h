// Base64 with padding (RFC 4648), for content that is no text.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace macie_local::wire {

// Encodes bytes that come in pieces of any length. For one thread at a time.
class Base64Encoder {
 public:
  // Appends the characters that are known once `bytes` follow those before; Finish appends the last ones. The encoder
  // is then as new.
  void Add(std::string_view bytes, std::string* out);
  void Finish(std::string* out);

 private:
  std::array<char, 3> held_{};
  std::size_t held_bytes_ = 0;  // 0 to 2
};

// Returns nullopt for text that Base64Encoder could not have written.
std::optional<std::string> FromBase64(std::string_view text);

}  // namespace macie_local::wire
