// Makes the digits of a signature: the key that follows from a secret and a scope, and what it makes of a canonical
// request (AWS General Reference, "Create a signed AWS API request").
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "macie_local/ports.h"

namespace macie_local::sigv4 {

inline constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
inline constexpr std::string_view kTerminator = "aws4_request";  // the last part of every credential
// Stands for the hash of a body that is not signed.
inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";

struct AccessKeySecret {
  std::string secret_access_key;
  std::optional<std::string> session_token;  // of a temporary key, which must send it
};

using Digest = std::array<std::uint8_t, 32>;

Digest Sha256(std::string_view bytes);

// The scope that a signature is made with, besides the canonical request and the secret. All but the timestamp are
// parts of the credential.
struct SigningScope {
  std::string_view timestamp;  // "20150830T123600Z"
  std::string_view date;       // "20150830"
  std::string_view region;
  std::string_view service;
  std::string_view terminator;
};

// SignatureOf and HashOfPayload return 64 lower-case hex digits.
std::string SignatureOf(std::string_view canonical_request, const SigningScope& scope,
                        std::string_view secret_access_key);
std::string HashOfPayload(std::string_view body);

// Returns the time in whole seconds as signatures write it, "20150830T123600Z".
std::string ToBasicFormat(Timestamp time);

}  // namespace macie_local::sigv4
