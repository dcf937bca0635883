#include "app/access_keys.h"

#include <utility>

#include "app/files.h"
#include "base/text.h"
#include "model/types/records.h"
#include "service/core/arns.h"
#include "wire/codec.h"

namespace macie_local::app {
namespace {

base::Result<sigv4::AccessKeySecret> ReadSecret(const model::AccessKey& entry) {
  if (!entry.secretAccessKey) return base::Error(".secretAccessKey: is required with --verify-signatures");
  if (entry.secretAccessKey->empty()) return base::Error(".secretAccessKey: must not be empty");
  if (entry.sessionToken && entry.sessionToken->empty()) return base::Error(".sessionToken: must not be empty");
  return sigv4::AccessKeySecret{*entry.secretAccessKey, entry.sessionToken};
}

}  // namespace

base::Result<AccessKeys> ParseAccessKeys(std::string_view text, bool with_secrets) {
  AccessKeys keys;
  if (with_secrets) keys.secrets.emplace();
  wire::DecodeOptions options;
  options.strict = true;
  MACIE_TRY(const auto file, wire::Decode<model::AccessKeyFile>(text, options));
  if (!file.accessKeys) return base::Error("accessKeys: is required");
  for (const auto& [key, entry] : *file.accessKeys) {
    if (!service::IsAccountId(entry.accountId)) {
      return base::Error("accessKeys." + key + ".accountId: must be 12 digits; '" + entry.accountId + "' given");
    }
    keys.accounts[key] = entry.accountId;
    if (!keys.secrets) continue;
    auto secret = ReadSecret(entry);
    if (!secret.ok()) return base::Error("accessKeys." + key + secret.error().text);
    (*keys.secrets)[key] = std::move(secret).value();
  }
  return keys;
}

}  // namespace macie_local::app
