// Finds out who calls: account and region come from the credential scope of the signature (behaviour A.2). Whether the
// signature is good is not asked here.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sigv4/verify.h"
#include "state/state.h"
#include "wire/refusal.h"

namespace macie_local::gateway {

inline constexpr std::string_view kMacieService = "macie2";  // as signatures name it

struct IdentityOptions {
  std::string account;                                       // of callers whose key names no account
  std::string region;                                        // of callers whose signature names none
  std::map<std::string, std::string, std::less<>> accounts;  // by access key; asked before the key itself
};

// Returns the account behind an AKIA or ASIA key, which carries it in its letters; nullopt for other keys.
std::optional<std::string> AccountOfAccessKey(std::string_view access_key);

// Reads the claim in an Authorization header, which may be empty. Leaves empty what can't be read.
sigv4::Claim ReadClaim(std::string_view authorization);

// Returns the account and region of the caller. The account is that of `options.accounts`, else the access key itself
// when it is 12 digits, else that of AccountOfAccessKey(). What the claim does not say is as the options have it.
state::PartitionKey IdentifyCaller(const IdentityOptions& options, const sigv4::Claim& claim);

// Identifies the caller by the claim that ReadClaim() reads.
state::PartitionKey IdentifyCaller(const IdentityOptions& options, std::string_view authorization);

// Returns what a client of Macie is answered whose signature is refused (behaviour A.2).
wire::Refusal ToRefusal(const sigv4::Refusal& refusal);

}  // namespace macie_local::gateway
