#include "store/database.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "store/bucket_row.h"
#include "store/document_parts.h"
#include "store/loader.h"
#include "store/parallel.h"
#include "wire/codec.h"

namespace macie_local::store {
namespace {

// The names in meta of the formats of bucket rows, each followed by its number.
constexpr std::string_view kBucketColumns = "bucket-columns/";

// How many bucket rows are read while those before them are decoded.
constexpr std::size_t kRowsAtOnce = 8192;

// "MacL" in SQLite's application_id: tells our files from others'.
constexpr std::int64_t kApplicationId = 0x4D61634C;

// Each entry takes the schema from version i to i + 1; entries are only ever added.
constexpr std::array<const char*, 5> kMigrations{
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE partitions(id INTEGER PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL);"
    "CREATE TABLE sessions(id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL);"
    "CREATE TABLE jobs(id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL);"
    "CREATE TABLE buckets(id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL);",
    "CREATE TABLE snapshots(id INTEGER PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL,"
    " saved_at INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE(account, name));",
    "CREATE TABLE records(id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL);",
    // Rows of buckets may from now on be blobs (store/bucket_row.h), which an older program could not read.
    "",

    // Documents in parts (store/document_parts.h): of a snapshot under its id, of the baseline under kBaseline.
    "CREATE TABLE parts(id INTEGER PRIMARY KEY, document INTEGER NOT NULL, body TEXT NOT NULL);"
    "CREATE INDEX parts_document ON parts(document);"
    "INSERT INTO parts(document, body) SELECT id, body FROM snapshots;"
    "INSERT INTO parts(document, body) SELECT 0, CAST(value AS TEXT) FROM meta WHERE key = 'baseline';"
    "DELETE FROM meta WHERE key = 'baseline';"
    "ALTER TABLE snapshots ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;"
    "UPDATE snapshots SET bytes = length(CAST(body AS BLOB));"
    "ALTER TABLE snapshots DROP COLUMN body;"};

constexpr auto kVersion = static_cast<std::int64_t>(kMigrations.size());

// The number of the baseline among the documents; the others have their snapshot's, from 1.
constexpr std::int64_t kBaseline = 0;

// Fewer, larger checkpoints: measured to cut the slowest commits of sequential tables to a fifth.
constexpr int kCheckpointPages = 4000;

base::ApiError Failure(std::string message) {
  return {nullptr, std::move(message)};
}

struct StatementCloser {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, StatementCloser>;

std::string_view ColumnText(sqlite3_stmt* statement, int column) {
  const void* bytes = sqlite3_column_blob(statement, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  return bytes == nullptr ? std::string_view() : std::string_view(static_cast<const char*>(bytes), size);
}

void BindText(sqlite3_stmt* statement, int parameter, std::string_view text) {
  // Bound text outlives the step: SQLite need not copy it.
  sqlite3_bind_text64(statement, parameter, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

}  // namespace

struct Database::Impl {
  sqlite3* connection = nullptr;
  std::string encoded;                        // the body being written; kept for its memory
  BucketFormats formats;                      // of bucket rows; as far as meta has been read
  std::optional<std::uint64_t> format_today;  // the number of BucketFormat::Today(), once it is in meta
  std::string name;                           // for messages
  bool in_memory = false;
  std::array<Statement, kTableNames.size()> put;
  std::array<Statement, kTableNames.size()> erase;
  Statement put_partition;
  Statement begin;
  Statement commit;
  Statement rollback;

  ~Impl() {
    put = {};
    erase = {};
    for (auto* statement : {&put_partition, &begin, &commit, &rollback}) statement->reset();
    sqlite3_close(connection);
  }

  base::ApiError Error(std::string_view doing) const {
    return Failure("database " + name + ": " + std::string(doing) + ": " + sqlite3_errmsg(connection));
  }

  base::Result<Statement> Prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(connection, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
      return Error("cannot prepare a statement");
    }
    return Statement(statement);
  }

  base::Status Execute(const std::string& sql) {
    if (sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return Error("cannot " + sql);
    return base::Done{};
  }

  base::Result<std::int64_t> Number(const std::string& sql) {
    MACIE_TRY(Statement statement, Prepare(sql));
    if (sqlite3_step(statement.get()) != SQLITE_ROW) return Error("cannot read " + sql);
    return sqlite3_column_int64(statement.get(), 0);
  }

  base::Status Step(sqlite3_stmt* statement, std::string_view doing) {
    const int result = sqlite3_step(statement);
    if (result == SQLITE_DONE) {
      sqlite3_reset(statement);
      return base::Done{};
    }
    base::ApiError error = Error(doing);
    sqlite3_reset(statement);
    return error;
  }

  base::Status TakeFile() {
    // Exclusive mode holds the file from the first lock on: a second process is refused instead of corrupting ours.
    MACIE_CHECK(Execute("PRAGMA locking_mode=EXCLUSIVE"));
    if (sqlite3_exec(connection, "BEGIN EXCLUSIVE; COMMIT", nullptr, nullptr, nullptr) != SQLITE_OK) {
      const int code = sqlite3_errcode(connection) & 0xFF;
      if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
        return Failure("database " + name + " is in use by another process; stop it or name another file");
      }
      if (code == SQLITE_NOTADB) return Failure("database " + name + " is not a SQLite file; name another file");
      return Error("cannot open for writing");
    }
    return base::Done{};
  }

  // Writes to the file: only after CheckIsOurs.
  base::Status SetJournal(bool full_durability) {
    MACIE_CHECK(Execute("PRAGMA journal_mode=WAL"));
    MACIE_CHECK(Execute(full_durability ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL"));
    return Execute("PRAGMA wal_autocheckpoint=" + std::to_string(kCheckpointPages));
  }

  // Refuses what this program did not make, or can't read. Leaves the file as it was.
  base::Result<std::int64_t> CheckIsOurs() {
    MACIE_TRY(const std::int64_t version, Number("PRAGMA user_version"));
    MACIE_TRY(const std::int64_t application, Number("PRAGMA application_id"));
    MACIE_TRY(const std::int64_t objects, Number("SELECT count(*) FROM sqlite_master"));
    if (application != kApplicationId && (objects != 0 || version != 0)) {
      return Failure("database " + name + " was not made by macie-local; name another file");
    }
    if (version < 0 || version > kVersion) {
      return Failure("database " + name + " has schema version " + std::to_string(version) +
                     ", made by a newer macie-local; this one reads versions up to " + std::to_string(kVersion));
    }
    return version;
  }

  base::Status Migrate(std::int64_t version) {
    if (version == kVersion) return base::Done{};
    MACIE_CHECK(Execute("BEGIN EXCLUSIVE"));
    for (auto step = version; step < kVersion; ++step) {
      MACIE_CHECK(Execute(kMigrations[static_cast<std::size_t>(step)]));
    }
    MACIE_CHECK(Execute("PRAGMA application_id=" + std::to_string(kApplicationId)));
    MACIE_CHECK(Execute("PRAGMA user_version=" + std::to_string(kVersion)));
    return Execute("COMMIT");
  }

  base::Status PrepareStatements() {
    for (std::size_t i = 0; i < kTableNames.size(); ++i) {
      const std::string table(kTableNames[i]);
      MACIE_TRY(put[i], Prepare("INSERT INTO " + table +
                                "(id, partition, key, body) VALUES(?1, ?2, ?3, ?4)"
                                " ON CONFLICT(id) DO UPDATE SET body = excluded.body"));
      MACIE_TRY(erase[i], Prepare("DELETE FROM " + table + " WHERE id = ?1"));
    }
    MACIE_TRY(put_partition, Prepare("INSERT INTO partitions(id, account, region) VALUES(?1, ?2, ?3)"));
    MACIE_TRY(begin, Prepare("BEGIN"));
    MACIE_TRY(commit, Prepare("COMMIT"));
    MACIE_TRY(rollback, Prepare("ROLLBACK"));
    return base::Done{};
  }

  base::Status SetMeta(std::string_view key, std::string_view value) {
    MACIE_TRY(Statement statement, Prepare("INSERT OR REPLACE INTO meta(key, value) VALUES(?1, ?2)"));
    BindText(statement.get(), 1, key);
    sqlite3_bind_blob64(statement.get(), 2, value.data(), value.size(), SQLITE_STATIC);
    return Step(statement.get(), "cannot write to meta");
  }

  base::Status Apply(const Change& change) {
    // Rows are there to be read at the next start: without a file there is none.
    if (in_memory && change.kind != Change::Kind::kMeta) return base::Done{};
    const auto table = static_cast<std::size_t>(change.table);
    switch (change.kind) {
      case Change::Kind::kPartition:
        sqlite3_bind_int64(put_partition.get(), 1, change.row_id);
        BindText(put_partition.get(), 2, change.key);
        BindText(put_partition.get(), 3, change.body);
        return Step(put_partition.get(), "cannot write to partitions");
      case Change::Kind::kPut:
        sqlite3_bind_int64(put[table].get(), 1, change.row_id);
        sqlite3_bind_int64(put[table].get(), 2, change.partition);
        BindText(put[table].get(), 3, change.key);
        encoded.clear();
        if (change.table == TableId::kBuckets) {
          AppendVarint(*format_today, &encoded);
          encoded.append(change.body);
          sqlite3_bind_blob64(put[table].get(), 4, encoded.data(), encoded.size(), SQLITE_STATIC);
        } else {
          if (change.job) wire::Encode(*change.job, wire::Nulls::kOmit, &encoded);
          BindText(put[table].get(), 4, change.job ? encoded : change.body);
        }
        return Step(put[table].get(), "cannot write to " + std::string(kTableNames[table]));
      case Change::Kind::kErase:
        sqlite3_bind_int64(erase[table].get(), 1, change.row_id);
        return Step(erase[table].get(), "cannot remove from " + std::string(kTableNames[table]));
      case Change::Kind::kMeta:
        return SetMeta(change.key, change.body);
      case Change::Kind::kClearAll:
        break;
    }
    for (const std::string_view name_of_table : kTableNames) {
      MACIE_CHECK(Execute("DELETE FROM " + std::string(name_of_table)));
    }
    return Execute("DELETE FROM partitions");
  }

  base::Status LoadRecords(std::int64_t* last_row_id, Loader* loader);
  base::Status ReadFormats();
  base::Status StoreFormat();
  base::Status LoadBuckets(std::int64_t* last_row_id, Loader* loader);
  base::Result<std::optional<std::int64_t>> SnapshotId(std::string_view account, std::string_view of);
  DocumentParts parts() const { return {connection, name}; }

  // Calls `add(partition, row_id, record)` with each row of a table.
  template <class Record, class Add>
  base::Status LoadTable(TableId id, std::int64_t* last_row_id, const Add& add) {
    const std::string table(kTableNames[static_cast<std::size_t>(id)]);
    MACIE_TRY(Statement rows, Prepare("SELECT id, partition, body FROM " + table + " ORDER BY id"));
    int result = SQLITE_ROW;
    while ((result = sqlite3_step(rows.get())) == SQLITE_ROW) {
      const std::int64_t row_id = sqlite3_column_int64(rows.get(), 0);
      const auto at = [&] { return "database " + name + ": row " + std::to_string(row_id) + " of " + table; };
      auto record = wire::Decode<Record>(ColumnText(rows.get(), 2), wire::DecodeOptions{});
      if (!record.ok()) return Failure(at() + " can't be read: " + record.error().message);
      if (!add(sqlite3_column_int64(rows.get(), 1), row_id, std::move(record).value())) {
        return Failure(at() + " belongs to no account and region");
      }
      *last_row_id = row_id;
    }
    if (result != SQLITE_DONE) return Error("cannot read " + table);
    return base::Done{};
  }
};

// The records of all families; a row's key says which one.
base::Status Database::Impl::LoadRecords(std::int64_t* last_row_id, Loader* loader) {
  MACIE_TRY(Statement rows, Prepare("SELECT id, partition, key, body FROM records ORDER BY id"));
  int result = SQLITE_ROW;
  while ((result = sqlite3_step(rows.get())) == SQLITE_ROW) {
    *last_row_id = sqlite3_column_int64(rows.get(), 0);
    const base::Status added = loader->AddRecord(sqlite3_column_int64(rows.get(), 1), *last_row_id,
                                                 ColumnText(rows.get(), 2), ColumnText(rows.get(), 3));
    if (!added.ok()) {
      return Failure("database " + name + ": row " + std::to_string(*last_row_id) + " of records " +
                     added.error().message);
    }
  }
  if (result != SQLITE_DONE) return Error("cannot read records");
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
      return Failure(at() + " does not end in a number");
    }
    auto format = BucketFormat::Parse(ColumnText(rows.get(), 1));
    if (!format.ok()) return Failure(at() + " can't be read: " + format.error().message);
    formats.insert_or_assign(number, std::move(format).value());
    if (ColumnText(rows.get(), 1) == BucketFormat::Today()) format_today = number;
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
  MACIE_CHECK(SetMeta(std::string(kBucketColumns) + std::to_string(number), BucketFormat::Today()));
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
    if (failed.ok()) failed = Failure("database " + name + ": " + added.error().message);
  };
  BucketRows first;
  if (read(&first)) decode(loader->NewBucketIntake(), first);
  if (first.size() == kRowsAtOnce) {
    const auto work = [&] {
      BucketRows own;
      for (Loader::BucketIntake* const intake = loader->NewBucketIntake(); read(&own);) decode(intake, own);
    };
    RunOnTwoThreads({work, work});
  }
  MACIE_CHECK(failed);
  if (result != SQLITE_DONE) return Error("cannot read buckets");
  return base::Done{};
}

Database::Database(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Database::~Database() = default;

base::Result<std::unique_ptr<Database>> Database::Open(const DatabaseOptions& options) {
  auto impl = std::make_unique<Impl>();
  impl->name = options.path.value_or("(in memory)");
  impl->in_memory = !options.path;
  const std::string path = options.path.value_or(":memory:");
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
  if (sqlite3_open_v2(path.c_str(), &impl->connection, flags, nullptr) != SQLITE_OK) {
    const int os_error = sqlite3_system_errno(impl->connection);
    return Failure("database " + impl->name +
                   " can't be opened: " + (os_error != 0 ? std::strerror(os_error) : sqlite3_errmsg(impl->connection)));
  }
  MACIE_CHECK(impl->TakeFile());
  MACIE_TRY(const std::int64_t version, impl->CheckIsOurs());
  MACIE_CHECK(impl->SetJournal(options.full_durability));
  MACIE_CHECK(impl->Migrate(version));
  MACIE_CHECK(impl->PrepareStatements());
  return std::unique_ptr<Database>(new Database(std::move(impl)));
}

base::Status Database::Load(State* state, RowIds* row_ids) {
  Loader loader(state);
  MACIE_TRY(Statement rows, impl_->Prepare("SELECT id, account, region FROM partitions ORDER BY id"));
  int result = SQLITE_ROW;
  while ((result = sqlite3_step(rows.get())) == SQLITE_ROW) {
    row_ids->partition = sqlite3_column_int64(rows.get(), 0);
    loader.AddPartition(row_ids->partition,
                        PartitionKey{std::string(ColumnText(rows.get(), 1)), std::string(ColumnText(rows.get(), 2))});
  }
  if (result != SQLITE_DONE) return impl_->Error("cannot read partitions");
  const auto last = [&](TableId id) { return &row_ids->tables[static_cast<std::size_t>(id)]; };
  MACIE_CHECK(
      impl_->LoadTable<model::SessionRecord>(TableId::kSessions, last(TableId::kSessions),
                                             [&](std::int64_t partition, std::int64_t id, model::SessionRecord record) {
                                               return loader.AddSession(partition, id, std::move(record));
                                             }));
  MACIE_CHECK(impl_->LoadTable<model::JobRecord>(TableId::kJobs, last(TableId::kJobs),
                                                 [&](std::int64_t partition, std::int64_t id, model::JobRecord record) {
                                                   return loader.AddJob(partition, id, std::move(record));
                                                 }));
  MACIE_CHECK(impl_->LoadBuckets(last(TableId::kBuckets), &loader));
  MACIE_CHECK(impl_->LoadRecords(last(TableId::kRecords), &loader));
  loader.Finish();
  return base::Done{};
}

bool Database::has_begun() const {
  return sqlite3_get_autocommit(impl_->connection) == 0;
}

bool Database::has_written() const {
  return sqlite3_txn_state(impl_->connection, nullptr) == SQLITE_TXN_WRITE;
}

base::Status Database::Begin() {
  if (has_begun()) return base::Done{};
  return impl_->Step(impl_->begin.get(), "cannot begin a transaction");
}

base::Status Database::Apply(const std::vector<Change>& changes) {
  // Of a job that changed more than once only the last state is written.
  std::unordered_map<std::int64_t, const Change*> last;
  bool puts_buckets = false;
  for (const Change& change : changes) {
    if (change.job) last[change.row_id] = &change;
    puts_buckets = puts_buckets || (change.kind == Change::Kind::kPut && change.table == TableId::kBuckets);
  }
  if (puts_buckets) MACIE_CHECK(impl_->StoreFormat());
  for (const Change& change : changes) {
    if (change.job && last[change.row_id] != &change) continue;
    MACIE_CHECK(impl_->Apply(change));
  }
  return base::Done{};
}

base::Status Database::Commit(const std::vector<Change>& changes) {
  MACIE_CHECK(Begin());
  base::Status status = Apply(changes);
  if (status.ok()) status = impl_->Step(impl_->commit.get(), "cannot commit");
  if (!status.ok()) MACIE_CHECK(Rollback());
  return status;
}

base::Status Database::Rollback() {
  impl_->format_today.reset();  // it may have been noted in what is rolled back
  // A failed statement or commit may have rolled back by itself; a second rollback would be an error.
  if (!has_begun()) return base::Done{};
  return impl_->Step(impl_->rollback.get(), "cannot roll back");
}

base::Result<std::optional<std::string>> Database::Meta(std::string_view key) {
  MACIE_TRY(Statement statement, impl_->Prepare("SELECT value FROM meta WHERE key = ?1"));
  BindText(statement.get(), 1, key);
  const int result = sqlite3_step(statement.get());
  if (result == SQLITE_DONE) return std::optional<std::string>();
  if (result != SQLITE_ROW) return impl_->Error("cannot read meta");
  return std::optional<std::string>(ColumnText(statement.get(), 0));
}

base::Status Database::SetMeta(std::string_view key, std::string_view value) {
  return impl_->SetMeta(key, value);
}

base::Result<std::vector<SavedState>> Database::Snapshots() {
  MACIE_TRY(const Statement statement,
            impl_->Prepare("SELECT account, name, saved_at, bytes FROM snapshots ORDER BY account, name"));
  std::vector<SavedState> all;
  while (true) {
    const int result = sqlite3_step(statement.get());
    if (result == SQLITE_DONE) return all;
    if (result != SQLITE_ROW) return impl_->Error("cannot list snapshots");
    SavedState saved;
    saved.account = ColumnText(statement.get(), 0);
    saved.name = ColumnText(statement.get(), 1);
    saved.saved_at = Timestamp(std::chrono::microseconds(sqlite3_column_int64(statement.get(), 2)));
    saved.bytes = sqlite3_column_int64(statement.get(), 3);
    all.push_back(std::move(saved));
  }
}

base::Result<std::optional<std::int64_t>> Database::Impl::SnapshotId(std::string_view account, std::string_view of) {
  MACIE_TRY(const Statement statement, Prepare("SELECT id FROM snapshots WHERE account = ?1 AND name = ?2"));
  BindText(statement.get(), 1, account);
  BindText(statement.get(), 2, of);
  const int result = sqlite3_step(statement.get());
  if (result == SQLITE_DONE) return std::optional<std::int64_t>();
  if (result != SQLITE_ROW) return Error("cannot read a snapshot");
  return std::optional<std::int64_t>(sqlite3_column_int64(statement.get(), 0));
}

base::Result<std::optional<base::LargeText>> Database::Snapshot(std::string_view account, std::string_view name) {
  MACIE_TRY(const auto id, impl_->SnapshotId(account, name));
  if (!id) return std::optional<base::LargeText>();
  MACIE_TRY(auto text, impl_->parts().Read(*id));
  return std::optional(std::move(text));
}

// Several statements are one change: in the transaction that has begun, or in one of their own.
template <class Work>
base::Status Database::AllOrNothing(const Work& work) {
  if (has_begun()) return work();
  MACIE_CHECK(Begin());
  const base::Status status = work();
  if (status.ok()) return Commit({});
  MACIE_CHECK(Rollback());
  return status;
}

base::Status Database::PutSnapshot(SavedState* saved, base::BodySource& body) {
  return AllOrNothing([&]() -> base::Status {
    MACIE_TRY(const Statement statement,
              impl_->Prepare("INSERT INTO snapshots(account, name, saved_at) VALUES(?1, ?2, ?3)"
                             " ON CONFLICT(account, name) DO UPDATE SET saved_at = excluded.saved_at"));
    BindText(statement.get(), 1, saved->account);
    BindText(statement.get(), 2, saved->name);
    sqlite3_bind_int64(statement.get(), 3, saved->saved_at.time_since_epoch().count());
    MACIE_CHECK(impl_->Step(statement.get(), "cannot save a snapshot"));
    MACIE_TRY(const auto id, impl_->SnapshotId(saved->account, saved->name));
    MACIE_TRY(saved->bytes, impl_->parts().Put(*id, body));
    return impl_->Execute("UPDATE snapshots SET bytes = " + std::to_string(saved->bytes) +
                          " WHERE id = " + std::to_string(*id));
  });
}

base::Result<bool> Database::EraseSnapshot(std::string_view account, std::string_view name) {
  MACIE_TRY(const auto id, impl_->SnapshotId(account, name));
  if (!id) return false;
  const auto erase = [&]() -> base::Status {
    MACIE_CHECK(impl_->parts().Erase(*id));
    return impl_->Execute("DELETE FROM snapshots WHERE id = " + std::to_string(*id));
  };
  MACIE_CHECK(AllOrNothing(erase));
  return true;
}

base::Result<base::LargeText> Database::Baseline() {
  return impl_->parts().Read(kBaseline);
}

base::Status Database::PutBaseline(base::BodySource& body) {
  return AllOrNothing([&]() -> base::Status {
    MACIE_CHECK(impl_->parts().Put(kBaseline, body));
    return base::Done{};
  });
}

}  // namespace macie_local::store
