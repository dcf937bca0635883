#include "app/open_files.h"

#include <sys/resource.h>

#include <algorithm>
#include <string>

#include "base/log.h"

namespace macie_local::app {
namespace {

// The database with its log, bodies that are put aside, what each I/O thread has, and the connections over the limit
// that are still told so (http/server.cpp).
constexpr rlim_t kOtherFiles = 256;

}  // namespace

void RaiseOpenFilesLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

unsigned ConnectionsThatFit(unsigned wanted) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  // With very few files each side gets half of them.
  const rlim_t room = std::max<rlim_t>(limit.rlim_cur - std::min(kOtherFiles, limit.rlim_cur / 2), 1);
  if (room >= wanted) return wanted;
  base::Log(base::LogLevel::kInfo, "at most " + std::to_string(room) + " connections instead of " +
                                       std::to_string(wanted) + ", because the process may have " +
                                       std::to_string(limit.rlim_cur) + " files open (ulimit -n)");
  return static_cast<unsigned>(room);
}

}  // namespace macie_local::app
