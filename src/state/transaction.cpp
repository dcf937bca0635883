#include "state/transaction.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/timestamp.h"
#include "state/bucket_row.h"
#include "wire/codec.h"

namespace macie_local::state {
void Batch::Close() {
  for (auto& [key, partition] : open) {
    if (partition.HoldsNothing()) perhaps_empty.insert(key);
    state.partitions.Set(key, std::make_shared<const Partition>(std::move(partition)));
  }
  open.clear();
}

void Batch::CloseForCommit() {
  Close();
  for (const PartitionKey& key : std::exchange(perhaps_empty, {})) {
    const auto* partition = state.partitions.Find(key);
    if (partition == nullptr || !(*partition)->HoldsNothing()) continue;
    Note({Change::Kind::kErasePartition, {}, (*partition)->row_id});
    state.partitions.Erase(key);
  }
}

void Batch::Note(Change change) {
  // What a job is encoded to is not known yet; most are shorter.
  constexpr std::size_t kJobBytes = 4096;
  changes_bytes += sizeof change + change.key.size() + change.body.size() + (change.job ? kJobBytes : 0) +
                   (change.piece ? change.piece->size() : 0);
  changes.push_back(std::move(change));
  if (spill && changes_bytes > kChangesBytesMax) spill();
}

void Batch::ForgetChanges() {
  changes.clear();
  changes_bytes = 0;
  SealChanges();
}

void Batch::SealChanges() {
  job_changes.clear();
  event_changes.clear();
  match_changes.clear();
}

Partition& Transaction::Edit(const PartitionKey& key) {
  const auto [place, is_new] = batch_.open.try_emplace(key);
  Partition& partition = place->second;
  if (is_new) partition = batch_.state.partition(key);
  if (partition.row_id == 0) {
    partition.row_id = ++batch_.row_ids.partition;
    batch_.Note({Change::Kind::kPartition, {}, partition.row_id, 0, key.account, key.region});
  }
  return partition;
}

const State& Transaction::state() {
  batch_.Close();
  return batch_.state;
}

const Partition& Transaction::partition(const PartitionKey& key) const {
  const auto open = batch_.open.find(key);
  return open != batch_.open.end() ? open->second : batch_.state.partition(key);
}

std::int64_t Transaction::NextRowId(TableId table) {
  return ++batch_.row_ids.tables[static_cast<std::size_t>(table)];
}

void Transaction::NotePut(const PartitionKey& key, TableId table, std::int64_t row_id, std::string_view record_key,
                          std::string body) {
  batch_.Note({Change::Kind::kPut, table, row_id, Edit(key).row_id, std::string(record_key), std::move(body)});
}

void Transaction::NoteJob(const PartitionKey& key, std::int64_t row_id, std::shared_ptr<const model::JobRecord> job) {
  const std::int64_t partition = Edit(key).row_id;
  if (const auto pending = batch_.job_changes.find(row_id); pending != batch_.job_changes.end()) {
    batch_.changes[pending->second].job = std::move(job);
    return;
  }
  Change change{Change::Kind::kPut, TableId::kJobs, row_id, partition, *job->jobId, {}, std::move(job)};
  batch_.job_changes[row_id] = batch_.changes.size();
  batch_.Note(std::move(change));
}

std::int64_t Transaction::NoteJobEvent(const PartitionKey& key, std::int64_t job_row, std::string_view job_id,
                                       std::int64_t sequence, std::string_view text) {
  const auto pending = batch_.event_changes.find(job_row);
  if (pending != batch_.event_changes.end()) {
    Change& row = batch_.changes[pending->second];
    if (row.body.size() < kJobEventRowBytes) {
      if (batch_.keeps_rows) row.body.append("\n").append(text);
      batch_.changes_bytes += text.size();
      return row.row_id;
    }
  }
  const std::int64_t row_id = NextRowId(TableId::kJobEvents);
  batch_.event_changes[job_row] = batch_.changes.size();
  NotePut(key, TableId::kJobEvents, row_id, JobEventRowKey(job_id, sequence),
          batch_.keeps_rows ? std::string(text) : std::string());
  return row_id;
}

Change Transaction::PutOfBucket(std::int64_t partition, std::int64_t row_id, std::string_view name,
                                std::span<const engine::Cell> cells) const {
  std::string row;
  if (batch_.keeps_rows) BucketFormat::Encode(cells, name, &row);
  return {Change::Kind::kPut, TableId::kBuckets, row_id, partition, std::string(name), std::move(row)};
}

void Transaction::NoteErase(TableId table, std::int64_t row_id) {
  batch_.Note({Change::Kind::kErase, table, row_id, 0, {}, {}});
}

void Transaction::NoteMeta(std::string_view name, std::string value) {
  batch_.Note({Change::Kind::kMeta, {}, 0, 0, std::string(name), std::move(value)});
}

void Transaction::PutSession(const PartitionKey& key, model::SessionRecord session) {
  Partition& partition = Edit(key);
  const auto* existing = partition.sessions.Find(kSessionKey);
  const std::int64_t row_id = existing == nullptr ? NextRowId(TableId::kSessions) : existing->row_id;
  NotePut(key, TableId::kSessions, row_id, kSessionKey, BodyOf(session));
  partition.sessions.Set(std::string(kSessionKey),
                         {row_id, std::make_shared<const model::SessionRecord>(std::move(session))});
}

void Transaction::EraseSession(const PartitionKey& key) {
  const auto* existing = partition(key).sessions.Find(kSessionKey);
  if (existing == nullptr) return;
  NoteErase(TableId::kSessions, existing->row_id);
  Edit(key).sessions.Erase(kSessionKey);
}

void Transaction::PutJob(const PartitionKey& key, model::JobRecord job) {
  PutJobRecord(key, std::move(job), nullptr);
}

void Transaction::PutJob(const PartitionKey& key, model::JobRecord job, JobMatches matches) {
  PutJobRecord(key, std::move(job), std::make_shared<const JobMatches>(std::move(matches)));
}

void Transaction::PutNamedJob(const PartitionKey& key, model::JobRecord job) {
  const auto buckets_of = [&](const std::string& account) { return &partition({account, key.region}).buckets; };
  JobMatches matches = TakeMatches(buckets_of, key.account, &job);
  if (matches.accounts.empty()) return PutJob(key, std::move(job));
  PutJob(key, std::move(job), std::move(matches));
}

void Transaction::PutJobRecord(const PartitionKey& key, model::JobRecord job,
                               std::shared_ptr<const JobMatches> matches) {
  Partition& partition = Edit(key);
  const auto* existing = partition.jobs.Find(*job.jobId);
  const std::int64_t row_id = existing == nullptr ? NextRowId(TableId::kJobs) : existing->first;
  auto record = std::make_shared<const model::JobRecord>(std::move(job));
  NoteJob(key, row_id, record);
  const std::shared_ptr<const model::JobRecord> before = existing == nullptr ? nullptr : existing->second;
  std::vector<std::string> touched;
  partition.job_index.Update(key.account, before.get(), record.get(), &touched);
  MoveDue(key, before.get(), *record);
  partition.jobs.Put(row_id, record);
  partition.buckets.RefreshJobDetails(touched, partition.job_index);
  IndexAtMembers(key, before.get(), record.get());

  const auto* kept = partition.job_matches.Find(row_id);
  const std::shared_ptr<const JobMatches> matches_before = kept == nullptr ? nullptr : *kept;
  if (matches) {
    NoteMatches(key, row_id, *record->jobId, matches);
    partition.job_matches.Set(row_id, matches);
  } else {
    matches = matches_before;
  }
  ApplyMatches(key, matches_before.get(), before != nullptr && HasFreshMatch(*before), matches.get(), *record);
}

void Transaction::NoteMatches(const PartitionKey& key, std::int64_t job_row, std::string_view job_id,
                              std::shared_ptr<const JobMatches> matches) {
  if (const auto pending = batch_.match_changes.find(job_row); pending != batch_.match_changes.end()) {
    batch_.changes[pending->second].matches = std::move(matches);
    return;
  }
  Change change{Change::Kind::kPut, TableId::kJobMatches, job_row, Edit(key).row_id, std::string(job_id)};
  change.matches = std::move(matches);
  batch_.match_changes[job_row] = batch_.changes.size();
  batch_.Note(std::move(change));
}

void Transaction::ApplyMatches(const PartitionKey& key, const JobMatches* before, bool fresh_before,
                               const JobMatches* after, const model::JobRecord& job) {
  const bool fresh = HasFreshMatch(job);
  if (before == after && fresh == fresh_before) return;
  for (const RowsChange& change : ChangesOf({before, fresh_before, after}, job)) {
    Partition& partition = Edit({change.account, key.region});
    partition.buckets.ChangeMatches(change.rows, change.change, partition.job_index);
  }
}

void Transaction::AppendJobEvents(const PartitionKey& key, std::string_view job_id, std::vector<std::string> texts) {
  Partition& partition = Edit(key);
  const auto* job = partition.jobs.Find(job_id);
  if (job == nullptr) return;
  const std::int64_t job_row = job->first;
  JobEvents& events = partition.job_events;
  std::int64_t sequence = NextJobEvent(events, job_row);
  for (std::string& text : texts) {
    const std::int64_t row_id = NoteJobEvent(key, job_row, job_id, sequence, text);
    events.Set(JobEventKey{job_row, sequence}, {row_id, std::make_shared<const std::string>(std::move(text))});
    const JobEventKey oldest{job_row, sequence - kJobEventsMax};
    ++sequence;
    const JobEvent* dropped = events.Find(oldest);
    if (dropped == nullptr) continue;
    const std::int64_t row = dropped->row_id;
    events.Erase(oldest);
    const JobEvent* next = events.Find(JobEventKey{job_row, oldest.sequence + 1});
    if (next->row_id != row) NoteErase(TableId::kJobEvents, row);
  }
}

void Transaction::MoveDue(const PartitionKey& key, const model::JobRecord* before, const model::JobRecord& after) {
  const auto old_due = before == nullptr ? std::nullopt : DueAt(*before);
  const auto new_due = DueAt(after);
  const bool was_reading = before != nullptr && IsReading(*before);
  const bool is_reading = IsReading(after);
  if (old_due == new_due && was_reading == is_reading) return;
  const JobKey job_id(*after.jobId);
  if (was_reading && !is_reading) batch_.state.reading.Erase(ReadingKey{key, job_id});
  if (is_reading && !was_reading) batch_.state.reading.Set(ReadingKey{key, job_id}, Nothing{});
  if (old_due == new_due) return;
  if (old_due) batch_.state.due.Erase(DueKey{*old_due, key, job_id});
  if (new_due) batch_.state.due.Set(DueKey{*new_due, key, job_id}, Nothing{});
}

void Transaction::IndexAtMembers(const PartitionKey& key, const model::JobRecord* before,
                                 const model::JobRecord* after) {
  std::vector<std::string> accounts;
  if (before != nullptr) accounts = ForeignAccounts(key.account, *before);
  if (after != nullptr) {
    for (auto& account : ForeignAccounts(key.account, *after)) {
      if (std::find(accounts.begin(), accounts.end(), account) == accounts.end()) accounts.push_back(account);
    }
  }
  for (const auto& account : accounts) {
    Partition& partition = Edit({account, key.region});
    std::vector<std::string> touched;
    partition.job_index.Update(account, before, after, &touched);
    partition.buckets.RefreshJobDetails(touched, partition.job_index);
  }
}

void Transaction::EraseAllJobs(const PartitionKey& key) {
  Partition& partition = Edit(key);
  std::vector<std::string> all_touched;
  for (const auto& [row_id, job] : partition.jobs) {
    NoteErase(TableId::kJobs, row_id);
    if (const auto due = DueAt(*job)) batch_.state.due.Erase(DueKey{*due, key, JobKey(*job->jobId)});
    if (IsReading(*job)) batch_.state.reading.Erase(ReadingKey{key, JobKey(*job->jobId)});
    std::vector<std::string> touched;
    partition.job_index.Update(key.account, job.get(), nullptr, &touched);
    all_touched.insert(all_touched.end(), touched.begin(), touched.end());
    IndexAtMembers(key, job.get(), nullptr);
  }
  partition.jobs = {};
  std::int64_t erased = 0;
  for (const auto& [event_key, event] : partition.job_events) {
    if (event.row_id != erased) NoteErase(TableId::kJobEvents, event.row_id);
    erased = event.row_id;
  }
  partition.job_events = {};
  std::sort(all_touched.begin(), all_touched.end());
  all_touched.erase(std::unique(all_touched.begin(), all_touched.end()), all_touched.end());
  partition.buckets.RefreshJobDetails(all_touched, partition.job_index);
  EraseAllMatches(key);
}

// Rows do not know which job said what of them, so that what the others say of them is said again.
void Transaction::EraseAllMatches(const PartitionKey& key) {
  std::set<std::string> accounts;
  for (const auto& [job_row, matches] : partition(key).job_matches) {
    NoteErase(TableId::kJobMatches, job_row);
    for (const AccountMatches& account : matches->accounts) accounts.insert(account.account);
  }
  if (accounts.empty()) return;
  Edit(key).job_matches = {};
  for (const std::string& account : accounts) {
    Partition& touched = Edit({account, key.region});
    touched.buckets.ForgetMatches(touched.job_index);
  }
  for (const auto& [owner, owners] : state().partitions) {
    if (owner.region != key.region) continue;
    for (const auto& [job_row, matches] : owners->job_matches) {
      for (const RowsChange& change : ChangesOf({nullptr, false, matches.get()}, owners->jobs.Of(job_row))) {
        if (!accounts.contains(change.account)) continue;
        Partition& touched = Edit({change.account, key.region});
        touched.buckets.ChangeMatches(change.rows, change.change, touched.job_index);
      }
    }
  }
}

void Transaction::PutBucket(const PartitionKey& key, model::BucketMetadata bucket) {
  Partition& partition = Edit(key);
  const std::string& name = *bucket.bucketName;
  const auto existing = partition.buckets.RowId(name);
  const std::int64_t row_id = existing ? *existing : NextRowId(TableId::kBuckets);
  bucket.jobDetails = partition.job_index.Details(name);
  std::vector<engine::Cell> cells;
  FillBucketCells(bucket, &cells);
  if (existing) partition.buckets.CopyJobCells(*partition.buckets.table().Find(name), &cells);
  batch_.Note(PutOfBucket(partition.row_id, row_id, name, cells));
  partition.buckets.Put(name, cells, row_id);
}

bool Transaction::EraseBucket(const PartitionKey& key, std::string_view bucket_name) {
  const auto row_id = partition(key).buckets.RowId(bucket_name);
  if (!row_id) return false;
  NoteErase(TableId::kBuckets, *row_id);
  Edit(key).buckets.Erase(bucket_name);
  return true;
}

std::int64_t Transaction::ReservePieces(std::size_t count) {
  std::int64_t& last = batch_.row_ids.tables[static_cast<std::size_t>(TableId::kObjectPieces)];
  const std::int64_t first = last + 1;
  last += static_cast<std::int64_t>(count);
  return first;
}

void Transaction::PutPiece(std::int64_t first_piece, std::size_t index, ObjectPiece piece) {
  Change change{Change::Kind::kPut, TableId::kObjectPieces, first_piece + static_cast<std::int64_t>(index), 0,
                std::to_string(index)};
  change.piece = std::move(piece);
  batch_.Note(std::move(change));
}

void Transaction::PutObject(const PartitionKey& key, std::string_view bucket,
                            std::shared_ptr<const StoredObject> object) {
  const std::int64_t first_piece = ReservePieces(object->pieces.size());
  for (std::size_t i = 0; i < object->pieces.size(); ++i) PutPiece(first_piece, i, object->pieces[i]);
  FinishObject(key, bucket, std::move(object), first_piece);
}

void Transaction::FinishObject(const PartitionKey& key, std::string_view bucket,
                               std::shared_ptr<const StoredObject> object, std::int64_t first_piece) {
  ObjectTable& table = Edit(key).objects;
  const ObjectRow* before = table.Find(bucket, object->info.key);
  const std::int64_t row_id = before == nullptr ? NextRowId(TableId::kObjects) : before->row_id;
  if (before != nullptr) {
    DropPieces(before->first_piece, before->object->pieces.size());
    batch_.state.object_bytes -= before->object->info.size;
  }
  batch_.state.object_bytes += object->info.size;
  NotePut(key, TableId::kObjects, row_id, std::string(bucket).append("/").append(object->info.key),
          BodyOf(RecordOf(bucket, *object, first_piece)));
  Edit(key).objects.Put(bucket, {row_id, first_piece, std::move(object)});
}

void Transaction::DropPieces(std::int64_t first_piece, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) NoteErase(TableId::kObjectPieces, first_piece + static_cast<std::int64_t>(i));
}

void Transaction::NoteEraseOf(const ObjectRow& row) {
  NoteErase(TableId::kObjects, row.row_id);
  DropPieces(row.first_piece, row.object->pieces.size());
  batch_.state.object_bytes -= row.object->info.size;
}

bool Transaction::EraseObject(const PartitionKey& key, std::string_view bucket, std::string_view object_key) {
  const ObjectRow* row = partition(key).objects.Find(bucket, object_key);
  if (row == nullptr) return false;
  NoteEraseOf(*row);
  return Edit(key).objects.Erase(bucket, object_key);
}

void Transaction::EraseObjects(const PartitionKey& key, std::string_view bucket) {
  const ObjectTable::Bucket* found = partition(key).objects.Find(bucket);
  if (found == nullptr) return;
  for (const auto& [object_key, row] : found->keys) NoteEraseOf(row);
  Edit(key).objects.EraseBucket(bucket);
}

void Transaction::EraseAllRecords(const PartitionKey& key) {
  const auto erase = [&]<class... Records>(const TablesOf<Records...>*) { (EraseFamily<Records>(key), ...); };
  erase(static_cast<const RecordTables*>(nullptr));
}

void Transaction::EraseMacieRecords(const PartitionKey& key) {
  const auto erase = [&]<class Record>(const Table<Record>*) {
    if constexpr (!Family<Record>::kOutlivesMacie) EraseFamily<Record>(key);
  };
  const auto all = [&]<class... Records>(const TablesOf<Records...>*) {
    (erase(static_cast<const Table<Records>*>(nullptr)), ...);
  };
  all(static_cast<const RecordTables*>(nullptr));
}

void Transaction::Clear(const PartitionKey& key) {
  EraseSession(key);
  EraseAllJobs(key);
  EraseAllRecords(key);
  Partition& partition = Edit(key);
  partition.buckets.ForEachName(
      [&](std::string_view name) { NoteErase(TableId::kBuckets, *partition.buckets.RowId(name)); });
  partition.buckets = {};
  std::vector<std::string> with_objects;
  partition.objects.ForEach([&](const std::string& name, const auto&) { with_objects.push_back(name); });
  for (const std::string& name : with_objects) EraseObjects(key, name);
}

void Transaction::ClearAll() {
  batch_.open.clear();
  batch_.state.partitions = {};
  batch_.state.due = {};
  batch_.state.reading = {};
  batch_.state.object_bytes = 0;
  ++batch_.state.clears;
  batch_.Note({Change::Kind::kClearAll, {}, 0, 0, {}, {}});
}

void Transaction::BeginAnew() {
  batch_.state.created_at = base::TruncateToMillis(now_);
  NoteMeta(kMetaCreatedAt, base::ToIso8601(batch_.state.created_at));
}

void Transaction::ForgetDue(const DueKey& due) {
  batch_.state.due.Erase(due);
}

}  // namespace macie_local::state
