// Any bytes as a request for the list of jobs. Pages of one hold together what one page of all holds, in that order,
// and a page's token is refused for another question.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "fuzz/fuzz.h"
#include "model/handlers/jobs.h"
#include "model/types/jobs.h"
#include "support/operations.h"
#include "wire/codec.h"

namespace macie_local::fuzz {
namespace {

constexpr std::size_t kPagesMax = 20;

// Jobs that differ in everything that filters and sorts can name.
void CreateJobs(support::OperationBench* bench) {
  for (const char* name : {"first", "second", "second", "third\xc3\xa9"}) {
    const std::string schedule =
        name[0] == 's' ? R"("SCHEDULED","scheduleFrequency":{"dailySchedule":{}})" : R"("ONE_TIME")";
    const auto request = wire::Decode<model::CreateClassificationJobRequest>(
        R"({"clientToken":")" + std::to_string(bench->now.time_since_epoch().count()) + R"(","name":")" + name +
            R"(","jobType":)" + schedule +
            // What the API's defaults would fill in.
            R"(,"initialRun":false,"samplingPercentage":100,"managedDataIdentifierSelector":"RECOMMENDED")"
            R"(,"s3JobDefinition":{"bucketDefinitions":[{"accountId":"111122223333","buckets":["acme"]}]}})",
        {});
    Require(request.ok(), "the jobs' requests can be decoded");
    auto transaction = bench->Write();
    Require(service::CreateClassificationJob(bench->Caller(), transaction, *request).ok(), "the jobs can be created");
    bench->now += std::chrono::hours(1);
  }
}

}  // namespace

void FuzzJobFilters(std::string_view text) {
  auto request = wire::Decode<model::ListClassificationJobsRequest>(text, {});
  if (!request.ok()) return;
  support::OperationBench bench;
  CreateJobs(&bench);
  const state::Snapshot jobs = bench.Read();
  const auto list = [&](const model::ListClassificationJobsRequest& question) {
    auto listed = service::ListClassificationJobs(bench.Caller(), jobs, question);
    Require(listed.ok() || base::IsUtf8(listed.error().text), "a refusal has a text in UTF-8");
    return listed;
  };
  (void)list(*request).ok();
  request->maxResults.reset();
  request->nextToken.reset();
  const auto all = list(*request);
  if (!all.ok()) return;
  request->maxResults = 1;
  std::vector<std::string> ids;
  std::size_t pages = 0;
  do {
    const auto page = list(*request);
    Require(page.ok() && page->items->size() <= 1 && ++pages < kPagesMax, "every page is given");
    for (const auto& item : *page->items) ids.push_back(*item.jobId);
    request->nextToken = page->nextToken;
    if (!request->nextToken) break;
    auto other = *request;
    if (!other.filterCriteria) other.filterCriteria.emplace();
    if (!other.filterCriteria->excludes) other.filterCriteria->excludes.emplace();
    auto& term = other.filterCriteria->excludes->emplace_back();
    term.key = model::ListJobsFilterKey::name;
    term.comparator = model::JobComparator::EQ;
    term.values = {"none"};
    Require(!list(other).ok(), "a token is refused for another question");
  } while (true);
  Require(ids.size() == all->items->size(), "pages hold as many as the whole");
  for (std::size_t i = 0; i < ids.size(); ++i) Require(ids[i] == *(*all->items)[i].jobId, "pages keep the order");
}

}  // namespace macie_local::fuzz
