// The bucket table's bytes, its page cache, and readers that hold snapshots while a writer goes on.
#include "state/bucket_table.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "engine/query.h"
#include "unit/state/fixtures.h"
#include "wire/codec.h"

namespace macie_local::state {
namespace {

model::BucketMetadata Numbered(int number, std::int64_t objects) {
  model::BucketMetadata bucket = Bucket("b-" + std::to_string(1000 + number));
  bucket.bucketArn = "arn:aws:s3:::" + *bucket.bucketName;
  bucket.objectCount = objects;
  bucket.errorMessage = "quote \" and \x01";
  bucket.tags.emplace().emplace_back().key = "k";
  bucket.tags->back().value = "\xe2\x82\xac";
  return bucket;
}

TEST(BucketTableTest, BytesAreTheCodecs) {
  BucketTable table;
  for (int i = 0; i < 600; ++i) {
    model::BucketMetadata bucket = Numbered(i, i);
    if (i % 3 == 0) bucket.tags.reset();
    if (i % 5 == 0) bucket.publicAccess.emplace().effectivePermission = model::EffectivePermission::PUBLIC;
    table.Put(bucket, i);
  }
  int seen = 0;
  table.ForEach([&](engine::Slot slot) {
    std::string expected;
    wire::Encode(table.Get(slot), wire::Nulls::kEmit, &expected);
    std::string bytes;
    table.AppendJson(slot, &bytes);
    // Within a nested object the codec leaves nulls out only where the object is absent.
    const auto decoded = wire::Decode<model::BucketMetadata>(bytes, {.strict = true});
    ASSERT_TRUE(decoded.ok()) << decoded.error().text;
    EXPECT_EQ(*decoded, table.Get(slot));
    EXPECT_EQ(bytes, expected);
    model::BucketMetadata stored = table.Get(slot);
    stored.jobDetails.reset();
    expected.clear();
    wire::Encode(stored, wire::Nulls::kOmit, &expected);
    bytes.clear();
    table.AppendStoredJson(slot, &bytes);
    EXPECT_EQ(bytes, expected);
    ++seen;
  });
  EXPECT_EQ(seen, 600);
}

std::vector<BucketRow> RowsOf(const BucketTable& table, const std::vector<engine::Slot>& slots) {
  std::vector<BucketRow> rows;
  for (const engine::Slot slot : slots) rows.push_back({&table, slot});
  return rows;
}

TEST(PageCacheTest, ARowThatChangesIsNeverStale) {
  BucketTable table;
  for (int i = 0; i < 50; ++i) table.Put(Numbered(i, 0), i);
  PageCache cache;
  std::vector<engine::Slot> slots;
  table.ForEach([&](engine::Slot slot) { slots.push_back(slot); });
  const auto shown = [&] { return RowsOf(table, slots); };
  const auto naive = [&] {
    std::string all;
    for (const engine::Slot slot : slots) {
      if (!all.empty()) all.push_back(',');
      table.AppendJson(slot, &all);
    }
    return all;
  };
  for (int round = 0; round < 300; ++round) {
    const auto first = cache.Json(shown());
    EXPECT_EQ(*first, naive());
    EXPECT_EQ(cache.Json(shown()), first) << "a page asked for again is the same bytes";
    table.Put(Numbered(round % 50, round + 1), round % 50);
    if (round % 7 == 0) std::reverse(slots.begin(), slots.end());
  }
  EXPECT_EQ(*cache.Json({}), "");
}

// Two accounts' buckets of one name are two rows: a page of one is never taken for the other's.
TEST(PageCacheTest, TablesAreToldApart) {
  BucketTable first;
  BucketTable second;
  first.Put(Numbered(1, 10), 1);
  second.Put(Numbered(1, 20), 1);
  PageCache cache;
  const auto one = cache.Json(RowsOf(first, {*first.table().Find(*Numbered(1, 0).bucketName)}));
  const auto other = cache.Json(RowsOf(second, {*second.table().Find(*Numbered(1, 0).bucketName)}));
  EXPECT_NE(one->find("\"objectCount\":10,"), std::string::npos) << *one;
  EXPECT_NE(other->find("\"objectCount\":20,"), std::string::npos) << *other;
}

// Each generation writes its number into every row; whoever takes a snapshot must see one number only.
TEST(BucketTableTest, SnapshotsAreWholeWhileTheWriterGoesOn) {
  constexpr int kRows = 700;
  constexpr int kGenerations = 60;
  BucketTable table;
  for (int i = 0; i < kRows; ++i) table.Put(Numbered(i, 0), i);
  std::mutex mutex;
  auto published = std::make_shared<const BucketTable>(table);
  std::atomic<bool> stop{false};
  std::atomic<int> looks{0};
  PageCache cache;
  const auto read = [&] {
    const std::size_t column = BucketSchema::Get().Column("objectCount");
    while (!stop) {
      std::shared_ptr<const BucketTable> snapshot;
      {
        const std::lock_guard lock(mutex);
        snapshot = published;
      }
      engine::Query query;
      query.sort = column;
      query.descending = looks % 2 == 0;
      const auto page = engine::RunQuery(snapshot->table(), query);
      ASSERT_EQ(page.slots.size(), 50u);
      const auto generation = snapshot->table().Number(page.slots.front(), column);
      auto& all = query.conditions.emplace_back();
      all.column = column;
      all.kind = engine::Condition::Kind::kRange;
      all.least = all.greatest = *generation;
      ASSERT_EQ(engine::SelectAll(snapshot->table(), query).size(), static_cast<std::size_t>(kRows));
      const std::string expected = "\"objectCount\":" + std::to_string(*generation) + ",";
      ASSERT_NE(cache.Json(RowsOf(*snapshot, page.slots))->find(expected), std::string::npos);
      ++looks;
    }
  };
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) readers.emplace_back(read);
  for (int generation = 1; generation <= kGenerations; ++generation) {
    for (int i = 0; i < kRows; ++i) table.Put(Numbered(i, generation), i);
    auto next = std::make_shared<const BucketTable>(table);
    {
      const std::lock_guard lock(mutex);
      published.swap(next);
    }
  }
  while (looks < 10) std::this_thread::yield();
  stop = true;
  for (auto& reader : readers) reader.join();
}

}  // namespace
}  // namespace macie_local::state
