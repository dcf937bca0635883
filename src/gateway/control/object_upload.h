// Puts the content of an object into the state, a few pieces at a time: each in a mutation of its own, so that nobody
// waits long behind it. The object is there with the last, as a whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/large_text.h"
#include "gateway/control/control_context.h"
#include "gateway/message.h"
#include "service/buckets/buckets.h"
#include "state/object_table.h"
#include "state/transaction.h"

namespace macie_local::gateway {

class ObjectUpload : public std::enable_shared_from_this<ObjectUpload> {
 public:
  // So much content is stored in one mutation.
  static constexpr std::size_t kStepBytes = 4 * state::kObjectPieceBytes;

  struct Target {
    state::PartitionKey key;
    std::string bucket;
    state::StoredObject object;  // all but the content
    bool is_time_told = false;   // false: lastModified is when the object is there
  };
  // `context` outlives this. `response` has its request id; `waiter` gets it when all is stored.
  ObjectUpload(const ControlContext& context, Target target, std::shared_ptr<const base::LargeText> body,
               Response response, std::shared_ptr<Waiter> waiter);

  // Begins. Returns false, and answers nobody, when the writer takes no more.
  static bool Submit(const std::shared_ptr<ObjectUpload>& upload);

 private:
  class Step;

  // These are called on the writer thread. Run does one step and returns whether it is to be kept; Done goes on, or
  // answers.
  bool Run(state::Transaction& transaction);
  void Done(bool committed);

  // Returns whether the upload may go on; if not, the response says why.
  bool Begin(state::Transaction& transaction);
  bool MayGoOn(state::Transaction& transaction);
  // Returns why there is no room for the content beside `pending` bytes that are on their way, or nullopt.
  std::optional<std::string> FindNoRoom(const state::Transaction& transaction, std::uint64_t pending) const;
  bool Finish(state::Transaction& transaction);
  // Ends the upload with a message. Returns whether there is a change to keep: the removal of pieces.
  bool Refuse(int status, const std::string& message, state::Transaction& transaction);
  void DropLater();

  const ControlContext& context_;
  Target target_;
  const std::shared_ptr<const base::LargeText> body_;
  Response response_;
  const std::shared_ptr<Waiter> waiter_;

  service::ContentIntake content_;
  std::size_t stored_ = 0;  // pieces, those of the step under way too
  std::int64_t first_piece_ = 0;
  std::uint64_t clears_ = 0;   // state::State::clears at the beginning
  std::uint64_t pending_ = 0;  // this upload's share of ControlContext::pending_object_bytes
  bool begun_ = false;
  bool ended_ = false;
  bool kept_ = false;
};

}  // namespace macie_local::gateway
