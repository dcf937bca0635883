#include "app/scan/ordered_output.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <thread>

namespace macie_local::app {
namespace {

class OrderedOutputTest : public testing::Test {
 protected:
  ~OrderedOutputTest() override { std::fclose(file_); }
  std::string Written() {
    std::rewind(file_);
    std::string text(1000, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file_));
    std::fseek(file_, 0, SEEK_END);
    return text;
  }

  std::FILE* file_ = std::tmpfile();
  OrderedOutput output_{file_};
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
  OrderedOutput output(file_, ", ");
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

TEST_F(OrderedOutputTest, AFullDiskIsSeen) {
  std::FILE* const full = std::fopen("/dev/full", "w");
  ASSERT_NE(full, nullptr);
  OrderedOutput output(full);
  output.Put(0, "text");
  EXPECT_TRUE(output.failed());
  EXPECT_FALSE(output.WaitFor(1));
  std::fclose(full);
}

}  // namespace
}  // namespace macie_local::app
