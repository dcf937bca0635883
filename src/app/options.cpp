#include "app/options.h"

#include <arpa/inet.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <utility>

#include "app/variables.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "macie_local/version.h"
#include "service/core/arns.h"

namespace macie_local::app {
namespace {

constexpr int kUsageError = 2;
constexpr unsigned kThreadsMax = 64;
constexpr std::uint64_t kObjectBytesMaxMax = std::uint64_t{1} << 40;
constexpr unsigned kPortMax = 65'535;
constexpr unsigned kJournalMax = 10'000'000;
constexpr std::size_t kHostNameBytesMax = 253;  // of a name in DNS
constexpr std::string_view kControlTokenVariable = "MACIE_LOCAL_CONTROL_TOKEN";

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

// Decimal, without a sign or leading zeros: CLI11 would read those as octal.
CLI::Validator WholeNumber(std::uint64_t max) {
  const std::string range = "0 to " + std::to_string(max);
  const auto check = [range, max](const std::string& value) -> std::string {
    std::uint64_t number = 0;
    const char* const end = value.data() + value.size();
    const auto parsed = std::from_chars(value.data(), end, number);
    const bool is_plain = value == "0" || !value.starts_with('0');
    if (is_plain && parsed.ec == std::errc() && parsed.ptr == end && number <= max) return "";
    return "must be a whole number, " + range + "; '" + value + "' given";
  };
  return CLI::Validator(check, range);
}

CLI::Validator OneOf(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : ", ") + word;
  const auto check = [words, list](const std::string& value) -> std::string {
    if (std::find(words.begin(), words.end(), value) != words.end()) return "";
    return "must be " + std::string(words.size() > 1 ? "one of " : "") + list + "; '" + value + "' given";
  };
  return CLI::Validator(check, "{" + list + "}");
}

// Of a flag, which may have a value where it stands for a variable.
std::string RefuseOtherThanTruth(const std::string& value) {
  const std::vector<std::string> words{"true", "false", "1", "0", "on", "off", "yes", "no"};
  if (std::find(words.begin(), words.end(), CLI::detail::to_lower(value)) != words.end()) return "";
  return "must be true or false; '" + value + "' given";
}

// A name, or an address with or without the brackets that an IPv6 one has in Host.
bool IsHostName(std::string_view text) {
  const std::string_view bare = text.starts_with('[') && text.ends_with(']') ? text.substr(1, text.size() - 2) : text;
  in6_addr address;
  if (inet_pton(AF_INET6, std::string(bare).c_str(), &address) == 1) return true;
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty() || text.size() > kHostNameBytesMax) return false;
  if (text.front() == '.' || text.find("..") != std::string_view::npos) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

void AddOptions(CLI::App* app, Config* config, Texts* texts) {
  app->add_option("--host", config->host, "address to listen on")->capture_default_str();
  app->add_option("--port", config->port, "port to listen on; 0: any free one")
      ->check(WholeNumber(kPortMax))
      ->capture_default_str();
  app->add_option("--db", config->db, "SQLite file to keep everything in; without it, all is in memory")
      ->check(RefuseEmpty);
  app->add_option("--seed", config->seeds,
                  "state document, describe-buckets answer or array of buckets to load at start; repeatable")
      ->allow_extra_args(false);
  app->add_option("--init", config->init, "folder of state documents to load at start, in the order of their names")
      ->check(RefuseEmpty);
  app->add_option("--objects", config->objects, "folder of objects, DIR/<bucket>/<key>, that are read where they are")
      ->check(RefuseEmpty);
  app->add_option("--scan-worker", config->scan_worker,
                  "the program macie-local-scan, where it is neither beside this one nor in ../libexec/macie-local")
      ->check(RefuseEmpty);
  app->add_option("--account", config->account, "account of callers whose key says nothing")->capture_default_str();
  app->add_option("--region", config->region, "region of callers whose signature names none")->capture_default_str();
  app->add_option("--access-keys", config->access_keys,
                  "file that maps access keys to accounts and holds their secrets")
      ->check(RefuseEmpty);
  app->add_flag("--verify-signatures", config->verify_signatures,
                "refuse requests that are not signed with a secret of --access-keys")
      ->check(RefuseOtherThanTruth);
  app->add_option("--allow-host", config->allowed_hosts, "further host name by which clients reach us; repeatable")
      ->allow_extra_args(false);
  app->add_option("--control", texts->control, "off: of the control plane only health is answered")
      ->check(OneOf({"on", "off"}))
      ->capture_default_str();
  app->add_option("--control-token-file", config->control_token_file,
                  "file with the token that the control plane then needs; MACIE_LOCAL_CONTROL_TOKEN may hold the token "
                  "itself")
      ->check([](const std::string& file) { return file.empty() ? "must name a file; it is empty" : ""; });
  app->add_option("--session", texts->session, "auto: enabled until disabled; strict: disabled until EnableMacie")
      ->check(OneOf({"auto", "strict"}))
      ->capture_default_str();
  app->add_option("--log-level", config->log_level, "least level to log")
      ->check(OneOf({"trace", "debug", "info", "warn", "error", "critical", "off"}))
      ->capture_default_str();
  app->add_option("--log-format", config->log_format, "text or json")
      ->check(OneOf({"text", "json"}))
      ->capture_default_str();
  app->add_option("--durability", texts->durability, "full: survive power loss; normal: survive a killed process")
      ->check(OneOf({"full", "normal"}))
      ->capture_default_str();
  app->add_option("--run-duration", texts->run_duration, "how long a job's run lasts, as an ISO 8601 duration")
      ->capture_default_str();
  app->add_option("--client-token-window", texts->client_token_window,
                  "how long the client token of a job is remembered, as an ISO 8601 duration")
      ->capture_default_str();
  app->add_option("--ids", texts->ids, "random, or seeded:N for reproducible ids")->capture_default_str();
  app->add_option("--journal", config->journal_requests_max, "requests that the journal keeps; 0: no journal")
      ->check(WholeNumber(kJournalMax))
      ->capture_default_str();
  app->add_option("--object-bytes-max", config->object_bytes_max,
                  "bytes that the content of all objects in the state may have together")
      ->check(WholeNumber(kObjectBytesMaxMax))
      ->capture_default_str();
  app->add_option("--tls-cert", config->tls_cert, "PEM file of a certificate, and its chain: speak TLS with it")
      ->check(RefuseEmpty);
  app->add_option("--tls-key", config->tls_key, "PEM file of the key of --tls-cert")->check(RefuseEmpty);
  app->add_option("--tls", texts->tls, "self-signed: speak TLS with certificates made at start")
      ->check(OneOf({"self-signed"}));
  app->add_option("--tls-ca-file", config->tls_ca_file, "where --tls self-signed writes its CA certificate")
      ->capture_default_str();
  app->add_option("--threads", config->threads, "I/O threads; 0: one for each core, at most 4")
      ->check(WholeNumber(kThreadsMax))
      ->capture_default_str();
}

// The options that a variable stands in for, which are all that have a long name but --help and --version.
std::vector<CLI::Option*> OptionsWithVariables(CLI::App* app) {
  return app->get_options(
      [&](const CLI::Option* option) { return option != app->get_help_ptr() && option != app->get_version_ptr(); });
}

std::vector<std::string> ValuesOf(const CLI::Option& option, const std::string& text) {
  if (option.get_items_expected_max() <= 1) return {text};
  std::vector<std::string> values;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view part = base::NextPart(":", &rest);
    if (!part.empty()) values.emplace_back(part);
  }
  return values;
}

// Gives the options that the command line does not have the values of their variables. Throws what CLI11 throws of a
// value that an option does not take.
void AddFromVariables(const Variables& variables, CLI::App* app, ParsedOptions* parsed) {
  for (CLI::Option* const option : OptionsWithVariables(app)) {
    const std::string name = option->get_name();
    const auto text = option->count() > 0 ? std::nullopt : variables.Find(VariableOf(name));
    if (!text) continue;
    parsed->from_variables.push_back(name);
    for (const std::string& value : ValuesOf(*option, *text)) option->add_result(value);
    if (option->count() > 0) option->run_callback();
  }
}

// The token is no option: other users of the machine can read a command line. Of it and of its file, empty is not
// unset: a variable that a script failed to fill must not open the control plane.
void AddToken(const Variables& variables, ParsedOptions* parsed) {
  Config& config = parsed->config;
  config.control_token = variables.FindEvenEmpty(std::string(kControlTokenVariable));
  constexpr std::string_view kFile = "--control-token-file";
  if (config.control_token_file) return;
  config.control_token_file = variables.FindEvenEmpty(VariableOf(kFile));
  if (config.control_token_file) parsed->from_variables.emplace_back(kFile);
}

// What is wrong with the text of a duration, or nothing; fills `out`.
std::optional<std::string> ReadDuration(std::string_view option, const std::string& text,
                                        std::chrono::microseconds* out) {
  const auto duration = base::ParseDuration(text);
  if (!duration) {
    return std::string(option) +
           ": must be an ISO 8601 duration in weeks, days, hours, minutes and seconds, such as PT1S or P1DT2H, of at "
           "most " +
           base::ToDuration(base::kDurationMax) + "; '" + text + "' given";
  }
  *out = *duration;
  return std::nullopt;
}

// What is wrong with the texts, or nothing; fills `config` from them.
std::optional<std::string> Interpret(const Texts& texts, Config* config) {
  config->control = texts.control == "on";
  config->session = texts.session == "strict" ? SessionMode::kStrict : SessionMode::kAuto;
  config->durability = texts.durability == "normal" ? Durability::kNormal : Durability::kFull;
  config->tls_self_signed = texts.tls == "self-signed";
  if (auto mistake = FindMistake(*config)) return mistake;
  if (auto wrong = ReadDuration("--run-duration", texts.run_duration, &config->run_duration)) return wrong;
  if (auto wrong = ReadDuration("--client-token-window", texts.client_token_window, &config->client_token_window)) {
    return wrong;
  }
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
  for (const std::string& host : config.allowed_hosts) {
    if (IsHostName(host)) continue;
    return "--allow-host: must be a name or an address, without scheme, port and path, such as macie.example; '" +
           base::Shorten(host, kHostNameBytesMax) + "' given";
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

ParsedOptions ParseOptions(int argc, const char* const* argv, const char* const* environment) {
  ParsedOptions parsed;
  Texts texts;
  CLI::App app("A local server that speaks the Amazon Macie API.", "macie-local");
  app.set_version_flag("--version", std::string("macie-local ") + kVersion);
  AddOptions(&app, &parsed.config, &texts);
  app.add_subcommand("serve", "start the server (the default)")->fallthrough();
  app.footer(
      "macie-local scan PATH... looks for sensitive data in files, without a server; macie-local scan --help says "
      "more.");
  const auto refuse = [&parsed](const std::string& message) {
    parsed.exit_code = kUsageError;
    parsed.message = message + SourceOf(parsed, message);
    return parsed;
  };
  std::vector<std::string> known{std::string(kControlTokenVariable)};
  for (const CLI::Option* option : OptionsWithVariables(&app)) known.push_back(VariableOf(option->get_name()));
  try {
    app.parse(argc, argv);
    const Variables variables(environment);
    Variables::Findings findings = variables.Check(known);
    if (findings.mistake) return refuse(*findings.mistake);
    parsed.warnings = std::move(findings.warnings);
    AddFromVariables(variables, &app, &parsed);
    AddToken(variables, &parsed);
  } catch (const CLI::Success& success) {  // --help, --version
    parsed.exit_code = 0;
    for (CLI::Option* option : OptionsWithVariables(&app)) option->envname(VariableOf(option->get_name()));
    parsed.message =
        dynamic_cast<const CLI::CallForVersion*>(&success) != nullptr ? std::string(success.what()) + "\n" : app.help();
    return parsed;
  } catch (const CLI::ParseError& error) {
    return refuse(std::string(error.what()) + "; --help lists the options");
  }
  if (const auto wrong = Interpret(texts, &parsed.config)) return refuse(*wrong);
  return parsed;
}

std::string SourceOf(const ParsedOptions& parsed, std::string_view message) {
  std::string head(message.substr(0, message.find(": ")));
  std::replace(head.begin(), head.end(), ',', ' ');
  std::string sources;
  for (const std::string& option : parsed.from_variables) {
    if ((head + " ").find(option + " ") == std::string::npos) continue;
    sources += " (" + option + " is from " + VariableOf(option) + ")";
  }
  return sources;
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
  optional_text("objects", config.objects);
  optional_text("scanWorker", config.scan_worker);
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
  number("objectBytesMax", config.object_bytes_max);
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
