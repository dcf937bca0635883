// What the log says of requests at each level, and that it says nothing where it should not.
#include "gateway/request_log.h"

#include <gtest/gtest.h>

#include <string>

#include "base/log.h"
#include "support/bench_gateway.h"

namespace macie_local::gateway {
namespace {

using support::GatewayBench;

class RequestLogTest : public testing::Test {
 protected:
  ~RequestLogTest() override { EXPECT_TRUE(base::SetUpLog("warn", "text")); }

  template <class Send>
  static std::string Logged(const char* level, const Send& send) {
    EXPECT_TRUE(base::SetUpLog(level, "text"));
    testing::internal::CaptureStderr();
    send();
    return testing::internal::GetCapturedStderr();
  }
};

constexpr std::string_view kAuthorization =
    "AWS4-HMAC-SHA256 Credential=111122223333/20240110/eu-west-1/macie2/aws4_request, SignedHeaders=host, Signature=0";

std::string IdOf(const Response& response) {
  return std::string(response.request_id.data(), response.request_id.size());
}

TEST_F(RequestLogTest, DebugHasALineOfEachRequest) {
  GatewayBench bench;
  std::string id;
  EXPECT_NE(Logged("debug", [&] { id = IdOf(bench.Send("GET", "/macie", "", kAuthorization)); })
                .find(" debug request " + id +
                      " account=111122223333 region=eu-west-1 operation=GetMacieSession status=200 us="),
            std::string::npos);
  EXPECT_NE(Logged("debug", [&] { bench.Send("POST", "/jobs", R"({"secret":1})"); })
                .find(" account=123456789012 region=us-east-1 operation=CreateClassificationJob status=400 "
                      "error=ValidationException us="),
            std::string::npos);
  // A write, which is answered by the writer thread.
  const std::string written = Logged("debug", [&] { bench.Send("PATCH", "/macie", R"({"status":"PAUSED"})"); });
  EXPECT_NE(written.find(" operation=UpdateMacieSession status=200 us="), std::string::npos) << written;
  EXPECT_EQ(written.find("PAUSED"), std::string::npos) << written;
  EXPECT_EQ(Logged("info", [&] { bench.Send("GET", "/macie"); }), "");
}

TEST_F(RequestLogTest, TheControlPlanesRequestsAreThereToo) {
  GatewayBench bench;
  EXPECT_NE(Logged("debug", [&] { bench.Send("GET", "/_macie-local/clock?account=111122223333"); })
                .find(" method=GET path=/_macie-local/clock status=200 us="),
            std::string::npos);
  const std::string written =
      Logged("trace", [&] { bench.Send("PUT", "/_macie-local/buckets", R"([{"bucketName":"bbb"}])"); });
  EXPECT_NE(written.find(" method=PUT path=/_macie-local/buckets status=200 us="), std::string::npos) << written;
  EXPECT_NE(written.find(": PUT /_macie-local/buckets [{\"bucketName\":\"bbb\"}]\n"), std::string::npos) << written;
}

TEST_F(RequestLogTest, TraceHasTheInputToo) {
  for (const std::size_t journal : {10u, 0u}) {
    auto options = GatewayBench::Options();
    options.journal_requests_max = journal;
    GatewayBench bench(options);
    std::string id;
    std::string line = Logged("trace", [&] { id = IdOf(bench.Send("PATCH", "/macie?a=b", R"({"status":"PAUSED"})")); });
    EXPECT_NE(line.find(" debug request " + id + " "), std::string::npos) << line;
    EXPECT_NE(line.find(" trace input of " + id + ": PATCH /macie?a=b {\"status\":\"PAUSED\"}\n"), std::string::npos)
        << line;
    line = Logged("trace", [&] { bench.Send("POST", "/jobs", "{\n\x1b"); });
    EXPECT_NE(line.find(R"(: POST /jobs {\u000a\u001b)"), std::string::npos) << line;
    for (const std::size_t more : {0u, 1u}) {
      line = Logged("trace", [&] { bench.Send("POST", "/jobs", std::string(kLoggedInputBytesMax + more, 'x')); });
      EXPECT_NE(line.find(" " + std::string(kLoggedInputBytesMax, 'x') + (more == 0 ? "\n" : "...\n")),
                std::string::npos);
    }
  }
}

TEST_F(RequestLogTest, InfoTellsOfWhatReachesNothing) {
  GatewayBench bench;
  EXPECT_NE(Logged("info", [&] { bench.Send("GET", "/nope?secret=1"); })
                .find(" info refused GET /nope of host 'localhost:6224': UnknownOperationException: GET /nope is no "
                      "operation of Amazon Macie\n"),
            std::string::npos);
  EXPECT_NE(Logged("info", [&] { bench.Send("GET", "/_macie-local/nope"); })
                .find(" info refused GET /_macie-local/nope of host 'localhost:6224': "),
            std::string::npos);
  Request foreign;
  foreign.method = "GET";
  foreign.target = "/macie";
  foreign.host = "macie.\x1b.example";
  EXPECT_NE(Logged("info", [&] { bench.Send(foreign); }).find(R"( info refused GET /macie of host 'macie.\u001b.exam)"),
            std::string::npos);
  EXPECT_NE(Logged("info", [&] { bench.gateway().Refuse(400, "This port speaks TLS; use https://."); })
                .find(" info a connection sent no request: This port speaks TLS; use https://.\n"),
            std::string::npos);
  EXPECT_EQ(Logged("info", [&] { bench.gateway().Refuse(503, "too many"); }), "");
  EXPECT_EQ(Logged("warn", [&] { bench.Send("GET", "/nope"); }), "");
}

TEST_F(RequestLogTest, RequestsToStsAreThereToo) {
  GatewayBench bench;
  EXPECT_NE(Logged("debug", [&] { bench.Send("GET", "/?Action=GetCallerIdentity", "", kAuthorization); })
                .find(" account=111122223333 region=eu-west-1 method=GET path=/ status=200 us="),
            std::string::npos);
  auto options = GatewayBench::Options();
  options.secrets.emplace();
  GatewayBench verifying(options);
  const std::string line =
      Logged("debug", [&] { verifying.Send("GET", "/?Action=GetCallerIdentity", "", kAuthorization); });
  EXPECT_NE(line.find(" info refused GET / of host 'localhost:6224': "), std::string::npos) << line;
  EXPECT_NE(line.find(" method=GET path=/ status=4"), std::string::npos) << line;
}

TEST_F(RequestLogTest, InfoTellsOfARefusedSignature) {
  auto options = GatewayBench::Options();
  options.secrets.emplace();
  GatewayBench bench(options);
  const std::string line = Logged("info", [&] { bench.Send("GET", "/macie", "", kAuthorization); });
  EXPECT_NE(line.find(" info refused GET /macie of host 'localhost:6224': "), std::string::npos) << line;
  EXPECT_EQ(line.find("Credential"), std::string::npos) << line;
  EXPECT_NE(Logged("info", [&] { bench.Send("GET", "/macie"); }).find("MissingAuthenticationTokenException"),
            std::string::npos);
}

}  // namespace
}  // namespace macie_local::gateway
