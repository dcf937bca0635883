// The emulator inside a C++ program: a test of your own code starts one, points its client at it, and steers it by
// methods instead of the control plane's HTTP (docs/embedding.md). This header needs the standard library only.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "macie_local/config.h"
#include "macie_local/ports.h"

namespace macie_local {

// Returns what a Server starts with when it is told nothing: Config's defaults, but any free port, one I/O thread, and
// a log of warnings and errors only.
Config EmbeddedDefaults();

// Names the account and the region whose state is meant. An empty member stands for the Config's.
struct Place {
  std::string account = {};  // 12 digits
  std::string region = {};
};

// An emulator on threads of its own. Any number may run in one process, each with its own state, time and ids; the log
// is shared, goes to standard error and follows the Config of the Server that was started last. It installs no signal
// handlers and writes nothing to standard output.
//
// Methods may be called from any thread. Each returns when its work is done: a request sent afterwards sees it. A call
// that can't be carried out changes nothing and throws std::runtime_error; what() names the member or option that is
// wrong and says what would be right, in the words of the control plane or the command line.
class Server {
 public:
  // Opens the database and loads the seeds that `config` names, and listens. Throws std::runtime_error when any of that
  // fails.
  explicit Server(const Config& config = EmbeddedDefaults());
  // Lets requests in flight be answered, commits, and stops; nothing answers on the port any more.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Returns what an SDK takes as its endpoint: "http://127.0.0.1:34567". The reference is valid while the Server lives.
  const std::string& url() const;

  // Goes back to the state just after the seeds, for everything or for one account. The clock stays as it is.
  void Reset();
  void Reset(std::string_view account);
  // Resets everything together with the clock, which may go back only here: to `now`, where it stands still if `frozen`
  // and runs on if not, or to the machine's time.
  void ResetTo(Timestamp now, bool frozen = true);
  void ResetToRealTime();

  // Returns the time that the emulator goes by: the machine's, until a method here sets or moves it.
  Timestamp Now() const;
  // Sets the time, which stands still there if `frozen` and runs on if not; what falls due on the way is run. A time
  // before Now() is refused: see ResetTo.
  void SetTime(Timestamp now, bool frozen = true);
  // Moves the time on by `by`, which is not negative, and runs whatever falls due on the way, each thing at its own
  // time.
  void Advance(std::chrono::microseconds by);
  // Follows the machine's clock again. Refused when that is earlier: see ResetToRealTime.
  void UseRealTime();

  // Creates buckets, or replaces those of the same names. `json` is an array of partial bucket metadata, or what
  // describe-buckets prints (docs/seeding.md says what missing members become).
  void PutBuckets(std::string_view json, const Place& place = {});
  // Replaces everything by a state document (docs/seeding.md). A later Reset still goes back to the Config's seeds.
  void Load(std::string_view state_document);
  // Returns everything there is, as a document that Load and --seed take.
  std::string State() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace macie_local
