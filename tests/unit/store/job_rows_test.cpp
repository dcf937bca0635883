// What lies beside the records of jobs: their events and what their criteria matched.
#include <gtest/gtest.h>

#include "state/job_events.h"
#include "state/job_matches.h"
#include "store/loader.h"
#include "unit/store/fixtures.h"
#include "wire/codec.h"

namespace macie_local::store {
namespace {

constexpr std::size_t kMax = static_cast<std::size_t>(state::kJobEventsMax);

std::vector<std::string> Texts(std::size_t first, std::size_t count) {
  std::vector<std::string> texts;
  for (std::size_t i = first; i < first + count; ++i) texts.push_back("{\"eventType\":\"" + std::to_string(i) + "\"}");
  return texts;
}

// The kept events of the one job, and how many went.
std::pair<std::vector<std::string>, std::int64_t> Kept(const state::State& state) {
  std::vector<std::string> texts;
  const state::Partition& home = state.partition(kHome);
  const std::int64_t dropped =
      state::ForEachJobEvent(home.job_events, home.jobs.begin()->first,
                             [&](std::int64_t, const state::JobEvent& event) { texts.push_back(*event.text); });
  return {texts, dropped};
}

TEST(JobEventsTest, AThousandAreKeptAndTheNextTakesTheOldestsPlace) {
  Workbench bench;
  bench.Do([](state::Transaction& transaction) {
    transaction.PutJob(kHome, Job("a", {"x"}));
    transaction.AppendJobEvents(kHome, "a", Texts(0, kMax));
  });
  EXPECT_EQ(Kept(bench.batch.state), std::pair(Texts(0, kMax), std::int64_t{0}));
  bench.Do([](state::Transaction& transaction) { transaction.AppendJobEvents(kHome, "a", Texts(kMax, 1)); });
  EXPECT_EQ(Kept(bench.batch.state), std::pair(Texts(1, kMax), std::int64_t{1}));
}

TEST(JobEventsTest, ARowGoesWhenNoneOfItsEventsIsKept) {
  Workbench bench;
  const auto count = [&](state::Change::Kind kind) {
    return std::count_if(bench.batch.changes.begin(), bench.batch.changes.end(), [&](const state::Change& change) {
      return change.kind == kind && change.table == state::TableId::kJobEvents;
    });
  };
  bench.Do([](state::Transaction& transaction) {
    transaction.PutJob(kHome, Job("a", {"x"}));
    transaction.AppendJobEvents(kHome, "a", Texts(0, 5));
  });
  EXPECT_EQ(count(state::Change::Kind::kPut), 1);  // they share a row
  bench.batch.ForgetChanges();
  bench.Do([](state::Transaction& transaction) { transaction.AppendJobEvents(kHome, "a", Texts(5, kMax - 1)); });
  EXPECT_EQ(count(state::Change::Kind::kErase), 0);  // one of the five is still kept
  bench.Do([](state::Transaction& transaction) { transaction.AppendJobEvents(kHome, "a", Texts(kMax + 4, 1)); });
  EXPECT_EQ(count(state::Change::Kind::kErase), 1);
}

TEST(JobEventsTest, TheyGoWithTheirJob) {
  Workbench bench;
  bench.Do([](state::Transaction& transaction) {
    transaction.PutJob(kHome, Job("a", {"x"}));
    transaction.AppendJobEvents(kHome, "a", Texts(0, 5));
    transaction.EraseAllJobs(kHome);
    transaction.AppendJobEvents(kHome, "a", Texts(5, 1));  // of a job that is not there
  });
  EXPECT_TRUE(bench.batch.state.partition(kHome).job_events.empty());
}

state::JobMatches Some() {
  state::JobMatches matches;
  state::AccountMatches& own = matches.accounts.emplace_back();
  own.account = kHome.account;
  own.now = {{0, 5}, {1, 3}, {2, std::numeric_limits<std::int64_t>::max()}};
  own.earlier = {{{3, 1}, At(-5)}, {{4, 2}, At(1000)}};
  matches.accounts.emplace_back().account = kMember.account;
  return matches;
}

TEST(JobMatchesTest, AreReadBackWithoutSlots) {
  const auto read = state::DecodeMatches(state::EncodeMatches(Some()));
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->accounts.size(), 2u);
  std::vector<std::int64_t> rows;
  for (const state::MatchedRow& row : read->accounts[0].now) rows.push_back(row.row_id);
  EXPECT_EQ(rows, (std::vector<std::int64_t>{5, 3, std::numeric_limits<std::int64_t>::max()}));
  EXPECT_EQ(read->accounts[0].earlier[0].at, At(-5));
  EXPECT_EQ(read->accounts[0].earlier[1].row.row_id, 2);
  EXPECT_EQ(read->accounts[1].account, kMember.account);
}

// Every beginning and every changed byte is read or refused, without a list longer than the bytes could hold.
TEST(JobMatchesTest, DamageIsRefusedOrReadAsSomethingElse) {
  const std::string body = state::EncodeMatches(Some());
  std::size_t refused = 0;
  for (std::size_t size = 0; size < body.size(); ++size) {
    if (!state::DecodeMatches(std::string_view(body).substr(0, size)).ok()) ++refused;
  }
  EXPECT_GT(refused, body.size() / 2);
  for (std::size_t i = 0; i < body.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = body;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
      const auto read = state::DecodeMatches(damaged);
      if (!read.ok()) continue;
      for (const state::AccountMatches& account : read->accounts) EXPECT_LE(account.now.size(), damaged.size());
    }
  }
}

state::JobMatches Matching(const state::State& state, std::initializer_list<const char*> names) {
  state::JobMatches matches;
  state::AccountMatches& own = matches.accounts.emplace_back();
  own.account = kHome.account;
  const engine::Table& table = state.partition(kHome).buckets.table();
  for (const char* name : names) {
    const engine::Slot slot = *table.Find(name);
    own.now.push_back({slot, table.payload(slot)});
  }
  return matches;
}

model::JobRecord Criteria(const char* id, Timestamp at) {
  model::JobRecord job = Job(id, {});
  job.s3JobDefinition->bucketDefinitions.reset();
  job.jobType = model::JobType::SCHEDULED;
  job.emulator->matchedAt = at;
  return job;
}

model::JobDetails Details(const state::State& state, const char* name) {
  return *state.partition(kHome).buckets.Find(name)->jobDetails;
}

class MatchTest : public testing::Test {
 protected:
  MatchTest() {
    bench_.Do([](state::Transaction& transaction) {
      for (const char* name : {"x", "y", "z"}) transaction.PutBucket(kHome, Bucket(name));
    });
  }
  void Put(model::JobRecord job, std::initializer_list<const char*> names) {
    bench_.Do([&](state::Transaction& transaction) {
      const auto* existing = transaction.partition(kHome).jobs.Find(*job.jobId);
      const state::JobMatches* before =
          existing == nullptr ? nullptr : transaction.partition(kHome).MatchesOf(existing->first);
      std::optional<Timestamp> before_at;
      if (existing != nullptr) before_at = existing->second->emulator->matchedAt;
      state::JobMatches next = state::NextMatches(before, before_at, Matching(transaction.state(), names).accounts);
      transaction.PutJob(kHome, job, std::move(next));
    });
  }
  const state::State& state() const { return bench_.batch.state; }

  Workbench bench_;
};

using model::IsDefinedInJob;
using model::IsMonitoredByJob;

TEST_F(MatchTest, ALaterRunThatMatchesLessLeavesWhatItMatchedBefore) {
  Put(Criteria("a", At(10)), {"x", "y"});
  EXPECT_EQ(Details(state(), "z").isDefinedInJob, IsDefinedInJob::FALSE);
  Put(Criteria("a", At(20)), {"y"});
  EXPECT_EQ(Details(state(), "x").isDefinedInJob, IsDefinedInJob::TRUE);
  EXPECT_EQ(Details(state(), "x").isMonitoredByJob, IsMonitoredByJob::FALSE);
  EXPECT_EQ(Details(state(), "x").lastJobRunTime, At(10));
  EXPECT_EQ(Details(state(), "y").isMonitoredByJob, IsMonitoredByJob::TRUE);
  EXPECT_EQ(Details(state(), "y").lastJobRunTime, At(20));
}

TEST_F(MatchTest, AMatchEndsForOneJobAndGoesOnForAnother) {
  Put(Criteria("a", At(10)), {"x"});
  Put(Criteria("b", At(12)), {"x"});
  for (const char* id : {"a", "b"}) {
    EXPECT_EQ(Details(state(), "x").isMonitoredByJob, IsMonitoredByJob::TRUE) << id;
    bench_.Do([&](state::Transaction& transaction) {
      model::JobRecord job = *transaction.partition(kHome).job(id);
      job.emulator->matchExpired = true;
      transaction.PutJob(kHome, std::move(job));
    });
  }
  EXPECT_EQ(Details(state(), "x").isMonitoredByJob, IsMonitoredByJob::FALSE);
  EXPECT_EQ(Details(state(), "x").isDefinedInJob, IsDefinedInJob::TRUE);
  EXPECT_EQ(Details(state(), "x").lastJobId, "b");
}

TEST_F(MatchTest, ABucketKeepsItsMatchWhenPutAgainAndLosesItWhenErased) {
  Put(Criteria("a", At(10)), {"x"});
  bench_.Do([](state::Transaction& transaction) { transaction.PutBucket(kHome, Bucket("x", 7)); });
  EXPECT_EQ(Details(state(), "x").lastJobId, "a");
  bench_.Do([](state::Transaction& transaction) {
    transaction.EraseBucket(kHome, "x");
    transaction.PutBucket(kHome, Bucket("w"));  // in the place of it
    transaction.PutBucket(kHome, Bucket("x"));
  });
  EXPECT_EQ(Details(state(), "x").isDefinedInJob, IsDefinedInJob::FALSE);
  Put(Criteria("a", At(20)), {"y"});
  EXPECT_EQ(Details(state(), "w").isDefinedInJob, IsDefinedInJob::FALSE);
}

// An administrator's jobs say what they said of a member's buckets when the member's own jobs go.
TEST_F(MatchTest, ErasingAnAccountsJobsLeavesWhatOthersSay) {
  bench_.Do([&](state::Transaction& transaction) {
    transaction.PutBucket(kMember, Bucket("m"));
    state::JobMatches matches;
    state::AccountMatches& member = matches.accounts.emplace_back();
    member.account = kMember.account;
    const engine::Table& table = transaction.partition(kMember).buckets.table();
    member.now.push_back({*table.Find("m"), table.payload(*table.Find("m"))});
    transaction.PutJob(kHome, Criteria("administrator's", At(10)), matches);
    transaction.PutJob(kMember, Criteria("own", At(20)), matches);
    EXPECT_EQ(transaction.partition(kMember).buckets.Find("m")->jobDetails->lastJobId, "own");
    transaction.EraseAllJobs(kMember);
    EXPECT_EQ(transaction.partition(kMember).buckets.Find("m")->jobDetails->lastJobId, "administrator's");
    transaction.EraseAllJobs(kHome);
    EXPECT_EQ(transaction.partition(kMember).buckets.Find("m")->jobDetails->isDefinedInJob, IsDefinedInJob::FALSE);
  });
}

// Before schema 6 both lay in the job's record, the matches by name.
TEST_F(MatchTest, AnOldRowIsTakenApart) {
  model::JobRecord job = Criteria("old", At(30));
  job.emulator->matchedBuckets = std::vector<std::string>{"x", "gone"};
  model::BucketMatch earlier;
  earlier.bucketName = "y";
  earlier.matchedAt = At(10);
  job.emulator->earlierMatches = {earlier};
  job.emulator->events.emplace().emplace_back().eventType = "JOB_CREATED";
  bench_.Do([&](state::Transaction& transaction) { PutOldJob({kHome, job}, &transaction); });
  EXPECT_EQ(Details(state(), "x").lastJobRunTime, At(30));
  EXPECT_EQ(Details(state(), "x").isMonitoredByJob, IsMonitoredByJob::TRUE);
  EXPECT_EQ(Details(state(), "y").lastJobRunTime, At(10));
  EXPECT_EQ(Details(state(), "y").isMonitoredByJob, IsMonitoredByJob::FALSE);
  EXPECT_EQ(Kept(state()).first, std::vector<std::string>{"{\"eventType\":\"JOB_CREATED\"}"});
  const model::JobProgress& progress = *state().partition(kHome).job("old")->emulator;
  EXPECT_FALSE(progress.events || progress.matchedBuckets || progress.earlierMatches);
}

}  // namespace
}  // namespace macie_local::store
