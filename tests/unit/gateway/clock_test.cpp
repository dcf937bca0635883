// The control plane's clock: standing, running, advanced, and refused; and that what falls due happens at its own time.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "gateway/control/clock.h"
#include "support/bench_gateway.h"

namespace macie_local::gateway {
namespace {

using support::GatewayBench;
using Json = nlohmann::json;

Json Body(const Response& response) {
  return Json::parse(response.body.str());
}

Json Job(GatewayBench& bench, const std::string& id) {
  return Body(bench.Send("GET", "/jobs/" + id));
}

std::string CreateDaily(GatewayBench& bench, const char* token = "t") {
  const Json job{{"clientToken", token},
                 {"jobType", "SCHEDULED"},
                 {"name", "daily"},
                 {"scheduleFrequency", {{"dailySchedule", Json::object()}}},
                 {"s3JobDefinition", {{"bucketDefinitions", {{{"accountId", "123456789012"}, {"buckets", {"b"}}}}}}}};
  return Body(bench.Send("POST", "/jobs", job.dump())).at("jobId");
}

TEST(ClockTest, FollowsTheRealOneUntilItIsSet) {
  GatewayBench bench;
  EXPECT_EQ(Body(bench.Send("GET", "/_macie-local/clock")),
            (Json{{"now", "2024-01-10T12:00:00.000Z"}, {"frozen", false}, {"real", true}}));
  bench.real_clock.Set(bench.real_clock.Now() + std::chrono::seconds(1));
  EXPECT_EQ(Body(bench.Send("GET", "/_macie-local/clock")).at("now"), "2024-01-10T12:00:01.000Z");
}

TEST(ClockTest, StandsStillWhenFrozenAndRunsOnFromThere) {
  GatewayBench bench;
  const Response set = bench.Send("PUT", "/_macie-local/clock", R"({"now":"2030-01-31T00:00:00Z","frozen":true})");
  ASSERT_EQ(set.status, 200) << set.body.str();
  EXPECT_EQ(Body(set), (Json{{"now", "2030-01-31T00:00:00.000Z"}, {"frozen", true}, {"real", false}}));
  bench.real_clock.Set(bench.real_clock.Now() + std::chrono::hours(5));
  EXPECT_EQ(Body(bench.Send("GET", "/_macie-local/clock")).at("now"), "2030-01-31T00:00:00.000Z");
  EXPECT_EQ(bench.Send("PUT", "/_macie-local/clock", R"({"frozen":false})").status, 200);
  bench.real_clock.Set(bench.real_clock.Now() + std::chrono::minutes(2));
  EXPECT_EQ(Body(bench.Send("GET", "/_macie-local/clock")).at("now"), "2030-01-31T00:02:00.000Z");
}

TEST(ClockTest, AWeekIsSevenRunsEachAtItsTime) {
  GatewayBench bench;
  bench.Send("PUT", "/_macie-local/clock", R"({"frozen":true})");
  const std::string id = CreateDaily(bench);
  const Response advanced = bench.Send("POST", "/_macie-local/clock/advance", R"({"by":"P7D"})");
  ASSERT_EQ(advanced.status, 200) << advanced.body.str();
  EXPECT_EQ(Body(advanced).at("now"), "2024-01-17T12:00:00.000Z");
  const Json job = Job(bench, id);
  EXPECT_EQ(job.at("statistics").at("numberOfRuns"), 8.0);  // the first ran at once
  const Json events = Body(bench.Send("GET", "/_macie-local/jobs/" + id + "/events")).at("events");
  std::vector<std::string> started;
  for (const Json& event : events) {
    if (event.at("eventType") == "SCHEDULED_RUN_STARTED") started.push_back(event.at("occurredAt"));
  }
  ASSERT_EQ(started.size(), 8u);
  EXPECT_TRUE(std::is_sorted(started.begin(), started.end()));
  EXPECT_EQ(std::set<std::string>(started.begin(), started.end()).size(), 8u);
  EXPECT_EQ(started.back(), "2024-01-17T12:00:00Z");
}

// More runs than one commit takes: the answer waits for all of them.
TEST(ClockTest, ThreeYearsAreManyCommitsAndOneAnswer) {
  GatewayBench bench;
  bench.Send("PUT", "/_macie-local/clock", R"({"frozen":true})");
  const std::string id = CreateDaily(bench);
  ASSERT_EQ(bench.Send("POST", "/_macie-local/clock/advance", R"({"by":"P1000D"})").status, 200);
  EXPECT_EQ(Job(bench, id).at("statistics").at("numberOfRuns"), 1001.0);
}

TEST(ClockTest, APauseOfThirtyDaysEndsTheJobAtThatInstant) {
  GatewayBench bench;
  bench.Send("PUT", "/_macie-local/clock", R"({"frozen":true})");
  const Json request{
      {"clientToken", "t"},
      {"jobType", "ONE_TIME"},
      {"name", "n"},
      {"s3JobDefinition", {{"bucketDefinitions", {{{"accountId", "123456789012"}, {"buckets", {"b"}}}}}}}};
  const std::string id = Body(bench.Send("POST", "/jobs", request.dump())).at("jobId");
  ASSERT_EQ(bench.Send("PATCH", "/jobs/" + id, R"({"jobStatus":"USER_PAUSED"})").status, 200);
  bench.Send("POST", "/_macie-local/clock/advance", R"({"by":"P29DT23H59M59S"})");
  EXPECT_EQ(Job(bench, id).at("jobStatus"), "USER_PAUSED");
  bench.Send("POST", "/_macie-local/clock/advance", R"({"by":"PT1S"})");
  EXPECT_EQ(Job(bench, id).at("jobStatus"), "CANCELLED");
}

// A reset to an earlier time, on its own: `put_back` stands for the state's part.
ClockMutation BackTo(base::AdjustableClock& clock, const char* time, ClockMutation::Reset put_back,
                     std::shared_ptr<Waiter> waiter) {
  model::ClockSetting setting;
  setting.now = *base::ParseIso8601(time);
  setting.frozen = true;
  return {clock, *ChooseSetting(setting), std::move(put_back), nullptr, {}, std::move(waiter)};
}

class KeptAnswer : public Waiter {
 public:
  void Complete(Response response) override { status = response.status; }
  int status = 0;
};

TEST(ClockTest, AResetThatFailsPutsTheClockBack) {
  support::ManualClock real;
  real.Set(*base::ParseIso8601("2024-01-10T12:00:00Z"));
  base::AdjustableClock clock(real);
  const auto answer = std::make_shared<KeptAnswer>();
  ClockMutation mutation = BackTo(
      clock, "2020-01-01T00:00:00Z", [](auto&, auto*) { return true; }, answer);
  state::Batch batch;
  support::CountingIds ids;
  state::Transaction transaction(&batch, &ids, clock.Now());
  EXPECT_EQ(mutation.Begin(transaction), store::ClockChange::Kind::kWithState);
  EXPECT_LT(clock.Now(), real.Now());
  mutation.Done(false);
  EXPECT_EQ(clock.Now(), real.Now());
  EXPECT_EQ(answer->status, 500);
}

TEST(ClockTest, WhatAResetTakesAwayDoesNotHappenFirst) {
  GatewayBench bench;
  CreateDaily(bench);
  ASSERT_EQ(bench.Send("PUT", "/_macie-local/clock", R"({"now":"9999-01-01T00:00:00Z","reset":true})").status, 200);
  EXPECT_EQ(Body(bench.Send("POST", "/jobs/list", "{}")).at("items").size(), 0u);
}

TEST(ClockTest, TimeGoesBackOnlyTogetherWithTheState) {
  GatewayBench bench;
  bench.Send("PUT", "/_macie-local/buckets", R"([{"bucketName":"bbb"}])");
  CreateDaily(bench);
  const Response refused = bench.Send("PUT", "/_macie-local/clock", R"({"now":"2020-01-01T00:00:00Z"})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(Body(refused).at("message").get<std::string>().find("\"reset\": true"), std::string::npos);
  EXPECT_EQ(Body(bench.Send("GET", "/_macie-local/clock")).at("now"), "2024-01-10T12:00:00.000Z");
  EXPECT_EQ(Body(bench.Send("POST", "/jobs/list", "{}")).at("items").size(), 1u);
  const Response back =
      bench.Send("PUT", "/_macie-local/clock", R"({"now":"2020-01-01T00:00:00Z","frozen":true,"reset":true})");
  ASSERT_EQ(back.status, 200) << back.body.str();
  EXPECT_EQ(Body(bench.Send("POST", "/jobs/list", "{}")).at("items").size(), 0u);
  const std::string id = CreateDaily(bench, "again");
  EXPECT_EQ(Job(bench, id).at("createdAt"), "2020-01-01T00:00:00.000Z");
  // What began with the state begins at its new time too.
  EXPECT_EQ(Body(bench.Send("GET", "/macie")).at("createdAt"), "2020-01-01T00:00:00.000Z");
  // And to the real time again, which is later.
  EXPECT_EQ(bench.Send("PUT", "/_macie-local/clock", R"({"real":true})").status, 200);
  EXPECT_EQ(Body(bench.Send("GET", "/_macie-local/clock")).at("real"), true);
}

TEST(ClockTest, MistakesAreNamedAndMoveNothing) {
  GatewayBench bench;
  CreateDaily(bench);
  const std::string before = bench.Send("GET", "/_macie-local/clock").body.str();
  const struct {
    const char* method;
    const char* path;
    const char* body;
    const char* named;
  } kCases[] = {{"PUT", "/_macie-local/clock", "{}", "now, frozen or real"},
                {"PUT", "/_macie-local/clock", R"({"now":"tomorrow"})", "now"},
                {"PUT", "/_macie-local/clock", R"({"real":true,"frozen":true})", "real"},
                {"PUT", "/_macie-local/clock", R"({"froze":true})", "froze"},
                {"POST", "/_macie-local/clock/advance", R"({"by":"30 days"})", "'30 days'"},
                {"POST", "/_macie-local/clock/advance", R"({"by":"P1M"})", "'P1M'"},
                {"POST", "/_macie-local/clock/advance", R"({"by":"P3000000D"})", "year 9999"},
                {"POST", "/_macie-local/clock/advance", R"({"by":"P2500000D"})", "at most 1000000"},
                {"POST", "/_macie-local/clock/advance", "{}", "by"}};
  for (const auto& each : kCases) {
    const Response refused = bench.Send(each.method, each.path, each.body);
    EXPECT_EQ(refused.status, 400) << each.body;
    EXPECT_NE(Body(refused).at("message").get<std::string>().find(each.named), std::string::npos) << refused.body.str();
  }
  EXPECT_EQ(bench.Send("GET", "/_macie-local/clock").body.str(), before);
}

TEST(ClockTest, SettingsAreKeptAsText) {
  for (const base::AdjustableClock::Setting& setting :
       {base::AdjustableClock::Setting{}, base::AdjustableClock::Setting{std::nullopt, std::chrono::microseconds(-5)},
        base::AdjustableClock::Setting{Timestamp(std::chrono::microseconds(1'700'000'000'000'001)), {}}}) {
    EXPECT_EQ(base::ParseClockSetting(base::ToText(setting)), setting);
  }
  EXPECT_EQ(base::ParseClockSetting("frozen at x"), std::nullopt);
  EXPECT_EQ(base::ParseClockSetting(""), std::nullopt);
}

}  // namespace
}  // namespace macie_local::gateway
