#include "base/constant_time.h"

#include <gtest/gtest.h>

#include <string>

namespace macie_local::base {
namespace {

TEST(ConstantTimeTest, EqualIsEqualInEveryByte) {
  EXPECT_TRUE(AreEqualInConstantTime("", ""));
  EXPECT_FALSE(AreEqualInConstantTime("", "a"));
  EXPECT_FALSE(AreEqualInConstantTime("a", ""));
  const std::string secret("a\0b\xFFsecret", 10);
  EXPECT_TRUE(AreEqualInConstantTime(secret, std::string(secret)));
  EXPECT_FALSE(AreEqualInConstantTime(secret, secret + "x"));
  EXPECT_FALSE(AreEqualInConstantTime(secret, secret.substr(1)));
  for (std::size_t i = 0; i < secret.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string other = secret;
      other[i] = static_cast<char>(other[i] ^ (1 << bit));
      EXPECT_FALSE(AreEqualInConstantTime(secret, other)) << i << " " << bit;
    }
  }
}

}  // namespace
}  // namespace macie_local::base
