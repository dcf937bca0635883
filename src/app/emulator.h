// An emulator, from its configuration to a listening server. It owns and orders everything; main() only waits.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "gateway/message.h"
#include "macie_local/config.h"
#include "macie_local/ports.h"

namespace macie_local::app {

class Emulator {
 public:
  // Opens the database, loads the seeds, and listens. The error is one line that names the option and the file; nothing
  // is half loaded then.
  static base::Result<std::unique_ptr<Emulator>> Start(const Config& config);
  ~Emulator();  // stops
  Emulator(const Emulator&) = delete;
  Emulator& operator=(const Emulator&) = delete;

  // Returns "http://127.0.0.1:6224", or "https://..." with TLS.
  const std::string& url() const;

  // Answers a request from inside this process as if it had come over a connection. Waits for the answer; any thread
  // but the emulator's own.
  gateway::Response Handle(const gateway::Request& request);

  // Returns the time that the emulator goes by. Any thread.
  Timestamp Now() const;

  // Answers what is in flight, commits what is queued, and ends all threads. Does nothing when called again.
  void Stop();

 private:
  struct Impl;
  explicit Emulator(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace macie_local::app
