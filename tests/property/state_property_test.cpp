// After any history the state's document is imported again, equals itself then, and is restored from a snapshot; and no
// request of it was answered as a fault of the server. Histories are random, of the numbers and times that lie at the
// ends of what there is. The seed is printed; MACIE_SEED gives another.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "property/random_values.h"
#include "support/bench_gateway.h"

namespace macie_local {
namespace {

using Json = nlohmann::json;

constexpr int kHistories = 12;
constexpr int kSteps = 60;
constexpr int kStepsBetweenProofs = 20;

const std::vector<std::string> kAccounts{"123456789012", "111111111111", "222222222222"};
const std::vector<std::string> kBuckets{"payroll", "logs", "images", "backup"};
// Where a history begins: it goes on from there by less than a year.
const std::vector<std::string> kBeginnings{"0000-01-01T00:00:00Z", "1969-12-25T12:00:00Z", "2024-02-28T23:59:59.5Z",
                                           "9999-10-30T10:00:00Z", "9999-12-31T23:59:50Z"};
const std::vector<std::string> kTimes{
    "0000-01-01T00:00:00Z",        "0000-01-01T00:00:00+00:01",   "1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00Z",
    "2024-02-29T12:00:00.123456Z", "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59-01:00"};
const std::vector<std::string> kDurations{"PT0S", "PT1S", "PT59M", "P1D", "P31D", "P3660000D"};

class History {
 public:
  void Run() {
    Put("clock", Json{{"now", dice_.Pick(kBeginnings)}, {"frozen", dice_.Chance(50)}, {"reset", true}});
    PutDocument();
    for (int step = 1; step <= kSteps && !testing::Test::HasFailure(); ++step) {
      real_time_ += std::chrono::milliseconds(dice_.Below(2000));
      bench_.real_clock.Set(real_time_);
      Step();
      if (step % kStepsBetweenProofs == 0) Prove();
    }
  }

 private:
  // Sends a request; its answer may be a refusal, never a fault.
  Json Send(std::string_view method, const std::string& target, const Json& body = {}) {
    const std::string text = body.is_null() ? std::string() : body.dump();
    const std::string credential =
        "AWS4-HMAC-SHA256 Credential=" + account_ + "/20240110/us-east-1/macie2/aws4_request";
    const auto response = bench_.Send(method, target, text, credential);
    const std::string answer = response.body.str();
    EXPECT_LT(response.status, 500) << method << " " << target << " " << text << "\n" << answer;
    if (response.status >= 300) {
      refusal_ = answer;
      return {};
    }
    ++taken_;
    return Json::parse(answer, nullptr, false);
  }
  Json Put(const std::string& what, const Json& body) { return Send("PUT", "/_macie-local/" + what, body); }
  std::string Document() { return bench_.Send("GET", "/_macie-local/state").body.str(); }

  // The document, once everything that is due by now has happened: the clock was moved without the writer's knowing.
  std::string SettledDocument() {
    std::string document = Document();
    for (std::string before; document != before; document = Document()) {
      before = std::move(document);
      EXPECT_EQ(bench_.Send("PUT", "/_macie-local/buckets", "[]").status, 200);
    }
    return document;
  }

  void Prove() {
    const std::string document = SettledDocument();
    ASSERT_TRUE(Json::accept(document)) << document;
    ASSERT_FALSE(Send("POST", "/_macie-local/snapshots", Json{{"name", "proof"}}).is_null());
    EXPECT_EQ(bench_.Send("GET", "/_macie-local/snapshots/proof").body.str(), document);
    const auto imported = bench_.Send("PUT", "/_macie-local/state", document);
    ASSERT_EQ(imported.status, 200) << imported.body.str() << "\n" << document;
    EXPECT_EQ(Document(), document);
    ASSERT_EQ(bench_.Send("POST", "/_macie-local/reset").status, 200);
    EXPECT_NE(Document(), document);
    const auto restored = bench_.Send("POST", "/_macie-local/snapshots/proof/restore");
    ASSERT_EQ(restored.status, 200) << restored.body.str() << "\n" << document;
    EXPECT_EQ(Document(), document);
  }

  void Step() {
    account_ = dice_.Pick(kAccounts);
    switch (dice_.Below(14)) {
      case 0:
      case 1:
        Put("buckets?account=" + account_, Json::array({Bucket(), Bucket()}));
        return;
      case 2:
        Send("DELETE", "/_macie-local/buckets/" + dice_.Pick(kBuckets) + "?account=" + account_);
        return;
      case 3:
        return CreateJob();
      case 4:
        return ChangeJob();
      case 5:
      case 6:
        Send("POST", "/_macie-local/clock/advance", Json{{"by", dice_.Pick(kDurations)}});
        return;
      case 7:
        Send("POST", "/findings/sample", Json::object());
        return;
      case 8:
        return ChangeMembers();
      case 9:
        return Create();
      case 10:
        Send("PUT", "/automated-discovery/configuration", Json{{"status", dice_.Chance(70) ? "ENABLED" : "DISABLED"}});
        return;
      case 11:
        return ChangeProfile();
      case 12:
        Send("PATCH", "/macie", Json{{"status", dice_.Chance(30) ? "PAUSED" : "ENABLED"}});
        return;
      default:
        return Read();
    }
  }

  std::int64_t Number() {
    static const std::vector<std::int64_t> numbers{0,        1, 1'000'000, 1ll << 53, (1ll << 53) + 1, INT64_MAX - 1,
                                                   INT64_MAX};
    return dice_.Pick(numbers);
  }

  Json Bucket() {
    Json bucket{{"bucketName", dice_.Pick(kBuckets)}};
    for (const char* name : {"objectCount", "sizeInBytes", "sizeInBytesCompressed", "classifiableObjectCount",
                             "classifiableSizeInBytes"}) {
      if (dice_.Chance(60)) bucket[name] = Number();
    }
    for (const char* name : {"unclassifiableObjectCount", "unclassifiableObjectSizeInBytes"}) {
      for (const char* part : {"fileType", "storageClass", "total"}) {
        if (dice_.Chance(40)) bucket[name][part] = Number();
      }
    }
    for (const char* name : {"bucketCreatedAt", "lastUpdated", "lastAutomatedDiscoveryTime"}) {
      if (dice_.Chance(30)) bucket[name] = dice_.Pick(kTimes);
    }
    if (dice_.Chance(20)) bucket["publicAccess"]["effectivePermission"] = "PUBLIC";
    if (dice_.Chance(20)) bucket["sharedAccess"] = "EXTERNAL";
    if (dice_.Chance(10)) bucket["errorCode"] = "ACCESS_DENIED";
    if (dice_.Chance(30)) bucket["tags"] = Json::array({{{"key", "team"}, {"value", "\xc3\xa9\xf0\x9f\x98\x80\n\""}}});
    return bucket;
  }

  void CreateJob() {
    Json job{{"clientToken", "t" + std::to_string(++made_)}, {"name", "job"}, {"samplingPercentage", 100}};
    job["jobType"] = dice_.Chance(30) ? "ONE_TIME" : "SCHEDULED";
    if (job["jobType"] == "SCHEDULED") {
      static const std::vector<Json> schedules{{{"dailySchedule", Json::object()}},
                                               {{"weeklySchedule", {{"dayOfWeek", "FRIDAY"}}}},
                                               {{"monthlySchedule", {{"dayOfMonth", 31}}}}};
      job["scheduleFrequency"] = dice_.Pick(schedules);
      job["initialRun"] = dice_.Chance(50);
    }
    if (dice_.Chance(50)) {
      const Json term{{"simpleCriterion",
                       {{"comparator", dice_.Chance(50) ? "EQ" : "NE"},
                        {"key", "S3_BUCKET_NAME"},
                        {"values", {dice_.Pick(kBuckets)}}}}};
      job["s3JobDefinition"]["bucketCriteria"]["includes"]["and"] = Json::array({term});
    } else {
      job["s3JobDefinition"]["bucketDefinitions"] =
          Json::array({{{"accountId", account_}, {"buckets", {dice_.Pick(kBuckets)}}}});
    }
    const Json answer = Send("POST", "/jobs", job);
    if (!answer.is_null()) jobs_.push_back(answer.at("jobId"));
  }

  void ChangeJob() {
    if (jobs_.empty()) return;
    static const std::vector<std::string> states{"USER_PAUSED", "USER_PAUSED", "RUNNING", "RUNNING", "CANCELLED"};
    Send("PATCH", "/jobs/" + dice_.Pick(jobs_), Json{{"jobStatus", dice_.Pick(states)}});
  }

  void ChangeMembers() {
    const std::string other = dice_.Pick(kAccounts);
    switch (dice_.Below(5)) {
      case 0:
        Send("POST", "/members", Json{{"account", {{"accountId", other}, {"email", "a@example.com"}}}});
        return;
      case 1:
        Send("POST", "/invitations", Json{{"accountIds", {other}}});
        return;
      case 2: {
        const Json answer = Send("GET", "/invitations");
        if (answer.is_null() || answer.at("invitations").empty()) return;
        const Json& invitation = answer.at("invitations")[0];
        Send("POST", "/invitations/accept",
             Json{{"administratorAccountId", invitation.at("accountId")},
                  {"invitationId", invitation.at("invitationId")}});
        return;
      }
      case 3:
        Send("POST", "/members/disassociate/" + other);
        return;
      default:
        Send("DELETE", "/members/" + other);
    }
  }

  void Create() {
    switch (dice_.Below(4)) {
      case 0:
        Send("POST", "/allow-lists",
             Json{{"clientToken", "a"}, {"name", "list"}, {"criteria", {{"regex", "x+"}}}, {"tags", {{"k", "v"}}}});
        return;
      case 1:
        Send("POST", "/custom-data-identifiers", Json{{"name", "id"}, {"regex", "[0-9]{9}"}});
        return;
      case 2:
        Send("POST", "/findingsfilters",
             Json{{"name", "filter" + std::to_string(++made_)},
                  {"action", "ARCHIVE"},
                  {"findingCriteria",
                   {{"criterion", {{"updatedAt", {{"gte", INT64_MIN}}}, {"count", {{"lte", INT64_MAX}}}}}}}});
        return;
      default:
        if (jobs_.empty()) return;
        Send("POST", "/tags/arn:aws:macie2:us-east-1:" + account_ + ":classification-job%2F" + dice_.Pick(jobs_),
             Json{{"tags", {{"k", "v"}}}});
    }
  }

  // Before the history: what no operation makes, at the ends of its numbers and times.
  void PutDocument() {
    const auto end = [&] { return kTimes[dice_.Chance(50) ? 0 : 5]; };
    const Json profile{{"bucketName", "payroll"},
                       {"profileUpdatedAt", end()},
                       {"statistics", {{"totalBytesClassified", INT64_MAX}, {"totalItemsClassified", INT64_MAX}}},
                       {"detections", {{{"id", "a"}, {"count", INT64_MAX}}, {{"id", "b"}, {"count", Number()}}}}};
    const std::string id = "00000000000000000000000000000001";
    const Json paused{
        {"jobId", id},
        {"name", "paused"},
        {"jobType", "SCHEDULED"},
        {"jobStatus", "USER_PAUSED"},
        {"createdAt", end()},
        {"scheduleFrequency", {{"dailySchedule", Json::object()}}},
        {"emulator", {{"pausedRunRemaining", 316'224'000'000'000'000}}},
        {"userPausedDetails", {{"jobExpiresAt", end()}}},
        {"s3JobDefinition", {{"bucketDefinitions", {{{"accountId", kAccounts.front()}, {"buckets", {"payroll"}}}}}}}};
    // Some of the buckets' times are none that can be told.
    Json put;
    for (int i = 0; i < 1000 && put.is_null(); ++i) {
      Json accounts;
      for (const std::string& account : kAccounts) {
        accounts[account]["us-east-1"] =
            Json{{"buckets", {Bucket()}}, {"resourceProfiles", {profile}}, {"jobs", {paused}}};
      }
      put = Put("state", Json{{"version", 1}, {"accounts", accounts}});
    }
    ASSERT_FALSE(put.is_null()) << refusal_;
    jobs_.push_back(id);
  }

  void ChangeProfile() {
    const std::string arn = "?resourceArn=arn:aws:s3:::payroll";
    if (dice_.Chance(50)) {
      Send("PATCH", "/resource-profiles/detections" + arn,
           Json{{"suppressDataIdentifiers", {{{"id", "a"}, {"type", "MANAGED"}}}}});
    } else {
      Send("PATCH", "/resource-profiles" + arn,
           dice_.Chance(50) ? Json{{"sensitivityScoreOverride", 100}} : Json::object());
    }
  }

  // Sums are never less than nothing.
  void Read() {
    const Json sums = Send("POST", "/datasources/s3/statistics", Json::object());
    for (const auto& [name, sum] : sums.items()) {
      if (sum.is_number()) {
        EXPECT_GE(sum.get<std::int64_t>(), 0) << name;
      }
    }
    const Json profile = Send("GET", "/resource-profiles?resourceArn=arn:aws:s3:::payroll");
    if (!profile.is_null()) {
      EXPECT_GE(profile.at("statistics").at("totalDetections"), 0);
    }
    Send("GET", "/usage");
    Send("POST", "/usage/statistics", Json{{"sortBy", {{"key", "freeTrialStartDate"}, {"orderBy", "DESC"}}}});
    Send("POST", "/datasources/s3", Json{{"criteria", {{"lastUpdated", {{"gte", INT64_MIN}, {"lt", INT64_MAX}}}}}});
    Send("POST", "/jobs/list", Json{{"maxResults", 1}});
  }

  Dice dice_;
  support::GatewayBench bench_;
  Timestamp real_time_ = bench_.real_clock.Now();
  std::string account_ = kAccounts.front();
  std::vector<std::string> jobs_;
  std::string refusal_;  // the last
  int made_ = 0;

 public:
  int taken_ = 0;  // requests that were not refused
};

TEST(StatePropertyTest, AfterAnyHistoryTheDocumentIsImportedAndRestored) {
  for (int i = 0; i < kHistories && !testing::Test::HasFailure(); ++i) {
    History history;
    history.Run();
    // Else the histories would be of refusals.
    EXPECT_GT(history.taken_, kSteps / 2);
  }
}

}  // namespace
}  // namespace macie_local
