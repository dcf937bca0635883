#include "store/transaction.h"

#include <algorithm>

#include "base/timestamp.h"
#include "wire/codec.h"

namespace macie_local::store {
namespace {

std::optional<Timestamp> DueAt(const model::JobRecord& job) {
  return job.emulator ? job.emulator->dueAt : std::nullopt;
}

// Puts `job` into `partition`'s table and indexes and into `due`; adds the buckets it touches to `touched`.
void IndexJob(const PartitionKey& key, std::int64_t row_id, std::shared_ptr<const model::JobRecord> after,
              Partition* partition, base::CowMap<DueKey, Nothing>* due, std::vector<std::string>* touched) {
  const JobKey job_id(*after->jobId);
  const auto* existing = partition->jobs.Find(*after->jobId);
  const std::shared_ptr<const model::JobRecord> before = existing == nullptr ? nullptr : existing->second;
  partition->job_index.Update(key.account, key.account, before.get(), after.get(), touched);
  const auto old_due = before == nullptr ? std::nullopt : DueAt(*before);
  const auto new_due = DueAt(*after);
  if (old_due != new_due) {
    if (old_due) due->Erase(DueKey{*old_due, key, job_id});
    if (new_due) due->Set(DueKey{*new_due, key, job_id}, Nothing{});
  }
  partition->jobs.Put(row_id, std::move(after));
}

}  // namespace

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
  IndexJob(key, row_id, record, &partition, &batch_.state.due, &touched);
  RefreshJobDetails(touched, &partition);
  IndexAtMembers(key, before.get(), record.get());
}

void Transaction::RefreshJobDetails(const std::vector<std::string>& bucket_names, Partition* partition) {
  for (const auto& name : bucket_names) partition->buckets.SetJobDetails(name, partition->job_index.Details(name));
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
  const std::string name = *bucket.bucketName;
  bucket.jobDetails.reset();
  const auto existing = partition.buckets.RowId(name);
  const std::int64_t row_id = existing ? *existing : NextRowId(TableId::kBuckets);
  NotePut(key, TableId::kBuckets, row_id, name, BodyOf(bucket));
  bucket.jobDetails = partition.job_index.Details(name);
  partition.buckets.Put(bucket, row_id);
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

void Loader::AddPartition(std::int64_t row_id, const PartitionKey& key) {
  Loading loading{key, {}};
  loading.partition.row_id = row_id;
  by_row_id_.emplace_back(row_id, loading_.size());
  by_key_.emplace(key, loading_.size());
  loading_.push_back(std::move(loading));
}

Loader::Loading* Loader::Find(std::int64_t partition) {
  // Partitions are read in the order of their ids.
  const auto found = std::lower_bound(by_row_id_.begin(), by_row_id_.end(), std::pair{partition, std::size_t{0}});
  if (found == by_row_id_.end() || found->first != partition) return nullptr;
  return &loading_[found->second];
}

Loader::Loading* Loader::Find(const PartitionKey& key) {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : &loading_[found->second];
}

bool Loader::AddSession(std::int64_t partition, std::int64_t row_id, model::SessionRecord session) {
  Loading* loading = Find(partition);
  if (loading == nullptr) return false;
  loading->partition.sessions.Set(std::string(kSessionKey),
                                  {row_id, std::make_shared<const model::SessionRecord>(std::move(session))});
  return true;
}

bool Loader::AddJob(std::int64_t partition, std::int64_t row_id, model::JobRecord job) {
  Loading* loading = Find(partition);
  if (loading == nullptr || !job.jobId || job.jobId->size() > JobKey::kSizeMax) return false;
  std::vector<std::string> touched;  // buckets come later and look their details up themselves
  const auto record = std::make_shared<const model::JobRecord>(std::move(job));
  IndexJob(loading->key, row_id, record, &loading->partition, &state_->due, &touched);
  for (const auto& account : ForeignAccounts(loading->key.account, *record)) {
    Loading* member = Find(PartitionKey{account, loading->key.region});
    if (member == nullptr) continue;
    member->partition.job_index.Update(account, loading->key.account, nullptr, record.get(), &touched);
  }
  return true;
}

bool Loader::AddBucket(std::int64_t partition, std::int64_t row_id, model::BucketMetadata bucket) {
  Loading* loading = Find(partition);
  if (loading == nullptr || !bucket.bucketName) return false;
  bucket.jobDetails = loading->partition.job_index.Details(*bucket.bucketName);
  loading->partition.buckets.Put(bucket, row_id);
  return true;
}

namespace {

// Nothing when the key is another family's.
template <class Record>
std::optional<base::Status> TryAdd(std::string_view key, std::string_view body, std::int64_t row_id,
                                   Partition* partition) {
  const std::string_view family = Family<Record>::kName;
  if (!key.starts_with(family) || key.size() <= family.size() || key[family.size()] != '/') return std::nullopt;
  auto record = wire::Decode<Record>(body, wire::DecodeOptions{});
  if (!record.ok()) return base::ApiError{nullptr, "can't be read: " + record.error().message};
  auto shared = std::make_shared<const Record>(std::move(record).value());
  const std::string_view id = key.substr(family.size() + 1);
  if constexpr (std::is_same_v<Record, model::Finding>) {
    if (shared->id != id || id.size() > FindingKey::kSizeMax) return base::ApiError{nullptr, "has the wrong id"};
  }
  partition->Index<Record>(nullptr, shared.get());
  std::get<Table<Record>>(partition->records).Set(std::string(id), {row_id, std::move(shared)});
  return base::Done{};
}

}  // namespace

base::Status Loader::AddRecord(std::int64_t partition, std::int64_t row_id, std::string_view key,
                               std::string_view body) {
  Loading* loading = Find(partition);
  if (loading == nullptr) return base::ApiError{nullptr, "belongs to no account and region"};
  std::optional<base::Status> added;
  const auto try_table = [&]<class Record>(const Table<Record>*) {
    if (!added) added = TryAdd<Record>(key, body, row_id, &loading->partition);
  };
  const auto try_all = [&]<class... Records>(const TablesOf<Records...>*) {
    (try_table(static_cast<const Table<Records>*>(nullptr)), ...);
  };
  try_all(static_cast<const RecordTables*>(nullptr));
  if (!added) return base::ApiError{nullptr, "is of an unknown family: " + std::string(key)};
  return *added;
}

void Loader::Finish() {
  for (auto& loading : loading_) {
    state_->partitions.Set(loading.key, std::make_shared<const Partition>(std::move(loading.partition)));
  }
  loading_.clear();
}

}  // namespace macie_local::store
