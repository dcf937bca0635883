// Temporary credentials, as STS gives them for a role. Nothing is kept of them: the access key carries the account, as
// AWS's do, the session token says whose it is and until when, and the secret follows from the access key.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/signature.h"
#include "macie_local/ports.h"

namespace macie_local::gateway {

// A session of a role.
struct RoleSession {
  std::string account;
  std::string role_name;  // without its path
  std::string session_name;
  Timestamp expires;  // in whole seconds

  bool operator==(const RoleSession&) const = default;
};

struct TemporaryKey {
  std::string access_key;  // "ASIA" and 16 letters and digits
  std::string secret_access_key;
  std::string session_token;
};

// Thread-safe.
class TemporaryKeys {
 public:
  // Keys are good as long as `secret` is the same.
  explicit TemporaryKeys(const std::array<std::uint8_t, 32>& secret) : secret_(secret) {}

  TemporaryKey Issue(const RoleSession& session, IdSource& ids) const;

  // The session, or nothing unless Issue() gave this token with this access key. It may have expired.
  std::optional<RoleSession> Open(std::string_view access_key, std::string_view session_token) const;

  std::string SecretOf(std::string_view access_key) const;

  // The unique id that stands for a role where AWS shows one, "AROA..."; the same for the same role.
  std::string RoleId(std::string_view account, std::string_view role_name) const;

 private:
  std::array<std::uint8_t, 32> secret_;
};

// The keys of a file, and temporary ones.
class AllKeys final : public KeyRing {
 public:
  // `now` is the machine's time. Everything outlives this.
  AllKeys(const AccessKeySecrets& secrets, const TemporaryKeys& temporary, Timestamp now)
      : known_(secrets), temporary_(temporary), now_(now) {}

  // Refuses a temporary key that has expired, too.
  base::Result<AccessKeySecret> Find(std::string_view access_key,
                                     const std::optional<std::string>& token) const override;

 private:
  const KnownKeys known_;
  const TemporaryKeys& temporary_;
  const Timestamp now_;
};

}  // namespace macie_local::gateway
