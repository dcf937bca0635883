// The order of checks and the headers of answers.
#include "gateway/gateway.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <tuple>

#include "model/operations.h"
#include "support/bench_gateway.h"

namespace macie_local::gateway {
namespace {

using support::GatewayBench;
using Json = nlohmann::json;

TEST(GatewayTest, AnAnswerHasAVersion4RequestId) {
  GatewayBench bench;
  std::set<std::string> seen;
  for (int i = 0; i < 20; ++i) {
    const Response response = bench.Send("GET", "/macie");
    const std::string id(response.request_id.data(), response.request_id.size());
    EXPECT_EQ(id[14], '4') << id;
    EXPECT_NE(std::string_view("89ab").find(id[19]), std::string_view::npos) << id;
    EXPECT_TRUE(seen.insert(id).second);
    EXPECT_EQ(response.content_type, "application/json");
  }
}

TEST(GatewayTest, ErrorsHaveTheirTypeInTheHeaderAndTheirMessageInTheBody) {
  GatewayBench bench;
  const Response response = bench.Send("POST", "/jobs", "{}");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.error_type, "ValidationException");
  EXPECT_TRUE(Json::parse(response.body.str()).at("message").is_string());
}

TEST(GatewayTest, UnknownPathsAndForeignPagesAreRefused) {
  GatewayBench bench;
  EXPECT_EQ(bench.Send("GET", "/nothing").status, 404);
  EXPECT_EQ(bench.Send("GET", "/nothing").error_type, "UnknownOperationException");
  for (const auto& [method, target, message] : {
           std::tuple{"GET", "/nope", "GET /nope is no operation of Amazon Macie"},
           {"GET", "/nope?a=b", "GET /nope is no operation of Amazon Macie"},
           {"OPTIONS", "/", "OPTIONS / is no operation of Amazon Macie"},
           {"HEAD", "/jobs", "HEAD /jobs is no operation of Amazon Macie; this path takes POST"},
           {"PUT", "/macie", "PUT /macie is no operation of Amazon Macie; this path takes GET, POST, PATCH, DELETE"},
       }) {
    const Response refused = bench.Send(method, target);
    EXPECT_EQ(refused.status, 404);
    EXPECT_EQ(Json::parse(refused.body.str()).at("message"), message);
  }
  // However long the path is.
  const std::string cut = Json::parse(bench.Send("GET", "/" + std::string(5000, 'x')).body.str()).at("message");
  EXPECT_EQ(cut, "GET /" + std::string(199, 'x') + "... is no operation of Amazon Macie");
  Request request;
  request.method = "GET";
  request.target = "/_macie-local/state";
  request.host = "rebound.example";
  EXPECT_EQ(bench.Send(request).status, 403);
  request.host = "localhost";
  request.origin = "http://evil.example";
  EXPECT_EQ(bench.Send(request).status, 403);
}

// The HTTP room sends the head of it alone (server_test.cpp).
TEST(GatewayTest, HeadIsAnsweredAsGet) {
  GatewayBench bench;
  for (const char* target :
       {"/macie", "/allow-lists", "/_macie-local/health", "/_macie-local/state", "/_localstack/health"}) {
    const Response get = bench.Send("GET", target);
    const Response head = bench.Send("HEAD", target);
    EXPECT_EQ(head.status, 200) << target;
    EXPECT_EQ(head.body.str(), get.body.str()) << target;
  }
  EXPECT_EQ(bench.Send("HEAD", "/jobs").error_type, "UnknownOperationException");
  EXPECT_EQ(bench.Send("HEAD", "/_macie-local/reset").status, 405);
  const Response refused = bench.Send("PATCH", "/_macie-local/clock");
  ASSERT_EQ(refused.headers.size(), 1u);
  EXPECT_EQ(refused.headers[0].second, "GET, HEAD, PUT");
}

TEST(GatewayTest, AnswersOfTheControlPlaneEndWithALine) {
  GatewayBench bench;
  for (const auto& [method, target, body] : {
           std::tuple{"GET", "/_macie-local/health", ""},
           {"GET", "/_macie-local/metrics", ""},  // text, which ends so by itself
           {"GET", "/_macie-local/requests", ""},
           {"GET", "/_macie-local/state", ""},
           {"GET", "/_macie-local/clock", ""},
           {"PUT", "/_macie-local/buckets", "[]"},  // answered by the writer
           {"PUT", "/_macie-local/buckets", "["},
           {"GET", "/_macie-local/snapshots", ""},
           {"POST", "/moto-api/reset", ""},
           {"GET", "/_macie-local/nope", ""},
           {"PATCH", "/_macie-local/clock", ""},
       }) {
    const std::string text = bench.Send(method, target, body).body.str();
    EXPECT_TRUE(text.ends_with("\n") && !text.ends_with("\n\n")) << target << text;
  }
  Request foreign;
  foreign.method = "PUT";
  foreign.target = "/_macie-local/state";
  foreign.host = "rebound.example";
  EXPECT_TRUE(bench.Send(foreign).body.str().ends_with("}\n"));
  EXPECT_TRUE(bench.gateway().TurnAway(foreign)->body.str().ends_with("}\n"));
  EXPECT_TRUE(bench.Send("GET", "/macie").body.str().ends_with("}"));
}

TEST(GatewayTest, AnImageOfAnotherSiteConsumesNothing) {
  GatewayBench bench;
  ASSERT_EQ(bench.Send("PUT", "/_macie-local/faults", R"([{"times":1,"error":{"type":"ThrottlingException"}}])").status,
            200);
  Request image;
  image.method = "GET";
  image.target = "/macie";
  image.host = "localhost:6224";
  image.sec_fetch_site = "cross-site";
  image.sec_fetch_mode = "no-cors";
  image.sec_fetch_dest = "image";
  EXPECT_EQ(bench.Send(image).status, 403);
  // A link leads to the control plane's pages only.
  Request link = image;
  link.sec_fetch_mode = "navigate";
  link.sec_fetch_dest = "document";
  EXPECT_EQ(bench.Send(link).status, 403);
  link.target = "/_macie-local/health";
  EXPECT_EQ(bench.Send(link).status, 200);
  EXPECT_EQ(bench.Send("GET", "/macie").status, 429);
}

TEST(GatewayTest, DecodingComesBeforeTheSession) {
  GatewayBench bench;
  bench.environment.session = SessionMode::kStrict;
  EXPECT_EQ(bench.Send("POST", "/custom-data-identifiers", "{").error_type, "SerializationException");
  EXPECT_EQ(bench.Send("POST", "/datasources/s3", "[").error_type, "SerializationException");
  EXPECT_EQ(bench.Send("POST", "/datasources/s3", "{}").error_type, "AccessDeniedException");
}

TEST(GatewayTest, PagesGoOnAcrossRequestsAndAreBoundToTheQuestion) {
  GatewayBench bench;
  Json buckets = Json::array();
  for (int i = 0; i < 7; ++i) buckets.push_back({{"bucketName", "b-" + std::to_string(i)}, {"sizeInBytes", i % 3}});
  ASSERT_EQ(bench.Send("PUT", "/_macie-local/buckets", buckets.dump()).status, 200);
  std::string token;
  std::vector<std::string> names;
  do {
    Json question{{"maxResults", 3}, {"sortCriteria", {{"attributeName", "sizeInBytes"}, {"orderBy", "DESC"}}}};
    if (!token.empty()) question["nextToken"] = token;
    const Json page = Json::parse(bench.Send("POST", "/datasources/s3", question.dump()).body.str());
    for (const Json& bucket : page.at("buckets")) names.push_back(bucket.at("bucketName"));
    const Json next = page.at("nextToken");
    if (!next.is_null()) {
      Json other = question;
      other["nextToken"] = next;
      other["sortCriteria"]["orderBy"] = "ASC";
      EXPECT_EQ(bench.Send("POST", "/datasources/s3", other.dump()).status, 400);
    }
    token = next.is_null() ? "" : next.get<std::string>();
  } while (!token.empty());
  EXPECT_EQ(names, (std::vector<std::string>{"b-2", "b-5", "b-1", "b-4", "b-0", "b-3", "b-6"}));
}

TEST(GatewayTest, AccountsAndRegionsAreApart) {
  GatewayBench bench;
  const auto as = [](std::string_view account, std::string_view region) {
    return "AWS4-HMAC-SHA256 Credential=" + std::string(account) + "/20240110/" + std::string(region) +
           "/macie2/aws4_request, SignedHeaders=host, Signature=0";
  };
  const std::string job =
      R"({"clientToken":"t","jobType":"ONE_TIME","name":"n","s3JobDefinition":{"bucketDefinitions":[{"accountId":"111122223333","buckets":["b"]}]}})";
  EXPECT_EQ(bench.Send("POST", "/jobs", job, as("111122223333", "eu-west-1")).status, 200);
  const auto jobs = [&](std::string_view account, std::string_view region) {
    return Json::parse(bench.Send("POST", "/jobs/list", "{}", as(account, region)).body.str()).at("items").size();
  };
  EXPECT_EQ(jobs("111122223333", "eu-west-1"), 1u);
  EXPECT_EQ(jobs("111122223333", "us-east-1"), 0u);
  EXPECT_EQ(jobs("444455556666", "eu-west-1"), 0u);
}

TEST(GatewayTest, BodyLimits) {
  GatewayBench bench;
  EXPECT_EQ(bench.gateway().BodyBytesMax("POST", "/jobs"), 1u << 20);
  EXPECT_EQ(bench.gateway().BodyBytesMax("PUT", "/_macie-local/state"), 4ull << 30);
  EXPECT_EQ(bench.gateway().BodyBytesMax("PUT", "/_macie-local/state?account=111122223333"), 4ull << 30);
  EXPECT_EQ(bench.gateway().BodyBytesMax("PUT", "/_macie-local/buckets"), 4ull << 30);
  EXPECT_EQ(bench.gateway().BodyBytesMax("POST", "/_macie-local/buckets"), 64u << 10);
  EXPECT_EQ(bench.gateway().BodyBytesMax("PUT", "/_macie-local/findings?region=eu-west-1"), 512u << 20);
  EXPECT_EQ(bench.gateway().BodyBytesMax("PUT", "/_macie-local/organization"), 8u << 20);
  EXPECT_EQ(bench.gateway().BodyBytesMax("POST", "/_macie-local/faults"), 1u << 20);
  EXPECT_EQ(bench.gateway().BodyBytesMax("PUT", "/_macie-local/clock"), 64u << 10);
  EXPECT_EQ(bench.gateway().BodyBytesMax("POST", "/_macie-local/snapshots/s/restore"), 64u << 10);
  EXPECT_EQ(bench.gateway().BodyBytesMax("PUT", "/_macie-local/nothing"), 64u << 10);
  EXPECT_EQ(bench.gateway().BodyBytesMax("PUT", "/_macie-localx"), 1u << 20);
  EXPECT_EQ(bench.gateway().Refuse(413, "too large").error_type, "RequestEntityTooLargeException");
}

}  // namespace
}  // namespace macie_local::gateway
