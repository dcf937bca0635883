// Makes a Config of the command line and the environment. Every error is one line that names the option.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "macie_local/config.h"

namespace macie_local::app {

// Says what to do after parsing: serve with `config`, or, when there is an `exit_code`, print `message` and exit with
// it.
struct ParsedOptions {
  Config config;
  std::optional<int> exit_code;
  std::string message;
  std::vector<std::string> warnings;        // for the log
  std::vector<std::string> from_variables;  // "--port": the options that got their values from the environment
};

// Returns what is wrong with a configuration, which may not have come from ParseOptions, in the command line's words,
// or nullopt when nothing is. Looks at no files.
std::optional<std::string> FindMistake(const Config& config);

// Parses the command line. `environment` is as Variables takes it (app/variables.h).
ParsedOptions ParseOptions(int argc, const char* const* argv, const char* const* environment);

// Returns " (--port is from MACIE_LOCAL_PORT)" for each option that `message` begins with and a variable gave; else an
// empty text.
std::string SourceOf(const ParsedOptions& parsed, std::string_view message);

// Returns the configuration in force as JSON, as GET /_macie-local/config answers it.
std::string ConfigJson(const Config& config);

}  // namespace macie_local::app
