// The log, on standard error. The only file that knows spdlog is log.cpp.
#pragma once

#include <string>
#include <string_view>

namespace macie_local::base {

enum class LogLevel { kDebug, kInfo, kWarn, kError };

// `level` is one of trace debug info warn error critical off; `format` text or json. False when either is not: then
// nothing changes. The log is the process's: the last call holds, before the first it is warn and text. Thread-safe.
[[nodiscard]] bool SetUpLog(std::string_view level, std::string_view format);

// Thread-safe. Cheap when the level is off, but build the message only after asking LogEnabled on hot paths.
bool LogEnabled(LogLevel level);
void Log(LogLevel level, std::string_view message);

}  // namespace macie_local::base
