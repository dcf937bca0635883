// As many connections as files may be open beside the server's own.
#include "app/open_files.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace macie_local::app {
namespace {

class OpenFilesTest : public testing::Test {
 protected:
  OpenFilesTest() { getrlimit(RLIMIT_NOFILE, &before_); }
  ~OpenFilesTest() override { setrlimit(RLIMIT_NOFILE, &before_); }

  void Limit(rlim_t files) {
    rlimit limit = before_;
    limit.rlim_cur = files;
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  }
  rlimit before_{};
};

TEST_F(OpenFilesTest, ConnectionsLeaveRoomForTheServersFiles) {
  Limit(1024);
  EXPECT_EQ(ConnectionsThatFit(4096), 768u);
  EXPECT_EQ(ConnectionsThatFit(769), 768u);
  EXPECT_EQ(ConnectionsThatFit(768), 768u);
  EXPECT_EQ(ConnectionsThatFit(1), 1u);
  Limit(512);
  EXPECT_EQ(ConnectionsThatFit(4096), 256u);
  Limit(100);
  EXPECT_EQ(ConnectionsThatFit(4096), 50u);
}

TEST_F(OpenFilesTest, TheLimitIsRaisedToWhatTheProcessMaySet) {
  Limit(100);
  RaiseOpenFilesLimit();
  rlimit raised{};
  getrlimit(RLIMIT_NOFILE, &raised);
  EXPECT_EQ(raised.rlim_cur, before_.rlim_max);
}

}  // namespace
}  // namespace macie_local::app
