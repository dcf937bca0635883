// The worst lists and documents that the control plane is given, and the most that it is asked for.
#include "limits/limit_case.h"

namespace macie_local::limits {
namespace {

constexpr std::string_view kFindings = "/_macie-local/findings";
constexpr std::string_view kState = "/_macie-local/state";
constexpr std::size_t kBodyBytesMax = 1 << 20;  // of an operation

std::string Empty(std::size_t) {
  return "{}";
}

std::string Document(const std::string& partition) {
  return R"({"version":1,"accounts":{"123456789012":{"us-east-1":{)" + partition + "}}}}";
}

void EmptyFindings(Meter& meter, std::size_t size) {
  meter.Ask("PUT", kFindings, Listed("[", size, Empty, "]"), {400, 413});
}

void ShortestFindings(Meter& meter, std::size_t size) {
  meter.Ask("PUT", kFindings, FindingList(size));
}

void FindingsOfADocument(Meter& meter, std::size_t size) {
  meter.Ask("PUT", kState, Document(Listed(R"("findings":[)", size, Empty, "]")), {400, 413});
}

void AllFindings(Meter& meter, std::size_t size) {
  PrepareFindings(meter, size);
  meter.Ask("GET", kFindings, {});
}

void FaultRules(Meter& meter, std::size_t size) {
  meter.Ask("PUT", "/_macie-local/faults",
            Listed(
                "[", size, [](std::size_t) { return std::string(R"({"latencyMs":1})"); }, "]"));
}

void TooManyFaultRules(Meter& meter, std::size_t size) {
  meter.Ask("PUT", "/_macie-local/faults", Listed("[", size, Empty, "]"), {400, 413});
}

void ShortestBuckets(Meter& meter, std::size_t size) {
  const auto bucket = [](std::size_t i) { return R"({"bucketName":"bucket-)" + Digits(i, 6) + R"("})"; };
  meter.Ask("PUT", "/_macie-local/buckets", Listed("[", size, bucket, "]"));
}

void EmptyBuckets(Meter& meter, std::size_t size) {
  meter.Ask("PUT", "/_macie-local/buckets", Listed("[", size, Empty, "]"), {400, 413});
}

void EmptyBucketsOfADocument(Meter& meter, std::size_t size) {
  meter.Ask("PUT", kState, Document(Listed(R"("buckets":[)", size, Empty, "]")), {400, 413});
}

void EmptyPartitions(Meter& meter, std::size_t size) {
  const auto account = [](std::size_t i) { return '"' + Digits(i, 12) + R"(":{"us-east-1":{}})"; };
  meter.Ask("PUT", kState, Listed(R"({"version":1,"accounts":{)", size, account, "}}"));
}

void DeepDocument(Meter& meter, std::size_t size) {
  std::string text = R"({"version":1,"accounts":)";
  for (std::size_t i = 0; i < size; ++i) text += R"({"a":)";
  meter.Ask("PUT", kState, text, {400});
}

void DeepBucket(Meter& meter, std::size_t size) {
  meter.Ask("PUT", "/_macie-local/buckets", R"([{"bucketName":"a","tags":)" + std::string(size, '['), {400});
}

void Jobs(Meter& meter, std::size_t size) {
  const auto job = [](std::size_t i) {
    return R"({"name":"job","clientToken":"t)" + std::to_string(i) + R"(","jobId":")" + Digits(i, 32) +
           R"(","jobType":"ONE_TIME","jobStatus":"COMPLETE","createdAt":"2024-01-01T00:00:00Z","s3JobDefinition":)"
           R"({"bucketDefinitions":[{"accountId":"123456789012","buckets":["bucket-000000"]}]}})";
  };
  meter.Ask("PUT", kState, Document(Listed(R"("jobs":[)", size, job, "]")));
}

void WholeState(Meter& meter, std::size_t size) {
  PrepareBuckets(meter, size);
  meter.Ask("GET", kState, {});
}

void ResetOfAnAccount(Meter& meter, std::size_t size) {
  PrepareBuckets(meter, size);
  meter.Ask("POST", "/_macie-local/reset?account=123456789012", {});
}

void Organization(Meter& meter, std::size_t size) {
  const auto account = [](std::size_t i) { return R"({"accountId":")" + Digits(i + 1, 12) + R"("})"; };
  meter.Ask("PUT", "/_macie-local/organization",
            Listed(R"({"managementAccountId":"999999999999","accounts":[)", size, account, "]}"));
}

void TooLargeOrganization(Meter& meter, std::size_t size) {
  meter.Ask("PUT", "/_macie-local/organization",
            Listed(R"({"managementAccountId":"999999999999","accounts":[)", size, Empty, "]}"), {400, 413});
}

// As many requests as fill the journal, each as long as may be; the size is that of a request.
constexpr int kRequests = 40;
std::string LongInput(std::size_t size) {
  return R"({"nextToken":")" + std::string(size - 100, 'A') + R"("})";
}

void JournalOfLongInputs(Meter& meter, std::size_t size) {
  meter.Ask("POST", "/datasources/s3", LongInput(size), {400}, kRequests);
}

void WholeJournal(Meter& meter, std::size_t size) {
  for (int i = 0; i < kRequests; ++i) meter.server().Send("POST", "/datasources/s3", LongInput(size));
  meter.Ask("GET", "/_macie-local/requests", {});
}

void Snapshots(Meter& meter, std::size_t size) {
  PrepareBuckets(meter, size);
  for (int i = 0; i < 20; ++i) {
    meter.Ask("POST", "/_macie-local/snapshots", R"({"name":"snapshot-)" + std::to_string(i) + R"("})");
  }
}

void Restore(Meter& meter, std::size_t size) {
  PrepareBuckets(meter, size);
  meter.Prepare("POST", "/_macie-local/snapshots", R"({"name":"one"})");
  meter.Ask("POST", "/_macie-local/snapshots/one/restore", {});
}

constexpr LimitCase kCases[] = {
    {"PUT findings, empty ones", 1000, 300'000, EmptyFindings},
    {"PUT findings, the shortest", 100, 10'000, ShortestFindings},
    {"GET findings, many", 100, 10'000, AllFindings},
    {"PUT faults, the most", 250, 1000, FaultRules},
    {"PUT faults, too many", 1000, 1'000'000, TooManyFaultRules},
    {"PUT buckets, the shortest", 200, 20'000, ShortestBuckets},
    {"PUT buckets, empty ones", 1000, 1'000'000, EmptyBuckets},
    {"PUT buckets, a deep one", 5000, 1'000'000, DeepBucket},
    {"PUT state, empty buckets", 1000, 1'000'000, EmptyBucketsOfADocument},
    {"PUT state, empty findings", 1000, 300'000, FindingsOfADocument},
    {"PUT state, empty partitions", 200, 20'000, EmptyPartitions},
    {"PUT state, deep", 2000, 1'000'000, DeepDocument},
    {"PUT state, jobs", 100, 5000, Jobs},
    {"GET state, many buckets", 300, 20'000, WholeState},
    {"POST reset of an account, many buckets", 300, 20'000, ResetOfAnAccount},
    {"PUT organization, many accounts", 300, 20'000, Organization},
    {"PUT organization, too many accounts", 1000, 1'000'000, TooLargeOrganization},
    {"40 requests with long inputs", 5000, kBodyBytesMax, JournalOfLongInputs},
    {"GET requests, long inputs", 5000, kBodyBytesMax, WholeJournal},
    {"POST snapshots, 20 of many buckets", 100, 10'000, Snapshots},
    {"POST snapshots/{name}/restore, many buckets", 200, 20'000, Restore},
};

}  // namespace

std::span<const LimitCase> ControlCases() {
  return kCases;
}

}  // namespace macie_local::limits
