#include "app/scan/progress.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

namespace macie_local::app {
namespace {

class ManualStopwatch : public Stopwatch {
 public:
  std::chrono::nanoseconds Elapsed() const override { return now; }
  std::chrono::nanoseconds now{0};
};

class ProgressTest : public testing::Test {
 protected:
  ~ProgressTest() override { std::fclose(terminal_); }
  // What was written since the last call.
  std::string Shown() {
    std::fseek(terminal_, read_, SEEK_SET);
    std::string text(1000, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), terminal_));
    read_ += static_cast<long>(text.size());
    std::fseek(terminal_, 0, SEEK_END);
    return text;
  }

  std::FILE* terminal_ = std::tmpfile();
  long read_ = 0;
  ManualStopwatch stopwatch_;
};

TEST_F(ProgressTest, TheLineIsWrittenAnewWhenItIsTimeTo) {
  Progress progress(terminal_, stopwatch_);
  progress.CountBytes(1234);
  progress.Show();
  EXPECT_EQ(Shown(), "\r0 files, 1.2 kB, 0 hits");
  progress.CountFile(3);
  progress.CountFile(0);
  stopwatch_.now = Progress::kBetween - std::chrono::nanoseconds(1);
  progress.Show();
  EXPECT_EQ(Shown(), "");
  stopwatch_.now = Progress::kBetween;
  progress.Show();
  EXPECT_EQ(Shown(), "\r2 files, 1.2 kB, 3 hits");
}

TEST_F(ProgressTest, AShorterLineCoversALongerOne) {
  Progress progress(terminal_, stopwatch_);
  progress.CountBytes(999'999);
  progress.Show();
  EXPECT_EQ(Shown(), "\r0 files, 999.9 kB, 0 hits");
  progress.CountBytes(1);
  stopwatch_.now = Progress::kBetween;
  progress.Show();
  EXPECT_EQ(Shown(), "\r0 files, 1.0 MB, 0 hits  ");
  progress.Erase();
  EXPECT_EQ(Shown(), "\r                       \r");
  progress.Erase();
  EXPECT_EQ(Shown(), "");
  progress.Show();
  EXPECT_EQ(Shown(), "\r0 files, 1.0 MB, 0 hits");
}

TEST_F(ProgressTest, WithoutATerminalNothingIsWritten) {
  Progress progress(nullptr, stopwatch_);
  progress.CountFile(1);
  progress.Show();
  progress.Erase();
}

TEST(BytesInWordsTest, AreOfAThousandEach) {
  EXPECT_EQ(BytesInWords(0), "0 bytes");
  EXPECT_EQ(BytesInWords(999), "999 bytes");
  EXPECT_EQ(BytesInWords(1000), "1.0 kB");
  EXPECT_EQ(BytesInWords(999'999), "999.9 kB");
  EXPECT_EQ(BytesInWords(1'000'000), "1.0 MB");
  EXPECT_EQ(BytesInWords(UINT64_MAX), "18.4 EB");
}

}  // namespace
}  // namespace macie_local::app
