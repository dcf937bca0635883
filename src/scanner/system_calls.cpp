#include "scanner/system_calls.h"

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "scan/ring.h"

namespace macie_local::scanner {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kMachine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kMachine = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t kMachine = 0;
#endif

// What reading from open files, waiting, memory and ending take. Nothing here names a file, an address or another
// process: tgkill and prlimit64 would reach other processes, and recvmsg and sendmsg could pass files.
constexpr long kAllowed[] = {
    SYS_read,         SYS_write,          SYS_recvfrom,    SYS_sendto,          SYS_ppoll,  SYS_munmap,
    SYS_mremap,       SYS_madvise,        SYS_brk,         SYS_close,           SYS_futex,  SYS_rt_sigreturn,
    SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_sigaltstack, SYS_restart_syscall, SYS_getpid, SYS_gettid,
    SYS_exit,         SYS_exit_group,     SYS_sched_yield, SYS_getrandom,
#if defined(SYS_poll)  // not on arm64, whose poll is ppoll
    SYS_poll,
#endif
};

// Allowed unless they make memory executable.
constexpr long kMapping[] = {SYS_mmap, SYS_mprotect};
constexpr std::uint32_t kProtectionArgument = 2;

// Allowed of the one file that is there to be written.
constexpr long kSpooling[] = {SYS_pwrite64, SYS_ftruncate};
constexpr std::uint32_t kFileArgument = 0;

constexpr std::uint16_t kLoad = BPF_LD | BPF_W | BPF_ABS;
constexpr std::uint16_t kEqual = BPF_JMP | BPF_JEQ | BPF_K;
constexpr std::uint16_t kAnyBit = BPF_JMP | BPF_JSET | BPF_K;
constexpr std::uint16_t kReturn = BPF_RET | BPF_K;
constexpr std::uint32_t kRefuse = SECCOMP_RET_ERRNO | EPERM;

sock_filter Statement(std::uint16_t code, std::uint32_t value) {
  return {code, 0, 0, value};
}

// Goes on with the next statement when the condition is `next`, and passes over `others` statements when not.
sock_filter Unless(std::uint16_t code, std::uint32_t value, bool next, std::uint8_t others) {
  return next ? sock_filter{code, 0, others, value} : sock_filter{code, others, 0, value};
}

// Where the lower half of an argument is: it comes first on both machines.
constexpr std::uint32_t Argument(std::uint32_t number) {
  return static_cast<std::uint32_t>(offsetof(seccomp_data, args) + number * sizeof(std::uint64_t));
}

}  // namespace

std::vector<sock_filter> SystemCallFilter() {
  std::vector<sock_filter> filter;
  if (kMachine == 0) return filter;
  filter.push_back(Statement(kLoad, offsetof(seccomp_data, arch)));
  filter.push_back(Unless(kEqual, kMachine, false, 1));
  filter.push_back(Statement(kReturn, SECCOMP_RET_KILL_PROCESS));
  filter.push_back(Statement(kLoad, offsetof(seccomp_data, nr)));
  for (const long call : kAllowed) {
    filter.push_back(Unless(kEqual, static_cast<std::uint32_t>(call), true, 1));
    filter.push_back(Statement(kReturn, SECCOMP_RET_ALLOW));
  }
  for (const long call : kMapping) {
    filter.push_back(Unless(kEqual, static_cast<std::uint32_t>(call), true, 4));
    filter.push_back(Statement(kLoad, Argument(kProtectionArgument)));
    filter.push_back(Unless(kAnyBit, PROT_EXEC, true, 1));
    filter.push_back(Statement(kReturn, kRefuse));
    filter.push_back(Statement(kReturn, SECCOMP_RET_ALLOW));
  }
  for (const long call : kSpooling) {
    filter.push_back(Unless(kEqual, static_cast<std::uint32_t>(call), true, 4));
    filter.push_back(Statement(kLoad, Argument(kFileArgument)));
    filter.push_back(Unless(kEqual, scan::kSpoolNumber, false, 1));
    filter.push_back(Statement(kReturn, kRefuse));
    filter.push_back(Statement(kReturn, SECCOMP_RET_ALLOW));
  }
  filter.push_back(Statement(kReturn, kRefuse));
  return filter;
}

}  // namespace macie_local::scanner
