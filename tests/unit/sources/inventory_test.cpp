// A folder's buckets in the inventory: at the start, when the folder changes, and after a restart.
#include "sources/inventory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <future>

#include "store/store.h"
#include "support/files.h"
#include "support/ports.h"

namespace macie_local::sources {
namespace {

using Names = std::vector<std::string>;

class InventoryTest : public testing::Test {
 protected:
  void TearDown() override { Stop(); }

  void Put(const std::string& name, const std::string& content) {
    const std::filesystem::path file = folder_.File("root/" + name);
    std::filesystem::create_directories(file.parent_path());
    support::WriteFile(file, content);
  }
  // `with_folder` false: as a start without --objects.
  void Start(bool with_folder = true) {
    std::filesystem::create_directories(folder_.File("root"));
    std::shared_ptr<objects::FolderSource> source;
    if (with_folder) source = std::move(objects::FolderSource::Open(folder_.File("root"))).value();
    registry_.emplace(nullptr);
    inventory_.emplace(std::move(source), key_, environment_, clock_, &*registry_);
    store::StoreOptions options;
    options.database.path = folder_.File("db");
    options.restore_sources = [this](const std::string& text) { inventory_->Restore(text); };
    auto opened = store::Store::Open(options, clock_, ids_, [](state::Transaction&, const state::DueKey&) {});
    store_ = std::move(opened).value();
    inventory_->Start(store_.get());
  }
  void Stop() {
    if (inventory_) inventory_->Stop();
    if (store_) store_->Stop();
    inventory_.reset();
    store_.reset();
  }
  model::SourceChanges Refresh() {
    std::promise<model::SourceChanges> promise;
    inventory_->Refresh([&](const base::Result<model::SourceChanges>& changes) {
      EXPECT_TRUE(changes.ok()) << (changes.ok() ? "" : changes.error().text);
      promise.set_value(changes.ok() ? *changes : model::SourceChanges());
    });
    return promise.get_future().get();
  }
  std::optional<model::BucketMetadata> Bucket(const std::string& name) {
    return store_->Current()->partition(key_).buckets.Find(name);
  }

  const state::PartitionKey key_{"123456789012", "us-east-1"};
  support::TemporaryFolder folder_;
  service::Environment environment_;
  support::ManualClock clock_{Timestamp(std::chrono::seconds(1'900'000'000))};
  support::CountingIds ids_;
  std::optional<objects::SourceRegistry> registry_;
  std::optional<Inventory> inventory_;
  std::unique_ptr<store::Store> store_;
};

TEST_F(InventoryTest, CountsFollowFromTheFiles) {
  Put("payroll/a.csv", "12345");
  Put("payroll/x/b.jpg", "123");
  Put("payroll.json", R"({"versioning": true, "objects": [{"pattern": "*.csv", "storageClass": "GLACIER"}]})");
  Start();
  Refresh();
  const auto bucket = Bucket("payroll");
  ASSERT_TRUE(bucket);
  EXPECT_EQ(bucket->objectCount, 2);
  EXPECT_EQ(bucket->sizeInBytes, 8);
  EXPECT_EQ(bucket->classifiableObjectCount, 0);
  EXPECT_EQ(bucket->unclassifiableObjectCount->fileType, 1);
  EXPECT_EQ(bucket->unclassifiableObjectCount->storageClass, 1);
  EXPECT_EQ(bucket->versioning, true);
  EXPECT_EQ(bucket->sensitivityScore, 50);
  EXPECT_TRUE(registry_->Owns(key_.account, key_.region, "payroll"));
  EXPECT_FALSE(registry_->Owns(key_.account, "eu-west-1", "payroll"));
  EXPECT_NE(registry_->Find(key_.account, key_.region, "payroll"), nullptr);
  EXPECT_EQ(registry_->Find(key_.account, key_.region, "other"), nullptr);
  const model::SourceInfo info = inventory_->List().sources->front();
  EXPECT_EQ(info.state, "ok");
  EXPECT_EQ(info.bucketCount, 1);
  EXPECT_EQ(info.objectCount, 2);
}

TEST_F(InventoryTest, ARefreshTellsWhatChanged) {
  Put("one/a.csv", "1");
  Put("two/a.csv", "1");
  Start();
  Refresh();
  model::SourceChanges changes = Refresh();
  EXPECT_EQ(changes.added, Names{});
  EXPECT_EQ(changes.changed, Names{});
  EXPECT_EQ(changes.removed, Names{});
  std::filesystem::remove_all(folder_.File("root/one"));
  Put("two/b.csv", "22");
  Put("three/a.csv", "1");
  changes = Refresh();
  EXPECT_EQ(changes.added, Names{"three"});
  EXPECT_EQ(changes.changed, Names{"two"});
  EXPECT_EQ(changes.removed, Names{"one"});
  EXPECT_EQ(Bucket("two")->sizeInBytes, 3);
  EXPECT_FALSE(Bucket("one"));
  EXPECT_FALSE(registry_->Owns(key_.account, key_.region, "one"));
}

TEST_F(InventoryTest, WhatIsWrongWithOneBucketIsToldAndLeavesItAsItWas) {
  Put("one/a.csv", "1");
  Put("two/a.csv", "1");
  Put("no name!/a.csv", "1");
  Start();
  Refresh();
  EXPECT_NE(inventory_->List().sources->front().lastError->find("'no name!' is no name of a bucket"),
            std::string::npos);
  std::filesystem::remove_all(folder_.File("root/no name!"));
  for (const char* wrong : {"{", R"({"versioning": 1})", R"({"objects": [{"storageClass": "GLACIER"}]})",
                            R"({"objects": [{"key": "a", "storageClass": "ICE"}]})", R"({"bucketName": "two"})"}) {
    Put("one.json", wrong);
    Put("one/b.csv", "22");
    EXPECT_EQ(Refresh().changed, Names{}) << wrong;
    EXPECT_EQ(Bucket("one")->sizeInBytes, 1);
    EXPECT_EQ(inventory_->List().sources->front().state, "degraded");
    EXPECT_NE(inventory_->List().sources->front().lastError->find("one.json: "), std::string::npos);
  }
  Put("one.json", "{}");
  EXPECT_EQ(Refresh().changed, Names{"one"});
  EXPECT_EQ(inventory_->List().sources->front().state, "ok");
}

TEST_F(InventoryTest, WhatIsPutByHandStaysUnlessTheFolderTellsIt) {
  Put("one/a.csv", "1");
  Start();
  Refresh();
  model::BucketMetadata bucket = *Bucket("one");
  bucket.sharedAccess = model::SharedAccess::EXTERNAL;
  std::promise<void> done;
  class Putting : public store::Mutation {
   public:
    Putting(state::PartitionKey key, model::BucketMetadata bucket, std::promise<void>* done)
        : key_(std::move(key)), bucket_(std::move(bucket)), done_(*done) {}
    bool Run(state::Transaction& transaction) override {
      transaction.PutBucket(key_, bucket_);
      return true;
    }
    void Done(bool) override { done_.set_value(); }

   private:
    state::PartitionKey key_;
    model::BucketMetadata bucket_;
    std::promise<void>& done_;
  };
  ASSERT_TRUE(store_->Submit(std::make_unique<Putting>(key_, bucket, &done)));
  done.get_future().wait();
  Put("one/b.csv", "1");
  EXPECT_EQ(Refresh().changed, Names{"one"});
  EXPECT_EQ(Bucket("one")->sharedAccess, model::SharedAccess::EXTERNAL);
  EXPECT_EQ(Bucket("one")->objectCount, 2);
}

TEST_F(InventoryTest, ARestartKnowsWhichBucketsWereTheFolders) {
  Put("one/a.csv", "1");
  Put("two/a.csv", "1");
  Start();
  Refresh();
  Stop();
  std::filesystem::remove_all(folder_.File("root/one"));
  Start();
  EXPECT_TRUE(registry_->Owns(key_.account, key_.region, "two"));
  Refresh();
  EXPECT_FALSE(Bucket("one"));
  EXPECT_TRUE(Bucket("two"));
  Stop();
  Start(/*with_folder=*/false);
  Refresh();
  EXPECT_FALSE(Bucket("two"));
  EXPECT_TRUE(inventory_->List().sources->empty());
}

TEST_F(InventoryTest, WhoWaitsIsAnsweredWhenItStops) {
  Put("one/a.csv", "1");
  Start();
  inventory_->Stop();
  bool answered = false;
  inventory_->Refresh([&](const base::Result<model::SourceChanges>& changes) {
    EXPECT_FALSE(changes.ok());
    answered = true;
  });
  EXPECT_TRUE(answered);
}

}  // namespace
}  // namespace macie_local::sources
