#include "wire/base64.h"

#include <gtest/gtest.h>

namespace macie_local::wire {
namespace {

std::string Encoded(std::string_view bytes, std::size_t piece) {
  Base64Encoder encoder;
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += piece) encoder.Add(bytes.substr(at, piece), &out);
  encoder.Finish(&out);
  return out;
}

TEST(Base64Test, WritesTheVectorsOfRfc4648) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(Encoded(bytes, 100), text);
    EXPECT_EQ(FromBase64(text), bytes);
  }
}

TEST(Base64Test, ReadsWhatItWroteInAnyPieces) {
  std::string bytes;
  for (int i = 0; i < 1000; ++i) bytes.push_back(static_cast<char>(i * 7));
  for (const std::size_t piece : {1, 2, 3, 4, 5, 999, 1000}) EXPECT_EQ(FromBase64(Encoded(bytes, piece)), bytes);
}

TEST(Base64Test, RefusesWhatIsNone) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zm9v\n", "Zm-v", "Zm=v", "Zg==Zg=="}) {
    EXPECT_FALSE(FromBase64(text)) << text;
  }
}

}  // namespace
}  // namespace macie_local::wire
