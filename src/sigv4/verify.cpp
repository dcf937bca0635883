// The order of checks and most texts are those of DynamoDB's front end as other emulators' authors saw them; Macie's
// own are not known [I], but for the text about an unknown key (behaviour A.2).
#include "sigv4/verify.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/constant_time.h"
#include "base/text.h"
#include "base/timestamp.h"

namespace macie_local::sigv4 {
namespace {

constexpr std::size_t kGivenBytesMax = 32;  // of what was sent in a text; shorter than any secret

Refusal Incomplete(std::string text) {
  return {Fault::kIncomplete, std::move(text)};
}
Refusal Invalid(std::string text) {
  return {Fault::kInvalid, std::move(text)};
}
Refusal Mismatch() {  // behaviour A.2 [I]; elsewhere seen
  return Invalid(
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
      "and signing method. Consult the service documentation for details.");
}
Refusal Unrecognized() {  // behaviour A.2 [W]
  return {Fault::kUnknownKey, "The security token included in the request is invalid."};
}

// What was sent, as a text may hold it: short and printable, in quotes.
std::string Given(std::string_view sent) {
  std::string shown = "'" + std::string(sent.substr(0, kGivenBytesMax)) + "'";
  for (char& c : shown) {
    if (c < ' ' || c > '~') c = '?';
  }
  return shown;
}

struct Authorization {
  std::string_view algorithm;
  std::string_view credential;
  std::string_view signed_headers;
  std::string_view signature;
};

// The text names the header by its hash, as API Gateway does, because anything may stand in it.
Refusal NoKeyValuePair(std::string_view header) {
  const Digest digest = Sha256(header);
  std::array<unsigned char, std::tuple_size_v<Digest> * 2> hash;  // base64 takes 44 and a zero
  const int size = EVP_EncodeBlock(hash.data(), digest.data(), digest.size());
  return Incomplete(
      "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with "
      "Base64): '" +
      std::string(reinterpret_cast<const char*>(hash.data()), static_cast<std::size_t>(size)) + "'.");
}

Result<Authorization> ParseAuthorization(std::string_view header, bool has_date) {
  constexpr std::string_view kBlanksAndCommas = ", \t";
  std::string_view rest = header;
  Authorization parsed;
  parsed.algorithm = base::NextPart(kBlanksAndCommas, &rest);
  while (!rest.empty()) {
    std::string_view value = base::NextPart(kBlanksAndCommas, &rest);
    if (value.empty()) continue;
    if (value.find('=') == std::string_view::npos) return NoKeyValuePair(header);
    const std::string_view name = base::NextPart("=", &value);
    for (const auto& [known, member] : {std::pair{"Credential", &parsed.credential},
                                        {"SignedHeaders", &parsed.signed_headers},
                                        {"Signature", &parsed.signature}}) {
      if (name != known) continue;
      if (!member->empty()) return Incomplete("Authorization header has '" + std::string(known) + "' twice.");  // [I]
      *member = value;
    }
  }
  std::string missing;
  for (const auto& [name, value] : {std::pair{"Credential", parsed.credential},
                                    {"Signature", parsed.signature},
                                    {"SignedHeaders", parsed.signed_headers}}) {
    if (value.empty()) missing += "Authorization header requires '" + std::string(name) + "' parameter. ";
  }
  if (!has_date) {
    missing += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  }
  if (missing.empty()) return parsed;
  // AWS repeats the whole header here. Of ours only the algorithm, because the rest may be a secret put wrongly.
  return Incomplete(missing + "Authorization=" + std::string(parsed.algorithm == kAlgorithm ? kAlgorithm : ""));
}

// Of "20150830T123600Z", or of what a Date header has, "Sun, 30 Aug 2015 12:36:00 GMT"; boto writes the zone as -0000.
std::optional<Timestamp> ParseDate(std::string_view text) {
  const auto part = [&](std::size_t at, std::size_t size) { return std::string(text.substr(at, size)); };
  if (text.size() == 16) {
    return base::ParseIso8601(part(0, 4) + "-" + part(4, 2) + "-" + part(6, 5) + ":" + part(11, 2) + ":" + part(13, 3));
  }
  constexpr std::size_t kZoneAt = 25;
  if (text.size() <= kZoneAt) return std::nullopt;
  const std::string_view zone = text.substr(kZoneAt);
  if (zone != " GMT" && zone != " -0000" && zone != " +0000") return std::nullopt;
  constexpr std::string_view kMonths = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ";
  const std::size_t month = kMonths.find(part(8, 3) + " ");
  if (month == std::string_view::npos || month % 4 != 0) return std::nullopt;
  const std::string number = std::to_string(101 + month / 4).substr(1);
  return base::ParseIso8601(part(12, 4) + "-" + number + "-" + part(5, 2) + "T" + part(17, 8) + "Z");
}

Status CheckAge(Timestamp date, Timestamp now) {
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  const Timestamp earliest = second - kClockSkewMax;
  const Timestamp latest = second + kClockSkewMax;
  const std::string minutes = std::to_string(kClockSkewMax.count()) + " min.)";
  if (date < earliest) {
    return Invalid("Signature expired: " + ToBasicFormat(date) + " is now earlier than " + ToBasicFormat(earliest) +
                   " (" + ToBasicFormat(second) + " - " + minutes);
  }
  if (date > latest) {
    return Invalid("Signature not yet current: " + ToBasicFormat(date) + " is still later than " +
                   ToBasicFormat(latest) + " (" + ToBasicFormat(second) + " + " + minutes);
  }
  return base::Done{};
}

// Lower case, sorted, each once. `date_header` is the one that the date was read from.
Result<std::vector<std::string>> ParseSignedHeaders(std::string_view list, std::string_view date_header) {
  std::vector<std::string> names;
  while (!list.empty()) names.push_back(ToLowerCase(base::NextPart(";", &list)));
  std::sort(names.begin(), names.end());
  // A name that comes twice would make the text to be signed longer than the request, time and again.
  if (std::adjacent_find(names.begin(), names.end()) != names.end()) return Mismatch();
  const auto is_signed = [&](std::string_view name) { return std::binary_search(names.begin(), names.end(), name); };
  if (!is_signed("host")) return Invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  if (!is_signed(date_header)) {  // [I]: in the form of the text above
    return Invalid("'" + std::string(date_header == "date" ? "Date" : "X-Amz-Date") +
                   "' must be a 'SignedHeader' in the AWS Authorization.");
  }
  return names;
}

struct Credential {
  std::string_view access_key;
  SigningScope scope;
};

Result<Credential> ParseCredential(std::string_view text, std::string_view timestamp) {
  const auto elements = std::count(text.begin(), text.end(), '/') + 1;
  if (elements != 5) {  // AWS repeats the text here; a secret may stand in it.
    return Incomplete(
        "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got " +
        std::to_string(elements) + ".");
  }
  Credential parsed;
  parsed.access_key = base::NextPart("/", &text);
  parsed.scope.timestamp = timestamp;
  parsed.scope.date = base::NextPart("/", &text);
  parsed.scope.region = base::NextPart("/", &text);
  parsed.scope.service = base::NextPart("/", &text);
  parsed.scope.terminator = text;
  return parsed;
}

Status CheckScope(const SigningScope& scope, const Audience& audience) {
  std::string wrong;
  const auto add = [&](const std::string& text) { wrong += (wrong.empty() ? "" : " ") + text; };
  if (!audience.is_region(scope.region)) {
    add("Credential should be scoped to a valid region, not " + Given(scope.region) + ".");
  }
  if (scope.service != audience.service) {
    add("Credential should be scoped to correct service: '" + std::string(audience.service) + "'.");
  }
  if (scope.terminator != kTerminator) {
    add("Credential should be scoped with a valid terminator: '" + std::string(kTerminator) + "', not " +
        Given(scope.terminator) + ".");
  }
  const std::string_view day = scope.timestamp.substr(0, 8);
  if (scope.date != day) {
    add("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: " +
        Given(scope.date) + " != " + Given(day) + ", from " + Given(scope.timestamp) + ".");
  }
  if (!wrong.empty()) return Invalid(std::move(wrong));
  return base::Done{};
}

// Returns what is signed for the body.
Result<std::string> PayloadHash(const HeaderIndex& headers, std::string_view body, Form form) {
  const auto promised = headers.Find("x-amz-content-sha256");
  if (form == Form::kS3 && !promised) {
    return Incomplete("Missing required header for this request: x-amz-content-sha256");
  }
  if (promised == kUnsignedPayload) return *promised;
  std::string hash = HashOfPayload(body);
  if (promised && *promised != hash) return Mismatch();
  return hash;
}

Refusal NotSigned(const base::Request& request) {
  if (request.target.find("X-Amz-Signature=") == std::string_view::npos) {
    return {Fault::kNotSigned, "Missing Authentication Token"};  // behaviour A.2 [I]
  }
  return Incomplete("Signatures in the query (X-Amz-Signature) are not taken by macie-local; sign with headers.");
}

}  // namespace

Result<AccessKeySecret> KnownKeys::Find(std::string_view access_key, const std::optional<std::string>& token) const {
  const auto found = secrets_.find(access_key);
  if (found == secrets_.end()) return Unrecognized();
  const std::optional<std::string>& expected = found->second.session_token;
  if (token.has_value() != expected.has_value()) return Unrecognized();
  if (token && !base::AreEqualInConstantTime(*token, *expected)) return Unrecognized();
  return found->second;
}

Result<Claim> VerifySignature(const base::Request& request, const KeyRing& keys, const Audience& audience,
                              Timestamp now) {
  if (request.authorization.empty()) return NotSigned(request);
  const HeaderIndex headers(request.headers);
  std::string_view date_header = "x-amz-date";
  std::optional<std::string> date_text = headers.Find(date_header);
  if (!date_text) {
    date_header = "date";
    date_text = headers.Find(date_header);
  }
  MACIE_TRY(const Authorization authorization, ParseAuthorization(request.authorization, date_text.has_value()));
  const std::optional<Timestamp> date = ParseDate(*date_text);
  if (!date) {
    return Incomplete("Date must be in ISO-8601 'basic format'. Got " + Given(*date_text) +
                      ". See http://en.wikipedia.org/wiki/ISO_8601");
  }
  MACIE_CHECK(CheckAge(*date, now));
  MACIE_TRY(const auto names, ParseSignedHeaders(authorization.signed_headers, date_header));
  const std::string timestamp = ToBasicFormat(*date);
  if (authorization.algorithm != kAlgorithm) {
    return Incomplete("Unsupported AWS 'algorithm': " + Given(authorization.algorithm) + " (only " +
                      std::string(kAlgorithm) + " for now).");
  }
  MACIE_TRY(const Credential credential, ParseCredential(authorization.credential, timestamp));
  MACIE_CHECK(CheckScope(credential.scope, audience));
  MACIE_TRY(const AccessKeySecret secret, keys.Find(credential.access_key, headers.Find("x-amz-security-token")));
  MACIE_TRY(const std::string payload_hash, PayloadHash(headers, request.body, audience.form));
  const auto canonical = CanonicalRequest(request, {names, headers, payload_hash, audience.form});
  if (!canonical) return Mismatch();
  if (!base::AreEqualInConstantTime(SignatureOf(*canonical, credential.scope, secret.secret_access_key),
                                    authorization.signature)) {
    return Mismatch();
  }
  return Claim{credential.access_key, credential.scope.region};
}

}  // namespace macie_local::sigv4
