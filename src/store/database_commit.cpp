// Changes of rows, written as one transaction.
#include "store/database.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/log.h"
#include "store/database_impl.h"

namespace macie_local::store {
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
  bool puts_buckets = false;
  std::vector<std::pair<std::int64_t, std::size_t>> jobs;  // row, place in `changes`
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const state::Change& change = changes[i];
    if (change.job) jobs.emplace_back(change.row_id, i);
    puts_buckets =
        puts_buckets || (change.kind == state::Change::Kind::kPut && change.table == state::TableId::kBuckets);
  }
  if (puts_buckets) MACIE_CHECK(impl_->StoreFormat());
  // Of a job that changed more than once only the last state is written.
  std::sort(jobs.begin(), jobs.end());
  std::vector<bool> is_outdated(changes.size());
  for (std::size_t i = 1; i < jobs.size(); ++i) {
    if (jobs[i].first == jobs[i - 1].first) is_outdated[jobs[i - 1].second] = true;
  }
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (!is_outdated[i]) MACIE_CHECK(impl_->Apply(changes[i]));
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
  if (!undone.ok()) base::Log(base::LogLevel::kError, undone.error().text);
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
base::Status Database::SetMeta(std::string_view key, std::string_view value) {
  return AllOrNothing([&] { return impl_->SetMeta(key, value); });
}

}  // namespace macie_local::store
