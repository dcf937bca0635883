// The control plane's answers and refusals; that nothing refused is applied in part.
#include "gateway/control/control_plane.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "support/bench_gateway.h"

namespace macie_local::gateway {
namespace {

using support::GatewayBench;
using Json = nlohmann::json;

std::string Message(const Response& response) {
  return Json::parse(response.body.str()).value("message", "");
}

TEST(ControlPlaneTest, HealthAndUnknownPaths) {
  GatewayBench bench;
  EXPECT_EQ(bench.Send("GET", "/_macie-local/health").status, 200);
  EXPECT_EQ(bench.Send("GET", "/_macie-local/nothing").status, 404);
  EXPECT_EQ(bench.Send("PATCH", "/_macie-local/health").status, 405);
}

TEST(ControlPlaneTest, AnUnknownPathTellsWhichThereAre) {
  GatewayBench bench;
  const std::string message = Message(bench.Send("GET", "/_macie-local/nothing"));
  EXPECT_EQ(message.find("no such control-plane path: /_macie-local/nothing; "), 0u) << message;
  for (const char* route : {"GET /_macie-local/health;", "GET, DELETE /_macie-local/requests;",
                            "GET, PUT, POST, DELETE /_macie-local/faults;", "POST /_macie-local/snapshots/*/restore;",
                            "POST /moto-api/reset"}) {
    EXPECT_NE(message.find(route), std::string::npos) << route << " in " << message;
  }
}

TEST(ControlPlaneTest, PathsArePercentDecodedOnce) {
  GatewayBench bench;
  EXPECT_EQ(bench.Send("GET", "/%5fmacie-local/h%65alth").status, 200);
  EXPECT_EQ(bench.Send("POST", "/moto%2Dapi/reset").status, 200);
  ASSERT_EQ(bench.Send("POST", "/_macie-local/snapshots", R"({"name":"a.b"})").status, 200);
  EXPECT_EQ(bench.Send("GET", "/_macie-local/%73napshots/a%2Eb").status, 200);
  EXPECT_EQ(bench.Send("POST", "/_macie-local/snapshots/a%2Eb/r%65store").status, 200);
  // An encoded slash is part of a name, and what is decoded once is not decoded again.
  EXPECT_EQ(Message(bench.Send("GET", "/_macie-local/snapshots/a%2Frestore")),
            "no snapshot 'a/restore' of the whole state");
  for (const char* path :
       {"/_macie-local%2Fhealth", "/%255fmacie-local/health", "/_macie-loca", "/x/_macie-local/health"}) {
    EXPECT_EQ(bench.Send("GET", path).error_type, "UnknownOperationException") << path;
  }
  for (const char* path : {"/_macie-local", "/_macie-local/", "/_macie-local/%", "/_macie-local/health/",
                           "/_macie-local//health", "/_macie-local/snapshots/", "/_macie-local/snapshots/a/b"}) {
    const Response response = bench.Send("GET", path);
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_TRUE(response.error_type.empty()) << path;
  }
  EXPECT_EQ(bench.gateway().BodyBytesMax("PUT", "/%5Fmacie-local/st%61te?x"), 4ull << 30);
}

TEST(ControlPlaneTest, MessagesAreUtf8WhateverWasGiven) {
  GatewayBench bench;
  const std::string bad = "\xFF\xC3";
  const std::string many(500, '\x80');
  std::vector<Response> answers;
  for (const std::string& given : {bad, many, std::string("%FF%C3"), "日" + many}) {
    answers.push_back(bench.Send("GET", "/_macie-local/" + given));
    answers.push_back(bench.Send("DELETE", "/_macie-local/buckets/" + given));
    answers.push_back(bench.Send("GET", "/_macie-local/snapshots/" + given));
    answers.push_back(bench.Send("DELETE", "/_macie-local/faults/" + given));
    answers.push_back(bench.Send("GET", "/_macie-local/jobs/" + given + "/events"));
    answers.push_back(bench.Send("GET", "/_macie-local/state?" + given + "=1"));
    answers.push_back(bench.Send("GET", "/_macie-local/state?account=" + given));
    answers.push_back(bench.Send("GET", "/_macie-local/requests?since=%" + given));
    answers.push_back(bench.Send(given, "/_macie-local/health"));
    for (const char* target : {"state", "buckets", "findings", "faults", "clock", "organization"}) {
      answers.push_back(
          bench.Send("PUT", std::string("/_macie-local/") + target, "[{\"" + given + "\":\"" + given + "\"}]"));
    }
    answers.push_back(bench.Send("POST", "/_macie-local/snapshots", "{\"name\":\"" + given + "\"}"));
  }
  for (const Response& answer : answers) {
    EXPECT_GE(answer.status, 400);
    EXPECT_TRUE(base::IsUtf8(answer.body.str())) << answer.body.str();
    EXPECT_FALSE(Message(answer).empty()) << answer.body.str();
  }
}

TEST(ControlPlaneTest, NamesThatAPathWouldLoseAreRefused) {
  GatewayBench bench;
  for (const char* name : {".", ".."}) {
    const std::string snapshot = std::string(R"({"name":")") + name + "\"}";
    EXPECT_EQ(bench.Send("POST", "/_macie-local/snapshots", snapshot).status, 400) << name;
    const std::string rule = std::string(R"([{"id":")") + name + "\",\"latencyMs\":1}]";
    EXPECT_EQ(bench.Send("PUT", "/_macie-local/faults", rule).status, 400) << name;
  }
  EXPECT_EQ(bench.Send("POST", "/_macie-local/snapshots", R"({"name":"..."})").status, 200);
}

std::string Header(const Response& response, std::string_view name) {
  for (const auto& [one, value] : response.headers) {
    if (one == name) return value;
  }
  return "";
}

gateway::GatewayOptions With(ControlAccess access) {
  gateway::GatewayOptions options = GatewayBench::Options();
  options.control = std::move(access);
  return options;
}

TEST(ControlPlaneTest, WithATokenOnlyHealthIsOpen) {
  GatewayBench bench(With({true, "s3cret"}));
  for (const char* path : {"/_macie-local/health", "/%5Fmacie-local/health", "/_localstack/health", "/macie"}) {
    EXPECT_EQ(bench.Send("GET", path).status, 200) << path;
  }
  const struct {
    const char *method, *path;
  } kRequests[] = {{"GET", "/_macie-local/state"},   {"POST", "/_macie-local/reset"},  {"POST", "/moto-api/reset"},
                   {"POST", "/_macie-local/health"}, {"GET", "/_macie-local/nothing"}, {"GET", "/_macie-local/healthy"},
                   {"GET", "/_macie-local"},         {"GET", "/%5Fmacie-local/state"}, {"GET", "/_macie-local/config"}};
  for (const auto& [method, path] : kRequests) {
    for (const char* wrong :
         {"", "s3cret", "Bearer", "Bearer ", "Bearer s3cre", "Bearer s3cret2", "Bearer S3cret", "Bearer s3cret s3cret",
          "Basic s3cret", "Bearers3cret", "Bearer\ts3cret", "AWS4-HMAC-SHA256 Credential=s3cret"}) {
      const Response response = bench.Send(method, path, {}, wrong);
      EXPECT_EQ(response.status, 401) << method << " " << path << " " << wrong;
      EXPECT_EQ(Header(response, "WWW-Authenticate"), "Bearer");
      EXPECT_NE(Message(response).find("--control-token-file"), std::string::npos);
      EXPECT_EQ(Message(response).find("s3cret"), std::string::npos) << Message(response);
    }
    for (const char* right : {"Bearer s3cret", "bearer s3cret", "BEARER  s3cret"}) {
      EXPECT_NE(bench.Send(method, path, {}, right).status, 401) << method << " " << path << " " << right;
    }
  }
  Request head;
  head.method = "PUT";
  head.target = "/_macie-local/state?account=111122223333";
  head.host = "localhost";
  const auto turned_away = bench.gateway().TurnAway(head);
  ASSERT_TRUE(turned_away);
  EXPECT_EQ(turned_away->status, 401);
  head.authorization = "Bearer s3cret";
  EXPECT_FALSE(bench.gateway().TurnAway(head));
  head.authorization = "";
  head.target = "/jobs";
  EXPECT_FALSE(bench.gateway().TurnAway(head));
  head.target = "/macie";
  EXPECT_FALSE(bench.gateway().TurnAway(head));

  Request inside;
  inside.method = "GET";
  inside.target = "/_macie-local/state";
  inside.from_inside = true;
  EXPECT_EQ(bench.Send(inside).status, 200);
}

TEST(ControlPlaneTest, OffMeansAllButHealth) {
  GatewayBench bench(With({false, "s3cret"}));
  EXPECT_EQ(bench.Send("GET", "/_macie-local/health").status, 200);
  EXPECT_EQ(bench.Send("GET", "/_localstack/health").status, 200);
  EXPECT_EQ(bench.Send("GET", "/macie").status, 200);
  for (const char* path : {"/_macie-local/state", "/_macie-local/nothing", "/moto-api/reset"}) {
    const Response response = bench.Send("GET", path, {}, "Bearer s3cret");
    EXPECT_EQ(response.status, 403) << path;
    EXPECT_EQ(Message(response), "the control plane is off (--control off); of it only health is answered");
  }
  // Nothing is there to take a long body.
  EXPECT_EQ(bench.gateway().BodyBytesMax("PUT", "/_macie-local/state"), 1u << 20);
}

TEST(ControlPlaneTest, ADocumentThatFailsChangesNothing) {
  GatewayBench bench;
  ASSERT_EQ(bench.Send("PUT", "/_macie-local/buckets", R"([{"bucketName":"kept"}])").status, 200);
  const std::string before = bench.Send("GET", "/_macie-local/state").body.str();
  const Response refused =
      bench.Send("PUT", "/_macie-local/buckets", R"([{"bucketName":"fine"},{"bucketName":"bad","objectCount":"x"}])");
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(Message(refused).find("objectCount"), std::string::npos) << Message(refused);
  const Response state =
      bench.Send("PUT", "/_macie-local/state",
                 R"({"accounts":{"123456789012":{"us-east-1":{"buckets":[{"bucketName":"aaa"},{}]}}}})");
  EXPECT_EQ(state.status, 400);
  EXPECT_EQ(bench.Send("GET", "/_macie-local/state").body.str(), before);
}

TEST(ControlPlaneTest, ExportAndImportAreInverse) {
  GatewayBench bench;
  ASSERT_EQ(bench.Send("PUT", "/_macie-local/buckets", R"([{"bucketName":"aaa","sizeInBytes":5},{"bucketName":"bbb"}])")
                .status,
            200);
  bench.Send(
      "POST", "/jobs",
      R"({"clientToken":"t","jobType":"ONE_TIME","name":"n","s3JobDefinition":{"bucketDefinitions":[{"accountId":"123456789012","buckets":["aaa"]}]}})");
  const std::string exported = bench.Send("GET", "/_macie-local/state").body.str();
  GatewayBench other;
  const Response imported = other.Send("PUT", "/_macie-local/state", exported);
  ASSERT_EQ(imported.status / 100, 2) << imported.body.str();
  EXPECT_EQ(other.Send("GET", "/_macie-local/state").body.str(), exported);
  EXPECT_EQ(other.Send("POST", "/datasources/s3", "{}").body.str(),
            bench.Send("POST", "/datasources/s3", "{}").body.str());
}

TEST(ControlPlaneTest, QueryParametersAreChecked) {
  GatewayBench bench;
  EXPECT_NE(Message(bench.Send("GET", "/_macie-local/buckets?account=12")).find("12 digits"), std::string::npos);
  EXPECT_NE(Message(bench.Send("GET", "/_macie-local/buckets?region=no_region!")).find("region"), std::string::npos);
  EXPECT_NE(Message(bench.Send("GET", "/_macie-local/buckets?acount=1")).find("unknown query parameter 'acount'"),
            std::string::npos);
}

TEST(ControlPlaneTest, EventsOfARunThatFoundNoBucket) {
  GatewayBench bench;
  const Json job = Json::parse(
      bench
          .Send(
              "POST", "/jobs",
              R"({"clientToken":"t","jobType":"ONE_TIME","name":"n","s3JobDefinition":{"bucketDefinitions":[{"accountId":"123456789012","buckets":["gone"]}]}})")
          .body.str());
  const Response events = bench.Send("GET", "/_macie-local/jobs/" + job.at("jobId").get<std::string>() + "/events");
  EXPECT_EQ(events.status, 200);
  EXPECT_NE(events.body.str().find("BUCKET_DOES_NOT_EXIST"), std::string::npos) << events.body.str();
  EXPECT_EQ(bench.Send("GET", "/_macie-local/jobs/00000000000000000000000000000000/events").status, 404);
}

}  // namespace
}  // namespace macie_local::gateway
