// Makes and verifies signatures of AWS Signature Version 4: a request must be signed with the secret of a key that we
// know, lately, for us. Only signatures in the Authorization header are taken, and only AWS4-HMAC-SHA256.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/canonical_request.h"
#include "gateway/identity.h"
#include "gateway/message.h"
#include "macie_local/ports.h"
#include "wire/refusal.h"

namespace macie_local::gateway {

// A request's date may be so far from our time, before or after it, which is what most services allow (their texts say
// "- 5 min.").
inline constexpr std::chrono::minutes kClockSkewMax{5};

struct AccessKeySecret {
  std::string secret_access_key;
  std::optional<std::string> session_token;  // of a temporary key, which must send it
};
using AccessKeySecrets = std::map<std::string, AccessKeySecret, std::less<>>;  // by access key

// The scope that a signature is made with, besides the canonical request and the secret. All but the timestamp are
// parts of the credential.
struct SigningScope {
  std::string_view timestamp;  // "20150830T123600Z"
  std::string_view date;       // "20150830"
  std::string_view region;
  std::string_view service;
  std::string_view terminator;
};

// Sign and HashOfPayload return 64 lower-case hex digits.
std::string Sign(std::string_view canonical_request, const SigningScope& scope, std::string_view secret_access_key);
std::string HashOfPayload(std::string_view body);

// Knows access keys and their secrets.
class KeyRing {
 public:
  virtual ~KeyRing() = default;
  // Returns the key's secret. Refuses with 403, as AWS does, a key that is not known, and a session token that is not
  // the key's; `token` is nullopt when none was sent.
  virtual wire::Outcome<AccessKeySecret> Find(std::string_view access_key,
                                              const std::optional<std::string>& token) const = 0;
};

// Knows the keys of a file.
class KnownKeys final : public KeyRing {
 public:
  // `secrets` outlives this.
  explicit KnownKeys(const AccessKeySecrets& secrets) : secrets_(secrets) {}
  wire::Outcome<AccessKeySecret> Find(std::string_view access_key,
                                      const std::optional<std::string>& token) const override;

 private:
  const AccessKeySecrets& secrets_;
};

// Returns who signed; the claim has views of the request. The error says what is wrong with the signature, in AWS's
// types and texts, which hold no secret, token or signature. `request` must have all its headers; `service` is the one
// that it must be signed for. Hashes the body, so takes time by its length.
wire::Outcome<Claim> VerifySignature(const Request& request, const KeyRing& keys, std::string_view service,
                                     Timestamp now);

inline constexpr std::string_view kMacieService = "macie2";  // as signatures name it

}  // namespace macie_local::gateway
