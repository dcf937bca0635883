// A hash is kept with the record and compared after a restart, of another version too: it must stay what it is.
#include "service/core/client_token.h"

#include <gtest/gtest.h>

namespace macie_local::service {
namespace {

TEST(ClientTokenTest, HashesStayWhatTheyAre) {
  EXPECT_EQ(HashOfBytes(""), "0000000000000000");
  EXPECT_EQ(HashOfBytes("a"), "14f5f093b2d06f0e");
  EXPECT_EQ(HashOfBytes("12345678"), "bc001755a9e15e11");
  EXPECT_EQ(HashOfBytes("123456789"), "87beb6418e5738e4");
  EXPECT_EQ(HashOfBytes(R"({"name":"a job"})"), "4ebde4c8c5b6af9c");
}

}  // namespace
}  // namespace macie_local::service
