#include "store/transaction.h"

#include <algorithm>

#include "base/timestamp.h"
#include "store/bucket_row.h"
#include "wire/codec.h"

namespace macie_local::store {
void Batch::Close() {
  for (auto& [key, partition] : open)
    state.partitions.Set(key, std::make_shared<const Partition>(std::move(partition)));
  open.clear();
}

void Batch::Note(Change change) {
  // What a job is encoded to is not known yet; most are shorter.
  constexpr std::size_t kJobBytes = 4096;
  changes_bytes += sizeof change + change.key.size() + change.body.size() + (change.job ? kJobBytes : 0);
  changes.push_back(std::move(change));
  if (spill && changes_bytes > kChangesBytesMax) spill();
}

void Batch::ForgetChanges() {
  changes.clear();
  changes_bytes = 0;
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
                          std::string body, std::shared_ptr<const model::JobRecord> job) {
  batch_.Note(
      {Change::Kind::kPut, table, row_id, Edit(key).row_id, std::string(record_key), std::move(body), std::move(job)});
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
  Partition& partition = Edit(key);
  const auto* existing = partition.jobs.Find(*job.jobId);
  const std::int64_t row_id = existing == nullptr ? NextRowId(TableId::kJobs) : existing->first;
  auto record = std::make_shared<const model::JobRecord>(std::move(job));
  NotePut(key, TableId::kJobs, row_id, *record->jobId, {}, record);
  const std::shared_ptr<const model::JobRecord> before = existing == nullptr ? nullptr : existing->second;
  std::vector<std::string> touched;
  partition.job_index.Update(key.account, key.account, before.get(), record.get(), &touched);
  MoveDue(key, before.get(), *record);
  partition.jobs.Put(row_id, record);
  RefreshJobDetails(touched, &partition);
  IndexAtMembers(key, before.get(), record.get());
}

void Transaction::MoveDue(const PartitionKey& key, const model::JobRecord* before, const model::JobRecord& after) {
  const auto old_due = before == nullptr ? std::nullopt : DueAt(*before);
  const auto new_due = DueAt(after);
  if (old_due == new_due) return;
  const JobKey job_id(*after.jobId);
  if (old_due) batch_.state.due.Erase(DueKey{*old_due, key, job_id});
  if (new_due) batch_.state.due.Set(DueKey{*new_due, key, job_id}, Nothing{});
}

void Transaction::RefreshJobDetails(const std::vector<std::string>& bucket_names, Partition* partition) {
  partition->buckets.SetJobDetails(bucket_names,
                                   [partition](std::string_view name) { return partition->job_index.Details(name); });
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
    partition.job_index.Update(account, key.account, before, after, &touched);
    RefreshJobDetails(touched, &partition);
  }
}

void Transaction::EraseAllJobs(const PartitionKey& key) {
  Partition& partition = Edit(key);
  std::vector<std::string> all_touched;
  for (const auto& [row_id, job] : partition.jobs) {
    NoteErase(TableId::kJobs, row_id);
    if (const auto due = DueAt(*job)) batch_.state.due.Erase(DueKey{*due, key, JobKey(*job->jobId)});
    std::vector<std::string> touched;
    partition.job_index.Update(key.account, key.account, job.get(), nullptr, &touched);
    all_touched.insert(all_touched.end(), touched.begin(), touched.end());
    IndexAtMembers(key, job.get(), nullptr);
  }
  partition.jobs = {};
  std::sort(all_touched.begin(), all_touched.end());
  all_touched.erase(std::unique(all_touched.begin(), all_touched.end()), all_touched.end());
  RefreshJobDetails(all_touched, &partition);
}

void Transaction::PutBucket(const PartitionKey& key, model::BucketMetadata bucket) {
  Partition& partition = Edit(key);
  const std::string& name = *bucket.bucketName;
  const auto existing = partition.buckets.RowId(name);
  const std::int64_t row_id = existing ? *existing : NextRowId(TableId::kBuckets);
  bucket.jobDetails = partition.job_index.Details(name);
  std::vector<engine::Cell> cells;
  FillBucketCells(bucket, &cells);
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
}

void Transaction::ClearAll() {
  batch_.open.clear();
  batch_.state.partitions = {};
  batch_.state.due = {};
  batch_.Note({Change::Kind::kClearAll, {}, 0, 0, {}, {}});
}

void Transaction::BeginAnew() {
  batch_.state.created_at = base::TruncateToMillis(now_);
  NoteMeta(kMetaCreatedAt, base::ToIso8601(batch_.state.created_at));
}

void Transaction::ForgetDue(const DueKey& due) {
  batch_.state.due.Erase(due);
}

}  // namespace macie_local::store
