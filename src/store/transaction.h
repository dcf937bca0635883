// What a write works on: the working state of the writer thread, with every change noted for SQLite. A Batch lasts from
// one commit to the next, a Transaction for one mutation.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "macie_local/ports.h"
#include "store/change.h"
#include "store/state.h"
#include "wire/codec.h"

namespace macie_local::store {

// The last row id given out in each table; belongs to the writer thread.
struct RowIds {
  std::int64_t partition = 0;
  std::array<std::int64_t, kTableNames.size()> tables{};
};

// The changes since the last commit. Partitions that were touched stay open, apart from the state, until Close: so the
// nodes of their maps are copied once for a commit, not once for each mutation.
struct Batch {
  State state;
  std::vector<Change> changes;
  std::size_t changes_bytes = 0;  // about
  // Takes the changes before they grow past kChangesBytesMax; none: they are kept for the commit.
  std::function<void()> spill;
  static constexpr std::size_t kChangesBytesMax = 4 << 20;
  bool keeps_rows = true;  // false: nobody reads what records are encoded to, and changes are noted without it
  RowIds row_ids;
  std::map<PartitionKey, Partition> open;

  // Puts the open partitions back, so that `state` is whole.
  void Close();
  void Note(Change change);
  void ForgetChanges();
};

class Transaction {
 public:
  // `now` is the instant at which everything in this mutation happens.
  Transaction(Batch* batch, IdSource* ids, Timestamp now) : batch_(*batch), ids_(ids), now_(now) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  Timestamp now() const { return now_; }
  IdSource& ids() { return *ids_; }
  Timestamp state_created_at() const { return batch_.state.created_at; }

  // As changed so far. Valid until the next change of the same partition.
  const Partition& partition(const PartitionKey& key) const;
  bool IsDue(const DueKey& due) const { return batch_.state.due.Find(due) != nullptr; }

  // The whole state as changed so far. Dear: closes the batch. For what reads all of it, such as an export.
  const State& state();

  void PutSession(const PartitionKey& key, model::SessionRecord session);
  void EraseSession(const PartitionKey& key);

  // `job` has its jobId, and in `emulator.dueAt` when it must be looked at next. Keeps the due list, the index of jobs
  // by bucket and the jobDetails of the buckets that it touches.
  void PutJob(const PartitionKey& key, model::JobRecord job);
  void EraseAllJobs(const PartitionKey& key);

  // `bucket` is complete (service/bucket_intake fills defaults); jobDetails are computed here, whatever it holds.
  // Of very many for a partition that has none, BucketLoad (store/bucket_load.h) makes short work.
  void PutBucket(const PartitionKey& key, model::BucketMetadata bucket);
  bool EraseBucket(const PartitionKey& key, std::string_view bucket_name);

  // A record of one of the families of record_types.h, put or replaced under its id.
  template <class Record>
  void Put(const PartitionKey& key, std::string_view id, Record record) {
    Partition& partition = Edit(key);
    Table<Record>& table = std::get<Table<Record>>(partition.records);
    const auto* existing = table.Find(id);
    const std::int64_t row_id = existing == nullptr ? NextRowId(TableId::kRecords) : existing->row_id;
    NotePut(key, TableId::kRecords, row_id, std::string(Family<Record>::kName).append("/").append(id), BodyOf(record));
    auto after = std::make_shared<const Record>(std::move(record));
    partition.Index(existing == nullptr ? nullptr : existing->record.get(), after.get());
    table.Set(std::string(id), {row_id, std::move(after)});
  }
  template <class Record>
  bool Erase(const PartitionKey& key, std::string_view id) {
    const auto* existing = partition(key).table<Record>().Find(id);
    if (existing == nullptr) return false;
    const Row<Record> before = *existing;
    NoteErase(TableId::kRecords, before.row_id);
    Partition& partition = Edit(key);
    partition.Index<Record>(before.record.get(), nullptr);
    std::get<Table<Record>>(partition.records).Erase(std::string(id));
    return true;
  }
  // All of the family.
  template <class Record>
  void EraseFamily(const PartitionKey& key) {
    for (const auto& [id, row] : partition(key).table<Record>()) NoteErase(TableId::kRecords, row.row_id);
    if (partition(key).table<Record>().empty()) return;
    Partition& partition = Edit(key);
    std::get<Table<Record>>(partition.records) = {};
    partition.ForgetIndex<Record>();
  }
  // Those of all families; or those that do not outlive Macie.
  void EraseAllRecords(const PartitionKey& key);
  void EraseMacieRecords(const PartitionKey& key);

  // Removes everything the partition holds, or everything there is.
  void Clear(const PartitionKey& key);
  void ClearAll();

  // The state begins at now(): for a reset that sets the clock too.
  void BeginAnew();
  // Kept with the rest of the commit: what the next Store::Open gets back.
  void SetClockSetting(std::string setting) { NoteMeta(kMetaClock, std::move(setting)); }

  // Removes `due` from the due list without looking at its job: for the writer, when a job does not move on.
  void ForgetDue(const DueKey& due);

 private:
  friend class BucketLoad;

  Partition& Edit(const PartitionKey& key);
  std::int64_t NextRowId(TableId table);
  void NotePut(const PartitionKey& key, TableId table, std::int64_t row_id, std::string_view record_key,
               std::string body, std::shared_ptr<const model::JobRecord> job = {});
  // `partition` is its row id.
  Change PutOfBucket(std::int64_t partition, std::int64_t row_id, std::string_view name,
                     std::span<const engine::Cell> cells) const;
  void NoteErase(TableId table, std::int64_t row_id);
  void NoteMeta(std::string_view name, std::string value);
  template <class Record>
  std::string BodyOf(const Record& record) const {
    std::string body;
    if (batch_.keeps_rows) wire::Encode(record, wire::Nulls::kOmit, &body);
    return body;
  }
  // Brings the due list up to what `after` says.
  void MoveDue(const PartitionKey& key, const model::JobRecord* before, const model::JobRecord& after);
  // Tells the indexes of the other accounts whose buckets a job of `key` touched or touches.
  void IndexAtMembers(const PartitionKey& key, const model::JobRecord* before, const model::JobRecord* after);
  static void RefreshJobDetails(const std::vector<std::string>& bucket_names, Partition* partition);

  Batch& batch_;
  IdSource* ids_;
  Timestamp now_;
};

}  // namespace macie_local::store
