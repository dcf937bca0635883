// What was called: the last requests to the AWS endpoint, decoded, for tests that assert their calls. A bounded ring in
// memory; reads and resets do not disturb it.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "macie_local/ports.h"
#include "store/state.h"
#include "wire/operation.h"
#include "wire/type_desc.h"

namespace macie_local::gateway {

struct JournalEntry {
  std::uint64_t sequence = 0;           // counts from 1; given by Add
  Timestamp at{};                       // by the emulator's clock
  std::chrono::nanoseconds duration{};  // until the answer was ready
  const wire::OperationDesc* operation = nullptr;
  std::string request_line;  // when there is no operation
  store::PartitionKey caller;
  std::optional<wire::AnyStructure> input;
  int status = 0;  // 0: nothing was answered
  std::string_view error_type;
  std::string error_body;
  std::array<char, 36> request_id{};
  std::string user_agent;
  std::size_t bytes = 0;  // of what the request held, estimated
  std::string faults;     // ids of the rules that fired, joined by commas
};

// Which entries; what is not given does not matter.
struct JournalFilter {
  std::optional<std::string> account;
  std::optional<std::string> region;
  std::optional<std::string> operation;
  std::optional<Timestamp> since;      // at or after
  std::optional<std::uint64_t> after;  // a sequence number
};

// Thread-safe.
class Journal {
 public:
  // The oldest go when there are more than `requests_max`, or more than `bytes_max` of inputs and texts (estimated).
  // requests_max 0: nothing is kept.
  explicit Journal(std::size_t requests_max, std::size_t bytes_max = 64 << 20)
      : requests_max_(requests_max), bytes_max_(bytes_max) {}

  bool on() const { return requests_max_ != 0; }
  void Add(JournalEntry entry);

  // {"requests": [...], "dropped": n}, oldest first; `dropped` counts what no longer fits since the last Clear.
  std::string Json(const JournalFilter& filter) const;
  std::size_t size() const;

  // One account's, or all.
  void Clear(const std::optional<std::string>& account);

 private:
  using Kept = std::shared_ptr<const JournalEntry>;

  const std::size_t requests_max_;
  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  std::deque<Kept> entries_;
  std::size_t bytes_ = 0;
  std::uint64_t last_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace macie_local::gateway
