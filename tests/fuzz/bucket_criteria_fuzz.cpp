// Any bytes as criteria by which buckets are selected: "D" and a DescribeBuckets request, "S" and a SearchResources
// request, "J" and a job's bucketCriteria. Pages of one hold together what one page holds; a job's buckets are sorted,
// and encoded and decoded again its criteria select the same.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "fuzz/fuzz.h"
#include "model/handlers/buckets.h"
#include "model/types/buckets.h"
#include "model/types/jobs.h"
#include "service/buckets/criteria.h"
#include "service/documents/state_document.h"
#include "state/bucket_table.h"
#include "support/operations.h"
#include "wire/codec.h"

namespace macie_local::fuzz {
namespace {

constexpr std::size_t kPagesMax = 20;

// Differ in text, number, date, choice, boolean and tags.
constexpr std::string_view kBuckets = R"({"version":1,"accounts":{"111122223333":{"us-east-1":{"buckets":[
{"bucketName":"acme-payroll","objectCount":3,"tags":[{"key":"team","value":"hr"}],"versioning":true},
{"bucketName":"acme-logs","sizeInBytes":9007199254740993,"bucketCreatedAt":"2020-05-18T19:54:00Z","tags":[{"key":"team"}]},
{"bucketName":"buc-ket","sharedAccess":"EXTERNAL","publicAccess":{"effectivePermission":"PUBLIC"},"errorCode":"ACCESS_DENIED"},
{"bucketName":"zz.bucket","classifiableObjectCount":0,"lastUpdated":"2023-01-01T00:00:00.123Z"}]}}}})";

struct Inventory {
  support::OperationBench bench;
  state::PageCache pages;
  state::Snapshot buckets = Load();

  state::Snapshot Load() {
    bench.environment.pages = &pages;
    auto transaction = bench.Write();
    const auto imported = service::ImportState(bench.environment, bench.home, kBuckets, std::nullopt, transaction);
    Require(imported.ok(), imported.ok() ? "" : imported.error().text);
    return bench.Read();
  }
};

// What stands in a page between the first '[' and the token, and the token; both empty when the request is refused.
struct PageText {
  bool taken = false;
  std::string rows;
  std::string token;
};

template <class Response>
PageText Cut(const Response& response) {
  if (!response.ok()) {
    Require(base::IsUtf8(response.error().text), "a refusal has a text in UTF-8");
    return {};
  }
  std::string text;
  if constexpr (requires { response->str(); }) {
    text = response->str();
  } else {
    wire::Encode(*response, wire::Nulls::kEmit, &text);
  }
  constexpr std::string_view kToken = "\"nextToken\":";
  const std::size_t begin = text.find('[') + 1;
  const std::size_t token = text.rfind(kToken);
  const std::size_t end = text.rfind(']');
  Require(begin != 0 && token != std::string::npos && end != std::string::npos && begin <= end, "a page is a list");
  std::string value = text.substr(token + kToken.size());
  value = value.starts_with('"') ? value.substr(1, value.find('"', 1) - 1) : "";
  return {true, text.substr(begin, end - begin), std::move(value)};
}

template <class Request, class Handler>
void CheckPages(const Handler& handler, std::string_view text) {
  auto request = wire::Decode<Request>(text, {});
  if (!request.ok()) return;
  Inventory inventory;
  const auto ask = [&] { return Cut(handler(inventory.bench.Caller(), inventory.buckets, *request)); };
  (void)ask().taken;
  request->maxResults.reset();
  request->nextToken.reset();
  const PageText all = ask();
  if (!all.taken) return;
  request->maxResults = 1;
  std::string together;
  for (std::size_t pages = 0;; ++pages) {
    const PageText page = ask();
    Require(page.taken && pages < kPagesMax, "every page is given");
    if (!page.rows.empty()) together += (together.empty() ? "" : ",") + page.rows;
    if (page.token.empty()) break;
    request->nextToken = page.token;
  }
  Require(together == all.rows, "pages hold together what one page holds");
}

void CheckJobCriteria(std::string_view text) {
  const auto criteria = wire::Decode<model::S3BucketCriteriaForJob>(text, {});
  if (!criteria.ok()) return;
  const auto checked = service::CheckJobBucketCriteria(*criteria);
  if (!checked.ok()) {
    Require(base::IsUtf8(checked.error().text), "a refusal has a text in UTF-8");
    return;
  }
  Inventory inventory;
  const auto& table = inventory.buckets.partition(inventory.bench.home).buckets;
  const auto slots = service::MatchingBuckets(table, *criteria);
  const auto by_name = [&](engine::Slot a, engine::Slot b) { return table.table().Key(a) < table.table().Key(b); };
  Require(std::is_sorted(slots.begin(), slots.end(), by_name), "the buckets of a job are sorted");
  for (const engine::Slot slot : slots) {
    Require(table.table().Find(table.table().Key(slot)) == slot, "the buckets of a job are there");
  }
  std::string encoded;
  wire::Encode(*criteria, wire::Nulls::kOmit, &encoded);
  const auto again = wire::Decode<model::S3BucketCriteriaForJob>(encoded, {});
  Require(again.ok() && service::CheckJobBucketCriteria(*again).ok(), "criteria that are kept can be read");
  Require(service::MatchingBuckets(table, *again) == slots, "criteria that are kept select the same");
}

}  // namespace

void FuzzBucketCriteria(std::string_view bytes) {
  Input input(bytes);
  switch (input.Byte()) {
    case 'D':
      return CheckPages<model::DescribeBucketsRequest>(service::DescribeBuckets, input.Rest());
    case 'S':
      return CheckPages<model::SearchResourcesRequest>(service::SearchResources, input.Rest());
    case 'J':
      return CheckJobCriteria(input.Rest());
    default:
      return;
  }
}

}  // namespace macie_local::fuzz
