#include "objects/md5.h"

#include <gtest/gtest.h>

namespace macie_local::objects {
namespace {

// The sums are those of RFC 1321.
TEST(Md5Test, SumsWhatWasAddedInAnyPieces) {
  EXPECT_EQ(Md5().Finish(), "d41d8cd98f00b204e9800998ecf8427e");
  Md5 whole;
  whole.Add("message digest");
  EXPECT_EQ(whole.Finish(), "f96b697d7cb7938d525a2f31aaf161d0");
  Md5 pieces;
  for (const char* piece : {"mess", "", "age digest"}) pieces.Add(piece);
  EXPECT_EQ(pieces.Finish(), "f96b697d7cb7938d525a2f31aaf161d0");
}

}  // namespace
}  // namespace macie_local::objects
