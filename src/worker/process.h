// One process macie-local-scan, from its start to its end, and what it is talked to by.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "scan/channel.h"
#include "scan/descriptor.h"
#include "scan/ring.h"

namespace macie_local::worker {

// For one thread, which must live as long as the process: the process ends with it. Killed, and waited for, when
// destroyed.
class Process {
 public:
  struct Options {
    std::string program;           // a path
    bool without_seccomp = false;  // it may go on where the kernel filters no system calls
  };
  // Starts the process, and does not wait until it is ready. The child has the null device as its standard files, its
  // own process group (Ctrl-C is not for it), no blocked signals, and no files of ours but those of scan/ring.h. The
  // error says what the system refused.
  static base::Result<std::unique_ptr<Process>> Start(const Options& options);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  pid_t id() const { return id_; }
  // Says whether it has not ended yet.
  bool IsAlive() const;
  int socket() const { return socket_.number(); }
  scan::RingWriter& ring() { return ring_; }
  scan::Receiver& receiver() { return receiver_; }

 private:
  Process(pid_t id, scan::Descriptor socket, scan::RingWriter ring);

  pid_t id_;
  scan::Descriptor socket_;
  scan::RingWriter ring_;
  scan::Receiver receiver_;
};

}  // namespace macie_local::worker
