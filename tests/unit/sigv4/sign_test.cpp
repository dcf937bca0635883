// What a client signs is what botocore signs of the same request, and what the verifier takes, in the common form and
// in S3's.
#include "sigv4/sign.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "sigv4/verify.h"
#include "unit/sigv4/sent_request.h"

namespace macie_local::sigv4 {
namespace {

bool IsAnyRegion(std::string_view) {
  return true;
}

struct Vector {
  Form form;
  const char* service;
  const char* region;
  const char* method;
  const char* host;
  const char* target;
  Pairs headers;  // besides Host
  const char* body;
  bool has_token;
  const char* names;
  const char* signature;
};

// Computed by botocore 1.29.27 and 1.43.11, which agree: SigV4Auth, and S3SigV4Auth for S3.
std::vector<Vector> BotoVectors() {
  return {
      {Form::kCommon,
       "macie2",
       "us-east-1",
       "POST",
       "macie2.us-east-1.amazonaws.com",
       "/jobs",
       {{"Content-Type", "application/json"}},
       R"({"a":1})",
       false,
       "content-type;host;x-amz-date",
       "0aba6040c3b1cc7509c5d688e6ef08e8102c7380ea50f905bf270b4e3cf7dc5d"},
      {Form::kCommon,
       "macie2",
       "eu-west-1",
       "DELETE",
       "macie2.eu-west-1.amazonaws.com",
       "/tags/arn%3Aaws%3Amacie2%3Aeu-west-1%3A123456789012%3Aclassification-job%2F3ce05d?tagKeys=b%20c&tagKeys=a",
       {},
       "",
       true,
       "host;x-amz-date;x-amz-security-token",
       "86ed2dbb9fd6f41cab38bb2dc60f8ff38b6718a6f2aafcf15b435355411c5406"},
      {Form::kS3,
       "s3",
       "us-east-1",
       "GET",
       "reports.s3.us-east-1.amazonaws.com",
       "/2015//a%20b/./..%2Bc%7E/%C3%A4%25.txt",
       {{"Range", "bytes=0-1023"}},
       "",
       false,
       "host;range;x-amz-content-sha256;x-amz-date",
       "dbf95e4d98b81018eeba2ea632811a2356c907d8de04141168a70a10326b6071"},
      {Form::kS3,
       "s3",
       "eu-west-1",
       "GET",
       "s3.eu-west-1.amazonaws.com",
       "/reports?list-type=2&prefix=2015%2F&continuation-token=1%2Bab%3D%3D",
       {},
       "",
       true,
       "host;x-amz-content-sha256;x-amz-date;x-amz-security-token",
       "33fa86402d98a31d3cd80323eaec482c2e0dc30c7e1197091ff68d6659f1782c"},
      {Form::kS3,
       "s3",
       "us-east-1",
       "PUT",
       "reports.s3.us-east-1.amazonaws.com",
       "/a",
       {{"Content-Type", "text/plain"}},
       "hello",
       false,
       "content-type;host;x-amz-content-sha256;x-amz-date",
       "d2ae63d8f7a7867ef365dd964ab0a7e2dcdb2304fdac319007cad2d66c78247c"},
  };
}

std::string KeyOf(const Vector& vector) {
  return vector.has_token ? "ASIDEXAMPLE" : std::string(kKey);
}

// Signs the vector's request, and adds the headers to it.
Sent SignedByUs(const Vector& vector) {
  Sent sent{vector.method, vector.target, vector.headers, vector.body, ""};
  sent.headers.emplace_back("Host", vector.host);
  const std::string key = KeyOf(vector);
  Pairs added = sent.With([&](const base::Request& request) {
    return Sign(request, {key, kSecrets.at(key), vector.region, vector.service, vector.form}, kNow);
  });
  sent.authorization = added.back().second;
  EXPECT_EQ(added.back().first, "Authorization");
  added.pop_back();
  sent.headers.insert(sent.headers.end(), added.begin(), added.end());
  return sent;
}

// "KEY in REGION", or the text of the refusal.
std::string Outcome(const Sent& sent, const Vector& vector) {
  return sent.With([&](const base::Request& request) {
    const auto verified =
        VerifySignature(request, KnownKeys(kSecrets), {vector.service, IsAnyRegion, vector.form}, kNow);
    if (!verified.ok()) return verified.error().text;
    return std::string(verified->access_key) + " in " + std::string(verified->region);
  });
}

TEST(SignTest, BotocoreSignsTheSame) {
  for (const Vector& vector : BotoVectors()) {
    EXPECT_EQ(SignedByUs(vector).authorization,
              "AWS4-HMAC-SHA256 Credential=" + KeyOf(vector) + "/20150830/" + vector.region + "/" + vector.service +
                  "/aws4_request, SignedHeaders=" + vector.names + ", Signature=" + vector.signature)
        << vector.target;
  }
}

TEST(SignTest, TheVerifierTakesWhatIsSigned) {
  for (const Vector& vector : BotoVectors()) {
    const Sent sent = SignedByUs(vector);
    EXPECT_EQ(Outcome(sent, vector), KeyOf(vector) + " in " + vector.region) << vector.target;
    for (const auto change : {&Sent::method, &Sent::target, &Sent::body}) {
      Sent changed = sent;
      changed.*change += "x";
      EXPECT_TRUE(Outcome(changed, vector).starts_with("The request signature we calculated does not match"))
          << Outcome(changed, vector);
    }
  }
}

TEST(SignTest, TheFormsDifferInThePathAndInTheHeaderOfTheBodysHash) {
  Vector vector = BotoVectors()[2];
  const Sent sent = SignedByUs(vector);
  vector.form = Form::kCommon;
  EXPECT_TRUE(Outcome(sent, vector).starts_with("The request signature we calculated does not match"));
  const Sent common = SignedByUs(vector);
  EXPECT_EQ(Outcome(common, vector), "AKIDEXAMPLE in us-east-1");
  vector.form = Form::kS3;
  EXPECT_EQ(Outcome(common, vector), "Missing required header for this request: x-amz-content-sha256");
}

TEST(SignTest, TheHeadersComeInOrder) {
  std::string names;
  for (const auto& [name, value] : SignedByUs(BotoVectors()[3]).headers) names += name + " ";
  EXPECT_EQ(names, "Host X-Amz-Date X-Amz-Security-Token X-Amz-Content-SHA256 ");
}

TEST(SignTest, WhatCannotBeSignedIsThrown) {
  const auto sign = [](const Sent& sent) {
    return sent.With([](const base::Request& request) {
      return Sign(request, {kKey, kSecrets.at(std::string(kKey)), "us-east-1", "s3", Form::kS3}, kNow);
    });
  };
  Sent sent;
  EXPECT_THROW(sign(sent), std::logic_error);  // It has a date.
  sent.headers.pop_back();
  EXPECT_EQ(sign(sent).size(), 3u);
  sent.headers.clear();
  EXPECT_THROW(sign(sent), std::logic_error);  // It has no Host.
}

}  // namespace
}  // namespace macie_local::sigv4
