#include "state/transaction.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "store/database.h"
#include "unit/store/fixtures.h"

namespace macie_local::store {
namespace {

using model::IsDefinedInJob;

std::vector<std::string> DueIds(const state::State& state) {
  std::vector<std::string> ids;
  for (const auto& [due, nothing] : state.due) ids.push_back(due.job_id.str());
  return ids;
}

IsDefinedInJob DefinedInJob(const state::State& state, std::string_view bucket_name) {
  return *state.partition(kHome).buckets.Find(bucket_name)->jobDetails->isDefinedInJob;
}

TEST(TransactionTest, RowIdsAreSequentialAndKept) {
  Workbench bench;
  bench.Do([](state::Transaction& transaction) {
    transaction.PutJob(kHome, Job("a", {"somewhere"}));
    transaction.PutJob(kAbroad, Job("b", {"somewhere"}));
    transaction.PutJob(kHome, Job("a", {"x"}));
    transaction.PutBucket(kHome, Bucket("x"));
  });
  EXPECT_EQ(bench.batch.state.partition(kHome).row_id, 1);
  EXPECT_EQ(bench.batch.state.partition(kAbroad).row_id, 2);
  EXPECT_EQ(bench.batch.state.partition(kHome).jobs.Find("a")->first, 1);
  EXPECT_EQ(bench.batch.state.partition(kAbroad).jobs.Find("b")->first, 2);
  EXPECT_EQ(bench.batch.state.partition(kHome).buckets.RowId("x"), 1);
  ASSERT_EQ(bench.batch.changes.size(), 5u);  // two partitions, two jobs, of which one changed once more, and a bucket
  EXPECT_EQ(bench.batch.changes[0].kind, state::Change::Kind::kPartition);
  EXPECT_EQ(bench.batch.changes[1].row_id, 1);
  EXPECT_EQ(bench.batch.changes[1].partition, 1);
  EXPECT_EQ(bench.batch.changes[1].job->s3JobDefinition->bucketDefinitions->front().buckets.front(), "x");
}

TEST(TransactionTest, RecordsArePutReplacedAndErased) {
  Workbench bench;
  model::SettingsRecord settings;
  settings.revealConfiguration.emplace().kmsKeyId = "key";
  bench.Do([&](state::Transaction& transaction) {
    transaction.Put(kHome, state::kOnlyRecord, settings);
    transaction.Put(kAbroad, state::kOnlyRecord, settings);
    transaction.Put(kHome, state::kOnlyRecord, model::SettingsRecord());
  });
  const auto* home = bench.batch.state.partition(kHome).Find<model::SettingsRecord>(state::kOnlyRecord);
  ASSERT_TRUE(home);
  EXPECT_FALSE(home->revealConfiguration);
  EXPECT_EQ(bench.batch.row_ids.tables[static_cast<std::size_t>(state::TableId::kRecords)], 2);
  bench.Do([](state::Transaction& transaction) {
    EXPECT_FALSE(transaction.Erase<model::SettingsRecord>(kHome, "other"));
    EXPECT_TRUE(transaction.Erase<model::SettingsRecord>(kHome, state::kOnlyRecord));
    transaction.Clear(kAbroad);
  });
  for (const auto& key : {kHome, kAbroad}) {
    EXPECT_FALSE(bench.batch.state.partition(key).Find<model::SettingsRecord>(state::kOnlyRecord));
  }
}

TEST(TransactionTest, TheDueListFollowsTheJobs) {
  Workbench bench;
  bench.Do([](state::Transaction& transaction) {
    transaction.PutJob(kHome, Job("late", {"somewhere"}, At(30)));
    transaction.PutJob(kHome, Job("early", {"somewhere"}, At(10)));
    transaction.PutJob(kAbroad, Job("middle", {"somewhere"}, At(20)));
    transaction.PutJob(kHome, Job("never", {"somewhere"}));
  });
  EXPECT_EQ(DueIds(bench.batch.state), (std::vector<std::string>{"early", "middle", "late"}));
  bench.Do([](state::Transaction& transaction) {
    transaction.PutJob(kHome, Job("early", {"somewhere"}, At(40)));
    transaction.PutJob(kHome, Job("late", {"somewhere"}));
  });
  EXPECT_EQ(DueIds(bench.batch.state), (std::vector<std::string>{"middle", "early"}));
  bench.Do([](state::Transaction& transaction) { transaction.EraseAllJobs(kHome); });
  EXPECT_EQ(DueIds(bench.batch.state), (std::vector<std::string>{"middle"}));
}

TEST(TransactionTest, ReadsItsOwnWrites) {
  Workbench bench;
  bench.Do([](state::Transaction& transaction) {
    transaction.PutJob(kHome, Job("a", {"somewhere"}));
    EXPECT_NE(transaction.partition(kHome).job("a"), nullptr);
    EXPECT_EQ(transaction.partition(kAbroad).job("a"), nullptr);
    transaction.PutBucket(kAbroad, Bucket("x"));
    EXPECT_NE(transaction.state().partition(kHome).job("a"), nullptr);
    EXPECT_EQ(transaction.state().partition(kAbroad).buckets.size(), 1u);
    EXPECT_EQ(transaction.partition(kHome).jobs.FindByToken("token-a"), transaction.partition(kHome).job("a"));
    EXPECT_EQ(transaction.partition(kHome).jobs.FindByToken("token-b"), nullptr);
    model::JobRecord other = Job("a", {"somewhere"});
    other.clientToken = "another";
    transaction.PutJob(kHome, other);
    EXPECT_EQ(transaction.partition(kHome).jobs.FindByToken("token-a"), nullptr);
    EXPECT_EQ(transaction.partition(kHome).jobs.FindByToken("another"), transaction.partition(kHome).job("a"));
    model::JobRecord later = Job("0", {"somewhere"});
    later.clientToken = "another";
    transaction.PutJob(kHome, later);
    EXPECT_EQ(transaction.partition(kHome).jobs.FindByToken("another"), transaction.partition(kHome).job("0"));
  });
}

TEST(TransactionTest, JobDetailsAreThereWhicheverComesFirst) {
  Workbench bench;
  bench.Do([](state::Transaction& transaction) {
    transaction.PutBucket(kHome, Bucket("before"));
    transaction.PutJob(kHome, Job("a", {"before", "after"}));
    model::BucketMetadata claims = Bucket("after");
    claims.jobDetails.emplace().lastJobId = "made up";
    transaction.PutBucket(kHome, claims);
    transaction.PutBucket(kHome, Bucket("other"));
  });
  EXPECT_EQ(DefinedInJob(bench.batch.state, "before"), IsDefinedInJob::TRUE);
  EXPECT_EQ(DefinedInJob(bench.batch.state, "after"), IsDefinedInJob::TRUE);
  EXPECT_FALSE(bench.batch.state.partition(kHome).buckets.Find("after")->jobDetails->lastJobId);
  EXPECT_EQ(DefinedInJob(bench.batch.state, "other"), IsDefinedInJob::FALSE);
  bench.Do([](state::Transaction& transaction) { transaction.EraseAllJobs(kHome); });
  EXPECT_EQ(DefinedInJob(bench.batch.state, "before"), IsDefinedInJob::FALSE);
}

TEST(TransactionTest, EarlierStatesStayAsTheyWere) {
  Workbench bench;
  bench.Do([](state::Transaction& transaction) {
    transaction.PutBucket(kHome, Bucket("x"));
    transaction.PutJob(kHome, Job("a", {"x"}, At(5)));
  });
  const state::State before = bench.batch.state;
  const std::string dump = Dump(before);
  bench.Do([](state::Transaction& transaction) {
    transaction.PutJob(kHome, Job("b", {"x"}, At(6)));
    transaction.EraseBucket(kHome, "x");
    transaction.EraseSession(kHome);
    transaction.ClearAll();
  });
  EXPECT_EQ(Dump(before), dump);
  EXPECT_EQ(Dump(bench.batch.state), "");
}

TEST(TransactionTest, ClearEmptiesOnePartition) {
  Workbench bench;
  bench.Do([](state::Transaction& transaction) {
    for (const auto& key : {kHome, kAbroad}) {
      transaction.PutSession(key, Session());
      transaction.PutBucket(key, Bucket("x"));
      transaction.PutJob(key, Job("a", {"x"}, At(5)));
    }
    transaction.Clear(kHome);
  });
  const state::Partition& home = bench.batch.state.partition(kHome);
  EXPECT_TRUE(home.sessions.empty() && home.jobs.empty() && home.jobs.FindByToken("token-a") == nullptr);
  EXPECT_EQ(home.buckets.size(), 0u);
  EXPECT_EQ(bench.batch.state.partition(kAbroad).jobs.size(), 1u);
  EXPECT_EQ(bench.batch.state.due.size(), 1u);
  bench.Do([](state::Transaction& transaction) { transaction.PutBucket(kHome, Bucket("x")); });
  EXPECT_EQ(DefinedInJob(bench.batch.state, "x"), IsDefinedInJob::FALSE);
}

TEST(TransactionTest, ErasingWhatIsNotThereChangesNothing) {
  Workbench bench;
  bench.Do([](state::Transaction& transaction) {
    transaction.EraseSession(kHome);
    EXPECT_FALSE(transaction.EraseBucket(kHome, "x"));
  });
  EXPECT_TRUE(bench.batch.changes.empty());
  EXPECT_EQ(bench.batch.state.partitions.size(), 0u);
}

// Puts a job whose criteria match some of the buckets of its account and of a member's, at a run later than all before.
void MatchSome(const state::PartitionKey& key, const std::function<unsigned(unsigned)>& roll, int step,
               model::JobRecord job, state::Transaction* transaction) {
  const auto* existing = transaction->partition(key).jobs.Find(*job.jobId);
  const state::JobMatches* before =
      existing == nullptr ? nullptr : transaction->partition(key).MatchesOf(existing->first);
  std::optional<Timestamp> before_at;
  if (existing != nullptr) before_at = existing->second->emulator->matchedAt;
  std::vector<state::AccountMatches> now;
  for (const state::PartitionKey& account : {key, state::PartitionKey{kMember.account, key.region}}) {
    state::AccountMatches& matches = now.emplace_back();
    matches.account = account.account;
    const state::BucketTable& buckets = transaction->partition(account).buckets;
    buckets.ForEach([&](engine::Slot slot) {
      if (roll(2) == 0) matches.now.push_back({slot, buckets.table().payload(slot)});
    });
  }
  job.emulator->matchedAt = At(1000 + step);
  if (roll(3) == 0) job.emulator->matchExpired = true;
  state::JobMatches next = state::NextMatches(before, before_at, std::move(now));
  transaction->PutJob(key, std::move(job), std::move(next));
}

// Random work in groups, some of it dropped, each group committed: what the file gives back is the state.
TEST(TransactionTest, AnyHistoryReadsBackAsItsState) {
  constexpr unsigned kSeed = 20260;
  std::mt19937 dice(kSeed);
  const auto roll = [&](unsigned sides) { return static_cast<unsigned>(dice()) % sides; };
  const TemporaryFolder folder;
  const auto name_of = [](unsigned number) { return "bucket-" + std::to_string(number); };
  Workbench bench;
  auto database = Database::Open({folder.File("db"), false});
  ASSERT_TRUE(database.ok());
  for (int step = 0; step < 600; ++step) {
    SCOPED_TRACE("seed " + std::to_string(kSeed) + ", step " + std::to_string(step));
    const state::State before = bench.batch.state;
    bench.batch.SealChanges();
    const std::size_t changes_before = bench.batch.changes.size();
    bench.Do([&](state::Transaction& transaction) {
      for (unsigned i = roll(6); i-- > 0;) {
        const state::PartitionKey& key = roll(3) == 0 ? (roll(2) == 0 ? kAbroad : kMember) : kHome;
        switch (roll(20)) {
          case 0:
            transaction.PutSession(key, Session());
            break;
          case 1:
            transaction.EraseSession(key);
            break;
          case 2:
            if (roll(10) == 0) transaction.Clear(key);
            break;
          case 3:
            if (roll(20) == 0) transaction.ClearAll();
            break;
          case 4:
            if (roll(5) == 0) transaction.EraseAllJobs(key);
            break;
          case 5:
          case 6:
            transaction.EraseBucket(key, name_of(roll(12)));
            break;
          case 7:
          case 8:
          case 9:
          case 10:
          case 11:
          case 12:
            transaction.PutBucket(key, Bucket(name_of(roll(12)), roll(100)));
            break;
          default: {
            model::JobRecord job = Job("job-" + std::to_string(roll(25)), {name_of(roll(12)), name_of(roll(12))});
            if (roll(2) == 0) job.emulator->dueAt = At(roll(50));
            if (roll(2) == 0) job.emulator->runStartedAt = At(roll(50));
            if (roll(3) == 0) job.jobStatus = model::JobStatus::CANCELLED;
            if (roll(2) == 0) job.jobType = model::JobType::SCHEDULED;
            const std::string id = *job.jobId;
            if (roll(2) == 0) {
              // What a job matched stays what it was at the time of its match.
              if (const model::JobRecord* before_it = transaction.partition(key).job(id)) {
                job.emulator->matchedAt = before_it->emulator->matchedAt;
              }
              transaction.PutJob(key, std::move(job));
            } else {
              MatchSome(key, roll, step, std::move(job), &transaction);
            }
            std::vector<std::string> events;
            for (unsigned event = roll(300); event-- > 0;) {
              events.push_back("{\"eventType\":\"" + std::to_string(step) + "\"}");
            }
            transaction.AppendJobEvents(key, id, std::move(events));
          }
        }
      }
    });
    if (roll(4) == 0) {  // refused: as the writer does it
      bench.batch.state = before;
      bench.batch.changes.resize(changes_before);
      bench.batch.SealChanges();
    }
    if (roll(4) != 0) continue;
    ASSERT_TRUE((*database)->Commit(bench.batch.changes).ok());
    bench.batch.ForgetChanges();
    if (roll(8) != 0) continue;
    state::State loaded;
    state::RowIds row_ids;
    ASSERT_TRUE((*database)->Load(&loaded, &row_ids).ok());
    ASSERT_EQ(Dump(loaded), Dump(bench.batch.state));
  }
}

}  // namespace
}  // namespace macie_local::store
