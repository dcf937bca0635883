// Proves that CowMap is std::map under random operations, that old copies stay as they were, and that readers of copies
// do not race with the writer (under TSan).
#include "base/cow/cow_map.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace macie_local::base {
namespace {

using Map = CowMap<std::string, std::shared_ptr<const int>>;
using Model = std::map<std::string, int, std::less<>>;

void ExpectSame(const Map& map, const Model& model) {
  ASSERT_EQ(map.size(), model.size());
  auto at = map.begin();
  for (const auto& [key, value] : model) {
    ASSERT_TRUE(at != map.end());
    ASSERT_EQ(at->first, key);
    ASSERT_EQ(*at->second, value);
    ++at;
  }
  ASSERT_TRUE(at == map.end());
  for (auto back = model.rbegin(); back != model.rend(); ++back) {
    --at;
    ASSERT_EQ(at->first, back->first);
  }
}

std::string KeyOf(std::uint64_t number) {
  return "key-" + std::to_string(number) + std::string(number % 23, 'x');
}

void ExpectSameLookups(const Map& map, const Model& model, const std::string& key) {
  const auto found = model.find(key);
  const auto* value = map.Find(std::string_view(key));
  ASSERT_EQ(value != nullptr, found != model.end());
  const auto lower = map.LowerBound(key);
  const auto model_lower = model.lower_bound(key);
  ASSERT_EQ(lower == map.end(), model_lower == model.end());
  if (model_lower != model.end()) {
    ASSERT_EQ(lower->first, model_lower->first);
  }
  const auto upper = map.UpperBound(key);
  const auto model_upper = model.upper_bound(key);
  ASSERT_EQ(upper == map.end(), model_upper == model.end());
  if (model_upper != model.end()) {
    ASSERT_EQ(upper->first, model_upper->first);
  }
  ASSERT_EQ(map.CountBelow(key), static_cast<std::size_t>(std::distance(model.begin(), model_lower)));
}

class CowMapRandom : public testing::TestWithParam<std::uint64_t> {};

TEST_P(CowMapRandom, IsStdMapAndOldCopiesStay) {
  std::mt19937_64 random(GetParam());
  Map map;
  Model model;
  std::vector<std::pair<Map, Model>> kept;
  for (int step = 0; step < 30000; ++step) {
    // Grows, then shrinks, then grows again, so that splits and joins both happen at every depth.
    const bool growing = (step / 10000) % 2 == 0;
    const std::string key = KeyOf(random() % 4000);
    if (random() % 10 < (growing ? 8u : 2u)) {
      const int value = static_cast<int>(random() % 1000);
      const bool added = map.Set(key, std::make_shared<const int>(value));
      EXPECT_EQ(added, model.insert_or_assign(key, value).second);
    } else {
      EXPECT_EQ(map.Erase(key), model.erase(key) == 1);
    }
    if (step % 50 == 0) ExpectSameLookups(map, model, KeyOf(random() % 4000));
    if (step % 1500 == 0) kept.emplace_back(map, model);
    if (step % 3000 == 0) ExpectSame(map, model);
  }
  ExpectSame(map, model);
  for (const auto& [copy, as_it_was] : kept) ExpectSame(copy, as_it_was);
  while (!model.empty()) {
    auto victim = model.begin();
    std::advance(victim, static_cast<std::ptrdiff_t>(random() % std::min<std::size_t>(model.size(), 40)));
    ASSERT_TRUE(map.Erase(victim->first));
    model.erase(victim);
  }
  EXPECT_TRUE(map.empty());
  EXPECT_TRUE(map.begin() == map.end());
  for (const auto& [copy, as_it_was] : kept) ExpectSame(copy, as_it_was);
}

INSTANTIATE_TEST_SUITE_P(Seeds, CowMapRandom, testing::Values(1, 2, 3));

TEST(CowMapTest, AscendingAndDescendingInserts) {
  for (const bool ascending : {true, false}) {
    CowMap<int, int> map;
    for (int i = 0; i < 20000; ++i) map.Set(ascending ? i : 20000 - i, i);
    EXPECT_EQ(map.size(), 20000u);
    int previous = -1;
    for (const auto& [key, value] : map) {
      EXPECT_GT(key, previous);
      previous = key;
    }
  }
}

TEST(CowMapTest, EmptyMap) {
  const CowMap<int, int> map;
  EXPECT_EQ(map.Find(1), nullptr);
  EXPECT_TRUE(map.LowerBound(1) == map.end());
  EXPECT_EQ(map.CountBelow(1), 0u);
}

TEST(CowMapTest, ReadersOfCopiesDoNotRaceWithTheWriter) {
  CowMap<int, std::string> working;
  CowMap<int, std::string> published;
  std::mutex mutex;
  bool done = false;
  const auto read = [&] {
    for (;;) {
      CowMap<int, std::string> copy;
      {
        const std::lock_guard lock(mutex);
        copy = published;
        if (done) return;
      }
      std::size_t count = 0;
      for (const auto& [key, value] : copy) count += value == std::to_string(key) ? 1u : 0u;
      ASSERT_EQ(count, copy.size());
    }
  };
  std::thread first(read);
  std::thread second(read);
  std::mt19937 random(7);
  for (int batch = 0; batch < 400; ++batch) {
    for (int i = 0; i < 10; ++i) {
      const int key = static_cast<int>(random() % 2000);
      if (random() % 3 == 0) {
        working.Erase(key);
      } else {
        working.Set(key, std::to_string(key));
      }
    }
    const std::lock_guard lock(mutex);
    published = working;
  }
  {
    const std::lock_guard lock(mutex);
    done = true;
  }
  first.join();
  second.join();
}

struct NumberTraits {
  using Entry = int;
  using Key = int;
  static const int& KeyOf(const int& entry) { return entry; }
};

// Trees of every size around those where another node or another level begins, each then changed at random.
TEST(CowTreeTest, FromSortedIsATreeLikeAnyOther) {
  std::mt19937_64 random(7);
  std::vector<int> counts;
  for (int count = 0; count < 140; ++count) counts.push_back(count);
  for (const int count : {2600, 2688, 2689, 2700, 5000, 100'000, 172'032, 172'033}) counts.push_back(count);
  for (const int count : counts) {
    SCOPED_TRACE(count);
    int next = 0;
    auto tree = CowTree<NumberTraits>::FromSorted(static_cast<std::size_t>(count), [&] { return 2 * next++; });
    const auto copy = tree;
    std::map<int, int> model;
    for (int i = 0; i < count; ++i) model.emplace(2 * i, 0);
    for (int i = 0; i < 200; ++i) {
      const int key = static_cast<int>(random() % (2 * static_cast<unsigned>(count) + 10));
      if (random() % 2 == 0) {
        ASSERT_EQ(tree.Set(key, std::less<>()), model.emplace(key, 0).second);
      } else {
        ASSERT_EQ(tree.Erase(key, std::less<>()), model.erase(key) == 1);
      }
    }
    ASSERT_EQ(tree.size(), model.size());
    auto at = tree.Begin();
    std::size_t rank = 0;
    for (const auto& [key, unused] : model) {
      ASSERT_EQ(*at, key);
      if (rank % 97 == 0) {
        ASSERT_EQ(tree.CountBelow(key, std::less<>()), rank);
      }
      ++at;
      ++rank;
    }
    ASSERT_TRUE(at.at_end());
    ASSERT_EQ(copy.size(), static_cast<std::size_t>(count));
    int expected = 0;
    for (auto old = copy.Begin(); !old.at_end(); ++old) ASSERT_EQ(*old, 2 * expected++);
    ASSERT_EQ(expected, count);
  }
}

}  // namespace
}  // namespace macie_local::base
