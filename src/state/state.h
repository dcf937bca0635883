// Everything the emulator knows, as values that readers share and only the writer thread replaces. A State is immutable
// once published; copying any part of it costs a few reference counts.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "base/cow/cow_map.h"
#include "macie_local/ports.h"
#include "model/types/records.h"
#include "state/bucket_table.h"
#include "state/finding_index.h"
#include "state/job_events.h"
#include "state/job_index.h"
#include "state/job_matches.h"
#include "state/job_table.h"
#include "state/record_types.h"

namespace macie_local::state {

// State is kept per account and region (behaviour A.2 [D]).
struct PartitionKey {
  std::string account;  // 12 digits
  std::string region;

  auto operator<=>(const PartitionKey&) const = default;
};

// One account in one region. The tables are what is stored; the indexes follow from them and are kept by Transaction.
struct Partition {
  std::int64_t row_id = 0;               // 0: not stored yet
  Table<model::SessionRecord> sessions;  // at most one, under kSessionKey
  JobTable jobs;
  JobEvents job_events;
  JobMatchTable job_matches;
  BucketTable buckets;
  JobIndex job_index;
  RecordTables records;
  FindingIndex finding_index;

  template <class Record>
  const Table<Record>& table() const {
    return std::get<Table<Record>>(records);
  }
  // Null when there is none of that id. Valid as long as the partition.
  template <class Record>
  const Record* Find(std::string_view id) const {
    const auto* row = table<Record>().Find(id);
    return row == nullptr ? nullptr : row->record.get();
  }
  // Keeps the index of the family, where it has one; null: there was none, there is none any more.
  template <class Record>
  void Index([[maybe_unused]] const Record* before, [[maybe_unused]] const Record* after) {
    if constexpr (std::is_same_v<Record, model::Finding>) finding_index.Update(before, after);
  }
  template <class Record>
  void ForgetIndex() {
    if constexpr (std::is_same_v<Record, model::Finding>) finding_index = {};
  }
  // No records, and no other account's jobs that say something of its buckets.
  bool HoldsNothing() const;
  const model::SessionRecord* session() const;
  const model::JobRecord* job(std::string_view job_id) const;
  // Null when the job has none.
  const JobMatches* MatchesOf(std::int64_t job_row) const;
};

inline constexpr std::string_view kSessionKey = "session";

// When the writer must next look at a job: the end of its run, its next run, the expiry of its pause.
struct DueKey {
  Timestamp at;
  PartitionKey partition;
  JobKey job_id;

  auto operator<=>(const DueKey&) const = default;
};
struct Nothing {};

struct State {
  // Of the database, or of the process when nothing is kept; later that of the last reset that set the clock too.
  Timestamp created_at{};
  std::array<std::uint8_t, 32> page_token_key{};  // survives restarts with --db, and so do page tokens
  base::CowMap<PartitionKey, std::shared_ptr<const Partition>> partitions;
  base::CowMap<DueKey, Nothing> due;

  // The partition, or an empty one when nothing was ever written there. Valid as long as this State.
  const Partition& partition(const PartitionKey& key) const;
};

// When the writer must look at the job; nothing when it need not.
std::optional<Timestamp> DueAt(const model::JobRecord& job);

// What a read works on: one published State, held for the length of the request.
class Snapshot {
 public:
  explicit Snapshot(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  const State& state() const { return *state_; }
  const Partition& partition(const PartitionKey& key) const { return state_->partition(key); }

 private:
  std::shared_ptr<const State> state_;
};

}  // namespace macie_local::state
