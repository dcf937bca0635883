#include "gateway/request_log.h"

#include <chrono>
#include <string>

#include "base/log.h"
#include "base/text.h"

namespace macie_local::gateway {
namespace {

std::string_view PathOf(std::string_view target) {
  return target.substr(0, target.find('?'));
}

}  // namespace

bool LogsRequests() {
  return base::LogEnabled(base::LogLevel::kDebug);
}

bool LogsInputs() {
  return base::LogEnabled(base::LogLevel::kTrace);
}

void LogRequest(const JournalEntry& entry) {
  if (!LogsRequests()) return;
  const std::string id(entry.request_id.data(), entry.request_id.size());
  std::string line = "request " + id;
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) line.append(" ").append(name).append("=").append(value);
  };
  add("account", entry.account);
  add("region", entry.region);
  if (entry.operation != nullptr) {
    add("operation", entry.operation->name);
  } else {
    add("method", base::Shorten(entry.method, kLoggedPathBytesMax));
    add("path", base::Shorten(PathOf(entry.target), kLoggedPathBytesMax));
  }
  add("status", std::to_string(entry.status));
  add("error", entry.error_type);
  add("us", std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(entry.duration).count()));
  base::Log(base::LogLevel::kDebug, line);
  if (!LogsInputs()) return;
  base::Log(base::LogLevel::kTrace, "input of " + id + ": " + base::Shorten(entry.method, kLoggedPathBytesMax) + " " +
                                        base::Shorten(entry.target, kLoggedInputBytesMax) + " " +
                                        base::Shorten(entry.body, kLoggedInputBytesMax));
}

void LogRefusal(const Request& request, const wire::Refusal& refusal) {
  if (!base::LogEnabled(base::LogLevel::kInfo)) return;
  base::Log(base::LogLevel::kInfo, "refused " + base::Shorten(request.method, kLoggedPathBytesMax) + " " +
                                       base::Shorten(PathOf(request.target), kLoggedPathBytesMax) + " of host '" +
                                       base::Shorten(request.host, kLoggedPathBytesMax) +
                                       "': " + std::string(refusal.shape.get().name) + ": " + refusal.text);
}

}  // namespace macie_local::gateway
