// Any bytes as a file of access keys: it is refused in one line without a secret, or every key has an account and,
// where they are wanted, a secret.
#include <string>
#include <string_view>

#include "app/access_keys.h"
#include "base/text.h"
#include "fuzz/fuzz.h"
#include "service/core/arns.h"

namespace macie_local::fuzz {
namespace {

constexpr std::string_view kSecret = "s3cr3t-of-the-corpus";

bool StandsOnlyAsSecret(std::string_view text) {
  const std::string as_secret = "\"secretAccessKey\":\"" + std::string(kSecret) + "\"";
  return text.find(as_secret) != text.npos && text.find(kSecret) == text.rfind(kSecret);
}

}  // namespace

void FuzzAccessKeys(std::string_view text) {
  for (const bool with_secrets : {false, true}) {
    const auto keys = app::ParseAccessKeys(text, with_secrets);
    if (!keys.ok()) {
      const std::string& message = keys.error().text;
      Require(!message.empty() && base::IsUtf8(message), "a refusal has a text in UTF-8");
      if (StandsOnlyAsSecret(text)) {
        Require(message.find(kSecret) == std::string::npos, "a refusal does not hold the secret");
      }
      continue;
    }
    Require(keys->secrets.has_value() == with_secrets, "secrets are there when they are wanted");
    for (const auto& [key, account] : keys->accounts) {
      Require(service::IsAccountId(account), "a key has an account");
      if (with_secrets) Require(!keys->secrets->at(key).secret_access_key.empty(), "a key has a secret");
    }
  }
}

}  // namespace macie_local::fuzz
