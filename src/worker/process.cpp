#include "worker/process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>
#include <vector>

#include "base/large_text.h"

namespace macie_local::worker {
namespace {

// Above all numbers that the child has its files under, so that giving it one does not close another.
constexpr int kNumberMin = 16;

base::Error Failure(const std::string& what, int error) {
  return base::Error(what + ": " + std::strerror(error));
}

// What posix_spawn does in the child before the program begins.
class ChildFiles {
 public:
  ChildFiles() { posix_spawn_file_actions_init(&actions_); }
  ChildFiles(const ChildFiles&) = delete;
  ChildFiles& operator=(const ChildFiles&) = delete;
  ~ChildFiles() { posix_spawn_file_actions_destroy(&actions_); }

  bool SetNull(int number, int flags) {
    return posix_spawn_file_actions_addopen(&actions_, number, "/dev/null", flags, 0) == 0;
  }
  bool Set(int number, int ours) {
    high_.emplace_back(fcntl(ours, F_DUPFD_CLOEXEC, kNumberMin));
    return high_.back().number() >= 0 &&
           posix_spawn_file_actions_adddup2(&actions_, high_.back().number(), number) == 0;
  }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
  std::vector<scan::Descriptor> high_;
};

class ChildSignals {
 public:
  ChildSignals() {
    posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ChildSignals(const ChildSignals&) = delete;
  ChildSignals& operator=(const ChildSignals&) = delete;
  ~ChildSignals() { posix_spawnattr_destroy(&attributes_); }

  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

}  // namespace

base::Result<std::unique_ptr<Process>> Process::Start(const Options& options) {
  MACIE_TRY(auto ring, scan::RingWriter::Make());
  std::array<int, 2> pair{-1, -1};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) != 0) {
    return Failure("a socket can't be had", errno);
  }
  scan::Descriptor ours(pair[0]);
  const scan::Descriptor theirs(pair[1]);

  // Without one, objects that are too large for the memory are not read.
  const scan::Descriptor spool(base::OpenNamelessFile());
  ChildFiles files;
  const bool set = files.SetNull(STDIN_FILENO, O_RDONLY) && files.SetNull(STDOUT_FILENO, O_WRONLY) &&
                   files.SetNull(STDERR_FILENO, O_WRONLY) && files.Set(scan::kSocketNumber, theirs.number()) &&
                   files.Set(scan::kMemoryNumber, ring.memory_number()) &&
                   files.Set(scan::kFreeNumber, ring.free_number()) &&
                   files.Set(scan::kFullNumber, ring.full_number()) &&
                   (spool.number() < 0 ? files.SetNull(scan::kSpoolNumber, O_RDONLY)
                                       : files.Set(scan::kSpoolNumber, spool.number()));
  if (!set) return Failure("files can't be handed over", errno);
  const ChildSignals signals;
  std::string program = options.program;
  std::string option = "--without-seccomp";
  std::array<char*, 3> arguments{program.data(), options.without_seccomp ? option.data() : nullptr, nullptr};
  // Of the environment it needs nothing, and there may be secrets in it.
  std::array<char*, 1> environment{nullptr};
  pid_t id = -1;
  const int error = posix_spawn(&id, program.c_str(), files.get(), signals.get(), arguments.data(), environment.data());
  if (error != 0) return Failure(program + " can't be started", error);
  return std::unique_ptr<Process>(new Process(id, std::move(ours), std::move(ring)));
}

Process::Process(pid_t id, scan::Descriptor socket, scan::RingWriter ring)
    : id_(id), socket_(std::move(socket)), ring_(std::move(ring)), receiver_(socket_.number()) {}

bool Process::IsAlive() const {
  siginfo_t ended{};
  return waitid(P_PID, static_cast<id_t>(id_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid == 0;
}

Process::~Process() {
  kill(id_, SIGKILL);
  while (waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace macie_local::worker
