// Issues temporary credentials, as STS gives them for a role. Nothing is kept of them: the access key carries the
// account, as AWS's do, the session token says whose it is and until when, and the secret follows from the access key.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "macie_local/ports.h"
#include "sigv4/verify.h"

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
  // Everything follows from `secret`: keys issued under one secret are good under no other.
  explicit TemporaryKeys(const std::array<std::uint8_t, 32>& secret) : secret_(secret) {}

  // Returns a new key for the session.
  TemporaryKey Issue(const RoleSession& session, IdSource& ids) const;

  // Returns the session that Issue() gave this token and access key for, which may have expired; nullopt when it gave
  // no such pair.
  std::optional<RoleSession> Open(std::string_view access_key, std::string_view session_token) const;

  // Returns the secret that Issue() gives with this access key.
  std::string SecretOf(std::string_view access_key) const;

  // Returns the unique id that stands for a role where AWS shows one, "AROA..."; the same for the same role.
  std::string RoleId(std::string_view account, std::string_view role_name) const;

 private:
  std::array<std::uint8_t, 32> secret_;
};

// Knows the keys of a file, and temporary ones.
class AllKeys final : public sigv4::KeyRing {
 public:
  // `now` is the machine's time. Everything outlives this.
  AllKeys(const sigv4::AccessKeySecrets& secrets, const TemporaryKeys& temporary, Timestamp now)
      : known_(secrets), temporary_(temporary), now_(now) {}

  // Also refuses a temporary key that has expired.
  sigv4::Result<sigv4::AccessKeySecret> Find(std::string_view access_key,
                                             const std::optional<std::string>& token) const override;

 private:
  const sigv4::KnownKeys known_;
  const TemporaryKeys& temporary_;
  const Timestamp now_;
};

}  // namespace macie_local::gateway
