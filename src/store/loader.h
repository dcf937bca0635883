// Puts records read from SQLite into a state under construction; the same index keeping as Transaction's, no changes
// noted.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "state/bucket_row.h"
#include "state/bucket_table_builder.h"
#include "state/finding_sharing.h"
#include "state/state.h"
#include "state/transaction.h"

namespace macie_local::store {

// Rows of the table of buckets, as they lie in SQLite.
class BucketRows {
 public:
  // `json`: of a version that kept rows as JSON; otherwise bytes as of state/bucket_row.h behind their format's number.
  void Add(std::int64_t id, std::int64_t partition, std::string_view name, std::string_view body, bool json) {
    bytes_.append(name);
    const std::size_t name_end = bytes_.size();
    bytes_.append(body);
    rows_.push_back({id, partition, name_end, bytes_.size(), json});
  }
  // Keeps its memory.
  void Clear() {
    rows_.clear();
    bytes_.clear();
  }
  std::size_t size() const { return rows_.size(); }

 private:
  friend class Loader;
  struct Row {
    std::int64_t id;
    std::int64_t partition;
    std::size_t name_end;  // in bytes_, where the name begins at the end of the row before
    std::size_t body_end;
    bool json;
  };
  std::vector<Row> rows_;
  std::string bytes_;
};

// A job of a database before schema 6, whose row had its events and matches too.
struct OldJob {
  state::PartitionKey key;
  model::JobRecord job;
};

class Loader {
 public:
  explicit Loader(state::State* state) : state_(state) {}
  void AddPartition(std::int64_t row_id, const state::PartitionKey& key);
  // False when there is no partition of that id.
  [[nodiscard]] bool AddSession(std::int64_t partition, std::int64_t row_id, model::SessionRecord session);
  [[nodiscard]] bool AddJob(std::int64_t partition, std::int64_t row_id, model::JobRecord job);
  // Call once, after all jobs.
  void FinishJobs();
  // A row of state/job_events.h, after FinishJobs. The error says what is wrong with it.
  base::Status AddJobEvents(std::int64_t partition, std::int64_t row_id, std::string_view key, std::string_view body);
  // What one thread reads of the buckets, after FinishJobs; lives as long as the loader. Thread-safe.
  class BucketIntake;
  BucketIntake* NewBucketIntake();
  // `key` is "<family>/<id>". The error says what is wrong with the row.
  base::Status AddRecord(std::int64_t partition, std::int64_t row_id, std::string_view key, std::string_view body);
  // A row of state/job_matches.h, after FinishJobs.
  base::Status AddJobMatches(std::int64_t partition, std::int64_t row_id, std::string_view body);
  // Computes what follows from the whole; call once, last. Returns the row ids of partitions that hold nothing: they
  // are not in the state.
  std::vector<std::int64_t> Finish();
  // The jobs that must be put again, with PutOldJob, so that they are stored as today.
  std::vector<OldJob> TakeOldJobs() { return std::move(old_jobs_); }
  // Raises the last row id of buckets to those that matches name: a later bucket must not be taken for one of them.
  void RaiseBucketRowId(std::int64_t* last_row_id) const;

 private:
  struct Loading {
    state::PartitionKey key;
    state::Partition partition;
    state::JobIndex::Builder jobs;
    std::shared_ptr<const state::TouchedBuckets> touched;  // made for the first bucket
  };
  // Puts the rows of bucket tables up to what matches say.
  void ApplyMatches();
  Loading* Find(std::int64_t partition);
  Loading* Find(const state::PartitionKey& key);

  state::State* state_;
  std::vector<OldJob> old_jobs_;
  std::vector<Loading> loading_;
  std::vector<std::pair<std::int64_t, std::size_t>> by_row_id_;  // sorted
  std::map<state::PartitionKey, std::size_t> by_key_;
  state::FindingSharing sharing_;
  std::mutex mutex_;  // of `touched` and of what follows
  std::vector<std::unique_ptr<BucketIntake>> intakes_;
};

void PutOldJob(OldJob old, state::Transaction* transaction);

// For one thread at a time.
class Loader::BucketIntake {
 public:
  explicit BucketIntake(Loader* loader) : loader_(*loader) {}

  // The error names the row and says what is wrong with it.
  base::Status Add(const BucketRows& rows, const state::BucketFormats& formats);

 private:
  friend class Loader;
  base::Status AddOne(const BucketRows::Row& row, std::string_view name, std::string_view body,
                      const state::BucketFormats& formats);

  Loader& loader_;
  std::map<Loading*, state::BucketTableBuilder> builders_;

  // Of the bucket being read; kept for their memory.
  std::vector<engine::Cell> cells_;
  std::vector<std::string> scratch_;
};

}  // namespace macie_local::store
