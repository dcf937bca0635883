#include "store/database.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <unordered_map>
#include <utility>

#include "base/log.h"
#include "store/database_impl.h"

namespace macie_local::store {
namespace {

// SQLite opens what it may only read, and then says of every write that it can't.
base::Status CheckWritable(const std::string& path) {
  const auto may = [](const std::string& what, int mode) {
    return faccessat(AT_FDCWD, what.c_str(), mode, AT_EACCESS) == 0;
  };
  if (may(path, F_OK) && !may(path, W_OK | R_OK)) {
    return Failure("database " + path + " can't be read and written: " + std::strerror(errno));
  }
  const std::string folder = std::filesystem::absolute(path).parent_path().string();
  if (may(folder, F_OK) && !may(folder, W_OK | X_OK)) {
    return Failure("database " + path + ": the folder " + folder +
                   ", where it and its log belong, can't be written: " + std::strerror(errno));
  }
  return base::Done{};
}

}  // namespace

Database::Database(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Database::~Database() = default;

base::Result<std::unique_ptr<Database>> Database::Open(const DatabaseOptions& options) {
  auto impl = std::make_unique<Impl>();
  impl->name = options.path.value_or("(in memory)");
  impl->in_memory = !options.path;
  const std::string path = options.path.value_or(":memory:");
  if (options.path) MACIE_CHECK(CheckWritable(*options.path));
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
  if (sqlite3_open_v2(path.c_str(), &impl->connection, flags, nullptr) != SQLITE_OK) {
    const int os_error = sqlite3_system_errno(impl->connection);
    return Failure("database " + impl->name +
                   " can't be opened: " + (os_error != 0 ? std::strerror(os_error) : sqlite3_errmsg(impl->connection)));
  }
  MACIE_CHECK(impl->AddFunctions());
  MACIE_CHECK(impl->TakeFile());
  MACIE_TRY(const std::int64_t version, impl->CheckIsOurs());
  MACIE_CHECK(impl->CheckUndamaged());
  MACIE_CHECK(impl->SetJournal(options.full_durability));
  MACIE_CHECK(impl->Migrate(version));
  impl->MakeShrinkable();
  MACIE_CHECK(impl->PrepareStatements());
  if (options.path) impl->files.Begin(*options.path);
  impl->OpenCounter();
  return std::unique_ptr<Database>(new Database(std::move(impl)));
}

bool Database::keeps_rows() const {
  return !impl_->in_memory;
}

bool Database::has_begun() const {
  return sqlite3_get_autocommit(impl_->connection) == 0;
}

bool Database::has_written() const {
  return sqlite3_txn_state(impl_->connection, nullptr) == SQLITE_TXN_WRITE;
}

base::Status Database::Begin() {
  if (has_begun()) return base::Done{};
  impl_->freed = true;  // it may be large, and so leave a long log
  return impl_->Begin();
}

base::Status Database::Impl::Begin() {
  return Step(begin.get(), "cannot begin a transaction");
}

bool Database::may_shrink() const {
  return impl_->freed && !impl_->in_memory;
}

base::Result<bool> Database::ShrinkStep() {
  return impl_->ShrinkStep();
}

base::Status Database::Apply(const std::vector<state::Change>& changes) {
  // Of a job that changed more than once only the last state is written.
  std::unordered_map<std::int64_t, const state::Change*> last;
  bool puts_buckets = false;
  for (const state::Change& change : changes) {
    if (change.job) last[change.row_id] = &change;
    puts_buckets =
        puts_buckets || (change.kind == state::Change::Kind::kPut && change.table == state::TableId::kBuckets);
  }
  if (puts_buckets) MACIE_CHECK(impl_->StoreFormat());
  for (const state::Change& change : changes) {
    if (change.job && last[change.row_id] != &change) continue;
    MACIE_CHECK(impl_->Apply(change));
  }
  return base::Done{};
}

base::Status Database::Commit(const std::vector<state::Change>& changes) {
  if (!has_begun()) MACIE_CHECK(impl_->Begin());
  base::Status status = Apply(changes);
  const bool wrote = has_written();
  if (status.ok() && wrote) status = impl_->StoreSeal();
  if (status.ok()) status = impl_->Step(impl_->commit.get(), "cannot commit");
  if (status.ok()) {
    if (wrote) impl_->CountCommit();
    return status;
  }
  Undo();
  return status;
}

// After an error, which stays the one that is told whatever becomes of the rollback.
void Database::Undo() {
  const base::Status undone = Rollback();
  if (!undone.ok()) base::Log(base::LogLevel::kError, undone.error().message);
}

base::Status Database::Rollback() {
  impl_->format_today.reset();  // it may have been noted in what is rolled back
  impl_->seal = impl_->committed;
  // A failed statement or commit may have rolled back by itself; a second rollback would be an error.
  if (!has_begun()) return base::Done{};
  return impl_->Step(impl_->rollback.get(), "cannot roll back");
}

base::Result<std::optional<std::string>> Database::Impl::Meta(std::string_view key) {
  MACIE_TRY(Statement statement, Prepare("SELECT value FROM meta WHERE key = ?1"));
  BindText(statement.get(), 1, key);
  const int result = sqlite3_step(statement.get());
  if (result == SQLITE_DONE) return std::optional<std::string>();
  if (result != SQLITE_ROW) return Error("cannot read meta");
  return std::optional<std::string>(ColumnText(statement.get(), 0));
}

base::Result<std::optional<std::string>> Database::Meta(std::string_view key) {
  return impl_->Meta(key);
}

// Several statements are one change: in the transaction that has begun, or in one of their own.
template <class Work>
base::Status Database::AllOrNothing(const Work& work) {
  if (has_begun()) return work();
  MACIE_CHECK(Begin());
  base::Status status = work();
  if (status.ok()) return Commit({});
  Undo();
  return status;
}

base::Status Database::SetMeta(std::string_view key, std::string_view value) {
  return AllOrNothing([&] { return impl_->SetMeta(key, value); });
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

base::Result<std::int64_t> Database::Impl::PutDocument(std::int64_t id, base::BodySource& body) {
  MACIE_TRY(const DocumentParts::Kept kept, parts().Put(id, body));
  MACIE_CHECK(SetMeta(DocumentKey(id), std::to_string(kept.sum)));
  return kept.bytes;
}

base::Status Database::Impl::EraseDocument(std::int64_t id) {
  freed = true;
  MACIE_CHECK(parts().Erase(id));
  return Execute("DELETE FROM meta WHERE key = '" + DocumentKey(id) + "' AND " + ErasedSum(kSealedMeta));
}

base::Result<base::LargeText> Database::Impl::ReadDocument(std::int64_t id) {
  MACIE_TRY(const auto sum, Meta(DocumentKey(id)));
  std::uint64_t found = 0;
  MACIE_TRY(auto text, parts().Read(id, &found));
  if (std::to_string(found) != sum.value_or("0")) {
    return Failure("database " + name + " is damaged: document " + std::to_string(id) +
                   " does not match its checksum; it can't be used, what else is in the database can");
  }
  return text;
}

base::Result<std::optional<base::LargeText>> Database::Snapshot(std::string_view account, std::string_view name) {
  MACIE_TRY(const auto id, impl_->SnapshotId(account, name));
  if (!id) return std::optional<base::LargeText>();
  MACIE_TRY(auto text, impl_->ReadDocument(*id));
  return std::optional(std::move(text));
}

base::Status Database::PutSnapshot(SavedState* saved, base::BodySource& body) {
  return AllOrNothing([&]() -> base::Status {
    MACIE_TRY(auto id, impl_->SnapshotId(saved->account, saved->name));
    if (!id) {
      MACIE_TRY(id, impl_->Number("SELECT ifnull(max(id), 0) + 1 FROM snapshots"));
    }
    MACIE_TRY(saved->bytes, impl_->PutDocument(*id, body));
    MACIE_TRY(const Statement statement,
              impl_->Prepare("INSERT INTO snapshots(id, account, name, saved_at, bytes, sum)"
                             " VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(id) DO UPDATE"
                             " SET saved_at = excluded.saved_at, bytes = excluded.bytes, sum = " +
                             Impl::ReplacedSum(kSealedSnapshots)));
    const std::int64_t saved_at = saved->saved_at.time_since_epoch().count();
    sqlite3_bind_int64(statement.get(), 1, *id);
    BindText(statement.get(), 2, saved->account);
    BindText(statement.get(), 3, saved->name);
    sqlite3_bind_int64(statement.get(), 4, saved_at);
    sqlite3_bind_int64(statement.get(), 5, saved->bytes);
    return impl_->StepSealed(
        statement.get(), 6, kSealedSnapshots,
        RowSum("snapshots").Add(*id).AddText(saved->account).AddText(saved->name).Add(saved_at).Add(saved->bytes));
  });
}

base::Result<bool> Database::EraseSnapshot(std::string_view account, std::string_view name) {
  MACIE_TRY(const auto id, impl_->SnapshotId(account, name));
  if (!id) return false;
  const auto erase = [&]() -> base::Status {
    MACIE_CHECK(impl_->EraseDocument(*id));
    return impl_->Execute("DELETE FROM snapshots WHERE id = " + std::to_string(*id) + " AND " +
                          Impl::ErasedSum(kSealedSnapshots));
  };
  MACIE_CHECK(AllOrNothing(erase));
  return true;
}

base::Result<base::LargeText> Database::Baseline() {
  return impl_->ReadDocument(kBaseline);
}

base::Status Database::PutBaseline(base::BodySource& body) {
  return AllOrNothing([&]() -> base::Status {
    MACIE_CHECK(impl_->PutDocument(kBaseline, body));
    return base::Done{};
  });
}

const FileWatch& Database::files() const {
  return impl_->files;
}

std::uint64_t Database::lost_commits() const {
  return impl_->lost_commits;
}

}  // namespace macie_local::store
