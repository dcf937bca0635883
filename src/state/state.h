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
#include "state/object_table.h"
#include "state/record_types.h"

namespace macie_local::state {

// State is kept per account and region (behaviour A.2 [D]).
struct PartitionKey {
  std::string account;  // 12 digits
  std::string region;

  auto operator<=>(const PartitionKey&) const = default;
};

// One account in one region. The tables are what is stored; Transaction keeps the indexes, which follow from them. A
// value: copying costs a few reference counts.
struct Partition {
  std::int64_t row_id = 0;               // 0: not stored yet
  Table<model::SessionRecord> sessions;  // at most one, under kSessionKey
  JobTable jobs;
  JobEvents job_events;
  JobMatchTable job_matches;
  BucketTable buckets;
  ObjectTable objects;
  JobIndex job_index;
  RecordTables records;
  FindingIndex finding_index;

  template <class Record>
  const Table<Record>& table() const {
    return std::get<Table<Record>>(records);
  }
  // Returns the record of that id, or null when there is none. Valid until the partition is changed.
  template <class Record>
  const Record* Find(std::string_view id) const {
    const auto* row = table<Record>().Find(id);
    return row == nullptr ? nullptr : row->record.get();
  }
  // Brings the family's index up to date, where it has one, when `after` takes the place of `before`. `before` is null
  // for a new record, `after` for one that goes.
  template <class Record>
  void Index([[maybe_unused]] const Record* before, [[maybe_unused]] const Record* after) {
    if constexpr (std::is_same_v<Record, model::Finding>) finding_index.Update(before, after);
  }
  template <class Record>
  void ForgetIndex() {
    if constexpr (std::is_same_v<Record, model::Finding>) finding_index = {};
  }
  // Says whether the partition has no records, and no other account's job says anything of its buckets.
  bool HoldsNothing() const;
  // These return null when there is no session, no job of that id, or no match of the job of that row. What they return
  // is valid until the partition is changed.
  const model::SessionRecord* session() const;
  const model::JobRecord* job(std::string_view job_id) const;
  const JobMatches* MatchesOf(std::int64_t job_row) const;
};

// The id of the one session of a partition.
inline constexpr std::string_view kSessionKey = "session";

// An entry of the due list, which is sorted by time: the writer must look at the job at that instant, because its run
// ends, its next run begins or its pause expires.
struct DueKey {
  Timestamp at;
  PartitionKey partition;
  JobKey job_id;

  auto operator<=>(const DueKey&) const = default;
};
struct Nothing {};

// A job whose run is reading objects, as IsReading says.
struct ReadingKey {
  PartitionKey partition;
  JobKey job_id;

  auto operator<=>(const ReadingKey&) const = default;
};

struct State {
  // The beginning of the database, or of the process without a file; later that of the last reset that set the clock.
  Timestamp created_at{};
  std::array<std::uint8_t, 32> page_token_key{};  // survives restarts with --db, and so do page tokens
  base::CowMap<PartitionKey, std::shared_ptr<const Partition>> partitions;
  base::CowMap<DueKey, Nothing> due;
  base::CowMap<ReadingKey, Nothing> reading;  // follows from the jobs
  std::uint64_t object_bytes = 0;             // the content of all objects together
  std::uint64_t clears = 0;                   // how often everything was removed, since the start

  // Returns the partition, or an empty one when nothing is kept there. Valid until this State is changed.
  const Partition& partition(const PartitionKey& key) const;
};

// Returns when the writer must next look at the job, or nullopt when it need not.
std::optional<Timestamp> DueAt(const model::JobRecord& job);

// Says whether a run of the job is on its way that has not read all its objects yet (emulator.reading says how far it
// is). Such a run ends when it has, not at a time.
bool IsReading(const model::JobRecord& job);

// Holds one published State for the length of a request that reads it. Any thread.
class Snapshot {
 public:
  explicit Snapshot(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  const State& state() const { return *state_; }
  const Partition& partition(const PartitionKey& key) const { return state_->partition(key); }

 private:
  std::shared_ptr<const State> state_;
};

}  // namespace macie_local::state
