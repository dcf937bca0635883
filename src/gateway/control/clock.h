// The clock of the control plane: /_macie-local/clock. Time is moved on the writer thread, between two writes, so that
// what falls due on the way happens at its own instant and before whatever is asked afterwards.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/adjustable_clock.h"
#include "base/result.h"
#include "gateway/message.h"
#include "model/types/records.h"
#include "store/store.h"

namespace macie_local::gateway {

// Returns how the clock stands: {"now": "...", "frozen": ..., "real": ...}.
std::string ClockJson(const base::AdjustableClock& clock);

// A change of the clock on its way through the writer thread.
class ClockMutation : public store::Mutation, public store::ClockChange {
 public:
  // Returns the setting to apply; is called when the mutation's turn comes. The error's message is told to the client.
  using Choose = std::function<base::Result<base::AdjustableClock::Setting>(const base::AdjustableClock& clock)>;
  // Puts the state back; returns false when that can't be done, with the response filled. Empty: the state stays.
  using Reset = std::function<bool(state::Transaction& transaction, Response* response)>;

  // `stored` is called when a reset is stored, before the answer. `clock` must outlive this.
  ClockMutation(base::AdjustableClock& clock, Choose choose, Reset reset, std::function<void()> stored,
                Response response, std::shared_ptr<Waiter> waiter)
      : clock_(clock),
        choose_(std::move(choose)),
        reset_(std::move(reset)),
        stored_(std::move(stored)),
        response_(std::move(response)),
        waiter_(std::move(waiter)) {}

  store::ClockChange* clock_change() override { return this; }
  Kind Begin(state::Transaction& transaction) override;
  Timestamp target() const override { return target_; }
  void Step(Timestamp now, state::Transaction& transaction) override;
  void StepStored(Timestamp now) override;
  void Stopped() override;

  bool Run(state::Transaction& transaction) override;
  bool may_undo() const override { return reset_ != nullptr; }
  void Done(bool committed) override;

 private:
  Kind Refuse(std::string_view message);
  // Returns the setting in which the clock stands at `now` on its way, or runs from there.
  base::AdjustableClock::Setting SettingAt(Timestamp now) const;

  base::AdjustableClock& clock_;
  Choose choose_;
  Reset reset_;
  std::function<void()> stored_;
  Response response_;
  std::shared_ptr<Waiter> waiter_;
  base::AdjustableClock::Setting before_;
  base::AdjustableClock::Setting chosen_;
  Timestamp target_{};
  bool refused_ = true;
};

// Return what a request to set or to advance the clock chooses. Refuse at once members that contradict each other.
base::Result<ClockMutation::Choose> ChooseSetting(const model::ClockSetting& request);
base::Result<ClockMutation::Choose> ChooseAdvance(const model::ClockAdvance& request);

}  // namespace macie_local::gateway
