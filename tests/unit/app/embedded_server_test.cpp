// The embedding interface without HTTP: what its methods do, and that each mistake is thrown with the words that say
// what is wrong. That a program outside this tree can use it is what tests/embedding shows.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "macie_local/server.h"

namespace macie_local {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;

constexpr Timestamp kNoon{std::chrono::sys_days(std::chrono::year(2030) / 1 / 31) + hours(12)};

// What `act` throws, or nothing.
template <class Act>
std::string Thrown(const Act& act) {
  try {
    act();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

testing::AssertionResult Says(const std::string& message, std::string_view words) {
  if (message.find(words) != std::string::npos) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "'" << message << "' lacks '" << words << "'";
}

nlohmann::json Accounts(const Server& server) {
  return nlohmann::json::parse(server.State()).at("accounts");
}

TEST(EmbeddedServerTest, BucketsGoWhereTheyAreMeantToAndAResetTakesThemAway) {
  Server server;
  server.PutBuckets(R"([{"bucketName":"here"}])");
  server.PutBuckets(R"({"buckets":[{"bucketName":"there"}]})", {.account = "111122223333", .region = "eu-west-1"});
  EXPECT_EQ(Accounts(server).at("123456789012").at("us-east-1").at("buckets").at(0).at("bucketName"), "here");
  EXPECT_EQ(Accounts(server).at("111122223333").at("eu-west-1").at("buckets").at(0).at("bucketName"), "there");
  server.Reset("111122223333");
  EXPECT_FALSE(Accounts(server).contains("111122223333"));
  EXPECT_TRUE(Accounts(server).contains("123456789012"));
  server.Reset();
  EXPECT_TRUE(Accounts(server).empty());
}

TEST(EmbeddedServerTest, TheProgramItselfNeedsNeitherTokenNorControlPlane) {
  for (const bool on : {true, false}) {
    Config config = EmbeddedDefaults();
    config.control = on;
    config.control_token = "a-token";
    Server server(config);
    server.PutBuckets(R"([{"bucketName":"here"}])");
    server.SetTime(kNoon);
    EXPECT_EQ(Accounts(server).size(), 1u);
    server.Reset();
    EXPECT_TRUE(Accounts(server).empty());
  }
  Config config = EmbeddedDefaults();
  config.control_token = "two words";
  const std::string refusal = Thrown([&] { Server server(config); });
  EXPECT_TRUE(Says(refusal, "visible ASCII characters")) << refusal;
  EXPECT_EQ(refusal.find("two"), std::string::npos) << refusal;
}

TEST(EmbeddedServerTest, AStateIsTakenOverByAnotherServer) {
  Server from;
  from.PutBuckets(R"([{"bucketName":"moved","objectCount":3}])");
  Server to;
  to.Load(from.State());
  EXPECT_EQ(to.State(), from.State());
  from.Reset();
  EXPECT_FALSE(Accounts(to).empty());
}

TEST(EmbeddedServerTest, TimeStandsMovesOnAndGoesBackWithAReset) {
  Server server;
  const Timestamp odd = kNoon + microseconds(123'456);
  server.SetTime(odd);
  EXPECT_EQ(server.Now(), odd);
  server.Advance(hours(24) + microseconds(1));
  EXPECT_EQ(server.Now(), odd + hours(24) + microseconds(1));
  EXPECT_TRUE(Says(Thrown([&] { server.SetTime(kNoon); }), "is before the emulator's time"));
  EXPECT_TRUE(Says(Thrown([&] { server.UseRealTime(); }), "is before the emulator's time"));
  server.ResetTo(kNoon, false);
  EXPECT_GE(server.Now(), kNoon);
  EXPECT_LT(server.Now(), kNoon + hours(1));
  server.ResetToRealTime();
  EXPECT_LT(server.Now(), kNoon);
  server.UseRealTime();
}

TEST(EmbeddedServerTest, MistakesAreThrownInTheWordsOfTheControlPlane) {
  Server server;
  server.SetTime(kNoon);
  const std::string before = server.State();
  EXPECT_TRUE(Says(Thrown([&] { server.PutBuckets(R"([{"bucketNmae":"x"}])"); }), "buckets[0].bucketNmae"));
  EXPECT_TRUE(Says(Thrown([&] { server.PutBuckets("[]", {.account = "1&2"}); }), "account: must be 12 digits; '1&2'"));
  EXPECT_TRUE(Says(Thrown([&] { server.PutBuckets("[]", {.region = "Mars"}); }), "region: must be"));
  EXPECT_TRUE(Says(Thrown([&] { server.Reset(""); }), "account: must be 12 digits"));
  EXPECT_TRUE(Says(Thrown([&] { server.Load("{"); }), "line 1"));
  EXPECT_TRUE(Says(Thrown([&] { server.Advance(microseconds(-1)); }), "by: must not be negative"));
  EXPECT_TRUE(Says(Thrown([&] { server.Advance(microseconds::max()); }), "by: "));
  EXPECT_TRUE(Says(Thrown([&] { server.SetTime(Timestamp::max()); }), "now: must be in the years"));
  EXPECT_TRUE(Says(Thrown([&] { server.SetTime(Timestamp::min()); }), "now: must be in the years"));
  EXPECT_EQ(server.State(), before);
  EXPECT_EQ(server.Now(), kNoon);
}

TEST(EmbeddedServerTest, AConfigThatCannotBeIsRefusedByName) {
  const struct {
    void (*spoil)(Config*);
    const char* named;
  } kCases[] = {{[](Config* config) { config->account = "12"; }, "--account"},
                {[](Config* config) { config->region = "Mars 1"; }, "--region"},
                {[](Config* config) { config->threads = 65; }, "--threads"},
                {[](Config* config) { config->run_duration = microseconds(-1); }, "--run-duration"},
                {[](Config* config) { config->run_duration = std::chrono::days(3'660'000) + microseconds(1); },
                 "--run-duration: must be at most P3660000D"},
                {[](Config* config) { config->client_token_window = microseconds(-1); }, "--client-token-window"},
                {[](Config* config) { config->client_token_window = std::chrono::days(3'660'000) + microseconds(1); },
                 "--client-token-window: must be at most P3660000D"},
                {[](Config* config) { config->log_level = "loud"; }, "'loud'"},
                {[](Config* config) { config->log_format = "xml"; }, "'xml'"},
                {[](Config* config) { config->host = "nowhere"; }, "nowhere"},
                {[](Config* config) { config->seeds = {"/nonexistent/seed.json"}; }, "--seed /nonexistent/seed.json"},
                {[](Config* config) { config->db = "/nonexistent/db"; }, "/nonexistent/db"}};
  for (const auto& each : kCases) {
    Config config = EmbeddedDefaults();
    each.spoil(&config);
    EXPECT_TRUE(Says(Thrown([&] { const Server server(config); }), each.named));
  }
}

TEST(EmbeddedServerTest, ServersShareNoPortAndATakenOneIsRefused) {
  const Server one;
  const Server other;
  EXPECT_NE(one.url(), other.url());
  Config config = EmbeddedDefaults();
  config.port = static_cast<std::uint16_t>(std::stoi(one.url().substr(one.url().rfind(':') + 1)));
  EXPECT_TRUE(Says(Thrown([&] { const Server server(config); }), "another server has it"));
}

}  // namespace
}  // namespace macie_local
