// Each test seals a process of its own.
#include "scanner/sandbox.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <iterator>
#include <string>

#include "base/large_text.h"
#include "scan/descriptor.h"
#include "scan/ring.h"

namespace macie_local::scanner {
namespace {

constexpr int kHolds = 0;
constexpr int kBroken = 1;
constexpr int kNotSealed = 2;

// Seals a child, and returns the status of its end; `holds` says whether what is promised holds in it.
int InSealedChild(const SealOptions& options, const std::function<bool()>& holds) {
  const pid_t child = fork();
  if (child == 0) {
    if (Seal(options)) _exit(kNotSealed);
    _exit(holds() ? kHolds : kBroken);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr SealOptions kOptions{.memory_bytes_max = 0};
#else
constexpr SealOptions kOptions{};
#endif

// Says whether what is promised holds in a sealed process.
bool Holds(const std::function<bool()>& holds) {
  return InSealedChild(kOptions, holds) == kHolds;
}

// Says whether a call that returned this was refused by the seal.
bool IsRefused(long result) {
  return result == -1 && errno == EPERM;
}

TEST(SandboxTest, NoFileCanBeOpened) {
  EXPECT_TRUE(Holds([] { return IsRefused(open("/etc/passwd", O_RDONLY)); }));
  EXPECT_TRUE(Holds([] { return IsRefused(open("/tmp/new", O_CREAT | O_WRONLY, 0600)); }));
  EXPECT_TRUE(Holds([] { return IsRefused(memfd_create("x", 0)); }));
  EXPECT_TRUE(Holds([] { return IsRefused(unlink("/tmp/some")) && IsRefused(chdir("/")) && IsRefused(dup(0)); }));
}

TEST(SandboxTest, NoSocketCanBeMade) {
  EXPECT_TRUE(Holds([] { return IsRefused(socket(AF_INET, SOCK_STREAM, 0)); }));
  EXPECT_TRUE(Holds([] { return IsRefused(socket(AF_UNIX, SOCK_STREAM, 0)); }));
  EXPECT_TRUE(Holds([] {
    int pair[2];
    return IsRefused(socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) && IsRefused(pipe(pair));
  }));
}

TEST(SandboxTest, OtherProcessesAreOutOfReach) {
  EXPECT_TRUE(Holds([] { return IsRefused(fork()); }));
  EXPECT_TRUE(Holds([] { return IsRefused(execl("/bin/true", "true", nullptr)); }));
  EXPECT_TRUE(Holds([] { return IsRefused(kill(getppid(), 0)) || IsRefused(kill(1, 0)); }));
  EXPECT_TRUE(Holds([] {
    rlimit limit{};
    return IsRefused(prlimit(1, RLIMIT_NOFILE, nullptr, &limit));
  }));
}

TEST(SandboxTest, NoMemoryBecomesCode) {
  const auto map = [](int protection) {
    void* const at = mmap(nullptr, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at == MAP_FAILED ? -1L : 0L;
  };
  EXPECT_TRUE(Holds([&] { return IsRefused(map(PROT_READ | PROT_EXEC)); }));
  EXPECT_TRUE(Holds([&] { return map(PROT_READ | PROT_WRITE) == 0; }));
  EXPECT_TRUE(Holds([] {
    void* const at = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return IsRefused(mprotect(at, 4096, PROT_READ | PROT_EXEC)) && mprotect(at, 4096, PROT_READ) == 0;
  }));
}

// Of what it may write there is one file, and that has an end.
TEST(SandboxTest, OneFileCanBeWritten) {
  const scan::Descriptor file(base::OpenNamelessFile());
  // Neither has the number of the one that may be written.
  const int spool = fcntl(file.number(), F_DUPFD, scan::kSpoolNumber + 1);
  const int other = fcntl(file.number(), F_DUPFD, scan::kSpoolNumber + 1);
  ASSERT_GT(std::min(spool, other), scan::kSpoolNumber);
  const auto holds = [&](const std::function<bool()>& promise) {
    SealOptions options = kOptions;
    options.spool_bytes_max = 4096;
    const pid_t child = fork();
    if (child == 0) {
      signal(SIGXFSZ, SIG_IGN);
      const bool sealed = dup2(spool, scan::kSpoolNumber) == scan::kSpoolNumber && !Seal(options);
      _exit(sealed ? (promise() ? kHolds : kBroken) : kNotSealed);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return status == kHolds;
  };
  EXPECT_TRUE(holds([] {
    return pwrite(scan::kSpoolNumber, "abc", 3, 4093) == 3 && pwrite(scan::kSpoolNumber, "d", 1, 4096) == -1 &&
           errno == EFBIG && ftruncate(scan::kSpoolNumber, 0) == 0;
  }));
  EXPECT_TRUE(holds([&] { return IsRefused(pwrite(other, "a", 1, 0)) && IsRefused(ftruncate(other, 0)); }));
  close(spool);
  close(other);
}

TEST(SandboxTest, MemoryEndsAtTheLimit) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers take terabytes of addresses";
#endif
  const auto can_have = [](std::size_t bytes) {
    void* const at = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at != MAP_FAILED && munmap(at, bytes) == 0;
  };
  constexpr SealOptions kLittle{.memory_bytes_max = std::uint64_t{64} << 20};
  EXPECT_EQ(InSealedChild(kLittle, [&] { return can_have(32 << 20) && !can_have(65 << 20); }), kHolds);
  EXPECT_TRUE(Holds([&] { return can_have(256 << 20) && !can_have(kMemoryBytesMax + 4096); }));
}

// What it has stays: it can read, write and end.
TEST(SandboxTest, WhatIsOpenStaysOpen) {
  int pair[2] = {-1, -1};
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
  EXPECT_TRUE(Holds([&] {
    char byte = 0;
    return send(pair[0], "x", 1, MSG_NOSIGNAL) == 1 && recv(pair[1], &byte, 1, 0) == 1 && byte == 'x';
  }));
  close(pair[0]);
  close(pair[1]);
}

TEST(SandboxTest, ACrashEndsItWithoutACore) {
  const int status = InSealedChild(kOptions, []() -> bool { std::abort(); });
  EXPECT_FALSE(WIFEXITED(status) && WEXITSTATUS(status) == kHolds);
  EXPECT_FALSE(WIFSIGNALED(status) && WCOREDUMP(status));
}

// Makes this process one whose kernel has no filters: a filter of ours refuses them, as such a kernel does.
bool LoseFilters() {
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PR_SET_SECCOMP, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{static_cast<unsigned short>(std::size(filter)), filter};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

TEST(SandboxTest, WithoutFiltersItDoesNotGoOnUnlessTold) {
  const auto seal_says = [](bool without_filter, bool refused) {
    const pid_t child = fork();
    if (child == 0) {
      SealOptions options = kOptions;
      options.without_filter = without_filter;
      if (!LoseFilters()) _exit(kNotSealed);
      const auto failure = Seal(options);
      const bool names_it = failure && failure->find("seccomp") != std::string::npos;
      // Told to go on it is limited all the same.
      rlimit files{};
      getrlimit(RLIMIT_NOFILE, &files);
      _exit(names_it == refused && files.rlim_cur == 8 ? kHolds : kBroken);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return status == kHolds;
  };
  EXPECT_TRUE(seal_says(false, true));
  EXPECT_TRUE(seal_says(true, false));
}

}  // namespace
}  // namespace macie_local::scanner
