// Where extracted texts go.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "extract/format.h"
#include "units/batch.h"
#include "units/contexts.h"

namespace macie_local::extract {

enum class Status : std::uint8_t {
  kComplete,
  kPartial,   // what was given stands; the reason is empty when the sink stopped it or the stream failed
  kSkipped,   // whatever was given is to be dropped
  kReadAgain  // something was found out that all depends on: drop all, read again (extract.h)
};

struct Outcome {
  Status status = Status::kComplete;
  std::string_view reason;  // a name of behaviour 16.2, or empty; lives forever

  bool operator==(const Outcome&) const = default;
};

// What lies in an archive.
struct Member {
  std::string_view path;  // within the archive; a label and no more, whatever ".." it has
  Detected detected;
};

// Called by the thread that extracts. What is passed lives until the call returns, but for contexts. What returns bool
// returns false to stop: nothing is called after that but Leave, once for each member that was entered.
class Sink {
 public:
  virtual ~Sink() = default;
  // A text begins: one of the object's own, or of the member that was entered last and not left. `contexts` lives until
  // Extract returns or the next text begins, and has what the batches name.
  virtual bool Begin(units::Shape shape, const units::Contexts& contexts) = 0;
  virtual bool Take(const units::Batch& batch) = 0;
  // Around a member of an archive. Members of a member that is itself an archive are entered within it.
  virtual bool Enter(const Member& member) = 0;
  virtual void Leave(const Outcome& outcome) = 0;
};

}  // namespace macie_local::extract
