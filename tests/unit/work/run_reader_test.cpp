#include "work/run_reader.h"

#include <gtest/gtest.h>

#include "support/objects_in_memory.h"

namespace macie_local::work {
namespace {

using Target = service::RunTarget;

struct Bench {
  std::shared_ptr<support::ObjectsInMemory> objects = std::make_shared<support::ObjectsInMemory>();

  RunReader Reader(std::vector<Target> targets, model::RunReading from = {}) {
    service::RunResults identity;
    identity.job_id = "job";
    identity.from = std::move(from);
    return RunReader(
        std::move(identity), std::move(targets),
        [this](const Target& bucket) { return bucket.bucket == "none" ? nullptr : objects; },
        [](const Target&, const objects::ObjectInfo& object) { return object.key.find("skip") == std::string::npos; });
  }
};

std::vector<std::string> KeysOf(RunReader& reader) {
  std::vector<std::string> keys;
  while (auto task = reader.Next()) keys.push_back(task->bucket.bucket + "/" + task->object.key);
  return keys;
}

service::ScannedObject Scanned(const std::string& key) {
  service::ScannedObject scanned;
  scanned.object.key = key;
  return scanned;
}

model::RunReading At(const std::string& bucket, const std::string& key) {
  model::RunReading reading;
  reading.account = "1";
  reading.bucket = bucket;
  reading.key = key;
  return reading;
}

TEST(RunReader, GivesTheObjectsOfAllBucketsInTheirOrder) {
  Bench bench;
  for (const char* key : {"a", "b", "c", "d", "skip-e"}) bench.objects->Put("one", key, "");
  bench.objects->Put("two", "z", "");
  RunReader reader = bench.Reader({{"1", "none"}, {"1", "one"}, {"1", "two"}});
  EXPECT_EQ(KeysOf(reader), (std::vector<std::string>{"one/a", "one/b", "one/c", "one/d", "two/z"}));
}

TEST(RunReader, GoesOnAfterTheLastObjectThatWasTold) {
  Bench bench;
  for (const char* key : {"a", "b", "c"}) bench.objects->Put("one", key, "");
  bench.objects->Put("two", "a", "");
  RunReader reader = bench.Reader({{"1", "one"}, {"1", "two"}}, At("one", "b"));
  EXPECT_EQ(KeysOf(reader), (std::vector<std::string>{"one/c", "two/a"}));
}

TEST(RunReader, GoesOnWithTheNextBucketWhenTheLastIsGone) {
  Bench bench;
  bench.objects->Put("two", "a", "");
  RunReader reader = bench.Reader({{"1", "two"}}, At("one", "b"));
  EXPECT_EQ(KeysOf(reader), (std::vector<std::string>{"two/a"}));
}

TEST(RunReader, TellsObjectsInOrderWhateverWasReadFirst) {
  Bench bench;
  for (const char* key : {"a", "b", "c"}) bench.objects->Put("one", key, "");
  RunReader reader = bench.Reader({{"1", "one"}});
  EXPECT_EQ(KeysOf(reader).size(), 3u);
  reader.Done(2, {.scanned = Scanned("c")});
  EXPECT_FALSE(reader.Collect());
  reader.Done(0, {});
  auto told = reader.Collect();
  ASSERT_TRUE(told);
  EXPECT_EQ(told->step.objects, 1);
  EXPECT_TRUE(told->objects.empty());
  EXPECT_EQ(told->step.to.key, "a");
  EXPECT_FALSE(told->step.finished);
  reader.Done(1, {.scanned = Scanned("b")});
  told = reader.Collect();
  ASSERT_TRUE(told);
  EXPECT_EQ(told->from.key, "a");
  ASSERT_EQ(told->objects.size(), 2u);
  EXPECT_EQ(told->objects[0].scanned.object.key, "b");
  EXPECT_EQ(told->step.to.key, "c");
  EXPECT_EQ(told->step.to.objects, 3);
  EXPECT_TRUE(told->step.finished);
  EXPECT_FALSE(reader.Collect());
}

TEST(RunReader, TellsNoMoreThanItsBoundAtOnce) {
  Bench bench;
  const std::size_t count = RunReader::kToldMax + 1;
  for (std::size_t i = 0; i < count; ++i) bench.objects->Put("one", std::to_string(1000 + i), "");
  RunReader reader = bench.Reader({{"1", "one"}});
  EXPECT_EQ(KeysOf(reader).size(), count);
  for (std::size_t i = 0; i < count; ++i) reader.Done(i, {});
  const auto first = reader.Collect();
  EXPECT_EQ(first->step.objects, static_cast<std::int64_t>(RunReader::kToldMax));
  EXPECT_FALSE(first->step.finished);
  const auto second = reader.Collect();
  EXPECT_EQ(second->step.objects, 1);
  EXPECT_TRUE(second->step.finished);
}

TEST(RunReader, TellsOfABucketThatCannotBeListedAndGoesOn) {
  Bench bench;
  bench.objects->Break("one");
  bench.objects->Put("two", "a", "");
  RunReader reader = bench.Reader({{"1", "one"}, {"1", "two"}});
  EXPECT_EQ(KeysOf(reader), (std::vector<std::string>{"two/a"}));
  reader.Done(0, {.unavailable = true});
  const auto told = reader.Collect();
  EXPECT_EQ(told->step.unavailable, (std::vector<Target>{{"1", "one"}, {"1", "two"}}));
  EXPECT_TRUE(told->step.finished);
}

TEST(RunReader, OfNothingIsFinishedAtOnce) {
  Bench bench;
  RunReader reader = bench.Reader({});
  EXPECT_FALSE(reader.Collect());
  EXPECT_FALSE(reader.Next());
  const auto told = reader.Collect();
  ASSERT_TRUE(told);
  EXPECT_TRUE(told->step.finished);
  EXPECT_EQ(told->step.objects, 0);
}

}  // namespace
}  // namespace macie_local::work
