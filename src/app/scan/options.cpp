#include "app/scan/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "app/variables.h"
#include "base/text.h"
#include "model/managed_data_identifiers.h"

namespace macie_local::app {
namespace {

constexpr int kUsageError = 2;
constexpr std::string_view kAll = "all";
constexpr std::string_view kRecommended = "recommended";
constexpr std::string_view kWorkerOption = "--scan-worker";

struct NamedFormat {
  std::string_view name;
  ScanFormat format;
};
constexpr NamedFormat kFormats[] = {
    {"jsonl", ScanFormat::kJsonLines}, {"text", ScanFormat::kText}, {"sarif", ScanFormat::kSarif}};

struct Texts {
  std::string identifiers = std::string(kAll);
  std::string format = "jsonl";
};

void AddOptions(CLI::App* app, ScanOptions* options, Texts* texts) {
  app->add_option("PATH", options->paths, "files, folders to walk, or - for what comes on standard input");
  app->add_option("--identifiers", texts->identifiers,
                  "what to look for: all, recommended, or ids of managed data identifiers with commas between them")
      ->capture_default_str();
  app->add_option(
      "--custom", options->custom_files,
      "file with a custom data identifier: the JSON that CreateCustomDataIdentifier takes; may be repeated");
  app->add_option("--format", texts->format, "jsonl, text or sarif")->capture_default_str();
  app->add_option("--files-from", options->files_from, "file with a path in each line, or - for standard input");
  app->add_flag("-0,--from0", options->from_null, "paths of --files-from end with a zero byte, as of find -print0");
  app->add_option("--include", options->rules.include,
                  "pattern of files to read, others are passed over; may be repeated. Without '/' it is held against "
                  "names, with '/' against paths");
  app->add_option("--exclude", options->rules.exclude, "pattern of files and folders to pass over; may be repeated");
  app->add_flag("--explain", options->explain,
                "also tell what has the form of an identifier and was no hit, where, and why");
  app->add_option("--baseline", options->baseline_file,
                  "what an earlier scan printed as jsonl: of a file only what it has more of is told");
  app->add_flag("--without-marks", options->without_marks,
                "also look at lines of text with " + std::string(kIgnoreMark) + " in them");
  app->add_option("--threads", options->threads,
                  "files that are read at the same time, 1 to " + std::to_string(kScanThreadsMax) +
                      "; else as many as there are cores");
  app->add_flag("--quiet", options->quiet, "show no progress, which is only shown where standard error is a terminal");
  app->add_option(std::string(kWorkerOption), options->program,
                  "the program macie-local-scan; else it is looked for beside this one and in ../libexec/macie-local");
  app->add_flag("--without-seccomp", options->without_seccomp,
                "read on, without the protection it gives, where the kernel filters no system calls");
  app->footer(
      "Exit status: 0 nothing was found, 1 something was, 2 a wrong option, a PATH that can't be opened, no "
      "macie-local-scan.");
}

// Returns what is wrong with the text of --identifiers, or nothing.
std::optional<std::string> ReadIdentifiers(const std::string& text, ScanOptions* options) {
  options->identifiers_named = text != kAll && text != kRecommended;
  if (!options->identifiers_named) {
    for (const model::ManagedDataIdentifier& each : model::ManagedDataIdentifiers()) {
      if (text == kAll || each.recommended) options->identifiers.emplace_back(each.id);
    }
    return std::nullopt;
  }
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view id = base::NextPart(",", &rest);
    if (model::FindManagedDataIdentifier(id) == nullptr) {
      return "--identifiers: must be all, recommended or ids of managed data identifiers, such as "
             "USA_SOCIAL_SECURITY_NUMBER,NAME; " +
             base::Quote(id) + " is none";
    }
    options->identifiers.emplace_back(id);
  }
  if (options->identifiers.empty()) return "--identifiers: must not be empty";
  std::sort(options->identifiers.begin(), options->identifiers.end());
  options->identifiers.erase(std::unique(options->identifiers.begin(), options->identifiers.end()),
                             options->identifiers.end());
  return std::nullopt;
}

std::optional<std::string> Interpret(const Texts& texts, ScanOptions* options) {
  const auto format = std::find_if(std::begin(kFormats), std::end(kFormats),
                                   [&](const NamedFormat& each) { return each.name == texts.format; });
  if (format == std::end(kFormats)) {
    return "--format: must be jsonl, text or sarif; " + base::Quote(texts.format) + " given";
  }
  options->format = format->format;
  if (options->explain && options->format == ScanFormat::kSarif) {
    return "--explain: goes with --format jsonl or text, for sarif tells only what was found; sarif given";
  }
  if (options->paths.empty() && !options->files_from) return "PATH: a file or folder must be given, or --files-from";
  if (options->threads && (*options->threads < 1 || *options->threads > kScanThreadsMax)) {
    return "--threads: must be 1 to " + std::to_string(kScanThreadsMax) + "; " + std::to_string(*options->threads) +
           " given";
  }
  if (options->from_null && !options->files_from) return "--from0: goes with --files-from, which was not given";
  const auto inputs = std::count(options->paths.begin(), options->paths.end(), kStandardInput) +
                      (options->files_from == kStandardInput ? 1 : 0);
  if (inputs > 1) return "-: standard input can be read once only";
  return ReadIdentifiers(texts.identifiers, options);
}

}  // namespace

ParsedScanOptions ParseScanOptions(int argc, const char* const* argv, const char* const* environment) {
  ParsedScanOptions parsed;
  Texts texts;
  CLI::App app("Looks for sensitive data in files, without a server.", "macie-local scan");
  AddOptions(&app, &parsed.options, &texts);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success&) {  // --help
    parsed.exit_code = 0;
    parsed.message = app.help();
    return parsed;
  } catch (const CLI::ParseError& error) {
    parsed.exit_code = kUsageError;
    parsed.message = std::string(error.what()) + "; --help lists the options";
    return parsed;
  }
  if (parsed.options.program.empty()) {
    parsed.options.program = Variables(environment).Find(VariableOf(kWorkerOption)).value_or("");
  }
  if (auto wrong = Interpret(texts, &parsed.options)) {
    parsed.exit_code = kUsageError;
    parsed.message = std::move(*wrong);
  }
  return parsed;
}

}  // namespace macie_local::app
