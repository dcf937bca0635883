// Reads a database into a state, at the start.
#include <sqlite3.h>

#include <charconv>
#include <mutex>
#include <utility>

#include "base/log.h"
#include "base/tasks.h"
#include "store/database_impl.h"

namespace macie_local::store {
namespace {

// The names in meta of the formats of bucket rows, each followed by its number.
constexpr std::string_view kBucketColumns = "bucket-columns/";

// How many bucket rows are read while those before them are decoded.
constexpr std::size_t kRowsAtOnce = 8192;

}  // namespace

// Calls add(partition, row id, key, body) with each row; its error says what is wrong with the row.
template <class Add>
base::Status Database::Impl::LoadRows(state::TableId id, std::int64_t* last_row_id, const Add& add) {
  const std::string table(state::kTableNames[static_cast<std::size_t>(id)]);
  MACIE_TRY(Statement rows, Prepare("SELECT id, partition, key, body FROM " + table + " ORDER BY id"));
  int result = SQLITE_ROW;
  while ((result = sqlite3_step(rows.get())) == SQLITE_ROW) {
    *last_row_id = sqlite3_column_int64(rows.get(), 0);
    const base::Status added =
        add(sqlite3_column_int64(rows.get(), 1), *last_row_id, ColumnText(rows.get(), 2), ColumnText(rows.get(), 3));
    if (!added.ok()) {
      return base::Error("database " + name + ": row " + std::to_string(*last_row_id) + " of " + table + " " +
                         added.error().text);
    }
  }
  if (result != SQLITE_DONE) return Error("cannot read " + table);
  return base::Done{};
}

base::Status Database::Impl::ReadFormats() {
  MACIE_TRY(Statement rows, Prepare("SELECT key, value FROM meta WHERE substr(key, 1, length(?1)) = ?1"));
  BindText(rows.get(), 1, kBucketColumns);
  int result = SQLITE_ROW;
  while ((result = sqlite3_step(rows.get())) == SQLITE_ROW) {
    const std::string_view key = ColumnText(rows.get(), 0);
    const auto at = [&] { return "database " + name + ": meta " + std::string(key); };
    const std::string_view digits = key.substr(kBucketColumns.size());
    std::uint64_t number = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size()) {
      return base::Error(at() + " does not end in a number");
    }
    auto format = state::BucketFormat::Parse(ColumnText(rows.get(), 1));
    if (!format.ok()) return base::Error(at() + " can't be read: " + format.error().text);
    formats.insert_or_assign(number, std::move(format).value());
    if (ColumnText(rows.get(), 1) == state::BucketFormat::Today()) format_today = number;
  }
  if (result != SQLITE_DONE) return Error("cannot read meta");
  return base::Done{};
}

// Sees to it that meta has the format that rows are written in.
base::Status Database::Impl::StoreFormat() {
  if (format_today) return base::Done{};
  MACIE_CHECK(ReadFormats());
  if (format_today) return base::Done{};
  const std::uint64_t number = formats.empty() ? 1 : formats.rbegin()->first + 1;
  MACIE_CHECK(SetMeta(std::string(kBucketColumns) + std::to_string(number), state::BucketFormat::Today()));
  format_today = number;
  return base::Done{};
}

// Two threads take turns at reading some rows from SQLite; each then decodes its own while the other reads.
base::Status Database::Impl::LoadBuckets(std::int64_t* last_row_id, Loader* loader) {
  MACIE_CHECK(ReadFormats());
  MACIE_TRY(Statement rows, Prepare("SELECT id, partition, key, body FROM buckets ORDER BY id"));
  std::mutex mutex;  // of all of these, and of `rows`
  int result = SQLITE_ROW;
  base::Status failed = base::Done{};
  const auto read = [&](BucketRows* read_rows) {
    const std::lock_guard lock(mutex);
    read_rows->Clear();
    while (failed.ok() && result == SQLITE_ROW && read_rows->size() < kRowsAtOnce) {
      result = sqlite3_step(rows.get());
      if (result != SQLITE_ROW) break;
      *last_row_id = sqlite3_column_int64(rows.get(), 0);
      const bool json = sqlite3_column_type(rows.get(), 3) != SQLITE_BLOB;
      read_rows->Add(*last_row_id, sqlite3_column_int64(rows.get(), 1), ColumnText(rows.get(), 2),
                     ColumnText(rows.get(), 3), json);
    }
    return read_rows->size() > 0;
  };
  const auto decode = [&](Loader::BucketIntake* intake, const BucketRows& read_rows) {
    const base::Status added = intake->Add(read_rows, formats);
    if (added.ok()) return;
    const std::lock_guard lock(mutex);
    if (failed.ok()) failed = base::Error("database " + name + ": " + added.error().text);
  };
  BucketRows first;
  if (read(&first)) decode(loader->NewBucketIntake(), first);
  if (first.size() == kRowsAtOnce) {
    const auto work = [&] {
      BucketRows own;
      for (Loader::BucketIntake* const intake = loader->NewBucketIntake(); read(&own);) decode(intake, own);
    };
    base::RunOnTwoThreads({work, work});
  }
  MACIE_CHECK(failed);
  if (result != SQLITE_DONE) return Error("cannot read buckets");
  return base::Done{};
}

// Reads the content of objects; `dropped` gets the removal of pieces whose object never came, because the process ended
// before.
base::Status Database::Impl::LoadPieces(std::int64_t* last_row_id, Loader* loader,
                                        std::vector<state::Change>* dropped) {
  MACIE_CHECK(LoadRows(state::TableId::kObjectPieces, last_row_id,
                       [&](std::int64_t, std::int64_t id, std::string_view key, std::string_view body) -> base::Status {
                         MACIE_TRY(const bool taken, loader->AddPiece(id, key, body));
                         if (!taken)
                           dropped->push_back({state::Change::Kind::kErase, state::TableId::kObjectPieces, id});
                         return base::Done{};
                       }));
  const base::Status whole = loader->FinishObjects();
  if (!whole.ok()) return base::Error("database " + name + ": " + whole.error().text);
  if (dropped->empty()) return whole;
  base::Log(base::LogLevel::kWarn, "database " + name + ": " + std::to_string(dropped->size()) +
                                       " pieces of objects whose upload was cut off are removed");
  return whole;
}

base::Result<std::vector<OldJob>> Database::Load(state::State* state, state::RowIds* row_ids) {
  Loader loader(state);
  MACIE_TRY(Statement rows, impl_->Prepare("SELECT id, account, region FROM partitions ORDER BY id"));
  int result = SQLITE_ROW;
  while ((result = sqlite3_step(rows.get())) == SQLITE_ROW) {
    row_ids->partition = sqlite3_column_int64(rows.get(), 0);
    loader.AddPartition(row_ids->partition, state::PartitionKey{std::string(ColumnText(rows.get(), 1)),
                                                                std::string(ColumnText(rows.get(), 2))});
  }
  if (result != SQLITE_DONE) return impl_->Error("cannot read partitions");
  const auto last = [&](state::TableId id) { return &row_ids->tables[static_cast<std::size_t>(id)]; };
  MACIE_CHECK(
      impl_->LoadTable<model::SessionRecord>(state::TableId::kSessions, last(state::TableId::kSessions),
                                             [&](std::int64_t partition, std::int64_t id, model::SessionRecord record) {
                                               return loader.AddSession(partition, id, std::move(record));
                                             }));
  MACIE_CHECK(impl_->LoadTable<model::JobRecord>(state::TableId::kJobs, last(state::TableId::kJobs),
                                                 [&](std::int64_t partition, std::int64_t id, model::JobRecord record) {
                                                   return loader.AddJob(partition, id, std::move(record));
                                                 }));
  loader.FinishJobs();
  MACIE_CHECK(impl_->LoadRows(state::TableId::kJobEvents, last(state::TableId::kJobEvents),
                              [&](std::int64_t partition, std::int64_t id, std::string_view key,
                                  std::string_view body) { return loader.AddJobEvents(partition, id, key, body); }));
  std::int64_t last_match = 0;
  MACIE_CHECK(impl_->LoadRows(state::TableId::kJobMatches, &last_match,
                              [&](std::int64_t partition, std::int64_t id, std::string_view, std::string_view body) {
                                return loader.AddJobMatches(partition, id, body);
                              }));
  MACIE_CHECK(impl_->LoadBuckets(last(state::TableId::kBuckets), &loader));
  MACIE_CHECK(impl_->LoadRows(state::TableId::kRecords, last(state::TableId::kRecords),
                              [&](std::int64_t partition, std::int64_t id, std::string_view key,
                                  std::string_view body) { return loader.AddRecord(partition, id, key, body); }));
  MACIE_CHECK(impl_->LoadRows(state::TableId::kObjects, last(state::TableId::kObjects),
                              [&](std::int64_t partition, std::int64_t id, std::string_view, std::string_view body) {
                                return loader.AddObject(partition, id, body);
                              }));
  std::vector<state::Change> changes;
  MACIE_CHECK(impl_->LoadPieces(last(state::TableId::kObjectPieces), &loader, &changes));
  loader.RaiseBucketRowId(last(state::TableId::kBuckets));
  for (const std::int64_t empty : loader.Finish()) changes.push_back({state::Change::Kind::kErasePartition, {}, empty});
  if (!changes.empty()) MACIE_CHECK(Commit(changes));
  return loader.TakeOldJobs();
}

}  // namespace macie_local::store
