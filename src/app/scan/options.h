// Reads the command line of `macie-local scan`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/scan/walk.h"

namespace macie_local::app {

// A line of text with this in it is passed over.
inline constexpr char kIgnoreMark[] = "macie-local:ignore";

inline constexpr std::int64_t kScanThreadsMax = 64;

enum class ScanFormat { kJsonLines, kText, kSarif };

struct ScanOptions {
  std::vector<std::string> identifiers;  // managed ids, sorted
  bool identifiers_named = false;        // one by one, so that each must be one that is looked for
  ScanFormat format = ScanFormat::kJsonLines;
  std::string program;           // of --scan-worker; empty: where FindProgram looks
  bool without_seccomp = false;  // also where the kernel filters no system calls
  std::vector<std::string> paths;
  std::optional<std::string> files_from;
  bool from_null = false;               // a zero byte ends each path of files_from, and no line end does
  std::optional<std::int64_t> threads;  // 1 to kScanThreadsMax; none: as many as there are cores
  bool quiet = false;                   // no progress
  PathRules rules;
  std::vector<std::string> custom_files;  // of --custom
  bool without_marks = false;             // kIgnoreMark means nothing
  bool explain = false;                   // also tell near misses
  std::string baseline_file;              // of --baseline; empty: none
};

// With an `exit_code` there is nothing to do but to print `message`.
struct ParsedScanOptions {
  ScanOptions options;
  std::optional<int> exit_code;
  std::string message;
};

// Of the words, the first is "scan". `environment` is as Variables takes it.
ParsedScanOptions ParseScanOptions(int argc, const char* const* argv, const char* const* environment);

}  // namespace macie_local::app
