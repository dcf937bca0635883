// The engine against a naive reading of docs/behaviour: random buckets, criteria, sorts, plans and page walks, with
// buckets that come and go between pages. The seed is printed; MACIE_SEED gives another.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "engine/merged_query.h"
#include "engine/query.h"
#include "engine/table_builder.h"
#include "property/bucket_generator.h"
#include "property/naive_buckets.h"
#include "state/bucket_table.h"
#include "state/job_index.h"
#include "wire/codec.h"

namespace macie_local {
namespace {

using naive::Compile;
using naive::Generator;
using naive::Json;
using naive::NamesOf;

// The table under test and the same buckets as JSON.
class World {
 public:
  explicit World(Generator* generator) : generator_(*generator) {}

  void Put(const std::string& name) {
    const model::BucketMetadata bucket = generator_.Bucket(name);
    std::string bytes;
    wire::Encode(bucket, wire::Nulls::kEmit, &bytes);
    rows_[name] = Json::parse(bytes);
    table_.Put(bucket, 1);
    // The columns say exactly what the codec says.
    std::string from_columns;
    table_.AppendJson(*table_.table().Find(name), &from_columns);
    ASSERT_EQ(from_columns, bytes);
    ASSERT_EQ(*table_.Find(name), bucket);
  }
  // As a job that names the bucket does.
  void NameInJob(const std::string& name) {
    model::JobRecord job;
    job.jobId = "job-" + std::to_string(generator_.Below(20));
    job.jobType = generator_.Chance(50) ? model::JobType::SCHEDULED : model::JobType::ONE_TIME;
    job.jobStatus = generator_.Chance(30) ? model::JobStatus::CANCELLED : model::JobStatus::RUNNING;
    auto& definition = job.s3JobDefinition.emplace().bucketDefinitions.emplace().emplace_back();
    definition.accountId = "account";
    definition.buckets = std::vector{name};
    job.emulator.emplace();
    if (generator_.Chance(70)) {
      job.emulator->runStartedAt = Timestamp(std::chrono::seconds(generator_.Below(1'000'000'000)));
    }
    state::JobIndex jobs;
    std::vector<std::string> touched;
    jobs.Update("account", nullptr, &job, &touched);
    table_.RefreshJobDetails(touched, jobs);
    const auto bucket = table_.Find(name);
    ASSERT_EQ(bucket.has_value(), rows_.contains(name));
    if (!bucket || touched.empty()) return;
    ASSERT_EQ(bucket->jobDetails, jobs.Details(name));
    std::string bytes;
    wire::Encode(*bucket, wire::Nulls::kEmit, &bytes);
    rows_[name] = Json::parse(bytes);
  }
  void Erase(const std::string& name) { EXPECT_EQ(table_.Erase(name), rows_.erase(name) == 1); }
  void Change(std::size_t count) {
    for (; count > 0; --count) {
      const std::string name = generator_.Name();
      if (generator_.Chance(50)) {
        Put(name);
      } else if (generator_.Chance(50)) {
        Erase(name);
      } else {
        NameInJob(name);
      }
    }
  }

  // The same buckets in a table that is made of all of them at once, in any order, some given more than once.
  void BuildAnew() {
    engine::TableBuilder builder(state::BucketSchema::Get().columns(), base::SeededHash(1));
    std::vector<std::string> names;
    for (const auto& [name, row] : rows_) names.push_back(name);
    for (std::size_t i = names.size(); i > 1; --i) std::swap(names[i - 1], names[generator_.Below(i)]);
    std::vector<engine::Cell> cells;
    engine::TableBuilder second(state::BucketSchema::Get().columns(), base::SeededHash(2));
    const auto add = [&](const model::BucketMetadata& bucket, std::int64_t payload) {
      state::FillBucketCells(bucket, &cells);
      engine::TableBuilder& into = generator_.Chance(40) ? second : builder;
      into.Add(*bucket.bucketName, cells, payload, state::NextRowVersion());
    };
    std::vector<std::int64_t> expected;
    for (const std::string& name : names) {
      if (!generator_.Chance(10)) continue;
      expected.push_back(-1 - static_cast<std::int64_t>(expected.size()));
      add(generator_.Bucket(name), expected.back());
    }
    for (const std::string& name : names) add(*table_.Find(name), 1);
    engine::TableBuilder all(state::BucketSchema::Get().columns(), base::SeededHash(1));
    all.Absorb(std::move(builder));
    all.Absorb(std::move(second));
    std::vector<std::int64_t> replaced;
    table_ = state::BucketTable(all.Finish(base::RunHere, &replaced));
    std::sort(replaced.rbegin(), replaced.rend());
    ASSERT_EQ(replaced, expected);
    ASSERT_EQ(table_.size(), rows_.size());
    for (const auto& [name, row] : rows_) {
      std::string bytes;
      table_.AppendJson(*table_.table().Find(name), &bytes);
      ASSERT_EQ(Json::parse(bytes), row);
      ASSERT_EQ(table_.RowId(name), 1);
    }
  }
  void EraseAll() {
    for (const std::string& name : Names()) Erase(name);
  }

  const state::BucketTable& table() const { return table_; }
  std::vector<Json> Rows() const {
    std::vector<Json> rows;
    for (const auto& [name, row] : rows_) rows.push_back(row);
    return rows;
  }
  std::set<std::string> Names() const {
    std::set<std::string> names;
    for (const auto& [name, row] : rows_) names.insert(name);
    return names;
  }

 private:
  Generator& generator_;
  state::BucketTable table_;
  std::map<std::string, Json> rows_;
};

TEST(EngineProperty, EveryPlanGivesTheNaiveAnswer) {
  Generator generator;
  World world(&generator);
  for (int round = 0; round < 12; ++round) {
    world.Change(120);
    if (generator.Chance(40)) {
      ASSERT_NO_FATAL_FAILURE(world.BuildAnew());
      if (generator.Chance(50)) world.Change(60);
    }
    if (world.table().size() == 0) continue;
    const std::vector<Json> rows = world.Rows();
    for (int question = 0; question < 60; ++question) {
      const Json criteria = generator.Criteria();
      const std::string attribute = generator.Chance(20) ? "" : generator.SortPath();
      const bool descending = generator.Chance(50);
      const auto expected = naive::Select(rows, criteria, attribute, descending);
      engine::Query query = Compile(criteria, attribute, descending);
      query.limit = 5000;
      for (const auto plan : {std::optional<engine::Plan>(), std::optional(engine::Plan::kWalk),
                              std::optional(engine::Plan::kGather), std::optional(engine::Plan::kScan)}) {
        const auto result = engine::RunQuery(world.table().table(), query, plan);
        ASSERT_EQ(NamesOf(world.table().table(), result.slots), expected)
            << criteria << " by " << attribute << (descending ? " down" : " up") << ", plan "
            << engine::PlanName(result.plan);
        ASSERT_FALSE(result.more);
      }
      auto all = NamesOf(world.table().table(), engine::SelectAll(world.table().table(), query));
      auto sorted = expected;
      std::sort(all.begin(), all.end());
      std::sort(sorted.begin(), sorted.end());
      ASSERT_EQ(all, sorted) << criteria;
    }
  }
}

TEST(EngineProperty, PagesStayRightWhileBucketsComeAndGo) {
  Generator generator;
  World world(&generator);
  world.Change(600);
  for (int walk = 0; walk < 60; ++walk) {
    const Json criteria = generator.Chance(50) ? Json::object() : generator.Criteria();
    const std::string attribute = generator.Chance(20) ? "" : generator.SortPath();
    engine::Query query = Compile(criteria, attribute, generator.Chance(50));
    query.limit = 1 + generator.Below(40);
    const bool writing = generator.Chance(70);
    const std::vector<Json> before = world.Rows();
    std::set<std::string> touched;
    std::vector<std::string> seen;
    while (world.table().size() > 0) {
      const engine::Table& table = world.table().table();
      const auto page = engine::RunQuery(table, query);
      for (const auto& name : NamesOf(table, page.slots)) seen.push_back(name);
      if (!page.more) break;
      query.after = engine::PositionOf(table, query, page.slots.back());
      if (!writing) continue;
      const auto names = world.Names();
      for (std::size_t count = generator.Below(6); count > 0; --count) {
        const std::string name = generator.Chance(50)
                                     ? generator.Name()
                                     : *std::next(names.begin(), static_cast<long>(generator.Below(names.size())));
        touched.insert(name);
        if (generator.Chance(50)) {
          world.Put(name);
        } else {
          world.Erase(name);
        }
      }
    }
    // What was there all the time and was not written is seen once, in order.
    std::vector<std::string> expected;
    for (const auto& name : naive::Select(before, criteria, attribute, query.descending)) {
      if (!touched.contains(name)) expected.push_back(name);
    }
    std::erase_if(seen, [&](const std::string& name) { return touched.contains(name); });
    ASSERT_EQ(seen, expected) << criteria << " by " << attribute;
  }
}

// Buckets of several accounts, some under one name, as one list: every row once, in the naive order, over pages of any
// size.
TEST(EngineProperty, SeveralTablesAnswerAsOne) {
  Generator generator;
  const std::vector<std::string> accounts{"111111111111", "222222222222", "333333333333", "444444444444"};
  std::vector<World> worlds(accounts.size(), World(&generator));
  for (std::size_t i = 0; i + 1 < worlds.size(); ++i) worlds[i].Change(150);  // the last has none
  for (int shared = 0; shared < 40; ++shared) {
    const std::string name = generator.Name();
    for (std::size_t i = 0; i + 1 < worlds.size(); ++i) worlds[i].Put(name);
  }
  std::vector<Json> rows;
  std::vector<engine::NamedTable> tables;
  for (std::size_t i = 0; i < worlds.size(); ++i) {
    for (const Json& row : worlds[i].Rows()) rows.push_back(row);
    tables.push_back({accounts[i], &worlds[i].table().table()});
  }
  for (int walk = 0; walk < 200; ++walk) {
    const Json criteria = generator.Chance(50) ? Json::object() : generator.Criteria();
    const std::string attribute = generator.Chance(30) ? "" : generator.SortPath();
    engine::Query query = Compile(criteria, attribute, generator.Chance(50));
    query.limit = 1 + generator.Below(60);
    std::vector<std::string> seen;
    std::set<std::pair<std::string, std::size_t>> distinct;
    std::string after_table;
    while (true) {
      const engine::MergedResult page = engine::RunMergedQuery(tables, query, after_table, nullptr);
      ASSERT_LE(page.rows.size(), query.limit);
      for (const auto& row : page.rows) {
        const std::string name(tables[row.table].table->Key(row.slot));
        if (!seen.empty() && seen.back() == name && distinct.contains({name, row.table + 1})) {
          // Only rows that differ in the sort column may come in another order than that of the accounts.
          ASSERT_FALSE(attribute.empty()) << name;
        }
        seen.push_back(name);
        ASSERT_TRUE(distinct.emplace(name, row.table).second) << name << " twice";
      }
      if (!page.more) break;
      query.after = page.last;
      after_table = page.last_table;
    }
    ASSERT_EQ(seen, naive::Select(rows, criteria, attribute, query.descending)) << criteria << " by " << attribute;
  }
}

// What is in use is counted right in a table built at once: when its rows go nothing stays, and it can be used again.
TEST(EngineProperty, NothingStaysOfATableBuiltAtOnce) {
  Generator generator;
  for (int round = 0; round < 20; ++round) {
    World world(&generator);
    world.Change(generator.Below(700));
    ASSERT_NO_FATAL_FAILURE(world.BuildAnew());
    world.Change(50);
    world.EraseAll();
    const engine::Table& table = world.table().table();
    ASSERT_EQ(table.size(), 0u);
    if (table.groups() == 0) continue;
    const auto& columns = table.schema().columns();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      using engine::ColumnKind;
      SCOPED_TRACE(columns[i].name);
      if (columns[i].kind == ColumnKind::kText || columns[i].kind == ColumnKind::kTextList) {
        EXPECT_EQ(table.dictionary(i).size(), 0u);
      }
      for (std::size_t choice = 0; choice < columns[i].choices.size(); ++choice) {
        EXPECT_EQ(table.choice_count(i, choice), 0u);
      }
      if (columns[i].access == engine::Access::kOrdered) {
        EXPECT_TRUE(table.order(i).values.empty());
        EXPECT_TRUE(table.order(i).nulls.empty());
      }
      if (columns[i].access == engine::Access::kPosted || columns[i].kind == ColumnKind::kPairList) {
        EXPECT_TRUE(table.postings(i).empty());
      }
    }
    EXPECT_EQ(table.pairs().keys().size(), 0u);
    EXPECT_EQ(table.pairs().values().size(), 0u);
    world.Change(100);
    ASSERT_NO_FATAL_FAILURE(world.BuildAnew());
  }
}

TEST(EngineProperty, OldCopiesStayAsTheyWere) {
  Generator generator;
  World world(&generator);
  world.Change(300);
  const state::BucketTable copy = world.table();
  const std::vector<Json> rows = world.Rows();
  world.Change(600);
  engine::Query query = Compile(Json::object(), "sizeInBytes", true);
  query.limit = 5000;
  EXPECT_EQ(NamesOf(copy.table(), engine::RunQuery(copy.table(), query).slots),
            naive::Select(rows, Json::object(), "sizeInBytes", true));
  for (const Json& row : rows) {
    std::string bytes;
    copy.AppendJson(*copy.table().Find(row["bucketName"].get<std::string>()), &bytes);
    EXPECT_EQ(Json::parse(bytes), row);
  }
}

}  // namespace
}  // namespace macie_local
