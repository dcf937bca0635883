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

std::string Text(const Journal& journal) {
  return base::Body(journal.Export({})).str();
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
  const Json all = Json::parse(Text(journal));
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
      EXPECT_EQ(journal.size(), Json::parse(Text(journal)).at("requests").size());
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
  EXPECT_EQ(Json::parse(Text(journal)).at("dropped"), 1);
}

TEST(JournalTest, NoneIsKeptWhenItIsOff) {
  auto options = GatewayBench::Options();
  options.journal_requests_max = 0;
  GatewayBench bench(options);
  bench.Send("GET", "/macie");
  EXPECT_EQ(Requests(bench).size(), 0u);
}

// Nothing is given twice or out of order, and nothing that came later, whatever happens between two pieces.
TEST(JournalTest, AnExportGoesOnWhileTheRingTurns) {
  Journal journal(10'000, 1 << 20);
  const std::string target = "/" + std::string(500, 'x');
  JournalEntry entry;
  entry.method = "GET";
  entry.target = target;
  std::uint64_t added = 0;
  const auto add = [&](int count) {
    for (int i = 0; i < count; ++i, ++added) {
      entry.account = added % 2 == 0 ? "111122223333" : "444455556666";
      journal.Add(entry);
    }
  };
  for (const int between : {0, 1, 300, 3000}) {
    for (const bool clears : {false, true}) {
      add(1500);
      const std::uint64_t last = added;
      const std::uint64_t kept = journal.size();
      const auto source = journal.Export({});
      std::string text;
      std::size_t pieces = 1;
      for (; source->Next(&text); ++pieces) {
        add(between);
        if (clears) journal.Clear("111122223333");
      }
      EXPECT_GE(pieces, between <= 1 ? 3u : 2u);
      const Json all = Json::parse(text).at("requests");
      std::uint64_t before = 0;
      for (const Json& one : all) {
        EXPECT_GT(one.at("sequence"), before);
        before = one.at("sequence");
      }
      EXPECT_LE(before, last);
      if (between == 0 && !clears) {
        EXPECT_EQ(all.size(), kept);
      }
      if (between <= 1 && !clears) {
        EXPECT_EQ(before, last);
      }
    }
  }
}

TEST(JournalTest, AnExportIsOneTextHoweverItIsCut) {
  Journal journal(10'000);
  EXPECT_EQ(Text(journal), R"({"requests":[],"dropped":0})");
  JournalEntry entry;
  entry.method = "GET";
  entry.target = "/x";
  entry.status = 404;
  entry.error_type = "E";
  entry.request_id.fill('0');
  std::string expected = "{\"requests\":[";
  for (int i = 1; i <= 2500; ++i) {
    journal.Add(entry);
    expected += (i == 1 ? "\n" : ",\n") + std::string("{\"sequence\":") + std::to_string(i) +
                R"(,"time":"1970-01-01T00:00:00Z","durationMicros":0,"operation":null,"request":"GET /x","status":404,)"
                R"("error":{"type":"E","message":""},"requestId":"000000000000000000000000000000000000","client":""})";
  }
  EXPECT_EQ(Text(journal), expected + R"(],"dropped":0})");
}

}  // namespace
}  // namespace macie_local::gateway
