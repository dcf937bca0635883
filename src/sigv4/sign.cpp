#include "sigv4/sign.h"

#include <algorithm>
#include <stdexcept>

namespace macie_local::sigv4 {
namespace {

// Lower case, sorted, each once.
std::vector<std::string> NamesOf(base::Headers headers) {
  std::vector<std::string> names;
  for (const auto& field : headers) names.push_back(ToLowerCase(field.first));
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

void RequireHeaders(base::Headers given) {
  const std::vector<std::string> names = NamesOf(given);
  const auto has = [&](std::string_view name) { return std::binary_search(names.begin(), names.end(), name); };
  if (!has("host")) throw std::logic_error("a request is signed without its Host header");
  for (const std::string_view ours : {"x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "authorization"}) {
    if (has(ours)) throw std::logic_error("a request is signed that has the header " + std::string(ours) + " already");
  }
}

}  // namespace

std::vector<std::pair<std::string, std::string>> Sign(const base::Request& request, const Signer& signer,
                                                      Timestamp now) {
  RequireHeaders(request.headers);
  const std::string timestamp = ToBasicFormat(now);
  const std::string payload_hash = HashOfPayload(request.body);
  std::vector<std::pair<std::string, std::string>> added{{"X-Amz-Date", timestamp}};
  if (signer.secret.session_token) added.emplace_back("X-Amz-Security-Token", *signer.secret.session_token);
  if (signer.form == Form::kS3) added.emplace_back("X-Amz-Content-SHA256", payload_hash);

  std::vector<std::pair<std::string_view, std::string_view>> fields(request.headers.begin(), request.headers.end());
  fields.insert(fields.end(), added.begin(), added.end());
  const std::vector<std::string> names = NamesOf(fields);
  const auto canonical = CanonicalRequest(request, {names, HeaderIndex(fields), payload_hash, signer.form});
  const SigningScope scope{timestamp, std::string_view(timestamp).substr(0, 8), signer.region, signer.service,
                           kTerminator};
  std::string text(kAlgorithm);
  text.append(" Credential=").append(signer.access_key).append("/").append(scope.date).append("/");
  text.append(scope.region).append("/").append(scope.service).append("/").append(scope.terminator);
  for (const std::string& name : names) {
    text.append(&name == names.data() ? ", SignedHeaders=" : ";").append(name);
  }
  text.append(", Signature=").append(SignatureOf(canonical.value(), scope, signer.secret.secret_access_key));
  added.emplace_back("Authorization", std::move(text));
  return added;
}

}  // namespace macie_local::sigv4
