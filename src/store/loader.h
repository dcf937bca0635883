// Puts records read from SQLite into a state under construction. Keeps the indexes as state::Transaction does, but
// notes no changes.
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

// Some rows of the table of buckets, as they lie in SQLite. For one thread at a time.
class BucketRows {
 public:
  // Copies a row. When `json`, `body` is JSON, from a version that kept rows so; otherwise it is the number of a format
  // and bytes of that format (state/bucket_row.h).
  void Add(std::int64_t id, std::int64_t partition, std::string_view name, std::string_view body, bool json) {
    bytes_.append(name);
    const std::size_t name_end = bytes_.size();
    bytes_.append(body);
    rows_.push_back({id, partition, name_end, bytes_.size(), json});
  }
  // Removes all rows and keeps the memory for the next.
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

// A job of a database before schema 6, whose record holds its events and matches too.
struct OldJob {
  state::PartitionKey key;
  model::JobRecord job;
};

// Call it in this order: all partitions, all sessions and jobs, FinishJobs, all else, Finish. In every Add `partition`
// is the row id of the row's partition. For one thread, but for what says otherwise.
class Loader {
 public:
  // `state` is empty and outlives this; it is whole after Finish.
  explicit Loader(state::State* state) : state_(state) {}
  void AddPartition(std::int64_t row_id, const state::PartitionKey& key);
  // AddSession and AddJob return false when there is no such partition.
  [[nodiscard]] bool AddSession(std::int64_t partition, std::int64_t row_id, model::SessionRecord session);
  [[nodiscard]] bool AddJob(std::int64_t partition, std::int64_t row_id, model::JobRecord job);
  // Makes the index of jobs by bucket. Call it once, after all jobs.
  void FinishJobs();
  // Adds a row of job events (state/job_events.h). The error says what is wrong with the row.
  base::Status AddJobEvents(std::int64_t partition, std::int64_t row_id, std::string_view key, std::string_view body);
  class BucketIntake;
  // Returns an intake for one thread to add rows of buckets to; it belongs to the loader and lives as long.
  // Thread-safe.
  BucketIntake* NewBucketIntake();
  // Adds a row of the table of records; `key` is "<family>/<id>". The error says what is wrong with the row.
  base::Status AddRecord(std::int64_t partition, std::int64_t row_id, std::string_view key, std::string_view body);
  // Adds the matches of the job of that row id (state/job_matches.h). The error says what is wrong with the row.
  base::Status AddJobMatches(std::int64_t partition, std::int64_t row_id, std::string_view body);
  // Adds a row of objects. The error says what is wrong with the row.
  base::Status AddObject(std::int64_t partition, std::int64_t row_id, std::string_view body);
  // Adds a piece of an object, after all objects. Returns false when it belongs to none.
  base::Result<bool> AddPiece(std::int64_t row_id, std::string_view key, std::string_view body);
  // Puts the objects into the state; call it once, after all pieces. The error names an object that is not whole.
  base::Status FinishObjects();
  // Computes what follows from the whole; call it once, last. Returns the row ids of partitions that hold nothing and
  // were therefore not put into the state.
  std::vector<std::int64_t> Finish();
  // Moves out the jobs of an older schema. Each must be put again with PutOldJob, so that it is stored as today.
  std::vector<OldJob> TakeOldJobs() { return std::move(old_jobs_); }
  // Raises the last row id of buckets to the greatest that matches name: a later bucket must not be taken for one of
  // those.
  void RaiseBucketRowId(std::int64_t* last_row_id) const;

 private:
  struct Loading {
    state::PartitionKey key;
    state::Partition partition;
    state::JobIndex::Builder jobs;
    std::shared_ptr<const state::TouchedBuckets> touched;  // made for the first bucket
  };
  // An object whose pieces are being read.
  struct LoadingObject {
    std::int64_t partition = 0;
    std::string bucket;
    std::int64_t row_id = 0;
    std::int64_t first_piece = 0;
    state::StoredObject object;
  };
  // Brings the rows of bucket tables up to what matches say.
  void ApplyMatches();
  Loading* Find(std::int64_t partition);
  Loading* Find(const state::PartitionKey& key);

  state::State* state_;
  std::vector<OldJob> old_jobs_;
  std::vector<Loading> loading_;
  std::vector<std::pair<std::int64_t, std::size_t>> by_row_id_;  // sorted
  std::map<state::PartitionKey, std::size_t> by_key_;
  std::vector<LoadingObject> objects_;
  std::map<std::int64_t, std::size_t> by_piece_;  // places in objects_ by their first piece, of those that have any
  state::FindingSharing sharing_;
  std::mutex mutex_;  // of `touched` and of what follows
  std::vector<std::unique_ptr<BucketIntake>> intakes_;
};

// Puts a job of an older schema, its events and its matches where today's schema has them.
void PutOldJob(OldJob old, state::Transaction* transaction);

// Takes the rows of buckets that one thread has read. For one thread at a time.
class Loader::BucketIntake {
 public:
  explicit BucketIntake(Loader* loader) : loader_(*loader) {}

  // Decodes and adds rows, whose formats are in `formats`. The error names the first row that is wrong, and says why.
  base::Status Add(const BucketRows& rows, const state::BucketFormats& formats);

 private:
  friend class Loader;
  base::Status AddOne(const BucketRows::Row& row, std::string_view name, std::string_view body,
                      const state::BucketFormats& formats);

  Loader& loader_;
  std::map<Loading*, state::BucketTableBuilder> builders_;

  // These are of the bucket being read, and kept for their memory.
  std::vector<engine::Cell> cells_;
  std::vector<std::string> scratch_;
};

}  // namespace macie_local::store
