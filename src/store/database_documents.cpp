// Documents that are kept beside the rows: saved states, and the one that a reset goes back to.
#include <sqlite3.h>

#include <string>
#include <utility>

#include "store/database_impl.h"

namespace macie_local::store {

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
    return base::Error("database " + name + " is damaged: document " + std::to_string(id) +
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

}  // namespace macie_local::store
