// The log, on standard error. The only file that knows spdlog is log.cpp.
#pragma once

#include <cstddef>
#include <string_view>

namespace macie_local::base {

enum class LogLevel { kTrace, kDebug, kInfo, kWarn, kError };

// `level` is one of trace debug info warn error critical off; `format` text or json. False when either is not: then
// nothing changes. The log is the process's: the last call holds, before the first it is warn and text. Thread-safe.
[[nodiscard]] bool SetUpLog(std::string_view level, std::string_view format);

// What is longer is cut: a client may have given part of it.
inline constexpr std::size_t kLogMessageBytesMax = 8192;

// Thread-safe. Cheap when the level is off, but build the message only after asking LogEnabled on hot paths.
bool LogEnabled(LogLevel level);
// Writes one line: control characters in `message` become \u00XX, and bytes that are not UTF-8 U+FFFD.
void Log(LogLevel level, std::string_view message);

}  // namespace macie_local::base
