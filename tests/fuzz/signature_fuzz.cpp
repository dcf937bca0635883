// Any bytes as a signed request: authorization, method, target, body and lines of headers, separated by zero bytes.
// What the header says of the caller is always an account and a region; a request signed by us is taken, and refused
// once it is changed, in both forms; no refusal holds the secret.
#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/timestamp.h"
#include "fuzz/fuzz.h"
#include "gateway/identity.h"
#include "service/core/arns.h"
#include "sigv4/sign.h"
#include "sigv4/verify.h"

namespace macie_local::fuzz {
namespace {

using Fields = std::vector<std::pair<std::string_view, std::string_view>>;

constexpr std::string_view kKey = "AKIDEXAMPLE";
constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

void CheckIdentity(std::string_view authorization) {
  const gateway::IdentityOptions options{"123456789012", "us-east-1", {{"KNOWN", "999988887777"}}};
  const state::PartitionKey caller = gateway::IdentifyCaller(options, authorization);
  Require(service::IsAccountId(caller.account), "a caller has an account of 12 digits");
  Require(service::IsRegion(caller.region), "a caller has a region");
}

sigv4::AccessKeySecrets Secrets() {
  return {{std::string(kKey), {std::string(kSecret), std::nullopt}}};
}

Timestamp Now() {
  return *base::ParseIso8601("2015-08-30T12:36:00Z");
}

sigv4::Result<sigv4::Claim> Verify(const base::Request& request, sigv4::Form form) {
  const sigv4::AccessKeySecrets secrets = Secrets();
  auto verified = sigv4::VerifySignature(request, sigv4::KnownKeys(secrets),
                                         {gateway::kMacieService, service::IsRegion, form}, Now());
  if (!verified.ok()) {
    Require(verified.error().text.find(kSecret) == std::string::npos, "a refusal does not hold the secret");
  }
  return verified;
}

// The headers with their names; those that a signature gives a meaning, or that are none, are left out.
Fields ParseFields(Input* input) {
  constexpr std::size_t kFieldsMax = 64;
  Fields fields;
  while (!input->Rest().empty() && fields.size() < kFieldsMax) {
    std::string_view line = input->Until('\n');
    const std::string_view name = base::NextPart(":", &line);
    const std::string lower = sigv4::ToLowerCase(name);
    const bool token = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-';
    });
    if (!token || lower == "host" || lower == "date" || lower == "authorization" || lower.starts_with("x-amz-")) {
      continue;
    }
    fields.emplace_back(name, line);
  }
  return fields;
}

void CheckOwnSignature(base::Request request, Fields fields, sigv4::Form form) {
  fields.emplace_back("Host", "example.amazonaws.com");
  request.headers = fields;
  const sigv4::AccessKeySecret secret = Secrets().begin()->second;
  const auto added = sigv4::Sign(request, {kKey, secret, "us-east-1", "macie2", form}, Now());
  for (const auto& [name, value] : added) fields.emplace_back(name, value);
  request.headers = fields;
  const std::string& authorization = added.back().second;
  request.authorization = authorization;
  const auto verified = Verify(request, form);
  Require(verified.ok(), "what we sign we take");
  Require(verified->access_key == kKey && verified->region == "us-east-1", "a claim says who signed");

  const std::string other_body = std::string(request.body) + "x";
  base::Request changed = request;
  changed.body = other_body;
  Require(!Verify(changed, form).ok(), "another body is refused");
  const std::string other_method = std::string(request.method) + "X";
  changed = request;
  changed.method = other_method;
  Require(!Verify(changed, form).ok(), "another method is refused");
  std::string other_signature = authorization;
  other_signature.back() = other_signature.back() == '0' ? '1' : '0';
  changed = request;
  changed.authorization = other_signature;
  Require(!Verify(changed, form).ok(), "another signature is refused");
}

}  // namespace

void FuzzSignature(std::string_view bytes) {
  Input input(bytes);
  base::Request request;
  request.authorization = input.Until('\0');
  request.method = input.Until('\0');
  request.target = input.Until('\0');
  request.body = input.Until('\0');
  CheckIdentity(request.authorization);
  const std::string_view lines = input.Rest();

  // As it is: every header that was sent, whatever it is called.
  Fields sent;
  Input raw(lines);
  while (!raw.Rest().empty()) {
    std::string_view line = raw.Until('\n');
    const std::string_view name = base::NextPart(":", &line);
    sent.emplace_back(name, line);
  }
  request.headers = sent;
  (void)Verify(request, sigv4::Form::kCommon).ok();
  if (!request.target.starts_with('/')) return;
  const Fields fields = ParseFields(&input);
  for (const sigv4::Form form : {sigv4::Form::kCommon, sigv4::Form::kS3}) CheckOwnSignature(request, fields, form);
}

}  // namespace macie_local::fuzz
