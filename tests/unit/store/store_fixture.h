// A store on a file of the test's own, and ways to write to it.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "store/store.h"
#include "support/work.h"
#include "unit/store/fixtures.h"

namespace macie_local::store {

using support::Work;

class StoreTest : public testing::Test {
 protected:
  std::unique_ptr<Store> Open(
      StoreOptions options = {}, Store::DueWork due_work = [](state::Transaction&, const state::DueKey&) {}) {
    options.database.path = folder_.File("db");
    auto opened = Store::Open(options, clock_, ids_, std::move(due_work));
    EXPECT_TRUE(opened.ok()) << (opened.ok() ? "" : opened.error().text);
    return opened.ok() ? std::move(opened).value() : nullptr;
  }

  // Holds the writer in a mutation from construction until Release.
  class Hold {
   public:
    explicit Hold(Store& store) {
      auto entered = std::make_shared<std::promise<void>>();
      auto in = entered->get_future();
      EXPECT_TRUE(store.Submit(std::make_unique<Work>(
          [entered, until = gate_.get_future().share()](state::Transaction&) {
            entered->set_value();
            until.wait();
            return true;
          },
          [](bool) {})));
      in.wait();
    }
    void Release() { gate_.set_value(); }

   private:
    std::promise<void> gate_;
  };

  // Submits; the future is what Done was told.
  static std::future<bool> Submit(Store& store, std::function<bool(state::Transaction&)> run, bool may_undo = false) {
    auto promise = std::make_shared<std::promise<bool>>();
    auto future = promise->get_future();
    EXPECT_TRUE(store.Submit(std::make_unique<Work>(
        std::move(run), [promise](bool committed) { promise->set_value(committed); }, may_undo)));
    return future;
  }

  static std::future<bool> SubmitLarge(Store& store, std::function<bool(state::Transaction&)> run) {
    auto promise = std::make_shared<std::promise<bool>>();
    auto future = promise->get_future();
    EXPECT_TRUE(store.Submit(std::make_unique<Work>(
        std::move(run), [promise](bool committed) { promise->set_value(committed); }, true, true)));
    return future;
  }
  // More than is kept for a commit.
  static void PutMany(state::Transaction& transaction) {
    model::BucketMetadata bucket = Bucket("name");
    bucket.errorMessage = std::string(100'000, 'x');
    for (std::size_t bytes = 0; bytes < 3 * state::Batch::kChangesBytesMax; bytes += bucket.errorMessage->size()) {
      bucket.bucketName = "bucket-" + std::to_string(bytes);
      transaction.PutBucket(kHome, bucket);
    }
  }

  static std::future<bool> SubmitJob(Store& store, std::string id) {
    return Submit(store, [id](state::Transaction& transaction) {
      transaction.PutJob(kHome, Job(id, {"somewhere"}));
      return true;
    });
  }

  static bool Has(const Store& store, const std::string& id) {
    return store.Current()->partition(kHome).job(id) != nullptr;
  }

  TemporaryFolder folder_;
  ManualClock clock_{At(0)};
  CountingIds ids_;
};

}  // namespace macie_local::store
