// Verifies that a request is signed with the secret of a key that we know, lately, for us. Only signatures in the
// Authorization header are taken, and only AWS4-HMAC-SHA256.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/http_message.h"
#include "base/result.h"
#include "macie_local/ports.h"
#include "sigv4/canonical_request.h"
#include "sigv4/signature.h"

namespace macie_local::sigv4 {

// A request's date may be so far from our time, before or after it, which is what most services allow (their texts say
// "- 5 min.").
inline constexpr std::chrono::minutes kClockSkewMax{5};

using AccessKeySecrets = std::map<std::string, AccessKeySecret, std::less<>>;  // by access key

// The kinds of wrong signatures that AWS tells apart.
enum class Fault : std::uint8_t {
  kNotSigned,
  kIncomplete,  // what is there can't be read as a signature
  kUnknownKey,  // or its session token is not the key's
  kExpiredKey,
  kInvalid,  // of another request, time, scope or secret
};

// Says what is wrong with a signature. `text` is for the caller, and holds no secret, token or signature.
struct Refusal {
  Fault fault;
  std::string text;
};

template <class T>
using Result = base::Result<T, Refusal>;
using Status = Result<base::Done>;

// Knows access keys and their secrets.
class KeyRing {
 public:
  virtual ~KeyRing() = default;
  // Returns the key's secret. Refuses a key that is not known, one that has expired, and a session token that is not
  // the key's; `token` is nullopt when none was sent.
  virtual Result<AccessKeySecret> Find(std::string_view access_key, const std::optional<std::string>& token) const = 0;
};

// Knows the keys of a file.
class KnownKeys final : public KeyRing {
 public:
  // `secrets` outlives this.
  explicit KnownKeys(const AccessKeySecrets& secrets) : secrets_(secrets) {}
  Result<AccessKeySecret> Find(std::string_view access_key, const std::optional<std::string>& token) const override;

 private:
  const AccessKeySecrets& secrets_;
};

// The credential that a signature must be made for.
struct Audience {
  std::string_view service;
  bool (*is_region)(std::string_view text);  // says whether it may be scoped to this region
  Form form = Form::kCommon;
};

// The claim that a signature makes about its caller. The views are parts of the Authorization header; empty: it does
// not say.
struct Claim {
  std::string_view access_key;
  std::string_view region;
};

// Returns who signed; the claim has views of the request. The refusal says what is wrong with the signature, in AWS's
// texts. `request` must have all its headers. Hashes the body, so takes time by its length.
Result<Claim> VerifySignature(const base::Request& request, const KeyRing& keys, const Audience& audience,
                              Timestamp now);

}  // namespace macie_local::sigv4
