// Writes work on a Batch, the working state of the writer thread, through a Transaction, which notes every change for
// SQLite. A Batch lasts from one commit to the next, a Transaction for one mutation.
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

// The working state, and the changes since the last commit. Belongs to the writer thread. Partitions that were touched
// stay open, apart from the state, until Close: so the nodes of their maps are copied once for a commit, not once for
// each mutation.
struct Batch {
  State state;
  std::vector<Change> changes;
  std::size_t changes_bytes = 0;  // what `changes` takes in memory, estimated
  // Is called when the changes have grown past kChangesBytesMax, and takes them; empty: they are kept for the commit.
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
  // Closes, and removes the partitions that hold nothing. Only for a commit: before that, an empty partition may be in
  // the midst of being filled by somebody who holds its row id.
  void CloseForCommit();
  // Appends a change, and spills when they have become too many.
  void Note(Change change);
  // Drops all changes noted, once they are committed or will never be.
  void ForgetChanges();
  // Keeps the changes noted so far as they are: later ones are appended and replace none of them, so that they can be
  // undone.
  void SealChanges();
};

// The access of one mutation to the batch. Belongs to the writer thread.
class Transaction {
 public:
  // `now` is the instant at which everything in this mutation happens. `batch` and `ids` must outlive this.
  Transaction(Batch* batch, IdSource* ids, Timestamp now) : batch_(*batch), ids_(ids), now_(now) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  Timestamp now() const { return now_; }
  IdSource& ids() { return *ids_; }
  // Says whether a mutation that runs long should give up and be refused, because the store stops. Any thread.
  bool stopping() const { return batch_.interrupted != nullptr && batch_.interrupted->load(); }
  Timestamp state_created_at() const { return batch_.state.created_at; }

  // Returns the partition as changed so far, an empty one when there is none. Valid until the next change of the same
  // partition.
  const Partition& partition(const PartitionKey& key) const;
  const base::CowMap<DueKey, Nothing>& due() const { return batch_.state.due; }
  bool IsDue(const DueKey& due) const { return batch_.state.due.Find(due) != nullptr; }

  base::SeededHash hash() const { return HashOf(batch_.state); }

  // Returns the whole state as changed so far, valid until the next change. Closes the batch, which is dear: for what
  // reads all of the state, such as an export.
  const State& state();

  void PutSession(const PartitionKey& key, model::SessionRecord session);
  void EraseSession(const PartitionKey& key);

  // Puts a job, or replaces the one of its jobId, which it must have; DueAt(job) says when it must be looked at next.
  // Brings up to date the due list, the index of jobs by bucket and the jobDetails of the buckets that it touches.
  void PutJob(const PartitionKey& key, model::JobRecord job);
  // Puts a job after a run that found anew what its criteria match; `matches` takes the place of its matches.
  void PutJob(const PartitionKey& key, model::JobRecord job, JobMatches matches);
  // Puts a job whose record names its matches, as in state documents. Drops names of no bucket.
  void PutNamedJob(const PartitionKey& key, model::JobRecord job);
  // Appends events to those of the job, which must exist; `texts` are as in state/job_events.h, oldest first.
  void AppendJobEvents(const PartitionKey& key, std::string_view job_id, std::vector<std::string> texts);
  // Erases the jobs of the partition with their events and matches.
  void EraseAllJobs(const PartitionKey& key);

  // Puts a bucket, or replaces the one of its name. `bucket` must be complete (service/buckets/intake.h fills
  // defaults); its jobDetails are computed here, whatever it holds. For very many buckets in a partition that has none
  // use BucketLoad (state/bucket_load.h).
  void PutBucket(const PartitionKey& key, model::BucketMetadata bucket);
  // Returns false when there was no such bucket.
  bool EraseBucket(const PartitionKey& key, std::string_view bucket_name);

  // Puts an object with its content, or replaces the one of its key. Its bucket is put by whoever puts the object.
  void PutObject(const PartitionKey& key, std::string_view bucket, std::shared_ptr<const StoredObject> object);
  // These do the same in steps, for content that is too long for one commit: ReservePieces returns the row id of the
  // first of `count` pieces, PutPiece stores the piece of the number `index` (from 0), and FinishObject puts the object
  // whose pieces are all stored. DropPieces removes pieces whose object will not come. A start removes those of which
  // nobody did. ClearAll removes pieces too: when State::clears changed on the way, the object must not be finished.
  std::int64_t ReservePieces(std::size_t count);
  void PutPiece(std::int64_t first_piece, std::size_t index, ObjectPiece piece);
  void FinishObject(const PartitionKey& key, std::string_view bucket, std::shared_ptr<const StoredObject> object,
                    std::int64_t first_piece);
  void DropPieces(std::int64_t first_piece, std::size_t count);
  // Returns false when there was no such object.
  bool EraseObject(const PartitionKey& key, std::string_view bucket, std::string_view object_key);
  // Erases all objects of a bucket.
  void EraseObjects(const PartitionKey& key, std::string_view bucket);
  std::uint64_t object_bytes() const { return batch_.state.object_bytes; }
  std::uint64_t clears() const { return batch_.state.clears; }

  // Puts a record of one of the families of record_types.h, or replaces the one of that id.
  template <class Record>
  void Put(const PartitionKey& key, std::string_view id, Record record) {
    Partition& partition = Edit(key);
    Table<Record>& table = std::get<Table<Record>>(partition.records);
    const auto* existing = table.Find(id);
    const std::int64_t row_id = existing == nullptr ? NextRowId(TableId::kRecords) : existing->row_id;
    NotePut(key, TableId::kRecords, row_id, std::string(Family<Record>::kName).append("/").append(id), BodyOf(record));
    auto after = std::make_shared<const Record>(std::move(record));
    partition.Index(existing == nullptr ? nullptr : existing->record.get(), after.get());
    table.Set(TableKey<Record>::Of(id, *after), {row_id, after});
  }
  // Returns false when there was no such record.
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
  // Erases all records of the family in the partition.
  template <class Record>
  void EraseFamily(const PartitionKey& key) {
    for (const auto& [id, row] : partition(key).table<Record>()) NoteErase(TableId::kRecords, row.row_id);
    if (partition(key).table<Record>().empty()) return;
    Partition& partition = Edit(key);
    std::get<Table<Record>>(partition.records) = {};
    partition.ForgetIndex<Record>();
  }
  // Erases the records of all families in the partition.
  void EraseAllRecords(const PartitionKey& key);
  // Erases the records of the families that do not outlive Macie (FamilyDefaults::kOutlivesMacie).
  void EraseMacieRecords(const PartitionKey& key);

  // Removes everything that the partition holds; ClearAll everything there is.
  void Clear(const PartitionKey& key);
  void ClearAll();

  // Lets the state begin at now(): for a reset that sets the clock too.
  void BeginAnew();
  // Stores how the clock is set with the rest of the commit; the next Store::Open gives it back to the clock's owner.
  void SetClockSetting(std::string setting) { NoteMeta(kMetaClock, std::move(setting)); }

  // Stores which buckets are sources' with the rest of the commit; the next Store::Open gives it back to their owner.
  void SetSourceBuckets(std::string text) { NoteMeta(kMetaSources, std::move(text)); }

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
  void NoteEraseOf(const ObjectRow& row);
  void NoteMeta(std::string_view name, std::string value);
  template <class Record>
  std::string BodyOf(const Record& record) const {
    std::string body;
    if (batch_.keeps_rows) wire::Encode(record, wire::Nulls::kOmit, &body);
    return body;
  }
  // Brings the due list, and the set of jobs that read, up to what `after` says.
  void MoveDue(const PartitionKey& key, const model::JobRecord* before, const model::JobRecord& after);
  // Tells the indexes of the other accounts whose buckets a job of `key` touched or touches.
  void IndexAtMembers(const PartitionKey& key, const model::JobRecord* before, const model::JobRecord* after);
  // Puts a job and its matches; when `matches` is null they stay as they are.
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
