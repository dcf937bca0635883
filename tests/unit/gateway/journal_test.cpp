// What the journal keeps of requests, how it is asked, and its bounds.
#include "gateway/journal.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/bench_gateway.h"

namespace macie_local::gateway {
namespace {

using support::GatewayBench;
using Json = nlohmann::json;

Json Requests(GatewayBench& bench, const std::string& query = "") {
  const Response response = bench.Send("GET", "/_macie-local/requests" + query);
  EXPECT_EQ(response.status, 200) << response.body.str();
  return Json::parse(response.body.str()).at("requests");
}

std::string Credential(const std::string& account) {
  return "AWS4-HMAC-SHA256 Credential=" + account +
         "/20240110/us-east-1/macie2/aws4_request, SignedHeaders=h, Signature=0";
}

TEST(JournalTest, AnEntryTellsWhoAskedWhatAndWhatCameOfIt) {
  GatewayBench bench;
  Request request;
  request.method = "GET";
  request.target = "/jobs/00000000000000000000000000000000";
  request.host = "localhost";
  request.user_agent = "Boto3/1.26";
  const Response response = bench.Send(request);
  const Json entry = Requests(bench).at(0);
  EXPECT_EQ(entry.at("operation"), "DescribeClassificationJob");
  EXPECT_EQ(entry.at("account"), "123456789012");
  EXPECT_EQ(entry.at("region"), "us-east-1");
  EXPECT_EQ(entry.at("input"), Json({{"jobId", "00000000000000000000000000000000"}}));
  EXPECT_EQ(entry.at("status"), 404);
  EXPECT_EQ(entry.at("error").at("type"), "ResourceNotFoundException");
  EXPECT_EQ(entry.at("error").at("message"), "The request failed because the specified job doesn't exist.");
  EXPECT_EQ(entry.at("time"), "2024-01-10T12:00:00Z");
  EXPECT_EQ(entry.at("durationMicros"), 1000);
  EXPECT_EQ(entry.at("client"), "Boto3/1.26");
  EXPECT_EQ(entry.at("requestId"), std::string(response.request_id.begin(), response.request_id.end()));
}

TEST(JournalTest, WritesRefusalsAndUnknownPathsAreThere) {
  GatewayBench bench;
  bench.Send("POST", "/tags/arn%3Aaws%3Amacie2%3Aus-east-1%3A123456789012%3Aclassification-job%2F1",
             R"({"tags":{"a":"b"}})");
  bench.Send("POST", "/jobs", "{");
  bench.Send("GET", "/no-such-path");
  bench.Send("POST", "/allow-lists", R"({"clientToken":"t","criteria":{},"name":"n"})");
  const Json all = Requests(bench);
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all.at(0).at("input").at("tags"), Json({{"a", "b"}}));
  EXPECT_EQ(all.at(1).at("input"), nullptr);
  EXPECT_EQ(all.at(1).at("status"), 400);
  EXPECT_EQ(all.at(2).at("operation"), nullptr);
  EXPECT_EQ(all.at(2).at("request"), "GET /no-such-path");
  EXPECT_EQ(all.at(3).at("status"), 400);
  EXPECT_EQ(all.at(3).at("operation"), "CreateAllowList");
  EXPECT_EQ(all.at(3).at("sequence"), 4);
}

TEST(JournalTest, DroppedAnswersHaveNoStatus) {
  GatewayBench bench;
  bench.Send("PUT", "/_macie-local/faults", R"([{"id":"cut","drop":"BEFORE"}])");
  bench.Send("GET", "/macie");
  const Json entry = Requests(bench).at(0);
  EXPECT_EQ(entry.at("status"), nullptr);
  EXPECT_EQ(entry.at("error"), nullptr);
  EXPECT_EQ(entry.at("faults"), "cut");
}

TEST(JournalTest, Filters) {
  GatewayBench bench;
  bench.Send("GET", "/macie", {}, Credential("111122223333"));
  bench.real_clock.Set(bench.real_clock.Now() + std::chrono::hours(1));
  bench.Send("GET", "/macie", {}, Credential("444455556666"));
  bench.Send("POST", "/datasources/s3", "{}", Credential("444455556666"));
  EXPECT_EQ(Requests(bench, "?account=444455556666").size(), 2u);
  EXPECT_EQ(Requests(bench, "?operation=GetMacieSession").size(), 2u);
  EXPECT_EQ(Requests(bench, "?since=2024-01-10T13%3A00%3A00Z").size(), 2u);
  EXPECT_EQ(Requests(bench, "?since=2024-01-10T13%3A00%3A01Z").size(), 0u);
  EXPECT_EQ(Requests(bench, "?after=2").size(), 1u);
  EXPECT_EQ(Requests(bench, "?account=444455556666&operation=GetMacieSession&region=us-east-1").size(), 1u);
}

// A misspelt name would select nothing, and a test that no such call was made would hold.
TEST(JournalTest, AFilterForAnUnknownOperationIsRefused) {
  GatewayBench bench;
  const Response response = bench.Send("GET", "/_macie-local/requests?operation=DescribeBucket");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(Json::parse(response.body.str()).at("message"),
            "operation: must be the name of an operation such as DescribeBuckets; 'DescribeBucket' given");
}

TEST(JournalTest, ResetsAndDeleteForgetTheirShare) {
  GatewayBench bench;
  bench.Send("GET", "/macie", {}, Credential("111122223333"));
  bench.Send("GET", "/macie", {}, Credential("444455556666"));
  bench.Send("POST", "/_macie-local/reset?account=111122223333");
  ASSERT_EQ(Requests(bench).size(), 1u);
  EXPECT_EQ(Requests(bench).at(0).at("account"), "444455556666");
  bench.Send("DELETE", "/_macie-local/requests");
  EXPECT_EQ(Requests(bench).size(), 0u);
  bench.Send("GET", "/macie");
  EXPECT_EQ(Requests(bench).at(0).at("sequence"), 3);
}

TEST(JournalTest, TheOldestGo) {
  auto options = GatewayBench::Options();
  options.journal_requests_max = 3;
  GatewayBench bench(options);
  for (int i = 0; i < 3; ++i) bench.Send("GET", "/macie");
  EXPECT_EQ(Requests(bench).size(), 3u);
  bench.Send("GET", "/macie");
  EXPECT_EQ(Requests(bench).size(), 3u);
  EXPECT_EQ(Requests(bench).at(0).at("sequence"), 2);
  EXPECT_EQ(Json::parse(bench.Send("GET", "/_macie-local/requests").body.str()).at("dropped"), 1);
}

// The sequence numbers that are there, and the targets, which must be what was put in.
std::string Kept(const Journal& journal) {
  std::string text;
  const Json all = Json::parse(journal.Json({}));
  for (const Json& entry : all.at("requests")) {
    const auto sequence = entry.at("sequence").get<std::uint64_t>();
    EXPECT_EQ(entry.at("request"), "GET /" + std::string(sequence * 37 % 600, 'x'));
    text += std::to_string(sequence) + " ";
  }
  return text;
}

TEST(JournalTest, ItsBytesAreBoundedWhateverTheSizes) {
  Journal journal(1000, 5000);
  std::uint64_t before = 0;
  for (std::uint64_t i = 1; i <= 500; ++i) {
    const std::string target = "/" + std::string(i * 37 % 600, 'x');
    JournalEntry entry;
    entry.method = "GET";
    entry.target = target;
    entry.account = i % 3 == 0 ? "111122223333" : "444455556666";
    journal.Add(entry);
    const std::string kept = Kept(journal);
    EXPECT_TRUE(kept.ends_with(std::to_string(i) + " ")) << kept;
    if (i % 50 == 0) {
      before = journal.size();
      journal.Clear("111122223333");
      EXPECT_LT(journal.size(), before);
      EXPECT_EQ(journal.size(), Json::parse(journal.Json({})).at("requests").size());
      Kept(journal);
    }
  }
  EXPECT_GE(journal.size(), 4u);
  EXPECT_LE(journal.size(), 20u);
}

TEST(JournalTest, WhatIsLargerThanTheRingIsKeptWithoutItsBody) {
  Journal journal(1000, 1000);
  const std::string body(2000, ' ');
  JournalEntry entry;
  entry.method = "GET";
  entry.target = "/nothing";
  entry.body = body;
  journal.Add(entry);
  EXPECT_EQ(journal.size(), 1u);
  entry.target = body;
  journal.Add(entry);
  EXPECT_EQ(journal.size(), 1u);
  EXPECT_EQ(Json::parse(journal.Json({})).at("dropped"), 1);
}

TEST(JournalTest, NoneIsKeptWhenItIsOff) {
  auto options = GatewayBench::Options();
  options.journal_requests_max = 0;
  GatewayBench bench(options);
  bench.Send("GET", "/macie");
  EXPECT_EQ(Requests(bench).size(), 0u);
}

}  // namespace
}  // namespace macie_local::gateway
