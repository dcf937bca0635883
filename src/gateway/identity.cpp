#include "gateway/identity.h"

#include <array>
#include <cstdint>

#include "base/text.h"
#include "service/core/arns.h"
#include "wire/framework_errors.h"

namespace macie_local::gateway {
namespace {

constexpr std::string_view kCredential = "Credential=";

int Base32Value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= '2' && c <= '7') return c - '2' + 26;
  return -1;
}

std::string AccountOf(const IdentityOptions& options, std::string_view access_key) {
  if (const auto known = options.accounts.find(access_key); known != options.accounts.end()) return known->second;
  if (service::IsAccountId(access_key)) return std::string(access_key);
  return AccountOfAccessKey(access_key).value_or(options.account);
}

}  // namespace

std::optional<std::string> AccountOfAccessKey(std::string_view access_key) {
  if (!access_key.starts_with("AKIA") && !access_key.starts_with("ASIA")) return std::nullopt;
  access_key.remove_prefix(4);
  constexpr std::size_t kLetters = 10;  // 50 bits, of which the first 48 are read
  if (access_key.size() < kLetters) return std::nullopt;
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < kLetters; ++i) {
    const int value = Base32Value(access_key[i]);
    if (value < 0) return std::nullopt;
    bits = (bits << 5) | static_cast<std::uint64_t>(value);
  }
  bits >>= 2;
  const std::uint64_t account = (bits & 0x7fffffffff80) >> 7;
  std::string digits = std::to_string(account);
  if (digits.size() > 12) return std::nullopt;
  return std::string(12 - digits.size(), '0') + digits;
}

state::PartitionKey IdentifyCaller(const IdentityOptions& options, const sigv4::Claim& claim) {
  return {AccountOf(options, claim.access_key),
          service::IsRegion(claim.region) ? std::string(claim.region) : options.region};
}

sigv4::Claim ReadClaim(std::string_view authorization) {
  const std::size_t at = authorization.find(kCredential);
  if (at == std::string_view::npos) return {};
  std::string_view scope = authorization.substr(at + kCredential.size());
  scope = scope.substr(0, scope.find_first_of(", "));
  sigv4::Claim claim;
  claim.access_key = base::NextPart("/", &scope);
  base::NextPart("/", &scope);  // date
  claim.region = base::NextPart("/", &scope);
  return claim;
}

state::PartitionKey IdentifyCaller(const IdentityOptions& options, std::string_view authorization) {
  return IdentifyCaller(options, ReadClaim(authorization));
}

wire::Refusal ToRefusal(const sigv4::Refusal& refusal) {
  const auto shape = [&]() -> const wire::ErrorShape& {
    switch (refusal.fault) {
      case sigv4::Fault::kNotSigned:
        return wire::kMissingAuthenticationToken;
      case sigv4::Fault::kIncomplete:
        return wire::kIncompleteSignature;
      case sigv4::Fault::kUnknownKey:
        return wire::kUnrecognizedClient;
      case sigv4::Fault::kExpiredKey:
        return wire::kExpiredToken;
      case sigv4::Fault::kInvalid:
        break;
    }
    return wire::kInvalidSignature;
  };
  return {shape(), refusal.text};
}

}  // namespace macie_local::gateway
