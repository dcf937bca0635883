#include "base/page_token.h"

#include <bit>
#include <cstring>
#include <span>

#include "base/constant_time.h"
#include "base/text.h"

namespace macie_local::base {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kMacBytes = 16;

std::uint64_t ReadWord(const std::uint8_t* bytes, std::size_t count = 8) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, count);
  return word;
}

void AppendWord(std::uint64_t word, std::string* out) {
  static_assert(std::endian::native == std::endian::little);
  out->append(reinterpret_cast<const char*>(&word), sizeof word);
}

// SipHash-2-4 with a 128-bit result (Aumasson and Bernstein): a keyed hash made for short messages.
class SipHash {
 public:
  explicit SipHash(const std::uint8_t* key) {
    const std::uint64_t k0 = ReadWord(key);
    const std::uint64_t k1 = ReadWord(key + 8);
    v_ = {k0 ^ 0x736f6d6570736575u, k1 ^ 0x646f72616e646f6du ^ 0xee, k0 ^ 0x6c7967656e657261u,
          k1 ^ 0x7465646279746573u};
  }

  std::string Hash(std::string_view message) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(message.data());
    std::size_t at = 0;
    for (; at + 8 <= message.size(); at += 8) Compress(ReadWord(bytes + at));
    const std::uint64_t length = message.size();
    Compress(ReadWord(bytes + at, message.size() - at) | (length << 56));
    std::string out;
    v_[2] ^= 0xee;
    Rounds(4);
    AppendWord(v_[0] ^ v_[1] ^ v_[2] ^ v_[3], &out);
    v_[1] ^= 0xdd;
    Rounds(4);
    AppendWord(v_[0] ^ v_[1] ^ v_[2] ^ v_[3], &out);
    return out;
  }

 private:
  void Compress(std::uint64_t word) {
    v_[3] ^= word;
    Rounds(2);
    v_[0] ^= word;
  }
  void Rounds(int count) {
    for (int i = 0; i < count; ++i) {
      v_[0] += v_[1];
      v_[1] = std::rotl(v_[1], 13) ^ v_[0];
      v_[0] = std::rotl(v_[0], 32);
      v_[2] += v_[3];
      v_[3] = std::rotl(v_[3], 16) ^ v_[2];
      v_[0] += v_[3];
      v_[3] = std::rotl(v_[3], 21) ^ v_[0];
      v_[2] += v_[1];
      v_[1] = std::rotl(v_[1], 17) ^ v_[2];
      v_[2] = std::rotl(v_[2], 32);
    }
  }
  std::array<std::uint64_t, 4> v_;
};

// The second half of the key goes in as the first block, so that all of it counts.
std::string Mac(const TokenKey& key, std::string_view context, std::string_view position) {
  std::string message;
  message.reserve(16 + 1 + 8 + context.size() + position.size());
  message.append(reinterpret_cast<const char*>(key.data()) + 16, 16);
  message.push_back(kVersion);
  AppendWord(context.size(), &message);
  message.append(context);
  message.append(position);
  return SipHash(key.data()).Hash(message);
}

}  // namespace

std::string MakePageToken(const TokenKey& key, std::string_view context, std::string_view position) {
  std::string token;
  token.reserve(1 + position.size() + kMacBytes);
  token.push_back(kVersion);
  token.append(position);
  token.append(Mac(key, context, position));
  return base::ToBase64Url(std::span(reinterpret_cast<const std::uint8_t*>(token.data()), token.size()));
}

std::optional<std::string> OpenPageToken(const TokenKey& key, std::string_view context, std::string_view token) {
  if (token.size() > kTokenBytesMax) return std::nullopt;
  std::optional<std::string> bytes = base::FromBase64Url(token);
  if (!bytes || bytes->size() < 1 + kMacBytes || bytes->front() != kVersion) return std::nullopt;
  const std::string_view all = *bytes;
  const std::string_view position = all.substr(1, all.size() - 1 - kMacBytes);
  if (!base::AreEqualInConstantTime(Mac(key, context, position), all.substr(all.size() - kMacBytes)))
    return std::nullopt;
  return std::string(position);
}

std::uint64_t DeriveSeed(const TokenKey& key, std::string_view purpose) {
  const std::string mac = Mac(key, purpose, "derived");
  return ReadWord(reinterpret_cast<const std::uint8_t*>(mac.data()));
}

TokenWriter& TokenWriter::Text(std::string_view text) {
  AppendWord(text.size(), &bytes_);
  bytes_.append(text);
  return *this;
}

TokenWriter& TokenWriter::Number(std::int64_t number) {
  AppendWord(static_cast<std::uint64_t>(number), &bytes_);
  return *this;
}

std::string_view TokenReader::Take(std::size_t count) {
  if (!ok_ || rest_.size() < count) {
    ok_ = false;
    return {};
  }
  const std::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

std::int64_t TokenReader::Number() {
  const std::string_view bytes = Take(8);
  if (!ok_) return 0;
  return static_cast<std::int64_t>(ReadWord(reinterpret_cast<const std::uint8_t*>(bytes.data())));
}

std::string_view TokenReader::Text() {
  const std::int64_t length = Number();
  if (length < 0) ok_ = false;
  return ok_ ? Take(static_cast<std::size_t>(length)) : std::string_view{};
}

}  // namespace macie_local::base
