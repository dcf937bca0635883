// Named snapshots: saved, listed, restored, deleted; of everything or of one account.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/bench_gateway.h"

namespace macie_local::gateway {
namespace {

using support::GatewayBench;
using Json = nlohmann::json;

constexpr std::string_view kFirst = "111122223333";
constexpr std::string_view kSecond = "444455556666";

int PutBucket(GatewayBench& bench, std::string_view account, const std::string& name) {
  return bench
      .Send("PUT", "/_macie-local/buckets?account=" + std::string(account), "[{\"bucketName\":\"" + name + "\"}]")
      .status;
}
std::string State(GatewayBench& bench) {
  return bench.Send("GET", "/_macie-local/state").body.str();
}
int Post(GatewayBench& bench, const std::string& path, const std::string& body = "") {
  return bench.Send("POST", "/_macie-local/" + path, body).status;
}

TEST(SnapshotsTest, RestoringBringsTheSameBytesBack) {
  GatewayBench bench;
  ASSERT_EQ(PutBucket(bench, kFirst, "bucket-a"), 200);
  const std::string saved = State(bench);
  EXPECT_EQ(Post(bench, "snapshots", R"({"name":"base"})"), 200);
  ASSERT_EQ(PutBucket(bench, kFirst, "bucket-b"), 200);
  ASSERT_EQ(PutBucket(bench, kSecond, "bucket-c"), 200);
  EXPECT_NE(State(bench), saved);
  EXPECT_EQ(Post(bench, "snapshots/base/restore"), 200);
  EXPECT_EQ(State(bench), saved);
  EXPECT_EQ(bench.Send("GET", "/_macie-local/snapshots/base").body.str(), saved);
}

TEST(SnapshotsTest, OneAccountsSnapshotTouchesNoOther) {
  GatewayBench bench;
  ASSERT_EQ(PutBucket(bench, kFirst, "bucket-a"), 200);
  EXPECT_EQ(Post(bench, "snapshots?account=111122223333", R"({"name":"base"})"), 200);
  ASSERT_EQ(PutBucket(bench, kFirst, "bucket-b"), 200);
  ASSERT_EQ(PutBucket(bench, kSecond, "bucket-c"), 200);
  EXPECT_EQ(Post(bench, "snapshots/base/restore"), 404);
  EXPECT_EQ(Post(bench, "snapshots/base/restore?account=444455556666"), 404);
  EXPECT_EQ(Post(bench, "snapshots/base/restore?account=111122223333"), 200);
  const std::string state = State(bench);
  EXPECT_EQ(state.find("bucket-b"), std::string::npos) << state;
  EXPECT_NE(state.find("bucket-c"), std::string::npos) << state;
}

TEST(SnapshotsTest, ListTellsWhatThereIs) {
  GatewayBench bench;
  Post(bench, "snapshots", R"({"name":"b"})");
  Post(bench, "snapshots", R"({"name":"a"})");
  Post(bench, "snapshots?account=111122223333", R"({"name":"mine"})");
  const auto names = [&](const std::string& query) {
    std::string text;
    const Json list = Json::parse(bench.Send("GET", "/_macie-local/snapshots" + query).body.str());
    for (const Json& one : list.at("snapshots")) {
      text += one.value("account", "-") + ":" + one.at("name").get<std::string>() + " ";
    }
    return text;
  };
  EXPECT_EQ(names(""), "-:a -:b 111122223333:mine ");
  EXPECT_EQ(names("?account=111122223333"), "111122223333:mine ");
  EXPECT_EQ(bench.Send("DELETE", "/_macie-local/snapshots/a").status, 200);
  EXPECT_EQ(bench.Send("DELETE", "/_macie-local/snapshots/a").status, 404);
  EXPECT_EQ(names(""), "-:b 111122223333:mine ");
}

TEST(SnapshotsTest, ResetAndReplacedStateKeepThem) {
  GatewayBench bench;
  ASSERT_EQ(PutBucket(bench, kFirst, "bucket-a"), 200);
  Post(bench, "snapshots", R"({"name":"base"})");
  Post(bench, "reset");
  EXPECT_EQ(Post(bench, "snapshots/base/restore"), 200);
  EXPECT_NE(State(bench).find("bucket-a"), std::string::npos);
}

TEST(SnapshotsTest, ThereIsAMost) {
  GatewayBench bench;
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(Post(bench, "snapshots", "{\"name\":\"s" + std::to_string(i) + "\"}"), 200);
  EXPECT_EQ(Post(bench, "snapshots", R"({"name":"one-more"})"), 409);
  EXPECT_EQ(Post(bench, "snapshots", R"({"name":"s7"})"), 200);
}

TEST(SnapshotsTest, NamesAreBounded) {
  GatewayBench bench;
  EXPECT_EQ(Post(bench, "snapshots", "{\"name\":\"" + std::string(128, 'n') + "\"}"), 200);
  EXPECT_EQ(Post(bench, "snapshots", "{\"name\":\"" + std::string(129, 'n') + "\"}"), 400);
}

}  // namespace
}  // namespace macie_local::gateway
