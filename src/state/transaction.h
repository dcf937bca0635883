// What a write works on: the working state of the writer thread, with every change noted for SQLite. A Batch lasts from
// one commit to the next, a Transaction for one mutation.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.h"
#include "macie_local/ports.h"
#include "state/change.h"
#include "state/hash_seed.h"
#include "state/state.h"
#include "wire/codec.h"

namespace macie_local::state {

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
  const std::atomic<bool>* interrupted = nullptr;  // set when the store is to stop
  std::map<PartitionKey, Partition> open;
  std::set<PartitionKey> perhaps_empty;  // those that held nothing when they were closed
  // Places in `changes` by the job's row id: of the change that puts the job, which a later state of it replaces, and
  // of the row of its events that takes more of them.
  std::unordered_map<std::int64_t, std::size_t> job_changes;
  std::unordered_map<std::int64_t, std::size_t> event_changes;
  std::unordered_map<std::int64_t, std::size_t> match_changes;  // and of the change that puts its matches

  // Puts the open partitions back, so that `state` is whole.
  void Close();
  // Likewise, before a commit: of those that hold nothing by then none is kept. One that holds nothing before that may
  // be in the midst of being filled, by somebody who holds its row id.
  void CloseForCommit();
  void Note(Change change);
  void ForgetChanges();
  // Changes that are noted so far stay as they are: what may be undone must not reach into them.
  void SealChanges();
};

class Transaction {
 public:
  // `now` is the instant at which everything in this mutation happens.
  Transaction(Batch* batch, IdSource* ids, Timestamp now) : batch_(*batch), ids_(ids), now_(now) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  Timestamp now() const { return now_; }
  IdSource& ids() { return *ids_; }
  // Whether a mutation that runs long should give up and be refused, because the store stops. Any thread.
  bool stopping() const { return batch_.interrupted != nullptr && batch_.interrupted->load(); }
  Timestamp state_created_at() const { return batch_.state.created_at; }

  // As changed so far. Valid until the next change of the same partition.
  const Partition& partition(const PartitionKey& key) const;
  const base::CowMap<DueKey, Nothing>& due() const { return batch_.state.due; }
  bool IsDue(const DueKey& due) const { return batch_.state.due.Find(due) != nullptr; }

  base::SeededHash hash() const { return HashOf(batch_.state); }

  // The whole state as changed so far. Dear: closes the batch. For what reads all of it, such as an export.
  const State& state();

  void PutSession(const PartitionKey& key, model::SessionRecord session);
  void EraseSession(const PartitionKey& key);

  // `job` has its jobId, and in `emulator.dueAt` when it must be looked at next. Keeps the due list, the index of jobs
  // by bucket and the jobDetails of the buckets that it touches.
  void PutJob(const PartitionKey& key, model::JobRecord job);
  // The same when a run of the job has found anew what its criteria match: `matches` takes the place of what there was.
  void PutJob(const PartitionKey& key, model::JobRecord job, JobMatches matches);
  // The same of a job that names its matches, as state documents do; buckets that are not there are left out.
  void PutNamedJob(const PartitionKey& key, model::JobRecord job);
  // Appends events to those of the job, which is there; `texts` as in state/job_events.h, oldest first.
  void AppendJobEvents(const PartitionKey& key, std::string_view job_id, std::vector<std::string> texts);
  // With their events and matches.
  void EraseAllJobs(const PartitionKey& key);

  // `bucket` is complete (service/buckets/intake fills defaults); jobDetails are computed here, whatever it holds.
  // Of very many for a partition that has none, BucketLoad (state/bucket_load.h) makes short work.
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
    table.Set(KeyIn<Record>(id, *after), {row_id, after});
  }
  template <class Record>
  bool Erase(const PartitionKey& key, std::string_view id) {
    const auto* existing = partition(key).table<Record>().Find(id);
    if (existing == nullptr) return false;
    const Row<Record> before = *existing;
    NoteErase(TableId::kRecords, before.row_id);
    Partition& partition = Edit(key);
    partition.Index<Record>(before.record.get(), nullptr);
    std::get<Table<Record>>(partition.records).Erase(id);
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
               std::string body);
  void NoteJob(const PartitionKey& key, std::int64_t row_id, std::shared_ptr<const model::JobRecord> job);
  // Notes that the event belongs to the job's row of events that is open, or to a new one; returns the row's id.
  std::int64_t NoteJobEvent(const PartitionKey& key, std::int64_t job_row, std::string_view job_id,
                            std::int64_t sequence, std::string_view text);
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
  // `matches` null: they stay as they are.
  void PutJobRecord(const PartitionKey& key, model::JobRecord job, std::shared_ptr<const JobMatches> matches);
  void NoteMatches(const PartitionKey& key, std::int64_t job_row, std::string_view job_id,
                   std::shared_ptr<const JobMatches> matches);
  // Brings the rows of bucket tables up to what a job's matches say, when these or the job have changed.
  void ApplyMatches(const PartitionKey& key, const JobMatches* before, bool fresh_before, const JobMatches* after,
                    const model::JobRecord& job);
  void EraseAllMatches(const PartitionKey& key);

  Batch& batch_;
  IdSource* ids_;
  Timestamp now_;
};

}  // namespace macie_local::state
