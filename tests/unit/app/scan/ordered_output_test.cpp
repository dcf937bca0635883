#include "app/scan/ordered_output.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <thread>

#include "support/ports.h"

namespace macie_local::app {
namespace {

class OrderedOutputTest : public testing::Test {
 protected:
  const std::string& Written() const { return written_; }
  OrderedOutput::Write Write() {
    return [this](std::string_view text) {
      written_ += text;
      return true;
    };
  }

  std::string written_;
  OrderedOutput output_{Write()};
};

TEST_F(OrderedOutputTest, TextsComeInTheOrderOfTheirPieces) {
  output_.Put(2, "c");
  output_.Put(1, "");
  EXPECT_EQ(Written(), "");
  output_.Put(0, "a");
  EXPECT_EQ(Written(), "ac");
  output_.Put(3, "d");
  EXPECT_EQ(Written(), "acd");
}

TEST_F(OrderedOutputTest, WhatStandsBetweenStandsBetweenThoseThatHaveText) {
  OrderedOutput output(Write(), ", ");
  output.Put(0, "");
  output.Put(2, "c");
  output.Put(1, "b");
  output.Put(3, "");
  output.Put(4, "e");
  EXPECT_EQ(Written(), "b, c, e");
}

TEST_F(OrderedOutputTest, WhoIsTooFarAheadWaits) {
  EXPECT_TRUE(output_.WaitFor(OrderedOutput::kAheadMax - 1));
  bool went_on = false;
  std::thread ahead([&] { went_on = output_.WaitFor(OrderedOutput::kAheadMax); });
  output_.Put(0, "");
  ahead.join();
  EXPECT_TRUE(went_on);
}

TEST_F(OrderedOutputTest, StopEndsTheWaiting) {
  std::thread ahead([&] { EXPECT_FALSE(output_.WaitFor(OrderedOutput::kAheadMax)); });
  output_.Stop();
  ahead.join();
  output_.Put(0, "a");
  EXPECT_EQ(Written(), "");
  EXPECT_FALSE(output_.failed());
}

TEST_F(OrderedOutputTest, WhatCannotBeWrittenIsSeen) {
  int writes = 0;
  OrderedOutput output([&](std::string_view) {
    ++writes;
    return false;
  });
  output.Put(0, "text");
  EXPECT_TRUE(output.failed());
  EXPECT_FALSE(output.WaitFor(1));
  output.Put(1, "text");
  EXPECT_EQ(writes, 1);
}

TEST_F(OrderedOutputTest, TheProgressMakesWayForTextsAndIsShownBehindThem) {
  std::FILE* const terminal = std::tmpfile();
  support::CountingStopwatch stopwatch;
  Progress progress(terminal, stopwatch);
  const auto shown = [&] {
    std::rewind(terminal);
    std::string text(1000, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), terminal));
    std::fseek(terminal, 0, SEEK_END);
    return text;
  };
  OrderedOutput output(
      [&](std::string_view text) {
        std::fwrite(text.data(), 1, text.size(), terminal);
        return true;
      },
      "", &progress);
  const std::string line = "\r0 files, 0 bytes, 0 hits";
  output.Put(0, "");
  EXPECT_EQ(shown(), line);
  output.Put(1, "text\n");
  const std::string erased = "\r" + std::string(line.size() - 1, ' ') + "\r";
  EXPECT_EQ(shown(), line + erased + "text\n" + line);
  output.Stop();
  EXPECT_EQ(shown(), line + erased + "text\n" + line + erased);
  output.ShowProgress();
  EXPECT_EQ(shown(), line + erased + "text\n" + line + erased);
  std::fclose(terminal);
}

}  // namespace
}  // namespace macie_local::app
