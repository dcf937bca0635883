// A request as text that a test changes, and signs with any secret, scope and headers, right or wrong.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/http_message.h"
#include "base/timestamp.h"
#include "sigv4/canonical_request.h"
#include "sigv4/signature.h"
#include "sigv4/verify.h"

namespace macie_local::sigv4 {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// The key of AWS's published examples.
inline constexpr std::string_view kKey = "AKIDEXAMPLE";
inline constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
inline constexpr std::string_view kToken = "FwoGZXIvYXdzEXAMPLE==";
inline constexpr std::string_view kTime = "20150830T123600Z";
inline const Timestamp kNow = *base::ParseIso8601("2015-08-30T12:36:00Z");
inline const AccessKeySecrets kSecrets{{std::string(kKey), {std::string(kSecret), std::nullopt}},
                                       {"ASIDEXAMPLE", {std::string(kSecret), std::string(kToken)}},
                                       {"AKIDOTHER", {"another", std::nullopt}}};

struct Sent {
  std::string method = "GET";
  std::string target = "/macie";
  Pairs headers = {{"Host", "example.amazonaws.com"}, {"X-Amz-Date", std::string(kTime)}};
  std::string body;
  std::string authorization;

  template <class Use>
  auto With(const Use& use) const {
    std::vector<std::pair<std::string_view, std::string_view>> views(headers.begin(), headers.end());
    if (!authorization.empty()) views.emplace_back("Authorization", authorization);
    base::Request request;
    request.method = method;
    request.target = target;
    request.host = "example.amazonaws.com";
    request.authorization = authorization;
    request.body = body;
    request.headers = views;
    return use(request);
  }
};

// What a request is signed with, right unless a test says otherwise.
struct Signing {
  std::string_view key = kKey;
  std::string_view secret = kSecret;
  std::string_view timestamp = kTime;
  std::string_view date = "20150830";
  std::string_view region = "us-east-1";
  std::string_view service = "macie2";
  std::string_view terminator = "aws4_request";
  std::vector<std::string> names = {"host", "x-amz-date"};
};

inline Sent Signed(Sent sent, const Signing& with = {}) {
  const std::string signature = sent.With([&](const base::Request& request) {
    const HeaderIndex headers(request.headers);
    const auto canonical = CanonicalRequest(request, {with.names, headers, HashOfPayload(request.body)});
    return SignatureOf(canonical.value_or(""), {with.timestamp, with.date, with.region, with.service, with.terminator},
                       with.secret);
  });
  std::string names;
  for (const std::string& name : with.names) names += (names.empty() ? "" : ";") + name;
  const auto text = [](std::string_view view) { return std::string(view); };
  sent.authorization = "AWS4-HMAC-SHA256 Credential=" + text(with.key) + "/" + text(with.date) + "/" +
                       text(with.region) + "/" + text(with.service) + "/" + text(with.terminator) +
                       ", SignedHeaders=" + names + ", Signature=" + signature;
  return sent;
}

}  // namespace macie_local::sigv4
