// The command line and the environment, made a Config. What is wrong is said in one line that names the option.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "macie_local/config.h"

namespace macie_local::app {

// What to do after parsing: serve with `config`, or print `message` and exit with `exit_code`.
struct ParsedOptions {
  Config config;
  std::optional<int> exit_code;
  std::string message;
  std::vector<std::string> warnings;        // for the log
  std::vector<std::string> from_variables;  // "--port": the options that got their values from the environment
};

// What is wrong with a configuration that may not have come from ParseOptions, in the command line's words; nothing
// when nothing is. Files are not looked at.
std::optional<std::string> FindMistake(const Config& config);

// `environment` as Variables takes it (app/variables.h).
ParsedOptions ParseOptions(int argc, const char* const* argv, const char* const* environment);

// " (--port is from MACIE_LOCAL_PORT)" of each option that `message` begins with and a variable gave; else empty.
std::string SourceOf(const ParsedOptions& parsed, std::string_view message);

// The configuration in force as JSON, as GET /_macie-local/config answers it.
std::string ConfigJson(const Config& config);

}  // namespace macie_local::app
