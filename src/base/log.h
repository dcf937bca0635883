// The log, on standard error. The only file that knows spdlog is log.cpp.
#pragma once

#include <cstddef>
#include <string_view>

namespace macie_local::base {

enum class LogLevel { kTrace, kDebug, kInfo, kWarn, kError };

// Sets what is logged and how. `level` is one of trace debug info warn error critical off; `format` is text or json.
// Returns false, and changes nothing, when either is not. The process has one log: the last call holds, and before the
// first it is warn and text. Thread-safe.
[[nodiscard]] bool SetUpLog(std::string_view level, std::string_view format);

// A longer message is cut: a client may have given part of it.
inline constexpr std::size_t kLogMessageBytesMax = 8192;

// Says whether Log writes messages of this level. Ask it on hot paths before building a message. Cheap, thread-safe.
bool LogEnabled(LogLevel level);
// Writes one line: control characters in `message` become \u00XX, and bytes that are not UTF-8 U+FFFD. Thread-safe.
void Log(LogLevel level, std::string_view message);

}  // namespace macie_local::base
