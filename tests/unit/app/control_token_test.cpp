// Where the token comes from, and that no message holds it.
#include "app/control_token.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace macie_local::app {
namespace {

class ControlTokenTest : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(path_); }

  // What a file of this content makes of it; "!MESSAGE" when it is refused.
  std::string FromFile(const std::string& content) {
    std::ofstream(path_, std::ios::binary) << content;
    Config config;
    config.control_token_file = path_;
    return Read(config);
  }
  static std::string FromVariable(const std::string& token) {
    Config config;
    config.control_token = token;
    return Read(config);
  }
  static std::string Read(const Config& config) {
    const auto token = ReadControlToken(config);
    return token.ok() ? token->value_or("(none)") : "!" + token.error().text;
  }

  const std::string path_ = testing::TempDir() + "control-token-" + std::to_string(getpid());
};

TEST_F(ControlTokenTest, TheFilesLineEndIsNoPartOfIt) {
  EXPECT_EQ(Read(Config{}), "(none)");
  EXPECT_EQ(FromFile("s3cret~!"), "s3cret~!");
  EXPECT_EQ(FromFile("s3cret\n"), "s3cret");
  EXPECT_EQ(FromFile("s3cret\r\n"), "s3cret");
  EXPECT_EQ(FromVariable("s3cret"), "s3cret");
}

TEST_F(ControlTokenTest, TheFileWins) {
  std::ofstream(path_) << "of-the-file";
  Config config;
  config.control_token_file = path_;
  config.control_token = "of-the-variable";
  EXPECT_EQ(Read(config), "of-the-file");
}

TEST_F(ControlTokenTest, LengthsAreTakenUpToTheBound) {
  const std::string longest(kControlTokenBytesMax, 'x');
  EXPECT_EQ(FromFile(longest + "\n"), longest);
  EXPECT_EQ(FromVariable(longest), longest);
  EXPECT_EQ(FromVariable(longest + "x"),
            "!MACIE_LOCAL_CONTROL_TOKEN: must be a token of 1 to 4096 visible ASCII characters; 4097 bytes given");
}

TEST_F(ControlTokenTest, WhatCannotBeAHeadersValueIsRefusedAndNotShown) {
  EXPECT_EQ(FromFile(""),
            "!--control-token-file " + path_ + ": must be a token of 1 to 4096 visible ASCII characters; it is empty");
  EXPECT_EQ(FromFile("\n")[0], '!');
  EXPECT_EQ(FromFile("hunter2\n\n"), "!--control-token-file " + path_ +
                                         ": must be a token of 1 to 4096 visible ASCII characters; byte 8 is none");
  for (const char* wrong :
       {"hunter2 ", " hunter2", "hun ter2", "hunter2\t", "hunter2\x7F", "hunter2\xC3\xA9", "hun\r2"}) {
    const std::string message = FromVariable(wrong);
    EXPECT_EQ(message[0], '!') << wrong;
    EXPECT_EQ(message.find("hun"), std::string::npos) << message;
  }
  EXPECT_EQ(FromVariable("")[0], '!');
  Config config;
  config.control_token_file = path_ + "-none";
  EXPECT_NE(Read(config).find("!--control-token-file " + path_ + "-none: can't be read"), std::string::npos);
  config.control_token_file = "";
  config.control_token = "taken?";
  EXPECT_EQ(Read(config), "!--control-token-file: must name a file; it is empty");
}

}  // namespace
}  // namespace macie_local::app
