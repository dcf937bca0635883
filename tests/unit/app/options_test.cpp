#include "app/options.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "app/variables.h"

namespace macie_local::app {
namespace {

// `environment` is of "NAME=value" each.
ParsedOptions Parse(std::vector<const char*> words, std::vector<const char*> environment = {}) {
  words.insert(words.begin(), "macie-local");
  environment.push_back(nullptr);
  return ParseOptions(static_cast<int>(words.size()), words.data(), environment.data());
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
  const std::vector<const char*> environment{"MACIE_LOCAL_PORT=7001", "MACIE_LOCAL_SEED=one.json:two.json", "PORT=1"};
  const ParsedOptions parsed = Parse({}, environment);
  EXPECT_EQ(parsed.config.port, 7001);
  EXPECT_EQ(parsed.config.seeds, (std::vector<std::string>{"one.json", "two.json"}));
  EXPECT_EQ(parsed.from_variables, (std::vector<std::string>{"--port", "--seed"}));
  const ParsedOptions given = Parse({"serve", "--port", "7002"}, environment);
  EXPECT_EQ(given.config.port, 7002);
  EXPECT_EQ(given.from_variables, (std::vector<std::string>{"--seed"}));
  EXPECT_EQ(Parse({}, {"MACIE_LOCAL_ALLOW_HOST=:a:", "MACIE_LOCAL_SEED=:"}).config.allowed_hosts,
            (std::vector<std::string>{"a"}));
}

TEST(OptionsTest, EachVariableIsThatOfItsOption) {
  const std::string help = Parse({"--help"}).message;
  for (const char* option : {"host",       "port",         "db",
                             "seed",       "init",         "account",
                             "region",     "access-keys",  "verify-signatures",
                             "allow-host", "control",      "control-token-file",
                             "session",    "run-duration", "ids",
                             "durability", "journal",      "threads",
                             "log-level",  "log-format",   "tls-cert",
                             "tls-key",    "tls",          "tls-ca-file"}) {
    const std::string variable = VariableOf("--" + std::string(option));
    EXPECT_NE(help.find("(Env:" + variable + ")"), std::string::npos) << variable << help;
    const std::string empty = variable + "=";
    const ParsedOptions unset = Parse({}, {empty.c_str()});
    EXPECT_FALSE(unset.exit_code) << unset.message;
    EXPECT_EQ(unset.warnings, std::vector<std::string>());
  }
}

TEST(OptionsTest, ABadValueFromTheEnvironmentNamesItsVariable) {
  for (const auto& [variable, message] : {
           std::pair{"MACIE_LOCAL_PORT=70000",
                     "--port: must be a whole number, 0 to 65535; '70000' given; --help lists the options (--port is "
                     "from MACIE_LOCAL_PORT)"},
           {"MACIE_LOCAL_SESSION=loose",
            "--session: must be one of auto, strict; 'loose' given; --help lists the options (--session is from "
            "MACIE_LOCAL_SESSION)"},
           {"MACIE_LOCAL_VERIFY_SIGNATURES=perhaps",
            "--verify-signatures: must be true or false; 'perhaps' given; --help lists the options "
            "(--verify-signatures is from MACIE_LOCAL_VERIFY_SIGNATURES)"},
           {"MACIE_LOCAL_ACCOUNT=12",
            "--account: must be 12 digits; '12' given (--account is from MACIE_LOCAL_ACCOUNT)"},
           {"MACIE_LOCAL_ALLOW_HOST=a:b/c",
            "--allow-host: must be a name or an address, without scheme, port and path, such as macie.example; 'b/c' "
            "given (--allow-host is from MACIE_LOCAL_ALLOW_HOST)"},
       }) {
    const ParsedOptions parsed = Parse({}, {variable});
    EXPECT_EQ(parsed.exit_code, 2);
    EXPECT_EQ(parsed.message, message);
  }
  // Given on the command line, it is not named.
  EXPECT_EQ(Parse({"--account", "12"}, {"MACIE_LOCAL_ACCOUNT=13"}).message, "--account: must be 12 digits; '12' given");
}

// As a failing start says it.
TEST(OptionsTest, TheSourceOfAnOptionIsNamedWhereAMessageBeginsWithIt) {
  const ParsedOptions parsed = Parse({}, {"MACIE_LOCAL_PORT=80", "MACIE_LOCAL_TLS=self-signed"});
  EXPECT_EQ(SourceOf(parsed, "--host, --port: in use"), " (--port is from MACIE_LOCAL_PORT)");
  EXPECT_EQ(SourceOf(parsed, "--tls self-signed: no"), " (--tls is from MACIE_LOCAL_TLS)");
  EXPECT_EQ(SourceOf(parsed, "--tls-key k.pem: needs --tls"), "");
}

TEST(OptionsTest, AMistakenVariableIsRefusedAndAStrangeOneToldOf) {
  const ParsedOptions refused = Parse({}, {"MACIE_LOCAL_PROT=80"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_EQ(refused.message,
            "MACIE_LOCAL_PROT: is no variable of macie-local; MACIE_LOCAL_PORT is one: rename it, or "
            "unset it");
  const ParsedOptions strange = Parse({}, {"MACIE_LOCAL_IMAGE=latest"});
  EXPECT_FALSE(strange.exit_code);
  EXPECT_EQ(strange.warnings,
            (std::vector<std::string>{"MACIE_LOCAL_IMAGE: is no variable of macie-local and is passed over"}));
  EXPECT_FALSE(Parse({}, {"MACIE_LOCAL_CONTROL_TOKEN=t"}).exit_code);
  EXPECT_EQ(Parse({"--help"}, {"MACIE_LOCAL_PROT=80"}).exit_code, 0);
}

TEST(OptionsTest, NumbersAreTakenToTheirBounds) {
  for (const auto& [option, most] : {std::pair{"--port", 65'535}, {"--threads", 64}, {"--journal", 10'000'000}}) {
    const std::string last = std::to_string(most);
    EXPECT_FALSE(Parse({option, last.c_str()}).exit_code) << option;
    EXPECT_FALSE(Parse({option, "0"}).exit_code) << option;
    for (const std::string& wrong : {std::to_string(most + 1), std::string("-1"), std::string("010"),
                                     std::string("0x1"), std::string("99999999999999999999"), std::string("")}) {
      const ParsedOptions parsed = Parse({option, wrong.c_str()});
      EXPECT_EQ(parsed.exit_code, 2);
      EXPECT_EQ(parsed.message.find(std::string(option) + ": must be a whole number, 0 to " + last + "; '" + wrong +
                                    "' given"),
                0u)
          << parsed.message;
    }
  }
}

TEST(OptionsTest, AnAllowedHostIsANameOrAnAddress) {
  for (const char* host : {"macie", "macie.example.", "my_service", "10.0.0.1", "::1", "[2001:db8::1]"}) {
    const ParsedOptions parsed = Parse({"--allow-host", host});
    EXPECT_FALSE(parsed.exit_code) << parsed.message;
  }
  EXPECT_FALSE(Parse({"--allow-host", std::string(253, 'a').c_str()}).exit_code);
  for (const std::string& host :
       {std::string(""), std::string("http://macie.example"), std::string("macie.example:80"),
        std::string("macie.example/"), std::string("a b"), std::string(" a"), std::string("*.example"),
        std::string("."), std::string("a..b"), std::string("[::1]:80"), std::string("[a]"), std::string(254, 'a')}) {
    const ParsedOptions parsed = Parse({"--allow-host", host.c_str()});
    EXPECT_EQ(parsed.exit_code, 2) << host;
    EXPECT_EQ(parsed.message.find("--allow-host: must be a name or an address, without scheme, port and path"), 0u)
        << parsed.message;
  }
}

TEST(OptionsTest, ADurationThatIsNoneIsToldWhatIsTaken) {
  for (const char* wrong : {"P1Y", "P1M", "5s", "P3660001D"}) {
    EXPECT_EQ(Parse({"--run-duration", wrong}).message,
              "--run-duration: must be an ISO 8601 duration in weeks, days, hours, minutes and seconds, such as PT1S "
              "or P1DT2H, of at most P3660000D; '" +
                  std::string(wrong) + "' given");
  }
  EXPECT_FALSE(Parse({"--run-duration", "P3660000D"}).exit_code);
}

TEST(OptionsTest, SignaturesAreVerifiedWhenAskedFor) {
  EXPECT_FALSE(Parse({}).config.verify_signatures);
  const ParsedOptions parsed = Parse({"--verify-signatures", "--access-keys", "keys.json"});
  ASSERT_FALSE(parsed.exit_code) << parsed.message;
  EXPECT_TRUE(parsed.config.verify_signatures);
  EXPECT_EQ(nlohmann::json::parse(ConfigJson(parsed.config)).at("verifySignatures"), true);
  for (const auto& [text, on] :
       {std::pair{"true", true}, {"True", true}, {"1", true}, {"false", false}, {"0", false}}) {
    const std::string variable = "MACIE_LOCAL_VERIFY_SIGNATURES=" + std::string(text);
    EXPECT_EQ(Parse({"--access-keys", "keys.json"}, {variable.c_str()}).config.verify_signatures, on) << text;
  }
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
  const std::vector<const char*> environment{"MACIE_LOCAL_CONTROL=off", "MACIE_LOCAL_CONTROL_TOKEN=hunter2",
                                             "MACIE_LOCAL_CONTROL_TOKEN_FILE=token.txt"};
  const Config config = Parse({}, environment).config;
  const Config given = Parse({"--control", "on", "--control-token-file", "other.txt"}, environment).config;
  const Config empty = Parse({}, {"MACIE_LOCAL_CONTROL_TOKEN=", "MACIE_LOCAL_CONTROL_TOKEN_FILE="}).config;
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
