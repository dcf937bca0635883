#include "base/xxh64.h"

#include <gtest/gtest.h>

#include <string>

namespace macie_local::base {
namespace {

// The answers are those of the reference implementation.
TEST(Xxh64Test, IsTheWellKnownHash) {
  EXPECT_EQ(Xxh64("", 0), 0xEF46DB3751D8E999u);
  EXPECT_EQ(Xxh64("a", 0), 0xD24EC4F1A98C6E5Bu);
  EXPECT_EQ(Xxh64("abc", 0), 0x44BC2CF5AD770999u);
}

TEST(Xxh64Test, OfEveryLength) {
  std::string bytes;
  for (int i = 0; i < 200; ++i) bytes.push_back(static_cast<char>((i * 7 + 3) % 251));
  EXPECT_EQ(Xxh64(bytes.substr(0, 100), 0), 0x778E26DF8290F456u);
  EXPECT_EQ(Xxh64(bytes.substr(0, 100), 2654435761), 0xEFA3D41CC67B2690u);
  std::uint64_t all = 0;
  for (std::size_t length = 0; length <= bytes.size(); ++length) {
    all = all * 31 + Xxh64(bytes.substr(0, length), length * length);
  }
  EXPECT_EQ(all, 0xCA0A42EFACDEC548u);
}

}  // namespace
}  // namespace macie_local::base
