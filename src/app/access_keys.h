// The file of --access-keys: whose account each key is, and how it signs.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/signature.h"

namespace macie_local::app {

struct AccessKeys {
  std::map<std::string, std::string, std::less<>> accounts;  // of 12 digits, by access key
  std::optional<gateway::AccessKeySecrets> secrets;          // when signatures are verified
};

// Reads the file's text. With `with_secrets` every key needs its secret. An error names the member, and never holds a
// secret.
base::Result<AccessKeys> ParseAccessKeys(std::string_view text, bool with_secrets);

}  // namespace macie_local::app
