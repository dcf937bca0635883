// With access keys the gateway verifies signatures: after the route, before decoding, by the machine's time, and the
// account is that of the key.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "gateway/identity.h"
#include "support/bench_gateway.h"
#include "unit/sigv4/sent_request.h"

namespace macie_local::gateway {
namespace {

using sigv4::kKey;
using sigv4::kNow;
using sigv4::Sent;
using sigv4::Signed;

class VerifyingGatewayTest : public testing::Test {
 protected:
  static GatewayOptions Options() {
    GatewayOptions options = support::GatewayBench::Options();
    options.secrets = sigv4::kSecrets;
    options.allowed_hosts = {"example.amazonaws.com"};  // that of the published examples
    options.identity.accounts[std::string(kKey)] = "111122223333";
    return options;
  }
  VerifyingGatewayTest() { bench_.real_clock.Set(kNow); }

  Response Send(const Sent& sent) {
    return sent.With([&](const Request& request) { return bench_.Send(request); });
  }

  support::GatewayBench bench_{Options()};
};

TEST_F(VerifyingGatewayTest, RoutesComeFirstAndDecodingAfter) {
  EXPECT_TRUE(bench_.gateway().NeedsHeaders());
  EXPECT_FALSE(support::GatewayBench().gateway().NeedsHeaders());
  EXPECT_EQ(bench_.Send("GET", "/nothing").error_type, "UnknownOperationException");
  EXPECT_EQ(bench_.Send("POST", "/jobs", "{").error_type, "MissingAuthenticationTokenException");
  EXPECT_EQ(bench_.Send("POST", "/jobs", "{").status, 403);
  Sent sent;
  sent.method = "POST";
  sent.target = "/jobs";
  sent.body = "{";
  EXPECT_EQ(Send(Signed(sent)).error_type, "SerializationException");
  EXPECT_EQ(Send(Signed({})).status, 200);
  EXPECT_EQ(Send(Signed({}, {.secret = "wrong"})).status, 403);
  sent.authorization = "Bearer abc";
  EXPECT_EQ(Send(sent).status, 400);
}

TEST_F(VerifyingGatewayTest, TheControlPlaneIsNeverSigned) {
  EXPECT_EQ(bench_.Send("GET", "/_macie-local/health").status, 200);
}

TEST_F(VerifyingGatewayTest, TheAccountIsThatOfTheVerifiedKey) {
  Sent sent;
  sent.method = "POST";
  sent.target = "/jobs";
  sent.body =
      R"({"clientToken":"t","jobType":"ONE_TIME","name":"n","s3JobDefinition":{"bucketDefinitions":[{"accountId":"111122223333","buckets":["b"]}]}})";
  const Response response = Send(Signed(sent));
  ASSERT_EQ(response.status, 200) << response.body.str();
  EXPECT_NE(response.body.str().find("us-east-1:111122223333:"), std::string::npos);
  // What looks like a second credential counts for nothing.
  sent = Signed({"POST", "/jobs/list", Sent{}.headers, "{}", ""});
  sent.authorization.insert(sent.authorization.find("Credential"), "XCredential=444455556666/1/eu-west-1/x/y,");
  const auto jobs = nlohmann::json::parse(Send(sent).body.str());
  EXPECT_EQ(jobs.at("items").size(), 1u);
}

TEST_F(VerifyingGatewayTest, TheRealTimeCountsNotTheEmulators) {
  bench_.clock.Apply({*base::ParseIso8601("2030-01-01T00:00:00Z"), {}});
  EXPECT_EQ(Send(Signed({})).status, 200);
  bench_.real_clock.Set(kNow + std::chrono::minutes(6));
  EXPECT_EQ(Send(Signed({})).error_type, "InvalidSignatureException");
}

TEST(SignatureErrorTest, EachFaultHasTheErrorThatAwsHasForIt) {
  const auto answer = [](sigv4::Fault fault) {
    const wire::Refusal refusal = ToRefusal({fault, "text"});
    return std::string(refusal.shape.get().name) + " " + std::to_string(refusal.shape.get().http_status) + " " +
           refusal.text;
  };
  EXPECT_EQ(answer(sigv4::Fault::kNotSigned), "MissingAuthenticationTokenException 403 text");
  EXPECT_EQ(answer(sigv4::Fault::kIncomplete), "IncompleteSignatureException 400 text");
  EXPECT_EQ(answer(sigv4::Fault::kUnknownKey), "UnrecognizedClientException 403 text");
  EXPECT_EQ(answer(sigv4::Fault::kExpiredKey), "ExpiredTokenException 403 text");
  EXPECT_EQ(answer(sigv4::Fault::kInvalid), "InvalidSignatureException 403 text");
}

}  // namespace
}  // namespace macie_local::gateway
