// The journal keeps the last requests to the AWS endpoint, for tests that assert their calls. It is a bounded ring of
// bytes in memory: requests are noted as they came, which costs a copy of their text, and decoded when somebody asks.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/body.h"
#include "macie_local/ports.h"
#include "wire/operation.h"

namespace macie_local::gateway {

// One request and what came of it. The views need live only for the call.
struct JournalEntry {
  Timestamp at{};                                  // by the emulator's clock
  std::chrono::nanoseconds duration{};             // until the answer was ready
  const wire::OperationDesc* operation = nullptr;  // null: there is no such operation
  int status = 0;                                  // 0: nothing was answered
  std::string_view error_type;                     // static storage
  std::array<char, 36> request_id{};
  std::string_view account, region;  // of the caller
  std::string_view method;           // as it came
  std::string_view target;           // as it came
  std::string_view body;             // as it came
  std::string_view user_agent;       // as it came
  std::string_view error_body;       // the answer's, when it is an error
  std::string_view faults;           // ids of the rules that fired, joined by commas
};

// Selects entries; a member that is not given does not matter.
struct JournalFilter {
  std::optional<std::string> account;
  std::optional<std::string> region;
  std::optional<std::string> operation;
  std::optional<Timestamp> since;      // at or after
  std::optional<std::uint64_t> after;  // those with a greater sequence number
};

// Thread-safe.
class Journal {
 public:
  static constexpr std::size_t kBytes = 16 << 20;

  // Keeps at most `requests_max` requests, with at most `bytes` bytes of text; the oldest go. Keeps nothing when
  // `requests_max` is 0. A request larger than `bytes` is kept without its body, and decoded as one without.
  explicit Journal(std::size_t requests_max, std::size_t bytes = kBytes);
  ~Journal();

  bool on() const { return requests_max_ != 0; }
  void Add(const JournalEntry& entry);

  // Returns {"requests": [...], "dropped": n}, oldest first, made while it is sent: what the journal has now, without
  // what is dropped or cleared before its turn comes. "dropped" counts the requests that were dropped for want of room
  // since the last Clear, as of the end. The journal must outlive the source.
  std::shared_ptr<base::BodySource> Export(JournalFilter filter) const;
  std::size_t size() const;

  // Forgets the requests of one account, or all when `account` is nullopt.
  void Clear(const std::optional<std::string>& account);

 private:
  static constexpr std::size_t kTexts = 8;
  struct Header;
  struct Reading;  // a place in the journal, and what was found there
  class Exporter;

  void ReadOn(const JournalFilter& filter, Reading* reading) const;

  std::uint16_t FindAgent(std::string_view agent);
  static std::size_t Measure(const JournalEntry& entry, Header* header);
  bool MakeRoom(std::size_t size);
  JournalEntry Read(std::size_t at, Header* header) const;
  void Write(const Header& header, const JournalEntry& entry);
  void DropOldest();
  template <class Visit>
  void ForEach(const Visit& visit) const;

  const std::size_t requests_max_;
  const std::size_t bytes_;
  mutable std::mutex mutex_;
  // Records lie one behind the other from first_ to next_, and go on at 0 where the next one would not fit whole: then
  // wrapped_ is where the last one before that ends. Memory that was never written to is never resident.
  std::unique_ptr<char[]> ring_;
  std::size_t first_ = 0;
  std::size_t next_ = 0;
  std::optional<std::size_t> wrapped_;
  std::size_t count_ = 0;
  std::uint64_t written_ = 0;  // records since the start: the one at first_ is the written_ - count_ th
  std::uint64_t clears_ = 0;   // how often records were moved or cleared
  std::vector<std::string> agents_;
  std::uint16_t last_agent_ = 0;
  std::uint64_t last_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace macie_local::gateway
