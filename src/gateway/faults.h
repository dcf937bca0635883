// Faults that a test asks for: ordered rules say which requests to the AWS endpoint are answered late, wrongly or not
// at all (docs/control-plane.md). They are kept in memory only.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gateway/message.h"
#include "model/types/records.h"
#include "state/state.h"
#include "wire/operation.h"
#include "wire/refusal.h"

namespace macie_local::gateway {

// The effect on one request of the rules that fired. At most one of `refusal`, `answer`, `drop_before` and `cut` is
// set.
struct FaultEffect {
  std::chrono::milliseconds delay{0};
  std::optional<wire::Refusal> refusal;       // the answer, instead of running the operation
  base::Nested<model::FaultAnswer> answer;    // the answer, instead of running the operation
  bool drop_before = false;                   // close the connection, instead of running the operation
  Delivery::Cut cut = Delivery::Cut::kWhole;  // of the answer, after the operation has run
  std::string fired;                          // the rules' ids, joined by commas

  // Returns true when the operation must not run; the response is then filled with what it is answered with.
  bool Replaces(Response* response) const;
  // Sets the response's delivery: the delay, and what is cut.
  void Deliver(Response* response) const;
};

// Thread-safe.
class FaultRules {
 public:
  static constexpr std::size_t kRulesMax = 1000;
  static constexpr std::int64_t kLatencyMaxMs = 300'000;
  static constexpr std::size_t kTextBytesMax = 8 << 20;  // of what the rules answer and say, together

  // Returns the rules when they are sound by themselves. The error names the member, what is allowed and what was
  // given.
  static base::Result<std::vector<model::FaultRule>> Check(std::vector<model::FaultRule> rules);

  // Put rules, which Check must have taken, in the place of those there are, or behind them; rules without an id get
  // one. Add returns false, and adds none, when that would make too many rules, too long texts, or an id twice.
  void Replace(std::vector<model::FaultRule> rules);
  bool Add(std::vector<model::FaultRule> rules);
  std::vector<model::FaultRule> List() const;
  // Returns false when there is none of that id.
  bool Remove(std::string_view id);
  // Removes all rules, or those of one account.
  void Clear(const std::optional<std::string>& account);

  // Returns what becomes of this request. Asks the rules in order, and lets each that is asked count the request if it
  // matches; the latencies of those that fire add up, and the first one that does more than delay is the last to be
  // asked.
  FaultEffect Match(const wire::OperationDesc& operation, const state::PartitionKey& caller);

  // Returns how many requests a rule has fired for since the start.
  std::uint64_t fired() const { return fired_.load(std::memory_order_relaxed); }

 private:
  struct Rule {
    model::FaultRule rule;
    std::uint64_t random = 0;  // state of its generator
  };
  static Rule Started(model::FaultRule rule);
  void Changed();

  std::atomic<bool> any_{false};
  std::atomic<std::uint64_t> fired_{0};
  mutable std::mutex mutex_;
  std::vector<Rule> rules_;
};

}  // namespace macie_local::gateway
