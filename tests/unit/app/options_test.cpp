#include "app/options.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <vector>

namespace macie_local::app {
namespace {

ParsedOptions Parse(std::vector<const char*> words) {
  words.insert(words.begin(), "macie-local");
  return ParseOptions(static_cast<int>(words.size()), words.data());
}

TEST(OptionsTest, DefaultsAreThePublishedOnes) {
  const ParsedOptions parsed = Parse({});
  EXPECT_FALSE(parsed.exit_code) << parsed.message;
  EXPECT_EQ(parsed.config.host, "127.0.0.1");
  EXPECT_EQ(parsed.config.port, 6224);
  EXPECT_EQ(parsed.config.account, "123456789012");
  EXPECT_EQ(parsed.config.region, "us-east-1");
  EXPECT_FALSE(parsed.config.db);
}

TEST(OptionsTest, EachOptionIsRead) {
  const ParsedOptions parsed = Parse({"serve",
                                      "--port",
                                      "0",
                                      "--host",
                                      "0.0.0.0",
                                      "--account",
                                      "111122223333",
                                      "--region",
                                      "eu-west-1",
                                      "--session",
                                      "strict",
                                      "--run-duration",
                                      "PT2M",
                                      "--ids",
                                      "seeded:7",
                                      "--durability",
                                      "normal",
                                      "--seed",
                                      "a.json",
                                      "--seed",
                                      "b.json",
                                      "--client-token-window",
                                      "PT90S"});
  ASSERT_FALSE(parsed.exit_code) << parsed.message;
  EXPECT_EQ(parsed.config.port, 0);
  EXPECT_EQ(parsed.config.host, "0.0.0.0");
  EXPECT_EQ(parsed.config.account, "111122223333");
  EXPECT_EQ(parsed.config.region, "eu-west-1");
  EXPECT_EQ(parsed.config.session, SessionMode::kStrict);
  EXPECT_EQ(parsed.config.run_duration, std::chrono::minutes(2));
  EXPECT_EQ(parsed.config.client_token_window, std::chrono::seconds(90));
  EXPECT_EQ(parsed.config.id_seed, 7u);
  EXPECT_EQ(parsed.config.durability, Durability::kNormal);
  EXPECT_EQ(parsed.config.seeds, (std::vector<std::string>{"a.json", "b.json"}));
}

TEST(OptionsTest, AnEmptyFileNameIsRefused) {
  for (const char* option : {"--db", "--init", "--access-keys", "--tls-cert", "--tls-key"}) {
    const ParsedOptions parsed = Parse({option, ""});
    EXPECT_EQ(parsed.exit_code, 2) << option;
    EXPECT_EQ(parsed.message.find(std::string(option) + ": must not be empty; leave the option out instead"), 0u)
        << parsed.message;
  }
  Config config;
  config.db = "";  // as a program that embeds the server may say it
  EXPECT_EQ(FindMistake(config), "--db: must name a file; leave it out to keep everything in memory");
}

TEST(OptionsTest, JournalAndInitAreRead) {
  EXPECT_EQ(Parse({}).config.journal_requests_max, 10'000u);
  const Config config = Parse({"--journal", "0", "--init", "folder"}).config;
  EXPECT_EQ(config.journal_requests_max, 0u);
  EXPECT_EQ(config.init, "folder");
}

TEST(OptionsTest, TlsIsRead) {
  EXPECT_FALSE(Parse({}).config.tls_self_signed);
  EXPECT_EQ(Parse({}).config.tls_ca_file, "macie-local-ca.pem");
  const Config made = Parse({"--tls", "self-signed", "--tls-ca-file", "ca.pem"}).config;
  EXPECT_TRUE(made.tls_self_signed);
  EXPECT_EQ(made.tls_ca_file, "ca.pem");
  const Config given = Parse({"--tls-cert", "c.pem", "--tls-key", "k.pem"}).config;
  EXPECT_EQ(given.tls_cert, "c.pem");
  EXPECT_EQ(given.tls_key, "k.pem");
}

TEST(OptionsTest, WhatIsWrongNamesTheOptionAndWhatWasGiven) {
  const struct {
    std::vector<const char*> words;
    const char* named;
  } kCases[] = {{{"--account", "12"}, "--account"},
                {{"--region", "Mars 1"}, "--region"},
                {{"--run-duration", "5s"}, "'5s'"},
                {{"--client-token-window", "10"}, "--client-token-window: must be an ISO 8601 duration"},
                {{"--ids", "seeded:"}, "--ids"},
                {{"--ids", "seeded:x"}, "seeded:x"},
                {{"--port", "70000"}, "--port"},
                {{"--port", "x"}, "--port"},
                {{"--session", "loose"}, "--session"},
                {{"--nonsense"}, "--nonsense"},
                {{"--durability", "some"}, "--durability"},
                {{"--verify-signatures"}, "--access-keys"},
                {{"--tls", "on"}, "self-signed"},
                {{"--journal", "-1"}, "--journal"}};
  for (const auto& each : kCases) {
    const ParsedOptions parsed = Parse(each.words);
    ASSERT_EQ(parsed.exit_code, 2) << each.words[0];
    EXPECT_NE(parsed.message.find(each.named), std::string::npos) << parsed.message;
    EXPECT_EQ(parsed.message.find('\n'), std::string::npos) << parsed.message;
  }
}

TEST(OptionsTest, HelpAndVersionSucceed) {
  EXPECT_EQ(Parse({"--help"}).exit_code, 0);
  EXPECT_EQ(Parse({"--version"}).exit_code, 0);
  EXPECT_NE(Parse({"--help"}).message.find("--run-duration"), std::string::npos);
}

TEST(OptionsTest, TheEnvironmentStandsInForOptions) {
  ::setenv("MACIE_LOCAL_PORT", "7001", 1);
  ::setenv("MACIE_LOCAL_SEED", "one.json:two.json", 1);
  const ParsedOptions parsed = Parse({});
  const ParsedOptions given = Parse({"--port", "7002"});
  ::unsetenv("MACIE_LOCAL_PORT");
  ::unsetenv("MACIE_LOCAL_SEED");
  EXPECT_EQ(parsed.config.port, 7001);
  EXPECT_EQ(parsed.config.seeds, (std::vector<std::string>{"one.json", "two.json"}));
  EXPECT_EQ(given.config.port, 7002);
}

TEST(OptionsTest, SignaturesAreVerifiedWhenAskedFor) {
  EXPECT_FALSE(Parse({}).config.verify_signatures);
  const ParsedOptions parsed = Parse({"--verify-signatures", "--access-keys", "keys.json"});
  ASSERT_FALSE(parsed.exit_code) << parsed.message;
  EXPECT_TRUE(parsed.config.verify_signatures);
  EXPECT_EQ(nlohmann::json::parse(ConfigJson(parsed.config)).at("verifySignatures"), true);
  for (const auto& [text, on] : {std::pair{"true", true}, {"1", true}, {"false", false}, {"0", false}}) {
    ::setenv("MACIE_LOCAL_VERIFY_SIGNATURES", text, 1);
    EXPECT_EQ(Parse({"--access-keys", "keys.json"}).config.verify_signatures, on) << text;
  }
  ::setenv("MACIE_LOCAL_VERIFY_SIGNATURES", "perhaps", 1);
  const ParsedOptions unclear = Parse({"--access-keys", "keys.json"});
  ::unsetenv("MACIE_LOCAL_VERIFY_SIGNATURES");
  EXPECT_EQ(unclear.exit_code, 2);
}

TEST(OptionsTest, WhoMayUseTheControlPlane) {
  EXPECT_TRUE(Parse({}).config.control);
  EXPECT_FALSE(Parse({}).config.control_token);
  EXPECT_FALSE(Parse({"--control", "off"}).config.control);
  EXPECT_EQ(Parse({"--control", "perhaps"}).exit_code, 2);
  EXPECT_EQ(Parse({"--control-token-file", "token.txt"}).config.control_token_file, "token.txt");
  const ParsedOptions no_file = Parse({"--control-token-file", ""});
  EXPECT_EQ(no_file.exit_code, 2);
  EXPECT_NE(no_file.message.find("--control-token-file"), std::string::npos) << no_file.message;
  ::setenv("MACIE_LOCAL_CONTROL", "off", 1);
  ::setenv("MACIE_LOCAL_CONTROL_TOKEN", "hunter2", 1);
  ::setenv("MACIE_LOCAL_CONTROL_TOKEN_FILE", "token.txt", 1);
  const Config config = Parse({}).config;
  const Config given = Parse({"--control", "on", "--control-token-file", "other.txt"}).config;
  ::setenv("MACIE_LOCAL_CONTROL_TOKEN", "", 1);
  ::setenv("MACIE_LOCAL_CONTROL_TOKEN_FILE", "", 1);
  const Config empty = Parse({}).config;
  ::unsetenv("MACIE_LOCAL_CONTROL");
  ::unsetenv("MACIE_LOCAL_CONTROL_TOKEN");
  ::unsetenv("MACIE_LOCAL_CONTROL_TOKEN_FILE");
  EXPECT_FALSE(config.control);
  EXPECT_EQ(config.control_token, "hunter2");
  EXPECT_EQ(config.control_token_file, "token.txt");
  EXPECT_TRUE(given.control);
  EXPECT_EQ(given.control_token_file, "other.txt");
  EXPECT_EQ(empty.control_token, "");  // The start refuses both.
  EXPECT_EQ(empty.control_token_file, "");
  const auto json = nlohmann::json::parse(ConfigJson(config));
  EXPECT_EQ(json.at("control"), "off");
  EXPECT_EQ(json.at("controlToken"), true);
  EXPECT_EQ(json.at("controlTokenFile"), "token.txt");
  EXPECT_EQ(json.dump().find("hunter2"), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(ConfigJson(Config{})).at("controlToken"), false);
}

TEST(OptionsTest, TheConfigurationIsJson) {
  const auto json =
      nlohmann::json::parse(ConfigJson(Parse({"--run-duration", "P1DT2H", "--account", "111122223333"}).config));
  EXPECT_EQ(json.at("account"), "111122223333");
  EXPECT_EQ(json.at("runDuration"), "P1DT2H");
  EXPECT_EQ(json.at("clientTokenWindow"), "PT10M");
  EXPECT_TRUE(json.at("db").is_null());
}

}  // namespace
}  // namespace macie_local::app
