// AWS Signature Version 4, checked: is the request signed with the secret of a key that we know, lately, for us? Only
// signatures in the Authorization header are taken, and only AWS4-HMAC-SHA256.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/canonical_request.h"
#include "gateway/identity.h"
#include "gateway/message.h"
#include "macie_local/ports.h"

namespace macie_local::gateway {

// How far a request's date may be from our time, before or after it: what most services allow (their texts say
// "- 5 min.").
inline constexpr std::chrono::minutes kClockSkewMax{5};

struct AccessKeySecret {
  std::string secret_access_key;
  std::optional<std::string> session_token;  // of a temporary key, which must send it
};
using AccessKeySecrets = std::map<std::string, AccessKeySecret, std::less<>>;  // by access key

// What a signature is made with besides the canonical request and the secret.
struct SigningScope {
  std::string_view timestamp;  // "20150830T123600Z"
  std::string_view date;       // "20150830"; this and below as in the credential
  std::string_view region;
  std::string_view service;
  std::string_view terminator;
};

// 64 lower-case hex digits.
std::string Sign(std::string_view canonical_request, const SigningScope& scope, std::string_view secret_access_key);
std::string HashOfPayload(std::string_view body);

// The keys that are known.
class KeyRing {
 public:
  virtual ~KeyRing() = default;
  // The key's secret; refused as AWS refuses a key that it does not know, or one with another token than it has.
  virtual base::Result<AccessKeySecret> Find(std::string_view access_key,
                                             const std::optional<std::string>& token) const = 0;
};

// Those of a file.
class KnownKeys final : public KeyRing {
 public:
  // `secrets` outlives this.
  explicit KnownKeys(const AccessKeySecrets& secrets) : secrets_(secrets) {}
  base::Result<AccessKeySecret> Find(std::string_view access_key,
                                     const std::optional<std::string>& token) const override;

 private:
  const AccessKeySecrets& secrets_;
};

// Who signed, or what is wrong with the signature, in AWS's types and texts; they hold no secret, token or signature.
// `request` has all its headers, and what is returned has views of it. `service` is the one that it must be signed for.
// Hashes the body, so takes time by its length.
base::Result<Claim> VerifySignature(const Request& request, const KeyRing& keys, std::string_view service,
                                    Timestamp now);

inline constexpr std::string_view kMacieService = "macie2";  // as signatures name it

}  // namespace macie_local::gateway
