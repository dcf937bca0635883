#include "worker/program.h"

#include <gtest/gtest.h>

namespace macie_local::worker {
namespace {

TEST(ProgramTest, WhatIsGivenIsTakenWhenItCanBeRun) {
  EXPECT_EQ(*FindProgram("/bin/true"), "/bin/true");
  const auto absent = FindProgram("/nonexistent/scan");
  ASSERT_FALSE(absent.ok());
  EXPECT_NE(absent.error().text.find("no /nonexistent/scan"), std::string::npos);
  EXPECT_FALSE(FindProgram("/dev/null").ok());
}

// The tests lie in a folder without it.
TEST(ProgramTest, WithoutOneTheErrorNamesBothPlaces) {
  const auto absent = FindProgram("");
  ASSERT_FALSE(absent.ok());
  EXPECT_NE(absent.error().text.find("/macie-local-scan nor "), std::string::npos);
  EXPECT_NE(absent.error().text.find("/../libexec/macie-local/macie-local-scan"), std::string::npos);
}

}  // namespace
}  // namespace macie_local::worker
