// Faults that a test asks for: ordered rules that say which requests to the AWS endpoint are answered late, wrongly or
// not at all (docs/control-plane.md). Kept in memory only.
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

namespace macie_local::gateway {

// What the rules that fired do to one request.
struct FaultEffect {
  std::chrono::milliseconds delay{0};
  std::optional<base::ApiError> error;        // instead of running the operation
  base::Nested<model::FaultAnswer> answer;    // likewise
  bool drop_before = false;                   // likewise; the connection is closed without an answer
  Delivery::Cut cut = Delivery::Cut::kWhole;  // of the answer, after the operation has run
  std::string fired;                          // the rules' ids, joined by commas

  // True: the operation must not run, and the response is what it is answered with.
  bool Replaces(Response* response) const;
  // Puts delay and cut into the response.
  void Deliver(Response* response) const;
};

// Thread-safe.
class FaultRules {
 public:
  static constexpr std::size_t kRulesMax = 1000;
  static constexpr std::int64_t kLatencyMaxMs = 300'000;
  static constexpr std::size_t kTextBytesMax = 8 << 20;  // of what the rules answer and say, together

  // Checks the rules and completes them (ids). The error names the member, what is allowed and what was given.
  static base::Result<std::vector<model::FaultRule>> Check(std::vector<model::FaultRule> rules);

  // Checked rules only. Add puts them behind those there are; false when that makes too many, or too long texts, or an
  // id twice.
  void Replace(std::vector<model::FaultRule> rules);
  bool Add(std::vector<model::FaultRule> rules);
  std::vector<model::FaultRule> List() const;
  // False: there is none of that id.
  bool Remove(std::string_view id);
  // All, or those of one account.
  void Clear(const std::optional<std::string>& account);

  // What becomes of this request. Rules are asked in order and count it; latencies of those that fire add up, and the
  // first one that does more than delay is the last to be asked.
  FaultEffect Match(const wire::OperationDesc& operation, const state::PartitionKey& caller);

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
