// The Prometheus text: what is counted, and that it is written as the format wants it.
#include "gateway/metrics.h"

#include <gtest/gtest.h>

#include "support/bench_gateway.h"

namespace macie_local::gateway {
namespace {

using support::GatewayBench;

std::string Metrics(GatewayBench& bench) {
  const Response response = bench.Send("GET", "/_macie-local/metrics");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "text/plain; version=0.0.4; charset=utf-8");
  return response.body.str();
}

bool Has(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(MetricsTest, RequestsByOperationAndStatus) {
  GatewayBench bench;
  bench.Send("GET", "/macie");
  bench.Send("GET", "/macie");
  bench.Send("GET", "/nothing");
  bench.Send("PUT", "/_macie-local/faults", R"([{"answer":{"status":418}}])");
  bench.Send("GET", "/macie");
  const std::string text = Metrics(bench);
  EXPECT_TRUE(Has(text, R"(macie_local_requests_total{operation="GetMacieSession",status="200"} 2)")) << text;
  EXPECT_TRUE(Has(text, R"(macie_local_requests_total{operation="GetMacieSession",status="other"} 1)")) << text;
  EXPECT_TRUE(Has(text, R"(macie_local_requests_total{operation="none",status="404"} 1)")) << text;
  // The bench's stopwatch says a millisecond for every request.
  const std::string bucket = R"(macie_local_request_duration_seconds_bucket{operation="GetMacieSession",le=)";
  EXPECT_TRUE(Has(text, bucket + R"("0.00025"} 0)")) << text;
  EXPECT_TRUE(Has(text, bucket + R"("0.001"} 3)")) << text;
  EXPECT_TRUE(Has(text, bucket + R"("+Inf"} 3)")) << text;
  EXPECT_TRUE(Has(text, R"(macie_local_request_duration_seconds_sum{operation="GetMacieSession"} 0.003)")) << text;
  EXPECT_TRUE(Has(text, R"(macie_local_request_duration_seconds_count{operation="GetMacieSession"} 3)")) << text;
  EXPECT_TRUE(Has(text, "macie_local_faults_fired_total 1")) << text;
  EXPECT_TRUE(Has(text, "macie_local_journal_entries 4")) << text;
}

TEST(MetricsTest, StoreAndEngine) {
  GatewayBench bench;
  ASSERT_EQ(bench.Send("PUT", "/_macie-local/buckets", R"([{"bucketName":"aaa"},{"bucketName":"bbb"}])").status, 200);
  bench.Send("POST", "/datasources/s3", "{}");
  const std::string text = Metrics(bench);
  EXPECT_TRUE(Has(text, "macie_local_store_commits_total 1")) << text;
  EXPECT_TRUE(Has(text, R"(macie_local_store_commit_writes_bucket{le="1"} 1)")) << text;
  EXPECT_TRUE(Has(text, "macie_local_store_queue_length 0")) << text;
  EXPECT_TRUE(Has(text, R"(macie_local_engine_queries_total{plan="walk"} 1)")) << text;
  EXPECT_TRUE(Has(text, "macie_local_engine_rows_read_total 2")) << text;
}

TEST(MetricsTest, LabelsAreEscaped) {
  EXPECT_EQ(base::MetricsText::Label("a", "x\"y\\z\n"), R"(a="x\"y\\z\n")");
}

}  // namespace
}  // namespace macie_local::gateway
