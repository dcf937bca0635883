// Checks whether a database holds what was last committed to it, and brings older ones up to date, checksums included.
#include <sqlite3.h>

#include <algorithm>
#include <vector>

#include "base/log.h"
#include "store/database_impl.h"

namespace macie_local::store {
namespace {

// How many faults a message names: of SQLite's own check, and of each table.
constexpr int kStructureFaultsMax = 3;
constexpr std::size_t kNamedRowsMax = 5;

constexpr std::string_view kCounterSuffix = "-commits";

std::string_view ValueText(sqlite3_value* value) {
  const void* bytes = sqlite3_value_blob(value);
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
  return bytes == nullptr ? std::string_view() : std::string_view(static_cast<const char*>(bytes), size);
}

void AddValue(sqlite3_value* value, RowSum* sum) {
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
      sum->Add(sqlite3_value_int64(value));
      break;
    case SQLITE_NULL:
      sum->AddNull();
      break;
    case SQLITE_BLOB:
      sum->AddBlob(ValueText(value));
      break;
    default:
      sum->AddText(ValueText(value));
  }
}

// row_sum(table, value...): the checksum that a row should have.
void SqlRowSum(sqlite3_context* context, int count, sqlite3_value** values) {
  RowSum sum(ValueText(values[0]));
  for (int i = 1; i < count; ++i) AddValue(values[i], &sum);
  sqlite3_result_int64(context, sum.value());
}

Seal* SealOf(sqlite3_context* context) {
  return static_cast<Seal*>(sqlite3_user_data(context));
}

// replaced_sum(table, old, new): new.
void SqlReplacedSum(sqlite3_context* context, int, sqlite3_value** values) {
  SealOf(context)->Remove(static_cast<std::size_t>(sqlite3_value_int64(values[0])), sqlite3_value_int64(values[1]));
  sqlite3_result_value(context, values[2]);
}

// erased_sum(table, old): true.
void SqlErasedSum(sqlite3_context* context, int, sqlite3_value** values) {
  SealOf(context)->Remove(static_cast<std::size_t>(sqlite3_value_int64(values[0])), sqlite3_value_int64(values[1]));
  sqlite3_result_int(context, 1);
}

std::string RowsSql(const SealedTable& table) {
  const std::string name(table.name);
  const std::string columns(table.columns);
  return "SELECT " + columns.substr(0, columns.find(',')) + ", sum, row_sum('" + name + "', " + columns + ") FROM " +
         name;
}

// "row 5 and row 7"; of many only the first.
std::string ListRows(const std::vector<std::string>& labels, std::size_t count) {
  std::string list = count == 1 ? "row " : "rows ";
  for (std::size_t i = 0; i < labels.size(); ++i) list += (i == 0 ? "" : ", ") + labels[i];
  if (count > labels.size()) list += " and " + std::to_string(count - labels.size()) + " more";
  return list;
}

}  // namespace

base::Status Database::Impl::AddFunctions() {
  constexpr int kFlags = SQLITE_UTF8 | SQLITE_DIRECTONLY;
  const auto add = [&](const char* function, int parameters, int flags, auto* work) {
    return sqlite3_create_function_v2(connection, function, parameters, kFlags | flags, &seal, work, nullptr, nullptr,
                                      nullptr) == SQLITE_OK;
  };
  if (add("row_sum", -1, SQLITE_DETERMINISTIC, SqlRowSum) && add("replaced_sum", 3, 0, SqlReplacedSum) &&
      add("erased_sum", 2, 0, SqlErasedSum)) {
    return base::Done{};
  }
  return Error("cannot add functions");
}

// What is wrong with the rows of a table goes to `faults`.
void Database::Impl::CheckTable(std::size_t at, std::vector<std::string>* faults) {
  const SealedTable& table = kSealedTables[at];
  const std::string of = " of " + std::string(table.name);
  const auto rows = Prepare(RowsSql(table));
  if (!rows.ok()) {
    // A table that a later version adds has no rows yet.
    if (seal.tables[at] != Seal::Table{}) faults->push_back(rows.error().text);
    return;
  }
  Seal found;
  std::vector<std::string> labels;
  std::size_t wrong = 0;
  int result = SQLITE_ROW;
  while ((result = sqlite3_step(rows->get())) == SQLITE_ROW) {
    const std::int64_t sum = sqlite3_column_int64(rows->get(), 2);
    found.Add(at, sum);
    if (sum == sqlite3_column_int64(rows->get(), 1)) continue;
    if (++wrong <= kNamedRowsMax) labels.emplace_back(ColumnText(rows->get(), 0));
  }
  if (result != SQLITE_DONE) {
    faults->push_back("after " + std::to_string(found.tables[at].rows) + " rows" + of +
                      " no more can be read: " + sqlite3_errmsg(connection));
    return;
  }
  if (wrong > 0)
    faults->push_back(ListRows(labels, wrong) + of + (wrong == 1 ? " does" : " do") + " not match the checksum");
  if (found.tables[at].rows != seal.tables[at].rows) {
    faults->push_back(std::to_string(found.tables[at].rows) + " rows" + of + " are there, " +
                      std::to_string(seal.tables[at].rows) + " were stored");
  } else if (wrong == 0 && found.tables[at].sum != seal.tables[at].sum) {
    faults->push_back("rows" + of + " are not those that were stored last");
  }
}

base::Status Database::Impl::ReadSeal() {
  MACIE_TRY(const Statement row, Prepare("SELECT body, sum FROM seal WHERE id = " + std::to_string(kSealRow)));
  if (sqlite3_step(row.get()) != SQLITE_ROW) return base::Error("the seal of the last commit is not there");
  const auto read = Seal::Parse(ColumnText(row.get(), 0));
  if (!read || RowSum(kSealTable).AddText(ColumnText(row.get(), 0)).value() != sqlite3_column_int64(row.get(), 1)) {
    return base::Error("the seal of the last commit does not match its checksum");
  }
  seal = committed = *read;
  return base::Done{};
}

// SQLite's own check finds what is wrong with pages, the checksums what is wrong with what they hold.
base::Status Database::Impl::CheckUndamaged() {
  if (in_memory) return base::Done{};
  std::vector<std::string> faults;
  MACIE_TRY(const Statement check, Prepare("PRAGMA integrity_check(" + std::to_string(kStructureFaultsMax) + ")"));
  int result = SQLITE_ROW;
  while ((result = sqlite3_step(check.get())) == SQLITE_ROW) {
    std::string fault(ColumnText(check.get(), 0));
    std::replace(fault.begin(), fault.end(), '\n', ' ');
    if (fault != "ok") faults.push_back(std::move(fault));
  }
  if (result != SQLITE_DONE) faults.emplace_back(sqlite3_errmsg(connection));
  MACIE_TRY(const std::int64_t sealed, Number("SELECT count(*) FROM sqlite_master WHERE name = 'seal'"));
  if (sealed != 0) {
    const base::Status read = ReadSeal();
    if (!read.ok()) faults.push_back(read.error().text);
    for (std::size_t i = 0; read.ok() && i < kSealedTables.size(); ++i) CheckTable(i, &faults);
  }
  if (faults.empty()) return base::Done{};
  std::string all;
  for (const std::string& fault : faults) all += (all.empty() ? "" : "; ") + fault;
  return Damaged(std::move(all));
}

base::Status Database::Impl::Migrate(std::int64_t version) {
  if (version == kVersion) return base::Done{};
  MACIE_CHECK(Execute("BEGIN EXCLUSIVE"));
  for (auto step = version; step < kVersion; ++step) {
    MACIE_CHECK(Execute(kMigrations[static_cast<std::size_t>(step)]));
  }
  MACIE_CHECK(SealRows());
  MACIE_CHECK(Execute("PRAGMA application_id=" + std::to_string(kApplicationId)));
  MACIE_CHECK(Execute("PRAGMA user_version=" + std::to_string(kVersion)));
  MACIE_CHECK(Execute("COMMIT"));
  committed = seal;
  return base::Done{};
}

// Gives every row of an older schema its checksum, and the whole a seal.
base::Status Database::Impl::SealRows() {
  for (const SealedTable& table : kSealedTables) {
    const std::string of(table.name);
    MACIE_TRY(const std::int64_t has_sum,
              Number("SELECT count(*) FROM pragma_table_info('" + of + "') WHERE name = 'sum'"));
    if (has_sum == 0) MACIE_CHECK(Execute("ALTER TABLE " + of + " ADD COLUMN sum INTEGER NOT NULL DEFAULT 0"));
  }
  MACIE_CHECK(PrepareStatements());
  std::vector<std::int64_t> documents;
  MACIE_TRY(const Statement with_parts, Prepare("SELECT DISTINCT document FROM parts"));
  while (sqlite3_step(with_parts.get()) == SQLITE_ROW) documents.push_back(sqlite3_column_int64(with_parts.get(), 0));
  for (const std::int64_t document : documents) {
    MACIE_TRY(const std::uint64_t sum, parts().Sum(document));
    MACIE_CHECK(SetMeta(DocumentKey(document), std::to_string(sum)));
  }
  seal.tables = {};
  for (std::size_t i = 0; i < kSealedTables.size(); ++i) {
    const std::string of(kSealedTables[i].name);
    MACIE_CHECK(
        Execute("UPDATE " + of + " SET sum = row_sum('" + of + "', " + std::string(kSealedTables[i].columns) + ")"));
    MACIE_TRY(const Statement sums, Prepare("SELECT sum FROM " + of));
    int result = SQLITE_ROW;
    while ((result = sqlite3_step(sums.get())) == SQLITE_ROW) seal.Add(i, sqlite3_column_int64(sums.get(), 0));
    if (result != SQLITE_DONE) return Error("cannot read " + of);
  }
  if (seal.identity.empty()) {
    MACIE_TRY(const Statement drawn, Prepare("SELECT lower(hex(randomblob(16)))"));
    if (sqlite3_step(drawn.get()) != SQLITE_ROW) return Error("cannot draw an identity");
    seal.identity = ColumnText(drawn.get(), 0);
  }
  return StoreSeal();
}

// With the transaction that is open, and counts it.
base::Status Database::Impl::StoreSeal() {
  if (in_memory) return base::Done{};
  ++seal.commits;
  const std::string text = seal.Text();
  sqlite3_bind_int64(put_seal.get(), 1, kSealRow);
  BindText(put_seal.get(), 2, text);
  sqlite3_bind_int64(put_seal.get(), 3, RowSum(kSealTable).AddText(text).value());
  return Step(put_seal.get(), "cannot write the seal");
}

void Database::Impl::CountCommit() {
  committed = seal;
  if (in_memory) return;
  const base::Status counted = counter.Write({seal.identity, seal.commits});
  if (!counted.ok() && !counter_failed) base::Log(base::LogLevel::kWarn, counted.error().text);
  counter_failed = !counted.ok();
  const auto fault = files.Fault();
  if (fault && !files_missed) base::Log(base::LogLevel::kError, "database " + *fault);
  files_missed = fault.has_value();
}

// What is wrong with the file of the counter is no reason to refuse the database.
void Database::Impl::OpenCounter() {
  if (in_memory) return;
  const std::string path = name + std::string(kCounterSuffix);
  const base::Status opened = counter.Open(path);
  if (!opened.ok())
    base::Log(base::LogLevel::kWarn, opened.error().text + "; commits are not counted beside the database");
  const auto count = counter.Read();
  if (!count) return CountCommit();
  if (count->identity != seal.identity) {
    base::Log(base::LogLevel::kWarn, "database " + name + " is another one than that whose " +
                                         std::to_string(count->commits) + " commits " + path +
                                         " has counted: it was replaced, emptied or begun anew");
    return;
  }
  if (count->commits <= seal.commits) return;
  lost_commits = count->commits - seal.commits;
  base::Log(base::LogLevel::kError,
            "database " + name + " lacks its last " + std::to_string(lost_commits) + " commits: it holds " +
                std::to_string(seal.commits) + ", and " + path + " has counted " + std::to_string(count->commits) +
                ". Its -wal was cut or removed, or an older copy was put in its place (with --durability normal a loss "
                "of power does it too). What they stored is gone unless there is a better copy; going on without it");
}

}  // namespace macie_local::store
