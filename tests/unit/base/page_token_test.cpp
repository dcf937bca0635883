// Proves that a page token opens only whole, with its own key and its own question.
#include "base/page_token.h"

#include <gtest/gtest.h>

#include <random>

namespace macie_local::base {
namespace {

TokenKey KeyOf(std::uint8_t first) {
  TokenKey key;
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(first + i);
  return key;
}

TEST(PageTokenTest, OpensToThePositionItWasMadeFrom) {
  for (const std::string& position :
       {std::string(), std::string("a"), std::string("\0\xff payroll", 10), std::string(500, 'x')}) {
    const std::string token = MakePageToken(KeyOf(1), "DescribeBuckets", position);
    EXPECT_FALSE(token.empty());
    EXPECT_EQ(OpenPageToken(KeyOf(1), "DescribeBuckets", token), position);
  }
}

TEST(PageTokenTest, RefusesEveryForgedByte) {
  const std::string token = MakePageToken(KeyOf(1), "context", "a position of some length");
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (int byte = 0; byte < 256; ++byte) {
      if (static_cast<char>(byte) == token[i]) continue;
      std::string forged = token;
      forged[i] = static_cast<char>(byte);
      ASSERT_FALSE(OpenPageToken(KeyOf(1), "context", forged)) << "byte " << i << " as " << byte;
    }
  }
}

TEST(PageTokenTest, RefusesShortenedLengthenedAndJoinedTokens) {
  const std::string token = MakePageToken(KeyOf(1), "context", "position");
  for (std::size_t length = 0; length < token.size(); ++length) {
    EXPECT_FALSE(OpenPageToken(KeyOf(1), "context", token.substr(0, length)));
  }
  EXPECT_FALSE(OpenPageToken(KeyOf(1), "context", token + "A"));
  EXPECT_FALSE(OpenPageToken(KeyOf(1), "context", token + "="));
  EXPECT_FALSE(OpenPageToken(KeyOf(1), "context", token + token));
  EXPECT_FALSE(OpenPageToken(KeyOf(1), "context", std::string(kTokenBytesMax + 1, 'A')));
}

TEST(PageTokenTest, RefusesAnotherContextAndEveryOtherKey) {
  const std::string token = MakePageToken(KeyOf(1), "DescribeBuckets", "position");
  EXPECT_FALSE(OpenPageToken(KeyOf(1), "SearchResources", token));
  EXPECT_FALSE(OpenPageToken(KeyOf(1), "", token));
  // A context must not be able to borrow bytes from the position.
  EXPECT_FALSE(OpenPageToken(KeyOf(1), "DescribeBucketsp", MakePageToken(KeyOf(1), "DescribeBuckets", "position")));
  for (std::size_t i = 0; i < 32; ++i) {
    TokenKey key = KeyOf(1);
    key[i] ^= 1;
    EXPECT_FALSE(OpenPageToken(key, "DescribeBuckets", token)) << "key byte " << i;
  }
}

TEST(PageTokenTest, RefusesRandomText) {
  std::mt19937 random(11);
  for (int round = 0; round < 2000; ++round) {
    std::string text(random() % 80, '\0');
    for (char& c : text) c = "ABCXYZabcxyz0189-_"[random() % 18];
    EXPECT_FALSE(OpenPageToken(KeyOf(1), "context", text));
  }
}

TEST(TokenWriterTest, ReadsBackWhatItWrote) {
  TokenWriter writer;
  writer.Text("name").Number(-5).Text("").Number(INT64_MAX);
  TokenReader reader(writer.bytes());
  EXPECT_EQ(reader.Text(), "name");
  EXPECT_EQ(reader.Number(), -5);
  EXPECT_EQ(reader.Text(), "");
  EXPECT_EQ(reader.Number(), INT64_MAX);
  EXPECT_TRUE(reader.Finished());
  EXPECT_EQ(reader.Number(), 0);
  EXPECT_FALSE(reader.ok());
  TokenWriter below_zero;
  below_zero.Number(-1);
  TokenReader negative(below_zero.bytes());
  EXPECT_EQ(negative.Text(), "");
  EXPECT_FALSE(negative.ok());
}

}  // namespace
}  // namespace macie_local::base
