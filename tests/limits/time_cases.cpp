// The clock moved on: many runs in one request, jobs with a long history, times at the ends of the calendar.
#include "limits/limit_case.h"

namespace macie_local::limits {
namespace {

constexpr std::string_view kAdvance = "/_macie-local/clock/advance";

std::string Days(std::size_t days) {
  return R"({"by":"P)" + std::to_string(days) + R"(D"})";
}

void PrepareDailyJobs(Meter& meter, int count, const std::string& definition) {
  for (int i = 0; i < count; ++i) {
    meter.Prepare("POST", "/jobs",
                  R"({"name":"daily","jobType":"SCHEDULED","scheduleFrequency":{"dailySchedule":{}},)"
                  R"("clientToken":"token-)" +
                      std::to_string(i) + R"(","s3JobDefinition":{)" + definition + "}}");
  }
}

const std::string kOneBucket = R"("bucketDefinitions":[{"accountId":"123456789012","buckets":["bucket-000000"]}])";

void SixtyDailyJobs(Meter& meter, std::size_t size) {
  PrepareBuckets(meter, 1);
  PrepareDailyJobs(meter, 60, kOneBucket);
  meter.Ask("POST", kAdvance, Days(size));
}

// Its events are as many as are kept before what is counted begins: three of each run, since its bucket is missing.
void OldJob(Meter& meter, std::size_t size) {
  PrepareDailyJobs(meter, 1, kOneBucket);
  meter.Prepare("POST", kAdvance, Days(340));
  meter.Ask("POST", kAdvance, Days(size));
}

void RunsOverManyBuckets(Meter& meter, std::size_t size) {
  PrepareBuckets(meter, size);
  PrepareDailyJobs(meter, 1,
                   R"("bucketCriteria":{"excludes":{"and":[{"simpleCriterion":{"key":"S3_BUCKET_NAME",)"
                   R"("comparator":"EQ","values":["other"]}}]}})");
  meter.Ask("POST", kAdvance, Days(3));
}

void ThousandsOfYears(Meter& meter, std::size_t) {
  PrepareDailyJobs(meter, 10, kOneBucket);
  meter.Ask("POST", kAdvance, Days(2'500'000), {400});
}

// A document whose job has been due since the year 1.
void DueForever(Meter& meter, std::size_t) {
  meter.Ask("PUT", "/_macie-local/state",
            R"({"version":1,"accounts":{"123456789012":{"us-east-1":{"jobs":[{"name":"job","clientToken":"t",)"
            R"("jobId":"00000000000000000000000000000001","jobType":"SCHEDULED","jobStatus":"IDLE",)"
            R"("scheduleFrequency":{"dailySchedule":{}},"createdAt":"0001-01-01T00:00:00Z","s3JobDefinition":{)" +
                kOneBucket +
                R"(},"emulator":{"nextRunAt":"0001-01-02T00:00:00Z","dueAt":"0001-01-02T00:00:00Z"}}]}}}})",
            {200, 400});
  meter.Ask("GET", "/macie", {});
  meter.Ask("POST", "/findingsfilters", R"({"name":"after","action":"NOOP","findingCriteria":{}})");
}

constexpr LimitCase kCases[] = {
    {"POST clock/advance, 60 daily jobs", 1, 365, SixtyDailyJobs},
    {"POST clock/advance, a job with 1,000 events", 10, 365, OldJob},
    {"POST clock/advance, runs over many buckets", 100, 10'000, RunsOverManyBuckets},
    {"POST clock/advance, thousands of years", 0, 1, ThousandsOfYears},
    {"PUT state, a job due since the year 1", 0, 1, DueForever},
};

}  // namespace

std::span<const LimitCase> TimeCases() {
  return kCases;
}

}  // namespace macie_local::limits
