// What a write works on: the working state of the writer thread, with every change noted for SQLite. Lives for one
// mutation on the writer thread; the writer drops the changes of a mutation that fails.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "macie_local/ports.h"
#include "store/change.h"
#include "store/state.h"

namespace macie_local::store {

// The last row id given out in each table; belongs to the writer thread.
struct RowIds {
  std::int64_t partition = 0;
  std::array<std::int64_t, kTableNames.size()> tables{};
};

class Transaction {
 public:
  // `state` and `changes` are the batch's; `now` is the instant at which everything in this mutation happens.
  Transaction(State* state, std::vector<Change>* changes, RowIds* row_ids, IdSource* ids, Timestamp now);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  Timestamp now() const { return now_; }
  IdSource& ids() { return *ids_; }

  // The state as changed so far.
  const State& state();
  const Partition& partition(const PartitionKey& key);

  void PutSession(const PartitionKey& key, model::SessionRecord session);
  void EraseSession(const PartitionKey& key);

  // `job` has its jobId, and in `emulator.dueAt` when it must be looked at next. Keeps the due list, the index of jobs by
  // bucket and the jobDetails of the buckets that it touches.
  void PutJob(const PartitionKey& key, model::JobRecord job);
  void EraseAllJobs(const PartitionKey& key);

  // `bucket` is complete (service/bucket_intake fills defaults); jobDetails are computed here, whatever it holds.
  void PutBucket(const PartitionKey& key, model::BucketMetadata bucket);
  bool EraseBucket(const PartitionKey& key, std::string_view bucket_name);

  // Removes everything the partition holds, or everything there is.
  void Clear(const PartitionKey& key);
  void ClearAll();

  // Removes `due` from the due list without looking at its job: for the writer, when a job does not move on.
  void ForgetDue(const DueKey& due);

 private:
  Partition& Edit(const PartitionKey& key);
  void Flush();
  std::int64_t NextRowId(TableId table);
  void NotePut(const PartitionKey& key, TableId table, std::int64_t row_id, std::string_view record_key,
               std::string body);
  void NoteErase(TableId table, std::int64_t row_id);
  void RefreshJobDetails(const std::vector<std::string>& bucket_names);

  State* state_;
  std::vector<Change>* changes_;
  RowIds* row_ids_;
  IdSource* ids_;
  Timestamp now_;
  std::optional<std::pair<PartitionKey, Partition>> edited_;  // written back by Flush
};

// Puts records read from SQLite into a state under construction; the same index keeping as Transaction's, no changes noted.
class Loader {
 public:
  explicit Loader(State* state) : state_(state) {}
  void AddPartition(std::int64_t row_id, const PartitionKey& key);
  // False when there is no partition of that id.
  [[nodiscard]] bool AddSession(std::int64_t partition, std::int64_t row_id, model::SessionRecord session);
  [[nodiscard]] bool AddJob(std::int64_t partition, std::int64_t row_id, model::JobRecord job);
  [[nodiscard]] bool AddBucket(std::int64_t partition, std::int64_t row_id, model::BucketMetadata bucket);
  // Computes what follows from the whole; call once, last.
  void Finish();

 private:
  struct Loading {
    PartitionKey key;
    Partition partition;
  };
  Loading* Find(std::int64_t partition);

  State* state_;
  std::vector<Loading> loading_;
  std::vector<std::pair<std::int64_t, std::size_t>> by_row_id_;  // sorted
};

}  // namespace macie_local::store
