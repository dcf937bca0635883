// Reads the file of --access-keys, which says whose account each key is, and how it signs.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "sigv4/verify.h"

namespace macie_local::app {

struct AccessKeys {
  std::map<std::string, std::string, std::less<>> accounts;  // 12 digits each, by access key
  std::optional<sigv4::AccessKeySecrets> secrets;            // of all keys; nullopt: signatures are not verified
};

// Reads the file's text. When `with_secrets`, every key needs its secret. The error names the member, and never holds a
// secret.
base::Result<AccessKeys> ParseAccessKeys(std::string_view text, bool with_secrets);

}  // namespace macie_local::app
