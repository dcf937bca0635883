// The log's lines, and that they go to standard error only, whatever the embedding program does with its own output.
#include "base/log.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

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

TEST_F(LogTest, AMessageIsOneLineOfText) {
  for (const auto& [message, line] : {
           std::pair<std::string, std::string>{"a\nb\r\tc", R"(a\u000ab\u000d\u0009c)"},
           {"\x1b[31m\x7f", R"(\u001b[31m\u007f)"},
           {"\xC2\x80\xC2\x9F\xC2\xA0\xC3\xA9", "\\u0080\\u009f\xC2\xA0\xC3\xA9"},
           {"\xFF\xC2", "\xEF\xBF\xBD\xEF\xBF\xBD"},
           {std::string(1, '\0') + "x", R"(\u0000x)"},
       }) {
    EXPECT_NE(Logged(LogLevel::kError, message).find(" error " + line + "\n"), std::string::npos) << line;
  }
  ASSERT_TRUE(SetUpLog("info", "json"));
  EXPECT_NE(Logged(LogLevel::kError, "a\nb").find(R"("message":"a\\u000ab"})"), std::string::npos);
}

TEST_F(LogTest, AMessageIsCutAtItsBound) {
  const std::string longest(kLogMessageBytesMax, 'x');
  EXPECT_NE(Logged(LogLevel::kError, longest).find(" error " + longest + "\n"), std::string::npos);
  EXPECT_NE(Logged(LogLevel::kError, longest + "y").find(" error " + longest + "...\n"), std::string::npos);
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
