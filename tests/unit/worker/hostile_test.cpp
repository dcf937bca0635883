// Whatever a process does, the server goes on: the object is skipped, and the next one gets a new process.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <future>
#include <string>
#include <thread>

#include "unit/worker/bench.h"

namespace macie_local::worker {
namespace {

constexpr std::string_view kDied = "UNABLE_TO_PARSE_FILE";
constexpr std::string_view kHung = "TIME_CUT_OFF_REACHED";

// Options for the program of that path, which is looked at often.
WorkerOptions Of(std::string program) {
  WorkerOptions options;
  options.program = std::move(program);
  options.look = std::chrono::milliseconds(1);
  return options;
}

class HostileTest : public testing::Test {
 protected:
  Answer Scan(std::string_view name, std::string_view text = "some text") {
    return worker_.Scan(plan_, name, Open(text));
  }
  // Says whether an object is read as it should be.
  bool ReadsOn() {
    const Answer answer = Scan("count", "twelve bytes");
    return WasRead(answer) && answer.result.bytes == 12;
  }
  // Returns what becomes of an object when between two looks at the process, which runs already, a second passes.
  Answer ScanInHaste(Worker* worker, std::string_view name, std::string_view text = "some text") {
    EXPECT_TRUE(WasRead(worker->Scan(plan_, "count", Open(""))));
    stopwatch_.SetStep(std::chrono::seconds(1));
    const Answer answer = worker->Scan(plan_, name, Open(text));
    stopwatch_.SetStep({});
    return answer;
  }
  // Returns why a process that is called by this name does not begin.
  std::string WhyRefused(const std::string& called, bool in_haste = false) {
    if (in_haste) stopwatch_.SetStep(std::chrono::seconds(1));
    const std::string path = testing::TempDir() + std::to_string(getpid()) + called;
    std::filesystem::create_symlink(MACIE_HOSTILE_PROGRAM, path);
    Worker worker(Of(path), stopwatch_);
    const Answer answer = worker.Scan(plan_, "count", Open(""));
    stopwatch_.SetStep({});
    std::filesystem::remove(path);
    EXPECT_EQ(answer.kind, Answer::Kind::kRefused);
    EXPECT_EQ(worker.process_id(), 0);
    return answer.why;
  }

  std::shared_ptr<const scan::Plan> plan_ = std::make_shared<scan::Plan>();
  SteppingStopwatch stopwatch_;
  Worker worker_{Of(MACIE_HOSTILE_PROGRAM), stopwatch_};
};

TEST_F(HostileTest, ObjectsAreReadOneAfterTheOther) {
  ASSERT_TRUE(ReadsOn());
  const pid_t first = worker_.process_id();
  const std::string large(10 * scan::kSlotBytes + 1, 'x');
  EXPECT_EQ(Scan("count", large).result.bytes, large.size());
  EXPECT_EQ(Scan("count", "").result.bytes, 0u);
  EXPECT_EQ(worker_.process_id(), first);
  EXPECT_EQ(worker_.unknown(), (std::vector<std::string>{"FIRST_UNKNOWN", "SECOND_UNKNOWN"}));
}

TEST_F(HostileTest, SmallPiecesAreAllHandedOver) {
  const std::string text(scan::kSlotBytes + 5, 'x');
  EXPECT_EQ(worker_.Scan(plan_, "count", Open(text, {.piece = 7})).result.bytes, text.size());
}

TEST_F(HostileTest, AnAnswerThatComesEarlyIsTaken) {
  const std::string large(20 * scan::kSlotBytes, 'x');
  EXPECT_TRUE(WasRead(Scan("early", large)));
  EXPECT_TRUE(ReadsOn());
}

TEST_F(HostileTest, AnObjectIsReadAgainOnce) {
  EXPECT_EQ(Scan("again").result.bytes, 9009u);
  const std::string large(9 * scan::kSlotBytes, 'x');
  EXPECT_EQ(Scan("again", large).result.bytes, large.size() * 1001);
  EXPECT_TRUE(WasSkipped(Scan("again-and-again"), kDied));
  EXPECT_TRUE(ReadsOn());
}

TEST_F(HostileTest, AnObjectThatEndsTheProcessIsSkipped) {
  EXPECT_TRUE(WasSkipped(Scan("die"), kDied));
  EXPECT_EQ(worker_.process_id(), 0);
  EXPECT_TRUE(ReadsOn());
  EXPECT_TRUE(WasSkipped(Scan("die", std::string(20 * scan::kSlotBytes, 'x')), kDied));
  EXPECT_TRUE(ReadsOn());
}

TEST_F(HostileTest, AnObjectThatMakesItHangIsSkipped) {
  EXPECT_TRUE(WasSkipped(ScanInHaste(&worker_, "hang"), kHung));
  EXPECT_TRUE(ReadsOn());
  EXPECT_TRUE(WasSkipped(ScanInHaste(&worker_, "hang", std::string(20 * scan::kSlotBytes, 'x')), kHung));
  EXPECT_TRUE(ReadsOn());
}

// It may have room for the end of the object that it has answered, and then the next one finds it hung.
TEST_F(HostileTest, AnAnswerAndThenNothingCostsOneObjectMore) {
  EXPECT_EQ(ScanInHaste(&worker_, "answer-and-hang", std::string(20 * scan::kSlotBytes, 'x')).kind,
            Answer::Kind::kResult);
  stopwatch_.SetStep(std::chrono::seconds(1));
  EXPECT_EQ(Scan("count").kind, Answer::Kind::kResult);
  stopwatch_.SetStep({});
  EXPECT_TRUE(ReadsOn());
}

TEST_F(HostileTest, ProgressWithoutEndEndsWithTheTimeOfAnObject) {
  WorkerOptions options = Of(MACIE_HOSTILE_PROGRAM);
  options.object_time = std::chrono::seconds(500);
  Worker worker(options, stopwatch_);
  EXPECT_TRUE(WasSkipped(ScanInHaste(&worker, "keep-busy"), kHung));
}

TEST_F(HostileTest, ASlowStreamIsNotTheFaultOfTheProcess) {
  const auto wait = [&] { stopwatch_.Move(std::chrono::hours(1)); };
  EXPECT_TRUE(WasRead(worker_.Scan(plan_, "count", Open("text", {.call = wait}))));
}

TEST_F(HostileTest, MemoryHasAnEnd) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers take terabytes of addresses, so there is no limit";
#endif
  EXPECT_TRUE(WasSkipped(Scan("take-memory"), kDied));
  EXPECT_TRUE(ReadsOn());
}

TEST_F(HostileTest, WhatIsNoAnswerEndsTheProcess) {
  for (const char* name : {"no-message", "another-kind", "no-result", "write-without-end"}) {
    EXPECT_TRUE(WasSkipped(Scan(name), kDied)) << name;
    EXPECT_EQ(worker_.process_id(), 0) << name;
    EXPECT_TRUE(ReadsOn()) << name;
  }
}

// It garbles what it reads itself, and is ended when it reads on and on.
TEST_F(HostileTest, SlotsThatAreNotFreeHurtNobodyElse) {
  EXPECT_EQ(ScanInHaste(&worker_, "free-what-is-not", std::string(50 * scan::kSlotBytes, 'x')).kind,
            Answer::Kind::kResult);
  Worker worker(Of(MACIE_HOSTILE_PROGRAM), stopwatch_);
  EXPECT_TRUE(WasRead(worker.Scan(plan_, "count", Open("x"))));
}

TEST_F(HostileTest, AStreamThatFailsIsToldAndTheProcessGoesOn) {
  const Answer answer = worker_.Scan(plan_, "count", Open("part", {.failure = "the disk is gone"}));
  EXPECT_EQ(answer.kind, Answer::Kind::kSourceFailed);
  EXPECT_EQ(answer.why, "the disk is gone");
  const pid_t before = worker_.process_id();
  const Answer closed = worker_.Scan(
      plan_, "count", []() -> base::Result<std::unique_ptr<base::ByteStream>> { return base::Error("no such file"); });
  EXPECT_EQ(closed.kind, Answer::Kind::kSourceFailed);
  EXPECT_EQ(closed.why, "no such file");
  EXPECT_TRUE(ReadsOn());
  EXPECT_EQ(worker_.process_id(), before);
}

TEST_F(HostileTest, WhyAProcessDoesNotBeginIsSaid) {
  EXPECT_NE(WhyRefused("ends-at-once").find("ended or hung before it was ready"), std::string::npos);
  EXPECT_NE(WhyRefused("hangs-at-once", true).find("ended or hung before it was ready"), std::string::npos);
  EXPECT_NE(WhyRefused("refuses").find("does not begin: because"), std::string::npos);
  EXPECT_NE(WhyRefused("is-old").find("is of version '0.0.0', which is not "), std::string::npos);
  Worker worker(Of("/nonexistent/macie-local-scan"), stopwatch_);
  const Answer answer = worker.Scan(plan_, "count", Open(""));
  EXPECT_EQ(answer.kind, Answer::Kind::kRefused);
  EXPECT_EQ(answer.why, "/nonexistent/macie-local-scan can't be started: No such file or directory");
}

TEST_F(HostileTest, AnIdleProcessIsEndedAndStartedAnew) {
  EXPECT_EQ(worker_.process_id(), 0);
  EXPECT_TRUE(ReadsOn());
  stopwatch_.Move(std::chrono::seconds(30) - std::chrono::nanoseconds(1));
  worker_.EndWhenIdle();
  EXPECT_NE(worker_.process_id(), 0);
  stopwatch_.Move(std::chrono::nanoseconds(1));
  worker_.EndWhenIdle();
  EXPECT_EQ(worker_.process_id(), 0);
  EXPECT_TRUE(ReadsOn());
}

TEST_F(HostileTest, StopEndsAScanFromAnotherThread) {
  std::promise<void> begun;
  std::thread other([&] {
    begun.get_future().wait();
    worker_.Stop();
  });
  bool first = true;
  const auto tell = [&] {
    if (std::exchange(first, false)) begun.set_value();
  };
  const Answer answer = worker_.Scan(plan_, "hang", Open("x", {.call = tell}));
  other.join();
  EXPECT_EQ(answer.kind, Answer::Kind::kStopped);
  EXPECT_EQ(worker_.process_id(), 0);
  EXPECT_EQ(Scan("count").kind, Answer::Kind::kStopped);
}

}  // namespace
}  // namespace macie_local::worker
