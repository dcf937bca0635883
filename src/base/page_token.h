// Page tokens of every list operation: opaque to clients, bound to one question, refused when altered. They hold a
// position, not state, so the server keeps nothing between pages.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace macie_local::base {

using TokenKey = std::array<std::uint8_t, 32>;

// Longer tokens are refused unread: no position comes near it.
inline constexpr std::size_t kTokenBytesMax = 16384;

// Returns a token in base64url. `context` says which question it continues: operation, account, region and the
// canonical bytes of the query; `position` is where the next page begins, in bytes that only the caller understands.
std::string MakePageToken(const TokenKey& key, std::string_view context, std::string_view position);

// Returns the position, or nullopt unless MakePageToken made exactly this token with the same key and context.
std::optional<std::string> OpenPageToken(const TokenKey& key, std::string_view context, std::string_view token);

// Returns a number that follows from the key and tells nothing of it, another one for each purpose.
std::uint64_t DeriveSeed(const TokenKey& key, std::string_view purpose);

// Writes values as the unambiguous bytes of a position or context: each is preceded by its length or has a fixed one.
class TokenWriter {
 public:
  TokenWriter() { bytes_.reserve(kUsualBytes); }
  TokenWriter& Text(std::string_view text);
  TokenWriter& Number(std::int64_t number);
  const std::string& bytes() const { return bytes_; }

 private:
  static constexpr std::size_t kUsualBytes = 160;
  std::string bytes_;
};

// Reads what TokenWriter wrote, in the same order. After a read that finds too little, ok() is false and every value
// empty.
class TokenReader {
 public:
  explicit TokenReader(std::string_view bytes) : rest_(bytes) {}
  std::string_view Text();
  std::int64_t Number();
  // True when every read succeeded and nothing is left.
  bool Finished() const { return ok_ && rest_.empty(); }
  bool ok() const { return ok_; }

 private:
  std::string_view Take(std::size_t count);
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace macie_local::base
