// The log's lines, and that they go to standard error only, whatever the embedding program does with its own output.
#include "base/log.h"

#include <gtest/gtest.h>

#include <string>

namespace macie_local::base {
namespace {

class LogTest : public testing::Test {
 protected:
  ~LogTest() override { EXPECT_TRUE(SetUpLog("warn", "text")); }

  // What is written to standard error while `message` is logged.
  static std::string Logged(LogLevel level, std::string_view message) {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    Log(level, message);
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
    return testing::internal::GetCapturedStderr();
  }
};

TEST_F(LogTest, WarningsAreLoggedBeforeItIsSetUp) {
  EXPECT_EQ(Logged(LogLevel::kInfo, "quiet"), "");
  EXPECT_NE(Logged(LogLevel::kWarn, "loud").find(" warning loud\n"), std::string::npos);
}

TEST_F(LogTest, TheLastSetUpHolds) {
  ASSERT_TRUE(SetUpLog("debug", "json"));
  EXPECT_TRUE(LogEnabled(LogLevel::kDebug));
  EXPECT_NE(Logged(LogLevel::kDebug, "a \"b\"").find(R"("level":"debug","message":"a \"b\""})"), std::string::npos);
  ASSERT_TRUE(SetUpLog("error", "text"));
  EXPECT_FALSE(LogEnabled(LogLevel::kWarn));
  EXPECT_NE(Logged(LogLevel::kError, "text again").find("Z error text again\n"), std::string::npos);
}

TEST_F(LogTest, WhatIsNoLevelOrFormatChangesNothing) {
  ASSERT_TRUE(SetUpLog("error", "text"));
  EXPECT_FALSE(SetUpLog("loud", "text"));
  EXPECT_FALSE(SetUpLog("info", "xml"));
  EXPECT_FALSE(LogEnabled(LogLevel::kWarn));
  EXPECT_TRUE(LogEnabled(LogLevel::kError));
}

}  // namespace
}  // namespace macie_local::base
