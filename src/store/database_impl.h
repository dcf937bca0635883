// The inside of Database, shared by database.cpp, database_check.cpp, database_load.cpp and database_shrink.cpp. Nobody
// else includes this.
#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "state/bucket_row.h"
#include "state/job_matches.h"
#include "store/commit_counter.h"
#include "store/database.h"
#include "store/document_parts.h"
#include "store/file_watch.h"
#include "store/loader.h"
#include "store/seal.h"
#include "store/statement.h"
#include "wire/codec.h"

namespace macie_local::store {

// The -wal is cut to this when it begins anew; a large import makes it as long as itself.
inline constexpr std::int64_t kLogBytesMax = std::int64_t{64} << 20;

// Unused pages are given back when there are at least kUnusedPagesMin and they are one in kUnusedShare of the file, a
// step at a time, which takes a few milliseconds.
inline constexpr std::int64_t kUnusedPagesMin = 256;
inline constexpr std::int64_t kUnusedShare = 4;  // one in so many
inline constexpr std::int64_t kPagesOfStep = 256;

// "MacL" in SQLite's application_id: tells our files from others'.
inline constexpr std::int64_t kApplicationId = 0x4D61634C;

// Each entry takes the schema from version i to i + 1; entries are only ever added.
inline constexpr std::array<const char*, 8> kMigrations{
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE partitions(id INTEGER PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL);"
    "CREATE TABLE sessions(id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL);"
    "CREATE TABLE jobs(id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL);"
    "CREATE TABLE buckets(id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL);",
    "CREATE TABLE snapshots(id INTEGER PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL,"
    " saved_at INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE(account, name));",
    "CREATE TABLE records(id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL);",
    // Rows of buckets may from now on be blobs (state/bucket_row.h), which an older program could not read.
    "",
    // Documents in parts (store/document_parts.h): of a snapshot under its id, of the baseline under kBaseline.
    "CREATE TABLE parts(id INTEGER PRIMARY KEY, document INTEGER NOT NULL, body TEXT NOT NULL);"
    "CREATE INDEX parts_document ON parts(document);"
    "INSERT INTO parts(document, body) SELECT id, body FROM snapshots;"
    "INSERT INTO parts(document, body) SELECT 0, CAST(value AS TEXT) FROM meta WHERE key = 'baseline';"
    "DELETE FROM meta WHERE key = 'baseline';"
    "ALTER TABLE snapshots ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;"
    "UPDATE snapshots SET bytes = length(CAST(body AS BLOB));"
    "ALTER TABLE snapshots DROP COLUMN body;",
    // Run events of jobs, which lay in the rows of the jobs before (state/job_events.h).
    "CREATE TABLE job_events(id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, key TEXT NOT NULL,"
    " body TEXT NOT NULL);"
    // What the criteria of jobs matched, which lay in the rows of the jobs before, too (state/job_matches.h).
    "CREATE TABLE job_matches(id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, key TEXT NOT NULL,"
    " body BLOB NOT NULL);",
    // The seal (store/seal.h). Impl::SealRows gives its tables their checksums, those of later entries too.
    "CREATE TABLE seal(id INTEGER PRIMARY KEY, body TEXT NOT NULL, sum INTEGER NOT NULL);",
    // Objects, and the pieces of their content (state/object_table.h).
    "CREATE TABLE objects(id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL);"
    "CREATE TABLE object_pieces(id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, key TEXT NOT NULL,"
    " body BLOB NOT NULL);"};

inline constexpr auto kVersion = static_cast<std::int64_t>(kMigrations.size());

// The one row of the table `seal`.
inline constexpr std::string_view kSealTable = "seal";
inline constexpr std::int64_t kSealRow = 1;

// The number of the baseline among the documents; the others have their snapshot's, from 1.
inline constexpr std::int64_t kBaseline = 0;

// The log is checkpointed at so many pages. Fewer, larger checkpoints were measured to cut the slowest commits of
// sequential tables to a fifth.
inline constexpr int kCheckpointPages = 4000;

// Returns the name in meta under which the checksum of a document is.
inline std::string DocumentKey(std::int64_t id) {
  return "document/" + std::to_string(id);
}

// SQLite's words may quote a damaged file: whatever is no ASCII becomes '?', so that messages are text.
inline std::string Legible(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

// Returns the bytes of a column of the statement's row, empty for NULL; valid until the statement is stepped or reset.
inline std::string_view ColumnText(sqlite3_stmt* statement, int column) {
  const void* bytes = sqlite3_column_blob(statement, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  return bytes == nullptr ? std::string_view() : std::string_view(static_cast<const char*>(bytes), size);
}

// Binds `text`, which must live until the statement has been stepped.
inline void BindText(sqlite3_stmt* statement, int parameter, std::string_view text) {
  // Bound text outlives the step: SQLite need not copy it.
  sqlite3_bind_text64(statement, parameter, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

struct Database::Impl {
  sqlite3* connection = nullptr;
  std::string encoded;                        // the body being written; kept for its memory
  state::BucketFormats formats;               // of bucket rows; as far as meta has been read
  std::optional<std::uint64_t> format_today;  // the number of BucketFormat::Today(), once it is in meta
  std::string name;                           // for messages
  bool in_memory = false;
  Seal seal;                       // of what is in the database, with the transaction that is open
  Seal committed;                  // of what is in the database, without the transaction that is open
  CommitCounter counter;           // opened for a file only
  FileWatch files;                 // begun for a file only
  bool files_missed = false;       // the last commit found a fault in `files`, and logged it
  bool counter_failed = false;     // the last commit could not be counted, and logged that
  std::uint64_t lost_commits = 0;  // commits in the counter that the file did not have when it was opened
  bool freed = false;              // something that leaves unused pages was done since ShrinkStep had nothing to do
  bool shrinking = false;          // ShrinkStep has begun to give unused pages back
  std::array<Statement, state::kTableNames.size()> put;
  std::array<Statement, state::kTableNames.size()> erase;
  Statement put_partition;
  Statement put_meta;
  Statement put_seal;
  Statement begin;
  Statement commit;
  Statement rollback;

  ~Impl() {
    put = {};
    erase = {};
    for (auto* statement : {&put_partition, &put_meta, &put_seal, &begin, &commit, &rollback}) statement->reset();
    sqlite3_close(connection);
  }

  base::Error Error(std::string_view doing) const {
    return base::Error("database " + name + ": " + std::string(doing) + ": " + Legible(sqlite3_errmsg(connection)));
  }

  base::Error Damaged(std::string how) const {
    return base::Error("database " + name +
                       " is damaged, or was changed by another program: " + Legible(std::move(how)) +
                       ". It is left as it is: put a good copy in its place, or start with another file");
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

  base::Status Begin();

  base::Status Step(sqlite3_stmt* statement, std::string_view doing) {
    const int result = sqlite3_step(statement);
    if (result == SQLITE_DONE) {
      sqlite3_reset(statement);
      return base::Done{};
    }
    base::Error error = Error(doing);
    sqlite3_reset(statement);
    return error;
  }

  base::Status TakeFile() {
    // Exclusive mode holds the file from the first lock on: a second process is refused instead of corrupting ours.
    MACIE_CHECK(Execute("PRAGMA locking_mode=EXCLUSIVE"));
    // SQLite takes this for a new file only, before the first lock; any other file it would write to.
    std::error_code none;
    const auto bytes = std::filesystem::file_size(name, none);
    if (none || bytes == 0) MACIE_CHECK(Execute("PRAGMA auto_vacuum=INCREMENTAL"));
    if (sqlite3_exec(connection, "BEGIN EXCLUSIVE; COMMIT", nullptr, nullptr, nullptr) != SQLITE_OK) {
      const int code = sqlite3_errcode(connection) & 0xFF;
      if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
        return base::Error("database " + name + " is in use by another process; stop it or name another file");
      }
      if (code == SQLITE_CORRUPT) return Damaged(sqlite3_errmsg(connection));
      if (code == SQLITE_NOTADB) return base::Error("database " + name + " is not a SQLite file; name another file");
      return Error("cannot open for writing");
    }
    return base::Done{};
  }

  // Sets how commits are logged and made durable. Writes to the file: call it only after CheckIsOurs.
  base::Status SetJournal(bool full_durability) {
    MACIE_CHECK(Execute("PRAGMA journal_size_limit=" + std::to_string(kLogBytesMax)));
    MACIE_CHECK(Execute("PRAGMA journal_mode=WAL"));
    MACIE_CHECK(Execute(full_durability ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL"));
    return Execute("PRAGMA wal_autocheckpoint=" + std::to_string(kCheckpointPages));
  }

  // Returns the file's schema version. Refuses a file that this program did not make, or can't read. Leaves the file as
  // it was.
  base::Result<std::int64_t> CheckIsOurs() {
    MACIE_TRY(const std::int64_t version, Number("PRAGMA user_version"));
    MACIE_TRY(const std::int64_t application, Number("PRAGMA application_id"));
    MACIE_TRY(const std::int64_t objects, Number("SELECT count(*) FROM sqlite_master"));
    if (application != kApplicationId && (objects != 0 || version != 0)) {
      return base::Error("database " + name + " was not made by macie-local; name another file");
    }
    if (version < 0 || version > kVersion) {
      return base::Error("database " + name + " has schema version " + std::to_string(version) +
                         ", made by a newer macie-local; this one reads versions up to " + std::to_string(kVersion));
    }
    return version;
  }

  // database_shrink.cpp
  void MakeShrinkable();
  base::Result<bool> ShrinkStep();

  // database_check.cpp
  base::Status AddFunctions();  // those of SQL that checksums need
  void OpenCounter();
  base::Status CheckUndamaged();
  void CheckTable(std::size_t at, std::vector<std::string>* faults);
  base::Status ReadSeal();
  base::Status Migrate(std::int64_t version);
  base::Status SealRows();
  base::Status StoreSeal();
  void CountCommit();

  base::Status PrepareStatements() {
    for (std::size_t i = 0; i < state::kTableNames.size(); ++i) {
      const std::string table(state::kTableNames[i]);
      MACIE_TRY(put[i], Prepare("INSERT INTO " + table +
                                "(id, partition, key, body, sum) VALUES(?1, ?2, ?3, ?4, ?5)"
                                " ON CONFLICT(id) DO UPDATE SET body = excluded.body, sum = " +
                                ReplacedSum(i)));
      MACIE_TRY(erase[i], Prepare("DELETE FROM " + table + " WHERE id = ?1 AND " + ErasedSum(i)));
    }
    MACIE_TRY(put_partition, Prepare("INSERT INTO partitions(id, account, region, sum) VALUES(?1, ?2, ?3, ?4)"));
    MACIE_TRY(put_meta, Prepare("INSERT INTO meta(key, value, sum) VALUES(?1, ?2, ?3)"
                                " ON CONFLICT(key) DO UPDATE SET value = excluded.value, sum = " +
                                ReplacedSum(kSealedMeta)));
    MACIE_TRY(put_seal, Prepare("INSERT INTO seal(id, body, sum) VALUES(?1, ?2, ?3)"
                                " ON CONFLICT(id) DO UPDATE SET body = excluded.body, sum = excluded.sum"));
    MACIE_TRY(begin, Prepare("BEGIN"));
    MACIE_TRY(commit, Prepare("COMMIT"));
    MACIE_TRY(rollback, Prepare("ROLLBACK"));
    return base::Done{};
  }

  // Return SQL expressions that tell the seal of the checksum that is gone: ReplacedSum has the value of the new one,
  // ErasedSum is true. So no statement has to read a row before it changes it.
  static std::string ReplacedSum(std::size_t table) {
    return "replaced_sum(" + std::to_string(table) + ", sum, excluded.sum)";
  }
  static std::string ErasedSum(std::size_t table) { return "erased_sum(" + std::to_string(table) + ", sum)"; }

  // Binds the row's checksum, does the statement, and tells the seal of the new row.
  base::Status StepSealed(sqlite3_stmt* statement, int parameter, std::size_t table, const RowSum& sum) {
    sqlite3_bind_int64(statement, parameter, sum.value());
    MACIE_CHECK(Step(statement, "cannot write to " + std::string(kSealedTables[table].name)));
    seal.Add(table, sum.value());
    return base::Done{};
  }

  base::Status SetMeta(std::string_view key, std::string_view value) {
    BindText(put_meta.get(), 1, key);
    sqlite3_bind_blob64(put_meta.get(), 2, value.data(), value.size(), SQLITE_STATIC);
    return StepSealed(put_meta.get(), 3, kSealedMeta, RowSum("meta").AddText(key).AddBlob(value));
  }

  base::Status PutRow(const state::Change& change) {
    const auto table = static_cast<std::size_t>(change.table);
    sqlite3_stmt* const statement = put[table].get();
    sqlite3_bind_int64(statement, 1, change.row_id);
    sqlite3_bind_int64(statement, 2, change.partition);
    BindText(statement, 3, change.key);
    RowSum sum = RowSum(state::kTableNames[table]).Add(change.row_id).Add(change.partition).AddText(change.key);
    encoded.clear();
    if (change.table == state::TableId::kBuckets) {
      state::AppendVarint(*format_today, &encoded);
      encoded.append(change.body);
      sqlite3_bind_blob64(statement, 4, encoded.data(), encoded.size(), SQLITE_STATIC);
      sum.AddBlob(encoded);
    } else if (change.piece) {
      sqlite3_bind_blob64(statement, 4, change.piece->data(), change.piece->size(), SQLITE_STATIC);
      sum.AddBlob(*change.piece);
    } else if (change.matches) {
      encoded = state::EncodeMatches(*change.matches);
      sqlite3_bind_blob64(statement, 4, encoded.data(), encoded.size(), SQLITE_STATIC);
      sum.AddBlob(encoded);
    } else {
      if (change.job) wire::Encode(*change.job, wire::Nulls::kOmit, &encoded);
      const std::string& body = change.job ? encoded : change.body;
      BindText(statement, 4, body);
      sum.AddText(body);
    }
    return StepSealed(statement, 5, table, sum);
  }

  base::Status Apply(const state::Change& change) {
    if (in_memory && change.kind != state::Change::Kind::kMeta) return base::Done{};
    const auto table = static_cast<std::size_t>(change.table);
    switch (change.kind) {
      case state::Change::Kind::kPartition:
        sqlite3_bind_int64(put_partition.get(), 1, change.row_id);
        BindText(put_partition.get(), 2, change.key);
        BindText(put_partition.get(), 3, change.body);
        return StepSealed(put_partition.get(), 4, kSealedPartitions,
                          RowSum("partitions").Add(change.row_id).AddText(change.key).AddText(change.body));
      case state::Change::Kind::kErasePartition:
        freed = true;
        return Execute("DELETE FROM partitions WHERE id = " + std::to_string(change.row_id) + " AND " +
                       ErasedSum(kSealedPartitions));
      case state::Change::Kind::kPut:
        return PutRow(change);
      case state::Change::Kind::kErase:
        freed = true;
        sqlite3_bind_int64(erase[table].get(), 1, change.row_id);
        return Step(erase[table].get(), "cannot remove from " + std::string(state::kTableNames[table]));
      case state::Change::Kind::kMeta:
        return SetMeta(change.key, change.body);
      case state::Change::Kind::kClearAll:
        break;
    }
    freed = true;
    for (const std::string_view name_of_table : state::kTableNames) {
      MACIE_CHECK(Execute("DELETE FROM " + std::string(name_of_table)));
    }
    MACIE_CHECK(Execute("DELETE FROM partitions"));
    std::fill_n(seal.tables.begin(), kSealedPartitions + 1, Seal::Table{});
    return base::Done{};
  }

  template <class Add>
  base::Status LoadRows(state::TableId id, std::int64_t* last_row_id, const Add& add);
  base::Status ReadFormats();
  base::Status StoreFormat();
  base::Status LoadBuckets(std::int64_t* last_row_id, Loader* loader);
  base::Status LoadPieces(std::int64_t* last_row_id, Loader* loader, std::vector<state::Change>* dropped);
  base::Result<std::optional<std::string>> Meta(std::string_view key);
  base::Result<std::int64_t> PutDocument(std::int64_t id, base::BodySource& body);  // returns its size in bytes
  base::Status EraseDocument(std::int64_t id);
  base::Result<base::LargeText> ReadDocument(std::int64_t id);  // returns an empty text when there is none
  base::Result<std::optional<std::int64_t>> SnapshotId(std::string_view account, std::string_view of);
  DocumentParts parts() const { return {connection, name}; }

  // Calls `add(partition, row_id, record)` with each row of a table.
  template <class Record, class Add>
  base::Status LoadTable(state::TableId id, std::int64_t* last_row_id, const Add& add) {
    const std::string table(state::kTableNames[static_cast<std::size_t>(id)]);
    MACIE_TRY(Statement rows, Prepare("SELECT id, partition, body FROM " + table + " ORDER BY id"));
    int result = SQLITE_ROW;
    while ((result = sqlite3_step(rows.get())) == SQLITE_ROW) {
      const std::int64_t row_id = sqlite3_column_int64(rows.get(), 0);
      const auto at = [&] { return "database " + name + ": row " + std::to_string(row_id) + " of " + table; };
      auto record = wire::Decode<Record>(ColumnText(rows.get(), 2), wire::DecodeOptions{});
      if (!record.ok()) return base::Error(at() + " can't be read: " + record.error().text);
      if (!add(sqlite3_column_int64(rows.get(), 1), row_id, std::move(record).value())) {
        return base::Error(at() + " belongs to no account and region");
      }
      *last_row_id = row_id;
    }
    if (result != SQLITE_DONE) return Error("cannot read " + table);
    return base::Done{};
  }
};

template <class Work>
base::Status Database::AllOrNothing(const Work& work) {
  if (has_begun()) return work();
  MACIE_CHECK(Begin());
  base::Status status = work();
  if (status.ok()) return Commit({});
  Undo();
  return status;
}

}  // namespace macie_local::store
