// Which requests a fault rule changes, and into what.
#include "gateway/faults.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/bench_gateway.h"

namespace macie_local::gateway {
namespace {

using support::GatewayBench;
using Json = nlohmann::json;

constexpr std::string_view kJob =
    R"({"clientToken":"t","jobType":"ONE_TIME","name":"n","s3JobDefinition":{"bucketDefinitions":[{"accountId":"123456789012","buckets":["a"]}]}})";

void SetRules(GatewayBench& bench, const std::string& rules) {
  const Response response = bench.Send("PUT", "/_macie-local/faults", rules);
  ASSERT_EQ(response.status, 200) << response.body.str();
}

// The statuses of `count` requests for the session.
std::vector<int> Statuses(GatewayBench& bench, int count) {
  std::vector<int> statuses;
  for (int i = 0; i < count; ++i) statuses.push_back(bench.Send("GET", "/macie").status);
  return statuses;
}

std::size_t Jobs(GatewayBench& bench) {
  bench.Send("DELETE", "/_macie-local/faults");
  return Json::parse(bench.Send("POST", "/jobs/list", "{}").body.str()).at("items").size();
}

TEST(FaultsTest, EveryThirdIsThrottledWithTheModelsStatus) {
  GatewayBench bench;
  SetRules(bench,
           R"([{"operation":"GetMacieSession","every":3,"error":{"type":"ThrottlingException","message":"Slow"}}])");
  EXPECT_EQ(Statuses(bench, 6), (std::vector<int>{200, 200, 429, 200, 200, 429}));
  EXPECT_EQ(bench.Send("POST", "/datasources/s3", "{}").status, 200);
  const Json rule = Json::parse(bench.Send("GET", "/_macie-local/faults").body.str()).at("rules").at(0);
  EXPECT_EQ(rule.at("matched"), 6);
  EXPECT_EQ(rule.at("fired"), 2);
}

TEST(FaultsTest, SkipAndTimesBoundTheFaults) {
  GatewayBench bench;
  SetRules(bench, R"([{"operation":"session","skip":1,"times":2,"error":{"type":"InternalServerException"}}])");
  EXPECT_EQ(Statuses(bench, 5), (std::vector<int>{200, 500, 500, 200, 200}));
}

TEST(FaultsTest, ProbabilityFollowsItsSeed) {
  GatewayBench bench;
  const std::string rule = R"([{"probability":0.5,"seed":42,"error":{"type":"ThrottlingException"}}])";
  SetRules(bench, rule);
  const auto first = Statuses(bench, 64);
  SetRules(bench, rule);
  EXPECT_EQ(Statuses(bench, 64), first);
  const auto failed = std::count(first.begin(), first.end(), 429);
  EXPECT_GT(failed, 16);
  EXPECT_LT(failed, 48);
}

TEST(FaultsTest, OnlyTheNamedAccountAndRegion) {
  GatewayBench bench;
  SetRules(bench, R"([{"account":"111122223333","region":"eu-west-1","error":{"type":"AccessDeniedException"}}])");
  const auto status = [&](const std::string& account, const std::string& region) {
    return bench
        .Send("GET", "/macie", {},
              "AWS4-HMAC-SHA256 Credential=" + account + "/20240110/" + region +
                  "/macie2/aws4_request, SignedHeaders=host, Signature=0")
        .status;
  };
  EXPECT_EQ(status("111122223333", "eu-west-1"), 403);
  EXPECT_EQ(status("111122223333", "us-east-1"), 200);
  EXPECT_EQ(status("444455556666", "eu-west-1"), 200);
}

TEST(FaultsTest, TheFirstRuleThatDoesMoreThanDelayEndsTheSearch) {
  GatewayBench bench;
  SetRules(bench, R"([{"latencyMs":20},{"latencyMs":10,"latencyMaxMs":15},{"answer":{"status":418,"body":"tea"}},
                      {"latencyMs":1000}])");
  const Response response = bench.Send("GET", "/macie");
  EXPECT_EQ(response.status, 418);
  EXPECT_EQ(response.body.str(), "tea");
  EXPECT_GE(response.delivery.delay.count(), 30);
  EXPECT_LE(response.delivery.delay.count(), 35);
}

TEST(FaultsTest, BeforeLeavesNoEffectAndAfterLeavesOne) {
  GatewayBench bench;
  SetRules(bench, R"([{"operation":"CreateClassificationJob","drop":"BEFORE"}])");
  EXPECT_EQ(bench.Send("POST", "/jobs", kJob).delivery.cut, Delivery::Cut::kDrop);
  EXPECT_EQ(Jobs(bench), 0u);
  SetRules(bench, R"([{"operation":"CreateClassificationJob","drop":"AFTER"}])");
  EXPECT_EQ(bench.Send("POST", "/jobs", kJob).delivery.cut, Delivery::Cut::kDrop);
  EXPECT_EQ(Jobs(bench), 1u);
  SetRules(bench, R"([{"operation":"CreateClassificationJob","truncate":true}])");
  EXPECT_EQ(bench.Send("POST", "/jobs", kJob).delivery.cut, Delivery::Cut::kTruncate);
}

TEST(FaultsTest, AListThatIsWrongAnywhereChangesNothing) {
  GatewayBench bench;
  SetRules(bench, R"([{"id":"kept","latencyMs":1}])");
  EXPECT_EQ(
      bench.Send("PUT", "/_macie-local/faults", R"([{"latencyMs":1},{"operation":"NoSuch","latencyMs":1}])").status,
      400);
  EXPECT_EQ(
      bench.Send("POST", "/_macie-local/faults", R"([{"id":"new","latencyMs":1},{"id":"kept","latencyMs":1}])").status,
      409);
  const Json rules = Json::parse(bench.Send("GET", "/_macie-local/faults").body.str()).at("rules");
  ASSERT_EQ(rules.size(), 1u);
  EXPECT_EQ(rules.at(0).at("id"), "kept");
}

TEST(FaultsTest, RulesAreAddedBehindAndRemovedByIdOrAccount) {
  GatewayBench bench;
  SetRules(bench, R"([{"latencyMs":1},{"account":"111122223333","latencyMs":1}])");
  bench.Send("POST", "/_macie-local/faults", R"({"rules":[{"latencyMs":1}]})");
  const auto ids = [&] {
    std::string text;
    const Json listed = Json::parse(bench.Send("GET", "/_macie-local/faults").body.str());
    for (const Json& rule : listed.at("rules")) {
      text += rule.at("id").get<std::string>() + " ";
    }
    return text;
  };
  EXPECT_EQ(ids(), "rule-1 rule-2 rule-3 ");
  bench.Send("POST", "/_macie-local/reset?account=111122223333");
  EXPECT_EQ(ids(), "rule-1 rule-3 ");
  EXPECT_EQ(bench.Send("DELETE", "/_macie-local/faults/rule-1").status, 200);
  EXPECT_EQ(ids(), "rule-3 ");
  bench.Send("POST", "/_macie-local/reset");
  EXPECT_EQ(ids(), "");
}

TEST(FaultsTest, AsManyRulesAsAllowedAndNoMore) {
  GatewayBench bench;
  Json rules = Json::array();
  for (std::size_t i = 0; i < FaultRules::kRulesMax; ++i) rules.push_back({{"latencyMs", 0}});
  SetRules(bench, rules.dump());
  EXPECT_EQ(bench.Send("POST", "/_macie-local/faults", R"([{"latencyMs":0}])").status, 409);
  rules.push_back({{"latencyMs", 0}});
  EXPECT_EQ(bench.Send("PUT", "/_macie-local/faults", rules.dump()).status, 400);
}

}  // namespace
}  // namespace macie_local::gateway
