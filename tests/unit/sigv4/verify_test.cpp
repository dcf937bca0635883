// Signatures that others computed are taken, anything changed is refused, and each refusal says what is wrong and holds
// no secret.
#include "sigv4/verify.h"

#include <gtest/gtest.h>

#include "unit/sigv4/sent_request.h"

namespace macie_local::sigv4 {
namespace {

bool IsRegion(std::string_view text) {
  return text == "us-east-1" || text == "eu-west-1";
}

std::string NameOf(Fault fault) {
  switch (fault) {
    case Fault::kNotSigned:
      return "not signed";
    case Fault::kIncomplete:
      return "incomplete";
    case Fault::kUnknownKey:
      return "unknown key";
    case Fault::kExpiredKey:
      return "expired key";
    case Fault::kInvalid:
      return "invalid";
  }
  return "";
}

// "KEY in REGION", or the fault and text of the refusal.
std::string Outcome(const Sent& sent, Timestamp now = kNow) {
  return sent.With([&](const base::Request& request) {
    const auto verified = VerifySignature(request, KnownKeys(kSecrets), {"macie2", IsRegion}, now);
    if (verified.ok()) return std::string(verified->access_key) + " in " + std::string(verified->region);
    EXPECT_EQ(verified.error().text.find(kSecret), std::string::npos);
    return NameOf(verified.error().fault) + ": " + verified.error().text;
  });
}

std::string Authorization(std::string_view names, std::string_view signature, std::string_view key = kKey) {
  return "AWS4-HMAC-SHA256 Credential=" + std::string(key) +
         "/20150830/us-east-1/macie2/aws4_request, SignedHeaders=" + std::string(names) +
         ", Signature=" + std::string(signature);
}

Sent At(std::string timestamp) {
  Sent sent;
  sent.headers[1].second = timestamp;
  return Signed(sent, {.timestamp = timestamp, .date = std::string_view(timestamp).substr(0, 8)});
}

constexpr std::string_view kMismatch =
    "invalid: The request signature we calculated does not match the signature you provided. Check "
    "your AWS Secret Access Key and signing method. Consult the service documentation for details.";
constexpr std::string_view kUnknown = "unknown key: The security token included in the request is invalid.";

TEST(VerifySignatureTest, AwsPublishedExamplesGiveTheirSignatures) {
  const SigningScope scope{kTime, "20150830", "us-east-1", "service", "aws4_request"};
  const auto sign = [&](const std::string& target) {
    Sent sent;
    sent.target = target;
    return sent.With([&](const base::Request& request) {
      const HeaderIndex headers(request.headers);
      const std::vector<std::string> names{"host", "x-amz-date"};
      return SignatureOf(*CanonicalRequest(request, {names, headers, HashOfPayload("")}), scope, kSecret);
    });
  };
  EXPECT_EQ(sign("/"), "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
  EXPECT_EQ(sign("/?Param2=value2&Param1=value1"), "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
}

struct Vector {
  const char* method;
  const char* target;
  Pairs headers;  // besides Host and Authorization
  const char* body;
  const char* names;
  const char* signature;
  std::string_view key = kKey;
};

// Computed by botocore 1.29.27.
std::vector<Vector> BotoVectors() {
  const std::pair<std::string, std::string> date{"X-Amz-Date", kTime};
  const std::pair<std::string, std::string> json{"Content-Type", "application/json"};
  return {
      {"POST",
       "/tags/"
       "arn%3Aaws%3Amacie2%3Aus-east-1%3A123456789012%3Aclassification-job%2F3ce05dbb7ec5505def334104bf3dc1ed",
       {json, date},
       R"({"tags":{"team":"hr"}})",
       "content-type;host;x-amz-date",
       "d275445d7c98134bd6cde0f158bb94f14d76896b1efced3b79134cd2385bd901"},
      {"GET",
       "/tags/arn:aws:macie2:us-east-1:123456789012:classification-job/3ce05d",
       {date},
       "",
       "host;x-amz-date",
       "635e39978f69dc0ce6d0d66349142dd91a7bed95b5be4425103b72861c7ae5d8"},
      {"DELETE",
       "/tags/a?tagKeys=b%20c&tagKeys=B&tagKeys=a%2Bb%26%3D~%2A&tagKeys=gr%C3%B6%C3%9Fe&tagKeys=-&tagKeys=a",
       {date},
       "",
       "host;x-amz-date",
       "06387698fe91ee1944beb5e71d363616c5ce15c2fc0a0200fa9c2c05c17312b3"},
      {"GET",
       "/macie?a=2&a-b=1&a=1&b&=x",
       {date},
       "",
       "host;x-amz-date",
       "126a3a07baa30f684431b4961936a73d34dd9c43796481974e0f4ce8ebd461d8"},
      {"GET",
       "/jobs//./x/../y%20z~%C3%A4!(*)/",
       {date},
       "",
       "host;x-amz-date",
       "eed0089e510222f0128bfbc46f6a4be437ebbc485cf13bbd060a9cdd62320500"},
      {"GET",
       "/..//",
       {date},
       "",
       "host;x-amz-date",
       "0a86d86ff5aefd7573559e2d9f1de7b46b86c1f60cacd5ba307ec1012ccbaa4a"},
      {"POST",
       "/jobs",
       {{"My-Header1", "  value4  and   \"more   spaces\" "},
        {"My-header1", "value1"},
        json,
        {"MY-HEADER1", "value3"},
        {"Zz", ""},
        date},
       "{}",
       "content-type;host;my-header1;x-amz-date;zz",
       "2de69223bdd0cdfc83269ce3c9f4f5de9ee20b56f69501474ae231e1933278de"},
      {"GET",
       "/macie",
       {date, {"X-Amz-Security-Token", std::string(kToken)}},
       "",
       "host;x-amz-date;x-amz-security-token",
       "9be455ac7ea5a46e31f662271c80fc3b381fa4d887df5c344cfb2fd239ad2a3f",
       "ASIDEXAMPLE"},
      {"POST",
       "/jobs",
       {{"X-Amz-Content-SHA256", "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}, date},
       "{}",
       "host;x-amz-content-sha256;x-amz-date",
       "3b8ecfd2203d1b422d4744da4d2ea15c9adcca2afdf14851d4f012fd94cdcd34"},
      {"POST",
       "/jobs",
       {{"X-Amz-Content-SHA256", "UNSIGNED-PAYLOAD"}, date},
       "{}",
       "host;x-amz-content-sha256;x-amz-date",
       "ff2f2fba18fd0dc931daf79909a6a3365c26d23397a09f0a9ea1a708ac0a8644"},
      {"GET",
       "/macie",
       {{"Date", "Sun, 30 Aug 2015 12:36:00 -0000"}},
       "",
       "date;host",
       "f764670979f687f69378e02f91dd6d00cdf4dfb5ee83e28ae8327860c3c90a10"},
  };
}

Sent ToSent(const Vector& vector) {
  Sent sent{vector.method, vector.target, vector.headers, vector.body,
            Authorization(vector.names, vector.signature, vector.key)};
  sent.headers.insert(sent.headers.begin() + 1, {"hOST", "example.amazonaws.com"});
  return sent;
}

TEST(VerifySignatureTest, BotosSignaturesAreTaken) {
  for (const Vector& vector : BotoVectors()) {
    EXPECT_EQ(Outcome(ToSent(vector)), std::string(vector.key) + " in us-east-1") << vector.target;
  }
}

TEST(VerifySignatureTest, WhateverChangesIsRefused) {
  for (const Vector& vector : BotoVectors()) {
    const Sent good = ToSent(vector);
    const bool unsigned_body = vector.headers[0].second == "UNSIGNED-PAYLOAD";
    Sent sent = good;
    sent.method = "PUT";
    EXPECT_EQ(Outcome(sent), kMismatch);
    sent = good;
    sent.target += "x";
    EXPECT_EQ(Outcome(sent), kMismatch) << sent.target;
    sent = good;
    sent.body += " ";
    EXPECT_EQ(Outcome(sent) == kMismatch, !unsigned_body) << sent.target;
    sent = good;
    sent.headers.emplace_back("HOST", "elsewhere.amazonaws.com");
    EXPECT_EQ(Outcome(sent), kMismatch);
    for (std::size_t i = 0; i < good.authorization.size(); ++i) {
      sent = good;
      sent.authorization[i] = sent.authorization[i] == '1' ? '2' : '1';
      EXPECT_NE(Outcome(sent), std::string(vector.key) + " in us-east-1") << sent.authorization;
    }
  }
  // What is not signed may change: proxies add to it.
  Sent sent = Signed({});
  sent.headers.emplace_back("Via", "1.1 proxy");
  EXPECT_EQ(Outcome(sent), "AKIDEXAMPLE in us-east-1");
}

TEST(VerifySignatureTest, OneMeaningHasOneSpelling) {
  Sent sent;
  sent.target = "/tags/a?tagKeys=b%20c&tagKeys=~&x=%2f";
  sent = Signed(sent);
  for (const char* same : {"/tags/a?tagKeys=b%20c&tagKeys=~&x=%2F", "/tags/a?x=/&tagKeys=b+c&tagKeys=~",
                           "/tags/a?&tagKeys=%7E&tagKeys=b+c&x=%2f&"}) {
    sent.target = same;
    EXPECT_EQ(Outcome(sent), "AKIDEXAMPLE in us-east-1") << same;
  }
  for (const char* other : {"/tags/a?tagKeys=b%2Bc&tagKeys=~&x=%2F", "/tags/%61?tagKeys=b%20c&tagKeys=~&x=%2F",
                            "/tags/a?tagKeys=b%20c&tagKeys=~&x=%252F", "/tags/a?tagKeys=b%20c&tagKeys=%&x=%2F"}) {
    sent.target = other;
    EXPECT_EQ(Outcome(sent), kMismatch) << other;
  }
}

TEST(VerifySignatureTest, FormsOfTheHeader) {
  Sent sent = Signed({});
  const std::string good = sent.authorization;
  for (const auto& [from, to] : Pairs{{", ", ","},
                                      {", ", " , "},
                                      {", ", "  "},
                                      {"host;x-amz-date", "X-Amz-Date;Host"},
                                      {" Credential", "\t Credential"},
                                      {"Credential", "Other=1, Credential"}}) {
    sent.authorization = good;
    for (std::size_t at = 0; (at = sent.authorization.find(from, at)) != std::string::npos; at += to.size()) {
      sent.authorization.replace(at, from.size(), to);
    }
    EXPECT_EQ(Outcome(sent), "AKIDEXAMPLE in us-east-1") << sent.authorization;
  }
}

TEST(VerifySignatureTest, UnsignedRequestsMissTheirToken) {
  EXPECT_EQ(Outcome({}), "not signed: Missing Authentication Token");
  Sent sent;
  sent.target = "/macie?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0";
  EXPECT_EQ(Outcome(sent),
            "incomplete: Signatures in the query (X-Amz-Signature) are not taken by macie-local; sign "
            "with headers.");
}

TEST(VerifySignatureTest, MalformedHeadersSayWhatIsMissing) {
  const std::string credential = "Credential=AKIDEXAMPLE/20150830/us-east-1/macie2/aws4_request";
  const std::string no_signature = "Authorization header requires 'Signature' parameter. ";
  const std::string no_names = "Authorization header requires 'SignedHeaders' parameter. ";
  const std::string no_credential = "Authorization header requires 'Credential' parameter. ";
  const std::string pair_text =
      "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with "
      "Base64): '";
  for (const auto& [header, text] : Pairs{
           {"AWS4-HMAC-SHA256", no_credential + no_signature + no_names + "Authorization=AWS4-HMAC-SHA256"},
           {"AWS4-HMAC-SHA256 " + credential, no_signature + no_names + "Authorization=AWS4-HMAC-SHA256"},
           {"AWS4-HMAC-SHA256 " + credential + ",SignedHeaders=,Signature=1",
            no_names + "Authorization=AWS4-HMAC-SHA256"},
           {"Basic dXNlcjpwYXNz=", no_credential + no_signature + no_names + "Authorization="},
           {"Bearer abc", pair_text + "w1Xc6WwWEogNEZQP/dkBTThsJT4MNlKmzQanIm970rY='."},
           {"AWS4-HMAC-SHA256 Credential, SignedHeaders=host", pair_text},
           {"AWS4-HMAC-SHA256 " + credential + " Signature=1 Signature=2",
            "Authorization header has 'Signature' twice."},
           {"AWS4-HMAC-SHA512 " + credential + " SignedHeaders=host;x-amz-date Signature=1",
            "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512' (only AWS4-HMAC-SHA256 for now)."},
           {"AWS4-HMAC-SHA256 Credential=A/B/C/D SignedHeaders=host;x-amz-date Signature=1",
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 4."},
           {"AWS4-HMAC-SHA256 Credential=" + std::string(kSecret) +
                "/20150830/us-east-1/macie2/aws4_request SignedHeaders=host;x-amz-date Signature=1",
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 6."}}) {
    Sent sent;
    sent.authorization = header;
    EXPECT_EQ(Outcome(sent).substr(0, 12 + text.size()), "incomplete: " + text) << header;
    if (text == pair_text) continue;
    EXPECT_EQ(Outcome(sent).size(), 12 + text.size()) << Outcome(sent);
  }
}

TEST(VerifySignatureTest, TheDateIsRequiredAndRead) {
  Sent sent = Signed({});
  sent.headers.pop_back();
  EXPECT_EQ(Outcome(sent),
            "incomplete: Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' "
            "header. Authorization=AWS4-HMAC-SHA256");
  const std::string got = "incomplete: Date must be in ISO-8601 'basic format'. Got ";
  for (const auto& [date, shown] : Pairs{{"2015-08-30T12:36:00Z", "'2015-08-30T12:36:00Z'"},
                                         {"20150830T126000Z", "'20150830T126000Z'"},
                                         {"20150830T123600+", "'20150830T123600+'"},
                                         {"Sun, 30 Aug 2015 12:36:00 CET", "'Sun, 30 Aug 2015 12:36:00 CET'"},
                                         {"Sun, 30 ug  2015 12:36:00 GMT", "'Sun, 30 ug 2015 12:36:00 GMT'"},
                                         {"Sun, 32 Aug 2015 12:36:00 GMT", "'Sun, 32 Aug 2015 12:36:00 GMT'"},
                                         {"", "''"},
                                         {"\x80\x01",
                                          "'?"
                                          "?'"},
                                         {std::string(kSecret), "'" + std::string(kSecret.substr(0, 32)) + "'"}}) {
    sent = Signed({});
    sent.headers[1].second = date;
    EXPECT_EQ(Outcome(sent), got + shown + ". See http://en.wikipedia.org/wiki/ISO_8601");
  }
  sent = Signed({});
  sent.headers.push_back(sent.headers.back());  // Which of two counts?
  EXPECT_EQ(Outcome(sent).substr(0, got.size()), got);
}

TEST(VerifySignatureTest, AFiveMinuteOldSignatureIsTakenAndASecondMoreIsNot) {
  const std::string good = "AKIDEXAMPLE in us-east-1";
  EXPECT_EQ(Outcome(At("20150830T123100Z")), good);
  EXPECT_EQ(Outcome(At("20150830T123100Z"), kNow + std::chrono::microseconds(999'999)), good);
  EXPECT_EQ(Outcome(At("20150830T124100Z")), good);
  EXPECT_EQ(Outcome(At("20150830T123059Z")),
            "invalid: Signature expired: 20150830T123059Z is now earlier than 20150830T123100Z "
            "(20150830T123600Z - 5 min.)");
  EXPECT_EQ(Outcome(At("20150830T124101Z")),
            "invalid: Signature not yet current: 20150830T124101Z is still later than "
            "20150830T124100Z (20150830T123600Z + 5 min.)");
}

TEST(VerifySignatureTest, HostAndDateMustBeSignedAndWhatIsSignedMustBeThere) {
  EXPECT_EQ(Outcome(Signed({}, {.names = {"x-amz-date"}})),
            "invalid: 'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  EXPECT_EQ(Outcome(Signed({}, {.names = {"host"}})),
            "invalid: 'X-Amz-Date' must be a 'SignedHeader' in the AWS Authorization.");
  EXPECT_EQ(Outcome(Signed({}, {.names = {"host", "host", "x-amz-date"}})), kMismatch);
  EXPECT_EQ(Outcome(Signed({}, {.names = {"absent", "host", "x-amz-date"}})), kMismatch);
  Sent sent;
  sent.headers.emplace_back("Date", "Sun, 30 Aug 2015 12:36:00 GMT");
  EXPECT_EQ(Outcome(Signed(sent)), "AKIDEXAMPLE in us-east-1");
  sent.headers.erase(sent.headers.begin() + 1);
  EXPECT_EQ(Outcome(Signed(sent, {.names = {"host"}})),
            "invalid: 'Date' must be a 'SignedHeader' in the AWS Authorization.");
  EXPECT_EQ(Outcome(Signed(sent, {.names = {"date", "host"}})), "AKIDEXAMPLE in us-east-1");
}

TEST(VerifySignatureTest, TheScopeMustBeOurs) {
  const std::string type = "invalid: ";
  EXPECT_EQ(Outcome(Signed({}, {.service = "s3"})), type + "Credential should be scoped to correct service: 'macie2'.");
  EXPECT_EQ(Outcome(Signed({}, {.region = "Mars"})),
            type + "Credential should be scoped to a valid region, not 'Mars'.");
  EXPECT_EQ(Outcome(Signed({}, {.terminator = "aws5_request"})),
            type + "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'.");
  const std::string date =
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20150829' != "
      "'20150830', from '20150830T123600Z'.";
  EXPECT_EQ(Outcome(Signed({}, {.date = "20150829"})), type + date);
  EXPECT_EQ(Outcome(Signed({}, {.date = "20150829", .region = "", .service = "", .terminator = ""})),
            type +
                "Credential should be scoped to a valid region, not ''. Credential should be scoped to correct "
                "service: 'macie2'. Credential should be scoped with a valid terminator: 'aws4_request', not ''. " +
                date);
  EXPECT_EQ(Outcome(Signed({}, {.region = "eu-west-1"})), "AKIDEXAMPLE in eu-west-1");
}

TEST(VerifySignatureTest, KeysSecretsAndTokens) {
  EXPECT_EQ(Outcome(Signed({}, {.key = "AKIDNOBODY"})), kUnknown);
  EXPECT_EQ(Outcome(Signed({}, {.key = ""})), kUnknown);
  EXPECT_EQ(Outcome(Signed({}, {.secret = "wrong"})), kMismatch);
  EXPECT_EQ(Outcome(Signed({}, {.key = "AKIDOTHER"})), kMismatch);
  Sent sent;
  EXPECT_EQ(Outcome(Signed(sent, {.key = "ASIDEXAMPLE"})), kUnknown);
  sent.headers.emplace_back("X-Amz-Security-Token", kToken);
  const std::vector<std::string> names{"host", "x-amz-date", "x-amz-security-token"};
  EXPECT_EQ(Outcome(Signed(sent, {.key = "ASIDEXAMPLE", .names = names})), "ASIDEXAMPLE in us-east-1");
  // Some clients add it after signing.
  EXPECT_EQ(Outcome(Signed(sent, {.key = "ASIDEXAMPLE"})), "ASIDEXAMPLE in us-east-1");
  EXPECT_EQ(Outcome(Signed(sent, {.names = names})), kUnknown);  // The key has none.
  sent.headers.back().second += "=";
  EXPECT_EQ(Outcome(Signed(sent, {.key = "ASIDEXAMPLE", .names = names})), kUnknown);
}

TEST(VerifySignatureTest, ThePromisedHashMustBeThatOfTheBody) {
  Sent sent;
  sent.body = "{}";
  sent.headers.emplace_back("X-Amz-Content-Sha256", HashOfPayload("{ }"));
  const std::vector<std::string> names{"host", "x-amz-content-sha256", "x-amz-date"};
  EXPECT_EQ(Outcome(Signed(sent, {.names = names})), kMismatch);
  sent.headers.back().second = HashOfPayload("{}");
  EXPECT_EQ(Outcome(Signed(sent, {.names = names})), "AKIDEXAMPLE in us-east-1");
}

}  // namespace
}  // namespace macie_local::sigv4
