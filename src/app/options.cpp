#include "app/options.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdlib>

#include "base/text.h"
#include "base/timestamp.h"
#include "macie_local/version.h"
#include "service/arns.h"

namespace macie_local::app {
namespace {

constexpr int kUsageError = 2;
constexpr unsigned kThreadsMax = 64;

// The texts that need more than CLI11 to become a Config.
struct Texts {
  std::string control = "on";
  std::string session = "auto";
  std::string durability = "full";
  std::string run_duration = "PT1S";
  std::string client_token_window = base::ToDuration(kClientTokenWindowDefault);
  std::string ids = "random";
  std::string tls;
};

// Of a value that CLI11 would take for an option that was not given.
std::string RefuseEmpty(const std::string& value) {
  return value.empty() ? "must not be empty; leave the option out instead" : "";
}

void AddOptions(CLI::App* app, Config* config, Texts* texts) {
  app->add_option("--host", config->host, "address to listen on")->envname("MACIE_LOCAL_HOST")->capture_default_str();
  app->add_option("--port", config->port, "port to listen on; 0: any free one")
      ->envname("MACIE_LOCAL_PORT")
      ->capture_default_str();
  app->add_option("--db", config->db, "SQLite file to keep everything in; without it, all is in memory")
      ->envname("MACIE_LOCAL_DB")
      ->check(RefuseEmpty);
  app->add_option("--seed", config->seeds, "state document or describe-buckets answer to load at start; repeatable")
      ->allow_extra_args(false);
  app->add_option("--init", config->init, "folder of state documents to load at start, in the order of their names")
      ->envname("MACIE_LOCAL_INIT")
      ->check(RefuseEmpty);
  app->add_option("--account", config->account, "account of callers whose key says nothing")
      ->envname("MACIE_LOCAL_ACCOUNT")
      ->capture_default_str();
  app->add_option("--region", config->region, "region of callers whose signature names none")
      ->envname("MACIE_LOCAL_REGION")
      ->capture_default_str();
  app->add_option("--access-keys", config->access_keys,
                  "file that maps access keys to accounts and holds their secrets")
      ->envname("MACIE_LOCAL_ACCESS_KEYS")
      ->check(RefuseEmpty);
  app->add_flag("--verify-signatures", config->verify_signatures,
                "refuse requests that are not signed with a secret of --access-keys")
      ->envname("MACIE_LOCAL_VERIFY_SIGNATURES");
  app->add_option("--allow-host", config->allowed_hosts, "further host name by which clients reach us; repeatable")
      ->allow_extra_args(false);
  app->add_option("--control", texts->control, "off: of the control plane only health is answered")
      ->envname("MACIE_LOCAL_CONTROL")
      ->check(CLI::IsMember({"on", "off"}))
      ->capture_default_str();
  app->add_option("--control-token-file", config->control_token_file,
                  "file with the token that the control plane then needs; MACIE_LOCAL_CONTROL_TOKEN may hold the token "
                  "itself")
      ->envname("MACIE_LOCAL_CONTROL_TOKEN_FILE")
      ->check([](const std::string& file) { return file.empty() ? "must name a file; it is empty" : ""; });
  app->add_option("--session", texts->session, "auto: enabled until disabled; strict: disabled until EnableMacie")
      ->envname("MACIE_LOCAL_SESSION")
      ->check(CLI::IsMember({"auto", "strict"}))
      ->capture_default_str();
  app->add_option("--log-level", config->log_level, "least level to log")
      ->envname("MACIE_LOCAL_LOG_LEVEL")
      ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "critical", "off"}))
      ->capture_default_str();
  app->add_option("--log-format", config->log_format, "text or json")
      ->envname("MACIE_LOCAL_LOG_FORMAT")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  app->add_option("--durability", texts->durability, "full: survive power loss; normal: survive a killed process")
      ->envname("MACIE_LOCAL_DURABILITY")
      ->check(CLI::IsMember({"full", "normal"}))
      ->capture_default_str();
  app->add_option("--run-duration", texts->run_duration, "how long a job's run lasts, as an ISO 8601 duration")
      ->envname("MACIE_LOCAL_RUN_DURATION")
      ->capture_default_str();
  app->add_option("--client-token-window", texts->client_token_window,
                  "how long the client token of a job is remembered, as an ISO 8601 duration")
      ->envname("MACIE_LOCAL_CLIENT_TOKEN_WINDOW")
      ->capture_default_str();
  app->add_option("--ids", texts->ids, "random, or seeded:N for reproducible ids")
      ->envname("MACIE_LOCAL_IDS")
      ->capture_default_str();
  app->add_option("--journal", config->journal_requests_max, "requests that the journal keeps; 0: no journal")
      ->envname("MACIE_LOCAL_JOURNAL")
      ->check(CLI::Range(0, 10'000'000))
      ->capture_default_str();
  app->add_option("--tls-cert", config->tls_cert, "PEM file of a certificate, and its chain: speak TLS with it")
      ->envname("MACIE_LOCAL_TLS_CERT")
      ->check(RefuseEmpty);
  app->add_option("--tls-key", config->tls_key, "PEM file of the key of --tls-cert")
      ->envname("MACIE_LOCAL_TLS_KEY")
      ->check(RefuseEmpty);
  app->add_option("--tls", texts->tls, "self-signed: speak TLS with certificates made at start")
      ->envname("MACIE_LOCAL_TLS")
      ->check(CLI::IsMember({"self-signed"}));
  app->add_option("--tls-ca-file", config->tls_ca_file, "where --tls self-signed writes its CA certificate")
      ->envname("MACIE_LOCAL_TLS_CA_FILE")
      ->capture_default_str();
  app->add_option("--threads", config->threads, "I/O threads; 0: one for each core, at most 4")
      ->envname("MACIE_LOCAL_THREADS")
      ->check(CLI::Range(0u, kThreadsMax))
      ->capture_default_str();
}

// The token is no option: other users of the machine can read a command line. Empty is not absent: a variable that a
// script failed to fill must not open the control plane.
void AddTokenFromEnvironment(Config* config) {
  const char* const file = std::getenv("MACIE_LOCAL_CONTROL_TOKEN_FILE");
  if (file != nullptr && !config->control_token_file) config->control_token_file = file;
  const char* const token = std::getenv("MACIE_LOCAL_CONTROL_TOKEN");
  if (token != nullptr) config->control_token = token;
}

// The variables that hold several values, ':'-separated.
void AddFromEnvironment(const char* variable, std::vector<std::string>* values) {
  if (!values->empty()) return;
  const char* text = std::getenv(variable);
  if (text == nullptr) return;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view part = base::NextPart(":", &rest);
    if (!part.empty()) values->emplace_back(part);
  }
}

// What is wrong with the texts, or nothing; fills `config` from them.
std::optional<std::string> Interpret(const Texts& texts, Config* config) {
  config->control = texts.control == "on";
  config->session = texts.session == "strict" ? SessionMode::kStrict : SessionMode::kAuto;
  config->durability = texts.durability == "normal" ? Durability::kNormal : Durability::kFull;
  config->tls_self_signed = texts.tls == "self-signed";
  if (auto mistake = FindMistake(*config)) return mistake;
  const auto duration = base::ParseDuration(texts.run_duration);
  if (!duration) {
    return "--run-duration: must be an ISO 8601 duration such as PT1S or P1DT2H; '" + texts.run_duration + "' given";
  }
  config->run_duration = *duration;
  const auto window = base::ParseDuration(texts.client_token_window);
  if (!window) {
    return "--client-token-window: must be an ISO 8601 duration such as PT10M or PT0S; '" + texts.client_token_window +
           "' given";
  }
  config->client_token_window = *window;
  if (texts.ids != "random") {
    constexpr std::string_view kSeeded = "seeded:";
    std::uint64_t seed = 0;
    const char* end = texts.ids.data() + texts.ids.size();
    const bool seeded = texts.ids.starts_with(kSeeded) && texts.ids.size() > kSeeded.size();
    const auto parsed =
        seeded ? std::from_chars(texts.ids.data() + kSeeded.size(), end, seed) : std::from_chars_result{};
    if (!seeded || parsed.ec != std::errc() || parsed.ptr != end) {
      return "--ids: must be random or seeded:N with a number N; '" + texts.ids + "' given";
    }
    config->id_seed = seed;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> FindMistake(const Config& config) {
  if (!service::IsAccountId(config.account)) return "--account: must be 12 digits; '" + config.account + "' given";
  if (!service::IsRegion(config.region)) {
    return "--region: must be a region's name such as us-east-1; '" + config.region + "' given";
  }
  if (config.db && config.db->empty()) return "--db: must name a file; leave it out to keep everything in memory";
  if (config.threads > kThreadsMax) {
    return "--threads: must be at most " + std::to_string(kThreadsMax) + "; " + std::to_string(config.threads) +
           " given";
  }
  if (config.run_duration < config.run_duration.zero()) return "--run-duration: must not be negative";
  if (config.run_duration > base::kDurationMax) {
    return "--run-duration: must be at most " + base::ToDuration(base::kDurationMax);
  }
  if (config.client_token_window < config.client_token_window.zero()) {
    return "--client-token-window: must not be negative";
  }
  if (config.client_token_window > base::kDurationMax) {
    return "--client-token-window: must be at most " + base::ToDuration(base::kDurationMax);
  }
  if (config.verify_signatures && !config.access_keys) {
    return "--verify-signatures: needs --access-keys FILE with the secretAccessKey of each key; none given";
  }
  return std::nullopt;
}

ParsedOptions ParseOptions(int argc, const char* const* argv) {
  ParsedOptions parsed;
  Texts texts;
  CLI::App app("A local server that speaks the Amazon Macie API.", "macie-local");
  app.set_version_flag("--version", std::string("macie-local ") + kVersion);
  AddOptions(&app, &parsed.config, &texts);
  app.add_subcommand("serve", "start the server (the default)")->fallthrough();
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {  // --help, --version
    parsed.exit_code = 0;
    parsed.message =
        dynamic_cast<const CLI::CallForVersion*>(&success) != nullptr ? std::string(success.what()) + "\n" : app.help();
    return parsed;
  } catch (const CLI::ParseError& error) {
    parsed.exit_code = kUsageError;
    parsed.message = std::string(error.what()) + "; --help lists the options";
    return parsed;
  }
  AddTokenFromEnvironment(&parsed.config);
  AddFromEnvironment("MACIE_LOCAL_SEED", &parsed.config.seeds);
  AddFromEnvironment("MACIE_LOCAL_ALLOW_HOST", &parsed.config.allowed_hosts);
  if (const auto wrong = Interpret(texts, &parsed.config)) {
    parsed.exit_code = kUsageError;
    parsed.message = *wrong;
  }
  return parsed;
}

std::string ConfigJson(const Config& config) {
  std::string out = "{";
  const auto name = [&](std::string_view key) {
    if (out.size() > 1) out.push_back(',');
    base::AppendJsonString(key, &out);
    out.push_back(':');
  };
  const auto text = [&](std::string_view key, std::string_view value) {
    name(key);
    base::AppendJsonString(value, &out);
  };
  const auto optional_text = [&](std::string_view key, const std::optional<std::string>& value) {
    name(key);
    if (value)
      base::AppendJsonString(*value, &out);
    else
      out.append("null");
  };
  const auto number = [&](std::string_view key, std::uint64_t value) {
    name(key);
    out.append(std::to_string(value));
  };
  const auto boolean = [&](std::string_view key, bool value) {
    name(key);
    out.append(value ? "true" : "false");
  };
  const auto list = [&](std::string_view key, const std::vector<std::string>& values) {
    name(key);
    out.push_back('[');
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out.push_back(',');
      base::AppendJsonString(values[i], &out);
    }
    out.push_back(']');
  };
  text("version", kVersion);
  text("host", config.host);
  number("port", config.port);
  optional_text("db", config.db);
  list("seed", config.seeds);
  optional_text("init", config.init);
  text("account", config.account);
  text("region", config.region);
  optional_text("accessKeys", config.access_keys);
  boolean("verifySignatures", config.verify_signatures);
  list("allowHost", config.allowed_hosts);
  text("control", config.control ? "on" : "off");
  optional_text("controlTokenFile", config.control_token_file);
  boolean("controlToken", config.control_token_file || config.control_token);
  text("session", config.session == SessionMode::kStrict ? "strict" : "auto");
  text("logLevel", config.log_level);
  text("logFormat", config.log_format);
  text("durability", config.durability == Durability::kNormal ? "normal" : "full");
  text("runDuration", base::ToDuration(config.run_duration));
  text("clientTokenWindow", base::ToDuration(config.client_token_window));
  text("ids", config.id_seed ? "seeded:" + std::to_string(*config.id_seed) : "random");
  number("journal", config.journal_requests_max);
  number("threads", config.threads);
  number("bodyBytesMax", config.body_bytes_max);
  number("documentBytesMax", config.document_bytes_max);
  number("connectionsMax", config.connections_max);
  text("requestTimeout", base::ToDuration(config.request_timeout));
  text("idleTimeout", base::ToDuration(config.idle_timeout));
  optional_text("tlsCert", config.tls_cert);
  optional_text("tlsKey", config.tls_key);
  optional_text("tls", config.tls_self_signed ? std::optional<std::string>("self-signed") : std::nullopt);
  text("tlsCaFile", config.tls_ca_file);
  out.push_back('}');
  return out;
}

}  // namespace macie_local::app
