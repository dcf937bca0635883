// Who calls: account and region from the credential scope of the signature (behaviour A.2). Whether the signature is
// good is not asked here.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "state/state.h"

namespace macie_local::gateway {

struct IdentityOptions {
  std::string account;                                       // of callers whose key says nothing
  std::string region;                                        // of callers whose signature names none
  std::map<std::string, std::string, std::less<>> accounts;  // access key -> account, asked first
};

// The account behind an AKIA or ASIA key, which carries it in its letters; nothing for other keys.
std::optional<std::string> AccountOfAccessKey(std::string_view access_key);

// What a signature says of its caller. The views are parts of the Authorization header.
struct Claim {
  std::string_view access_key;
  std::string_view region;
};

// Of the header as it is spelled, may be empty; what can't be read is empty.
Claim ReadClaim(std::string_view authorization);

state::PartitionKey IdentifyCaller(const IdentityOptions& options, const Claim& claim);

// `authorization` as for ReadClaim(); what it does not say is as the options have it.
state::PartitionKey IdentifyCaller(const IdentityOptions& options, std::string_view authorization);

}  // namespace macie_local::gateway
