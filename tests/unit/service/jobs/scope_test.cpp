// Which objects a run takes: the cases of scope_cases.txt and run_cases.txt, and what they do not say.
#include "service/jobs/scope.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/timestamp.h"
#include "model/handlers/jobs.h"
#include "service/jobs/intake.h"
#include "support/files.h"
#include "support/line_differences.h"
#include "support/operations.h"

namespace macie_local::service {
namespace {

const std::string kFolder = MACIE_SOURCE_DIR "/tests/unit/service/jobs/";

std::vector<std::string> Fields(std::string_view line) {
  std::vector<std::string> fields;
  while (true) {
    const std::size_t tab = line.find('\t');
    fields.emplace_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return fields;
    line.remove_prefix(tab + 1);
  }
}

// The fields from `first` on, each in quotes.
std::string Rest(const std::vector<std::string>& fields, std::size_t first) {
  std::string rest;
  for (std::size_t i = first; i < fields.size(); ++i) rest += "'" + fields[i] + "'";
  return rest;
}

Timestamp At(const std::string& text) {
  return base::ParseIso8601(text).value();
}

// A request of which nothing but the object conditions is of interest.
support::RequestText RequestWith(const std::string& scoping) {
  support::RequestText request("");
  request.body = R"({"clientToken":"t","name":"n","jobType":"ONE_TIME","s3JobDefinition":{"bucketDefinitions":[)"
                 R"({"accountId":"111122223333","buckets":["b"]}],"scoping":)" +
                 scoping + "}}";
  return request;
}

model::S3JobDefinition DefinitionWith(const std::string& scoping) {
  return support::Decoded<model::CreateClassificationJobRequest>(RequestWith(scoping))->s3JobDefinition;
}

JobScope ScopeOf(const std::string& scoping) {
  return JobScope(DefinitionWith(scoping));
}

// The conditions of one simple include term.
std::string Including(const std::string& key, const std::string& comparator, const std::string& value) {
  return R"({"includes":{"and":[{"simpleScopeTerm":{"key":")" + key + R"(","comparator":")" + comparator +
         R"(","values":[")" + value + R"("]}}]}})";
}

objects::ObjectInfo ObjectOf(const std::vector<std::string>& fields) {
  objects::ObjectInfo object;
  object.size = std::stoull(fields[0]);
  object.last_modified = At(fields[1]);
  object.storage_class = fields[2];
  object.encryption = fields[3];
  object.key = fields[4];
  for (std::size_t i = 5; i < fields.size(); i += 2) object.tags.emplace_back(fields[i], fields[i + 1]);
  return object;
}

// The first word that a client is answered; "" when the job is created.
std::string AnswerTo(const std::string& scoping) {
  support::OperationBench bench;
  const std::string refusal = support::RefusalOf(bench.Ask(&CreateClassificationJob, RequestWith(scoping)));
  return refusal.substr(0, refusal.find(':'));
}

TEST(JobScope, TakesWhatTheCasesSay) {
  const std::string text = support::ReadFile(kFolder + "scope_cases.txt");
  const std::vector<std::string_view> lines = support::LinesOf(text);
  std::vector<objects::ObjectInfo> objects;
  int cases = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].empty() || lines[i].starts_with('#')) continue;
    if (lines[i] == "objects") {
      objects.clear();
    } else if (lines[i].starts_with("case ")) {
      ++cases;
      const std::string scoping(lines[i + 1]);
      const std::vector<std::string> expected = Fields(lines[i + 2]);
      EXPECT_EQ(AnswerTo(scoping), expected[0] == "refused" ? "ValidationException" : "") << lines[i];
      std::string taken;
      if (expected[0] == "taken") {
        const JobScope scope = ScopeOf(scoping);
        for (const objects::ObjectInfo& object : objects) taken += scope.Takes(object) ? "'" + object.key + "'" : "";
      }
      EXPECT_EQ(taken, Rest(expected, 1)) << lines[i];
      i += 2;
    } else {
      objects.push_back(ObjectOf(Fields(lines[i])));
    }
  }
  EXPECT_EQ(cases, 286);
}

TEST(JobScope, ComparesSizesOf64BitsAsNumbers) {
  const auto takes = [](const std::string& comparator, const std::string& value, std::uint64_t size) {
    objects::ObjectInfo object;
    object.key = "a.csv";
    object.size = size;
    return ScopeOf(Including("OBJECT_SIZE", comparator, value)).Takes(object);
  };
  EXPECT_TRUE(takes("EQ", "4294967306", 4294967306));
  EXPECT_FALSE(takes("EQ", "4294967306", 10));
  EXPECT_TRUE(takes("LT", "10000000000", 9999999999));
  EXPECT_FALSE(takes("LT", "10000000000", 10000000000));
  EXPECT_TRUE(takes("GTE", "999999999999999999", 999999999999999999));
  EXPECT_FALSE(takes("GT", "999999999999999999", 999999999999999999));
  EXPECT_TRUE(takes("GT", "0", 1));
  EXPECT_FALSE(takes("GT", "0", 0));
}

TEST(JobScope, ComparesMomentsAndNotTheirTexts) {
  const auto takes = [](const std::string& comparator, const std::string& value) {
    objects::ObjectInfo object;
    object.key = "a.csv";
    object.last_modified = At("2025-01-01T00:00:00.000001Z");
    return ScopeOf(Including("OBJECT_LAST_MODIFIED_DATE", comparator, value)).Takes(object);
  };
  EXPECT_TRUE(takes("EQ", "2024-12-31T19:00:00.000001-05:00"));
  EXPECT_TRUE(takes("GT", "2025-01-01T00:00:00Z"));
  EXPECT_FALSE(takes("GT", "2025-01-01T00:00:00.000001Z"));
  EXPECT_TRUE(takes("LTE", "2025-01-01T00:00:00.000001Z"));
  EXPECT_TRUE(takes("LT", "2025-01-01T00:00:00.000002Z"));
}

TEST(JobScope, ATagOfAnyValueFitsAnyAndTagsWithoutAValueInTheRequestToo) {
  const auto takes = [](const std::string& tag, std::vector<std::pair<std::string, std::string>> tags) {
    objects::ObjectInfo object;
    object.key = "a.csv";
    object.tags = std::move(tags);
    return ScopeOf(R"({"includes":{"and":[{"tagScopeTerm":{"comparator":"EQ","key":"TAG","target":"S3_OBJECT",)"
                   R"("tagValues":[)" +
                   tag + "]}}]}}")
        .Takes(object);
  };
  EXPECT_TRUE(takes(R"({"key":"a"})", {{"b", "1"}, {"a", "2"}}));
  EXPECT_FALSE(takes(R"({"key":"a"})", {{"b", "a"}}));
  EXPECT_FALSE(takes(R"({"key":"a","value":"2"})", {{"a", "1"}, {"b", "2"}}));
}

TEST(JobScope, WhatADocumentSaysOfObjectsIsCheckedAsWhatARequestSays) {
  model::JobRecord job;
  job.jobId = std::string(32, '0');
  job.jobType = model::JobType::ONE_TIME;
  job.jobStatus = model::JobStatus::COMPLETE;
  job.name = "n";
  const auto error_of = [&](model::S3JobDefinition definition) {
    job.s3JobDefinition = std::move(definition);
    const auto complete = CompleteJob({}, {"111122223333", "us-east-1"}, "jobs[0]", At("2025-01-01T00:00:00Z"), job);
    return complete.ok() ? "" : complete.error().text;
  };
  EXPECT_EQ(error_of(DefinitionWith(Including("OBJECT_SIZE", "GT", "1"))), "");
  EXPECT_EQ(error_of(DefinitionWith(Including("OBJECT_SIZE", "GT", "1 KB"))),
            "jobs[0]: s3JobDefinition.scoping.includes.and[0].simpleScopeTerm.values must be a "
            "number of bytes such as '4096'; '1 KB' given");
  model::S3JobDefinition of_buckets;
  of_buckets.bucketCriteria.emplace().includes.emplace().and_.emplace().emplace_back();
  EXPECT_EQ(error_of(of_buckets),
            "jobs[0]: s3JobDefinition.bucketCriteria.includes.and[0] must have exactly one of simpleCriterion and "
            "tagCriterion");
}

TEST(TakenSince, FollowsFromTheRunsBefore) {
  const std::string text = support::ReadFile(kFolder + "run_cases.txt");
  std::map<std::string, objects::ObjectInfo> objects;
  model::JobRecord job;
  int runs = 0;
  for (const std::string_view line : support::LinesOf(text)) {
    const std::vector<std::string> fields = Fields(line);
    if (fields[0] == "job") {
      objects.clear();
      job = model::JobRecord();
      job.jobType = fields[1] == "ONE_TIME" ? model::JobType::ONE_TIME : model::JobType::SCHEDULED;
      job.initialRun = fields[2] == "initial";
      job.createdAt = job.lastRunTime = At(fields[3]);  // as a job says that has not run
      job.statistics.emplace().numberOfRuns = 0;
      job.s3JobDefinition = DefinitionWith(fields[4]);
    } else if (fields[0] == "put") {
      objects::ObjectInfo& object = objects[fields[2]];
      object.key = fields[2];
      object.last_modified = At(fields[1]);
    } else if (fields[0] == "delete") {
      objects.erase(fields[1]);
    } else if (fields[0] == "run") {
      ++runs;
      const auto since = TakenSince(job);
      const JobScope scope(*job.s3JobDefinition);
      std::string taken;
      for (const auto& [key, object] : objects) {
        if (scope.Takes(object) && (!since || object.last_modified > *since)) taken += "'" + key + "'";
      }
      EXPECT_EQ(taken, Rest(fields, 2)) << line;
      *job.statistics->numberOfRuns += 1;
      job.lastRunTime = At(fields[1]);
    }
  }
  EXPECT_EQ(runs, 105);
}

TEST(IsSampled, TakesAboutTheShare) {
  struct Row {
    int objects, percent, least, most;
  };
  for (const Row& row : std::vector<Row>{{1000, 100, 1000, 1000},
                                         {1000, 75, 681, 819},
                                         {1000, 99, 974, 1000},
                                         {10000, 20, 1800, 2201},
                                         {500, 1, 0, 17},
                                         {1000, 50, 420, 580},
                                         {800, 25, 138, 262},
                                         {1, 50, 0, 1}}) {
    for (std::int64_t run = 1; run <= 20; ++run) {
      int taken = 0;
      for (int i = 0; i < row.objects; ++i) {
        taken +=
            IsSampled("0123456789abcdef0123456789abcdef", run, "b", "s/" + std::to_string(i) + ".csv", row.percent);
      }
      EXPECT_GE(taken, row.least) << row.percent << " of run " << run;
      EXPECT_LE(taken, row.most) << row.percent << " of run " << run;
    }
  }
}

// How many of 10,000 objects both draws take at 20 %.
int TakenByBoth(const std::string& job, std::int64_t run, const std::string& bucket) {
  int both = 0;
  for (int i = 0; i < 10'000; ++i) {
    const std::string key = std::to_string(i) + ".csv";
    both += IsSampled("one", 1, "bucket", key, 20) && IsSampled(job, run, bucket, key, 20);
  }
  return both;
}

TEST(IsSampled, DrawsAnewForEachRunJobAndBucket) {
  EXPECT_GT(TakenByBoth("one", 1, "bucket"), 1800);
  for (const int both :
       {TakenByBoth("one", 2, "bucket"), TakenByBoth("two", 1, "bucket"), TakenByBoth("one", 1, "other")}) {
    EXPECT_GT(both, 300);  // 4 % of 10,000 by chance, and five deviations
    EXPECT_LT(both, 500);
  }
}

TEST(IsSampled, IsTheSameOnEveryMachine) {
  std::string drawn;
  for (int i = 0; i < 32; ++i) {
    drawn += IsSampled("0123456789abcdef0123456789abcdef", 3, "b", "k" + std::to_string(i), 50) ? '1' : '0';
  }
  EXPECT_EQ(drawn, "00101000011111001111111011000101");
}

}  // namespace
}  // namespace macie_local::service
