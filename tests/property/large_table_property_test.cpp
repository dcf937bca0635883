// The engine at 100,000 buckets, walked page by page while buckets come, change and go. The rows are copies of a few
// hundred random buckets, so that the naive reading looks at those and says where each row belongs. The seed is
// printed; MACIE_SEED gives another.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "engine/query.h"
#include "engine/table_builder.h"
#include "property/bucket_generator.h"
#include "property/naive_buckets.h"
#include "state/bucket_table.h"
#include "wire/codec.h"

namespace macie_local {
namespace {

using naive::Json;

constexpr std::size_t kRows = 100'000;
constexpr std::size_t kPatterns = 300;
constexpr int kQuestions = 16;

class LargeWorld {
 public:
  explicit LargeWorld(naive::Generator* generator) : generator_(*generator) {
    for (std::size_t i = 0; i < kPatterns; ++i) {
      patterns_.push_back(generator_.Bucket("pattern-" + std::to_string(i)));
      std::string bytes;
      wire::Encode(patterns_.back(), wire::Nulls::kEmit, &bytes);
      rows_of_patterns_.push_back(Json::parse(bytes));
    }
    engine::TableBuilder builder(state::BucketSchema::Get().columns(), base::SeededHash(1));
    std::vector<engine::Cell> cells;
    for (std::size_t i = 0; i < kRows; ++i) {
      const std::string name = NameOf(i);
      const std::size_t pattern = generator_.Below(kPatterns);
      state::FillBucketCells(patterns_[pattern], &cells);
      builder.Add(name, cells, 1, state::NextRowVersion());
      rows_[name] = pattern;
    }
    std::vector<std::int64_t> replaced;
    table_ = state::BucketTable(builder.Finish(base::RunHere, &replaced));
  }

  static std::string NameOf(std::size_t i) { return "b-" + std::to_string(i * 7'919 % 1'000'003); }
  std::string AnyName() { return NameOf(generator_.Below(kRows + kRows / 10)); }

  void Put(const std::string& name) {
    const std::size_t pattern = generator_.Below(kPatterns);
    model::BucketMetadata bucket = patterns_[pattern];
    bucket.bucketName = name;
    table_.Put(bucket, 1);
    rows_[name] = pattern;
  }
  void Erase(const std::string& name) { EXPECT_EQ(table_.Erase(name), rows_.erase(name) == 1); }

  const engine::Table& table() const { return table_.table(); }

  // The names in the naive order.
  std::vector<std::string> Select(const Json& criteria, const std::string& prefix, const std::string& attribute,
                                  bool descending) const {
    std::map<std::string, std::size_t> ranks;  // of the patterns that match; those of one value are equal
    const bool by_name = attribute.empty() || attribute == "bucketName";
    const Json* before = nullptr;
    std::size_t rank = 0;
    std::vector<Json> values;
    const auto order = naive::Select(rows_of_patterns_, criteria, attribute, descending);
    values.reserve(order.size());
    for (const auto& name : order) {
      values.push_back(naive::ValueAt(rows_of_patterns_[std::stoul(name.substr(8))], attribute));
      if (before != nullptr && !by_name && *before != values.back()) ++rank;
      before = &values.back();
      ranks[name] = rank;
    }
    std::vector<std::pair<std::size_t, std::string>> rows;
    for (const auto& [name, pattern] : rows_) {
      const auto found = ranks.find("pattern-" + std::to_string(pattern));
      if (found != ranks.end() && name.starts_with(prefix)) rows.emplace_back(found->second, name);
    }
    std::sort(rows.begin(), rows.end());
    std::vector<std::string> names;
    for (auto& [place, name] : rows) names.push_back(std::move(name));
    if (by_name && descending) std::reverse(names.begin(), names.end());
    return names;
  }

 private:
  naive::Generator& generator_;
  std::vector<model::BucketMetadata> patterns_;
  std::vector<Json> rows_of_patterns_;
  state::BucketTable table_;
  std::map<std::string, std::size_t> rows_;  // name to pattern
};

// A question that depends on a bucket's pattern, and on its name by the order only; and a prefix for names.
std::tuple<Json, std::string, std::string> Question(naive::Generator* generator) {
  Json criteria = Json::object();
  do {
    criteria = generator->Criteria();
  } while (criteria.contains("bucketName") || criteria.contains("bucketArn"));
  std::string attribute;
  do {
    attribute = generator->Chance(20) ? "" : generator->SortPath();
  } while (attribute == "bucketArn");
  const std::string prefix = generator->Chance(50) ? "" : generator->Chance(50) ? "b-4" : "b-77";
  return {criteria, prefix, attribute};
}

TEST(LargeTableProperty, PagesStayRightWhileBucketsComeAndGo) {
  naive::Generator generator;
  LargeWorld world(&generator);
  for (int question = 0; question < kQuestions; ++question) {
    const auto [criteria, prefix, attribute] = Question(&generator);
    Json with_prefix = criteria;
    if (!prefix.empty()) with_prefix["bucketName"]["prefix"] = prefix;
    engine::Query query = naive::Compile(with_prefix, attribute, generator.Chance(50));
    query.limit = 3'000;
    // Now and then the walk, however dear it seems.
    const auto plan = generator.Chance(30) ? std::optional(engine::Plan::kWalk) : std::nullopt;
    const auto before = world.Select(criteria, prefix, attribute, query.descending);
    std::set<std::string> touched;
    std::vector<std::string> seen;
    while (true) {
      const auto page = engine::RunQuery(world.table(), query, plan);
      for (auto& name : naive::NamesOf(world.table(), page.slots)) seen.push_back(std::move(name));
      if (!page.more) break;
      query.after = engine::PositionOf(world.table(), query, page.slots.back());
      for (int change = 0; change < 40; ++change) {
        const std::string name = world.AnyName();
        touched.insert(name);
        if (generator.Chance(70)) {
          world.Put(name);
        } else {
          world.Erase(name);
        }
      }
    }
    std::vector<std::string> expected;
    for (const auto& name : before) {
      if (!touched.contains(name)) expected.push_back(name);
    }
    std::erase_if(seen, [&](const std::string& name) { return touched.contains(name); });
    ASSERT_TRUE(seen == expected) << with_prefix << " by " << attribute << (query.descending ? " down" : " up") << ": "
                                  << seen.size() << " rows, " << expected.size() << " expected";
  }
}

}  // namespace
}  // namespace macie_local
