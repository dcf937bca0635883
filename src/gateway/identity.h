// Who calls: account and region from the credential scope of the signature (handbook A.2). The signature itself is not
// verified: any is accepted, and none.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "store/state.h"

namespace macie_local::gateway {

struct IdentityOptions {
  std::string account;                                       // of callers whose key says nothing
  std::string region;                                        // of callers whose signature names none
  std::map<std::string, std::string, std::less<>> accounts;  // access key -> account, asked first
};

// The account behind an AKIA or ASIA key, which carries it in its letters; nothing for other keys.
std::optional<std::string> AccountOfAccessKey(std::string_view access_key);

// `authorization` as the header spells it, may be empty.
store::PartitionKey IdentifyCaller(const IdentityOptions& options, std::string_view authorization);

}  // namespace macie_local::gateway
