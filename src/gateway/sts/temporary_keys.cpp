#include "gateway/sts/temporary_keys.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <chrono>
#include <stdexcept>

#include "base/page_token.h"
#include "base/text.h"

namespace macie_local::gateway {
namespace {

using Digest = std::array<std::uint8_t, SHA256_DIGEST_LENGTH>;

constexpr std::size_t kAccountLetters = 10;  // 50 bits, of which 48 hold the account (AccountOfAccessKey())
constexpr std::size_t kRandomLetters = 6;
constexpr std::size_t kRoleIdLetters = 17;
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

Digest Derive(const std::array<std::uint8_t, 32>& secret, std::string_view purpose, std::string_view of) {
  const std::string text = base::TokenWriter().Text(purpose).Text(of).bytes();
  Digest digest;
  unsigned size = 0;
  if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size) == nullptr ||
      size != digest.size()) {
    throw std::runtime_error("HMAC failed");  // Whatever stands in `digest` must not be taken for a secret.
  }
  return digest;
}

// The letters that the low `letters` * 5 bits of `bits` are.
std::string Base32(std::uint64_t bits, std::size_t letters) {
  std::string text(letters, ' ');
  for (std::size_t i = letters; i > 0; --i, bits >>= 5) text[i - 1] = kBase32[bits & 31];
  return text;
}

std::string LettersOf(const Digest& digest, std::size_t letters) {
  std::string text;
  for (std::size_t i = 0; i < letters; ++i) text.push_back(kBase32[digest[i] & 31]);
  return text;
}

std::string ContextOf(std::string_view access_key) {
  return base::TokenWriter().Text("session token").Text(access_key).bytes();
}

}  // namespace

TemporaryKey TemporaryKeys::Issue(const RoleSession& session, IdSource& ids) const {
  std::array<std::uint8_t, sizeof(std::uint32_t)> random;
  ids.Fill(random);
  std::uint64_t bits = 0;
  for (const std::uint8_t byte : random) bits = bits << 8 | byte;
  // AWS's keys of today have the first bit set, too.
  constexpr std::uint64_t kFirstBit = std::uint64_t{1} << 47;
  const std::uint64_t account = kFirstBit | std::stoull(session.account) << 7;
  TemporaryKey key;
  // Of the random bits two stand behind the account's 48.
  key.access_key =
      "ASIA" + Base32(account << 2 | bits >> (kRandomLetters * 5), kAccountLetters) + Base32(bits, kRandomLetters);
  key.secret_access_key = SecretOf(key.access_key);
  base::TokenWriter position;
  position.Text(session.account).Text(session.role_name).Text(session.session_name);
  position.Number(std::chrono::floor<std::chrono::seconds>(session.expires).time_since_epoch().count());
  key.session_token = base::MakePageToken(secret_, ContextOf(key.access_key), position.bytes());
  return key;
}

std::optional<RoleSession> TemporaryKeys::Open(std::string_view access_key, std::string_view session_token) const {
  const auto position = base::OpenPageToken(secret_, ContextOf(access_key), session_token);
  if (!position) return std::nullopt;
  base::TokenReader reader(*position);
  RoleSession session;
  session.account = reader.Text();
  session.role_name = reader.Text();
  session.session_name = reader.Text();
  session.expires = Timestamp(std::chrono::seconds(reader.Number()));
  return session;
}

std::string TemporaryKeys::SecretOf(std::string_view access_key) const {
  constexpr std::size_t kSecretBytes = 30;  // 40 characters, as AWS's have
  const Digest digest = Derive(secret_, "secret access key", access_key);
  return base::ToBase64Url(std::span(digest).first(kSecretBytes));
}

std::string TemporaryKeys::RoleId(std::string_view account, std::string_view role_name) const {
  const std::string role = base::TokenWriter().Text(account).Text(role_name).bytes();
  return "AROA" + LettersOf(Derive(secret_, "role id", role), kRoleIdLetters);
}

sigv4::Result<sigv4::AccessKeySecret> AllKeys::Find(std::string_view access_key,
                                                    const std::optional<std::string>& token) const {
  const auto session = token ? temporary_.Open(access_key, *token) : std::nullopt;
  if (!session) return known_.Find(access_key, token);
  if (session->expires <= now_) {
    return sigv4::Refusal{sigv4::Fault::kExpiredKey, "The security token included in the request is expired"};
  }
  return sigv4::AccessKeySecret{temporary_.SecretOf(access_key), token};
}

}  // namespace macie_local::gateway
