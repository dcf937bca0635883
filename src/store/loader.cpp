#include "store/loader.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "base/text.h"
#include "state/hash_seed.h"
#include "state/job_index.h"
#include "wire/codec.h"

namespace macie_local::store {

void Loader::AddPartition(std::int64_t row_id, const state::PartitionKey& key) {
  by_row_id_.emplace_back(row_id, loading_.size());
  by_key_.emplace(key, loading_.size());
  Loading& loading = loading_.emplace_back();
  loading.key = key;
  loading.partition.row_id = row_id;
}

Loader::Loading* Loader::Find(std::int64_t partition) {
  // Partitions are read in the order of their ids.
  const auto found = std::lower_bound(by_row_id_.begin(), by_row_id_.end(), std::pair{partition, std::size_t{0}});
  if (found == by_row_id_.end() || found->first != partition) return nullptr;
  return &loading_[found->second];
}

Loader::Loading* Loader::Find(const state::PartitionKey& key) {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : &loading_[found->second];
}

bool Loader::AddSession(std::int64_t partition, std::int64_t row_id, model::SessionRecord session) {
  Loading* loading = Find(partition);
  if (loading == nullptr) return false;
  loading->partition.sessions.Set(std::string(state::kSessionKey),
                                  {row_id, std::make_shared<const model::SessionRecord>(std::move(session))});
  return true;
}

bool Loader::AddJob(std::int64_t partition, std::int64_t row_id, model::JobRecord job) {
  Loading* loading = Find(partition);
  if (loading == nullptr || !job.jobId || job.jobId->size() > state::JobKey::kSizeMax) return false;
  const state::PartitionKey& key = loading->key;
  if (job.emulator && (job.emulator->events || job.emulator->matchedBuckets || job.emulator->earlierMatches)) {
    old_jobs_.push_back({key, job});
    job.emulator->events.reset();
    job.emulator->matchedBuckets.reset();
    job.emulator->earlierMatches.reset();
  }
  const auto record = std::make_shared<const model::JobRecord>(std::move(job));
  if (const auto due = state::DueAt(*record))
    state_->due.Set(state::DueKey{*due, key, state::JobKey(*record->jobId)}, state::Nothing{});
  if (state::IsReading(*record))
    state_->reading.Set(state::ReadingKey{key, state::JobKey(*record->jobId)}, state::Nothing{});
  loading->jobs.Add(key.account, record);
  for (const auto& account : state::ForeignAccounts(key.account, *record)) {
    Loading* member = Find(state::PartitionKey{account, key.region});
    if (member != nullptr) member->jobs.Add(account, record);
  }
  loading->partition.jobs.Put(row_id, record);
  return true;
}

void Loader::FinishJobs() {
  for (Loading& loading : loading_) loading.partition.job_index = loading.jobs.Finish();
}

base::Status Loader::AddJobEvents(std::int64_t partition, std::int64_t row_id, std::string_view key,
                                  std::string_view body) {
  Loading* loading = Find(partition);
  if (loading == nullptr) return base::Error("belongs to no account and region");
  const std::size_t slash = key.find('/');
  const auto* job = loading->partition.jobs.Find(key.substr(0, slash));
  std::int64_t sequence = 0;
  const std::string_view digits = slash == std::string_view::npos ? std::string_view() : key.substr(slash + 1);
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), sequence);
  if (job == nullptr || parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size() || sequence < 0) {
    return base::Error("belongs to no job: " + std::string(key));
  }
  state::JobEvents& events = loading->partition.job_events;
  while (!body.empty()) {
    const std::string_view text = base::NextPart("\n", &body);
    if (!wire::Decode<model::JobEvent>(text, wire::DecodeOptions{}).ok()) {
      return base::Error("has an event that can't be read: " + base::Shorten(text, 100));
    }
    events.Set(state::JobEventKey{job->first, sequence}, {row_id, std::make_shared<const std::string>(text)});
    events.Erase(state::JobEventKey{job->first, sequence - state::kJobEventsMax});
    ++sequence;
  }
  return base::Done{};
}

base::Status Loader::AddJobMatches(std::int64_t partition, std::int64_t row_id, std::string_view body) {
  Loading* loading = Find(partition);
  if (loading == nullptr) return base::Error("belongs to no account and region");
  if (!loading->partition.jobs.Contains(row_id)) return base::Error("belongs to no job");
  auto matches = state::DecodeMatches(body);
  if (!matches.ok()) return base::Error("can't be read: " + matches.error().text);
  loading->partition.job_matches.Set(row_id, std::make_shared<const state::JobMatches>(std::move(matches).value()));
  return base::Done{};
}

void Loader::RaiseBucketRowId(std::int64_t* last_row_id) const {
  for (const Loading& loading : loading_) {
    for (const auto& [job_row, matches] : loading.partition.job_matches) {
      for (const state::AccountMatches& account : matches->accounts) {
        for (const state::MatchedRow& row : account.now) *last_row_id = std::max(*last_row_id, row.row_id);
        for (const state::EarlierMatch& match : account.earlier)
          *last_row_id = std::max(*last_row_id, match.row.row_id);
      }
    }
  }
}

void Loader::ApplyMatches() {
  state::MatchResolver resolver;
  for (Loading& loading : loading_) {
    const state::JobMatchTable stored = loading.partition.job_matches;
    const auto find = [&](const std::string& account) {
      return Find(state::PartitionKey{account, loading.key.region});
    };
    const auto buckets_of = [&](const std::string& account) {
      const Loading* touched = find(account);
      return touched == nullptr ? nullptr : &touched->partition.buckets;
    };
    for (const auto& [job_row, matches] : stored) {
      auto resolved = std::make_shared<state::JobMatches>(*matches);
      resolver.Resolve(buckets_of, resolved.get());
      for (const state::RowsChange& change :
           state::ChangesOf({nullptr, false, resolved.get()}, loading.partition.jobs.Of(job_row))) {
        state::Partition& touched = find(change.account)->partition;
        touched.buckets.ChangeMatches(change.rows, change.change, touched.job_index);
      }
      loading.partition.job_matches.Set(job_row, std::move(resolved));
    }
  }
}

Loader::BucketIntake* Loader::NewBucketIntake() {
  const std::lock_guard lock(mutex_);
  return intakes_.emplace_back(std::make_unique<BucketIntake>(this)).get();
}

base::Status Loader::BucketIntake::Add(const BucketRows& rows, const state::BucketFormats& formats) {
  std::size_t begin = 0;
  for (const BucketRows::Row& row : rows.rows_) {
    const auto part = [&](std::size_t from, std::size_t to) {
      return std::string_view(rows.bytes_).substr(from, to - from);
    };
    const base::Status added = AddOne(row, part(begin, row.name_end), part(row.name_end, row.body_end), formats);
    if (!added.ok()) {
      return base::Error("row " + std::to_string(row.id) + " of buckets " + added.error().text);
    }
    begin = row.body_end;
  }
  return base::Done{};
}

base::Status Loader::BucketIntake::AddOne(const BucketRows::Row& row, std::string_view name, std::string_view body,
                                          const state::BucketFormats& formats) {
  Loading* loading = loader_.Find(row.partition);
  if (loading == nullptr) return base::Error("belongs to no account and region");
  auto builder = builders_.find(loading);
  if (builder == builders_.end()) {
    const std::lock_guard lock(loader_.mutex_);
    if (!loading->touched) {
      loading->touched =
          std::make_shared<state::TouchedBuckets>(loading->partition.job_index, state::HashOf(*loader_.state_));
    }
    builder = builders_.try_emplace(loading, loading->touched).first;
  }
  if (row.json) {
    const auto bucket = wire::Decode<model::BucketMetadata>(body, wire::DecodeOptions{});
    if (!bucket.ok()) return base::Error("can't be read: " + bucket.error().text);
    state::FillBucketCells(*bucket, &cells_);
    builder->second.Add(name, row.id, &cells_);
    return base::Done{};
  }
  const auto number = state::TakeVarint(&body);
  if (!number) return base::Error("can't be read: it ends within the number of its format");
  const auto format = formats.find(*number);
  if (format == formats.end()) {
    return base::Error("can't be read: its format " + std::to_string(*number) + " is not in the database");
  }
  const base::Status read = format->second.Decode(body, name, &cells_, &scratch_);
  if (!read.ok()) return base::Error("can't be read: " + read.error().text);
  builder->second.Add(name, row.id, &cells_);
  return base::Done{};
}

namespace {

// Nothing when the key is another family's.
template <class Record>
std::optional<base::Status> TryAdd(std::string_view key, std::string_view body, std::int64_t row_id,
                                   [[maybe_unused]] state::FindingSharing* sharing, state::Partition* partition) {
  const std::string_view family = state::Family<Record>::kName;
  if (!key.starts_with(family) || key.size() <= family.size() || key[family.size()] != '/') return std::nullopt;
  auto record = wire::Decode<Record>(body, wire::DecodeOptions{});
  if (!record.ok()) return base::Error("can't be read: " + record.error().text);
  if constexpr (std::is_same_v<Record, model::Finding>) sharing->Share(&*record);
  auto shared = std::make_shared<const Record>(std::move(record).value());
  const std::string_view id = key.substr(family.size() + 1);
  if constexpr (std::is_same_v<Record, model::Finding>) {
    if (shared->id != id) return base::Error("has the wrong id");
  }
  partition->Index<Record>(nullptr, shared.get());
  std::get<state::Table<Record>>(partition->records).Set(state::TableKey<Record>::Of(id, *shared), {row_id, shared});
  return base::Done{};
}

}  // namespace

base::Status Loader::AddRecord(std::int64_t partition, std::int64_t row_id, std::string_view key,
                               std::string_view body) {
  Loading* loading = Find(partition);
  if (loading == nullptr) return base::Error("belongs to no account and region");
  std::optional<base::Status> added;
  const auto try_table = [&]<class Record>(const state::Table<Record>*) {
    if (!added) added = TryAdd<Record>(key, body, row_id, &sharing_, &loading->partition);
  };
  const auto try_all = [&]<class... Records>(const state::TablesOf<Records...>*) {
    (try_table(static_cast<const state::Table<Records>*>(nullptr)), ...);
  };
  try_all(static_cast<const state::RecordTables*>(nullptr));
  if (!added) return base::Error("is of an unknown family: " + std::string(key));
  return *added;
}

base::Status Loader::AddObject(std::int64_t partition, std::int64_t row_id, std::string_view body) {
  if (Find(partition) == nullptr) return base::Error{"belongs to no account and region"};
  const auto record = wire::Decode<model::ObjectRecord>(body, wire::DecodeOptions{});
  if (!record.ok()) return base::Error{"can't be read: " + record.error().text};
  if (!record->bucketName) return base::Error{"names no bucket"};
  MACIE_TRY(const state::ObjectRow row, state::RowOf(row_id, *record));
  if (!row.object->pieces.empty() && !by_piece_.emplace(row.first_piece, objects_.size()).second) {
    return base::Error{"has the pieces of another object"};
  }
  objects_.push_back({partition, *record->bucketName, row_id, row.first_piece, *row.object});
  return base::Done{};
}

base::Result<bool> Loader::AddPiece(std::int64_t row_id, std::string_view key, std::string_view body) {
  auto found = by_piece_.upper_bound(row_id);
  if (found == by_piece_.begin()) return false;
  --found;
  state::StoredObject& object = objects_[found->second].object;
  const auto index = static_cast<std::size_t>(row_id - found->first);
  if (index >= object.pieces.size()) return false;
  const std::size_t before = index * state::kObjectPieceBytes;
  const std::size_t bytes = std::min(state::kObjectPieceBytes, static_cast<std::size_t>(object.info.size) - before);
  if (key != std::to_string(index) || body.size() != bytes) {
    return base::Error{"is not piece " + std::to_string(index) + ", of " + std::to_string(bytes) +
                       " bytes, of the object in row " + std::to_string(objects_[found->second].row_id)};
  }
  object.pieces[index] = std::make_shared<const std::string>(body);
  return true;
}

base::Status Loader::FinishObjects() {
  for (LoadingObject& loading : objects_) {
    const auto& pieces = loading.object.pieces;
    const auto missing = std::find(pieces.begin(), pieces.end(), nullptr);
    if (missing != pieces.end()) {
      return base::Error{"row " + std::to_string(loading.row_id) + " of objects lacks its piece " +
                         std::to_string(missing - pieces.begin())};
    }
    state_->object_bytes += loading.object.info.size;
    Find(loading.partition)
        ->partition.objects.Put(loading.bucket,
                                {loading.row_id, loading.first_piece,
                                 std::make_shared<const state::StoredObject>(std::move(loading.object))});
  }
  objects_.clear();
  by_piece_.clear();
  return base::Done{};
}

void PutOldJob(OldJob old, state::Transaction* transaction) {
  const std::string job_id = *old.job.jobId;
  std::vector<std::string> events = state::TakeJobEvents(&old.job);
  transaction->PutNamedJob(old.key, std::move(old.job));
  transaction->AppendJobEvents(old.key, job_id, std::move(events));
}

std::vector<std::int64_t> Loader::Finish() {
  std::vector<std::int64_t> empty;
  for (auto& loading : loading_) {
    state::BucketTableBuilder* buckets = nullptr;
    for (const auto& intake : intakes_) {
      const auto more = intake->builders_.find(&loading);
      if (more == intake->builders_.end()) continue;
      if (buckets == nullptr) {
        buckets = &more->second;
      } else {
        buckets->Absorb(std::move(more->second));
      }
    }
    std::vector<std::int64_t> replaced;  // no table has two rows of a name: the writer replaces
    if (buckets != nullptr) loading.partition.buckets = buckets->Finish(&replaced);
  }
  ApplyMatches();
  for (auto& loading : loading_) {
    if (loading.partition.HoldsNothing()) {
      empty.push_back(loading.partition.row_id);
      continue;
    }
    state_->partitions.Set(loading.key, std::make_shared<const state::Partition>(std::move(loading.partition)));
  }
  intakes_.clear();
  loading_.clear();
  return empty;
}

}  // namespace macie_local::store
