#include "gateway/inquiries.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <nlohmann/json.hpp>

#include "objects/registry.h"
#include "support/bench_gateway.h"
#include "support/objects_in_memory.h"

namespace macie_local::gateway {
namespace {

using std::chrono::milliseconds;

TEST(InquiriesTest, WhatIsAnsweredInTimeIsNotGivenUp) {
  const support::CountingStopwatch stopwatch;
  std::atomic<int> asked{0}, given_up{0};
  {
    Inquiries inquiries(stopwatch);
    for (int i = 0; i < 20; ++i) EXPECT_TRUE(inquiries.Submit([&] { ++asked; }, [&] { ++given_up; }));
  }
  EXPECT_EQ(asked, 20);
  EXPECT_EQ(given_up, 0);
}

TEST(InquiriesTest, WhoWaitsTooLongIsGivenUpEvenIfNobodyHasAsked) {
  const support::CountingStopwatch stopwatch;
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future();
  std::promise<void> all_given_up;
  std::atomic<int> asked{0}, given_up{0};
  constexpr int kQuestions = 5;
  Inquiries inquiries(stopwatch, milliseconds(1));
  for (int i = 0; i < kQuestions; ++i) {
    EXPECT_TRUE(inquiries.Submit(
        [&] {
          ++asked;
          released.wait();
        },
        [&] {
          if (++given_up == kQuestions) all_given_up.set_value();
        }));
  }
  all_given_up.get_future().wait();
  EXPECT_LE(asked, static_cast<int>(Inquiries::kThreads));
  release.set_value();
}

TEST(InquiriesTest, SoManyWaitAndNoMore) {
  const support::CountingStopwatch stopwatch;
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future();
  std::promise<void> busy;
  std::atomic<std::size_t> asked{0};
  {
    Inquiries inquiries(stopwatch, std::chrono::hours(1));
    for (std::size_t i = 0; i < Inquiries::kThreads; ++i) {
      EXPECT_TRUE(inquiries.Submit(
          [&] {
            if (++asked == Inquiries::kThreads) busy.set_value();
            released.wait();
          },
          [] {}));
    }
    busy.get_future().wait();
    for (std::size_t i = 0; i < Inquiries::kWaitingMax; ++i) EXPECT_TRUE(inquiries.Submit([&] { ++asked; }, [] {}));
    EXPECT_FALSE(inquiries.Submit([&] { ++asked; }, [] {}));
    release.set_value();
  }
  EXPECT_EQ(asked, Inquiries::kThreads + Inquiries::kWaitingMax);
}

// Objects whose finding waits until it is let go.
class SlowObjects : public support::ObjectsInMemory {
 public:
  base::Result<std::optional<objects::ObjectInfo>> Find(const std::string& bucket, const std::string& key) override {
    released_.wait();
    return ObjectsInMemory::Find(bucket, key);
  }
  void Release() { release_.set_value(); }

 private:
  std::promise<void> release_;
  const std::shared_future<void> released_ = release_.get_future();
};

// The status of an allow list whose words lie in a bucket.
std::string StatusOf(support::GatewayBench& bench) {
  using Json = nlohmann::json;
  EXPECT_EQ(bench.Send("PUT", "/_macie-local/buckets", R"([{"bucketName":"lists"}])").status, 200);
  const Response created = bench.Send("POST", "/allow-lists",
                                      R"({"clientToken":"t","name":"n","criteria":{"s3WordsList":
                                          {"bucketName":"lists","objectKey":"words"}}})");
  const std::string id = Json::parse(created.body.str()).at("id");
  const Response list = bench.Send("GET", "/allow-lists/" + id);
  EXPECT_EQ(list.status, 200);
  return Json::parse(list.body.str()).at("status").at("code");
}

TEST(InquiriesTest, AListThatAnswersInTimeIsRead) {
  const auto objects = std::make_shared<SlowObjects>();
  objects->Put("lists", "words", "one\n");
  objects->Release();
  const objects::SourceRegistry registry([&](const std::string&, const std::string&) { return objects; });
  support::GatewayBench bench;
  bench.environment.sources = &registry;
  EXPECT_EQ(StatusOf(bench), "OK");
}

TEST(InquiriesTest, AListThatDoesNotAnswerInTimeIsDenied) {
  const auto objects = std::make_shared<SlowObjects>();
  objects->Put("lists", "words", "one\n");
  const objects::SourceRegistry registry([&](const std::string&, const std::string&) { return objects; });
  auto options = support::GatewayBench::Options();
  options.patience = milliseconds(0);
  support::GatewayBench bench(options);
  bench.environment.sources = &registry;
  EXPECT_EQ(StatusOf(bench), "S3_OBJECT_ACCESS_DENIED");
  objects->Release();
}

}  // namespace
}  // namespace macie_local::gateway
