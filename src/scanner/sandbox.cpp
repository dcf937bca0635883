#include "scanner/sandbox.h"

#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <vector>

#include "scan/ring.h"
#include "scanner/system_calls.h"

namespace macie_local::scanner {
namespace {

constexpr unsigned kFirstOther = scan::kSpoolNumber + 1;

std::string Failure(std::string_view what) {
  return std::string(what) + ": " + std::strerror(errno);
}

// The type of the names of limits is not the same in all C libraries.
template <class Resource>
bool Limit(Resource resource, rlim_t most) {
  const rlimit limit{most, most};
  return setrlimit(resource, &limit) == 0;
}

std::optional<std::string> SetLimits(const SealOptions& options) {
  if (options.memory_bytes_max > 0 && !Limit(RLIMIT_DATA, options.memory_bytes_max))
    return Failure("its memory can't be limited");
  if (!Limit(RLIMIT_NOFILE, kFirstOther)) return Failure("its files can't be limited");
  if (!Limit(RLIMIT_CORE, 0) || !Limit(RLIMIT_FSIZE, options.spool_bytes_max))
    return Failure("its output can't be limited");
  return std::nullopt;
}

// Returns why the kernel filters no system calls for us, or nothing.
std::optional<std::string> FilterCalls() {
  std::vector<sock_filter> filter = SystemCallFilter();
  if (filter.empty()) return "the system calls of this kind of machine are not known";
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0) return std::nullopt;
  return Failure("the kernel filters no system calls (seccomp)");
}

}  // namespace

std::optional<std::string> Seal(const SealOptions& options) {
  // Before the rest: it tells of a parent that is alive now, and holds whatever becomes of this process.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return Failure("it can't be made to end with its parent");
  if (prctl(PR_SET_DUMPABLE, 0) != 0) return Failure("its memory can't be closed to others");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return Failure("its rights can't be kept from growing");
  if (auto failure = SetLimits(options)) return failure;
  auto failure = FilterCalls();
  if (failure && !options.without_filter) return failure;
  return std::nullopt;
}

void CloseOtherFiles() {
  if (syscall(SYS_close_range, kFirstOther, ~0u, 0) == 0) return;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  for (auto number = static_cast<rlim_t>(kFirstOther); number < limit.rlim_cur; ++number) {
    close(static_cast<int>(number));
  }
}

}  // namespace macie_local::scanner
