// The SQLite file, or a database in memory, which keeps small values but no rows. Hides sqlite3.h from its users.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/body.h"
#include "base/large_text.h"
#include "base/result.h"
#include "macie_local/ports.h"
#include "state/change.h"
#include "state/state.h"
#include "state/transaction.h"
#include "store/file_watch.h"
#include "store/loader.h"

namespace macie_local::store {

struct DatabaseOptions {
  std::optional<std::string> path;  // none: in memory
  bool full_durability = true;      // SQLite synchronous=FULL: a commit survives power loss; else NORMAL
};

// Describes a state document that is kept under a name.
struct SavedState {
  std::string account;  // whose state it is; empty: that of all accounts
  std::string name;
  Timestamp saved_at{};
  std::int64_t bytes = 0;  // the length of the document
};

// Is used by one thread at a time, the writer's once the store runs, but for what says otherwise. Errors are SQLite's,
// with the name of the file, where nothing else is said.
class Database {
 public:
  // Opens, takes the file for this process alone, checks that it is undamaged, and migrates the schema. The error names
  // the file and what is wrong with it: it is not a database, made by something else, of a newer version, in use, not
  // writable, or damaged. Logs when it lacks commits that the file beside it has counted.
  static base::Result<std::unique_ptr<Database>> Open(const DatabaseOptions& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Reads everything into `state`, which must be empty, and the last row ids into `row_ids`. Returns jobs of an older
  // schema, which are to be put again (store/loader.h). The error names the row that can't be read.
  base::Result<std::vector<OldJob>> Load(state::State* state, state::RowIds* row_ids);

  // Returns how many commits the file beside the database has counted that were not in it when it was opened.
  std::uint64_t lost_commits() const;

  // Returns the watch that says whether the database's files are still there. Any thread. A fault is also logged with
  // the next commit.
  const FileWatch& files() const;

  // Says whether the rows of records are written: false without a file, where nobody would read them.
  bool keeps_rows() const;

  // Applies and commits all of `changes`, together with all that was done since Begin(); durable on return. After an
  // error nothing of it is kept.
  base::Status Commit(const std::vector<state::Change>& changes);

  // Begins a transaction for changes that are too many to be held in memory until one Commit; does nothing when one has
  // begun already. What is written afterwards is kept by the next Commit or dropped by Rollback.
  base::Status Begin();
  // Writes changes within the transaction that has begun.
  base::Status Apply(const std::vector<state::Change>& changes);
  base::Status Rollback();
  bool has_begun() const;
  // Says whether anything was written since Begin.
  bool has_written() const;

  // Says whether a ShrinkStep may find something to do, because rows were removed or a large transaction has ended.
  bool may_shrink() const;
  // Gives some of the file's unused pages back, as much as takes a few milliseconds, and cuts the log when there is
  // nothing left to give. Returns true when there is more. Requires that no transaction has begun. An error changes
  // nothing; may_shrink() is then false until something else is removed.
  base::Result<bool> ShrinkStep();

  // Read and set a small value that is kept beside the tables; Meta returns nullopt when there is none. SetMeta is
  // durable on return.
  base::Result<std::optional<std::string>> Meta(std::string_view key);
  base::Status SetMeta(std::string_view key, std::string_view value);

  // These list, read and write saved states, by account and name. PutSnapshot replaces one of the same account and
  // name, and sets `saved->bytes`. Snapshot returns nullopt, and EraseSnapshot false, when there is none. Changes are
  // durable on return, or with the Commit when a transaction has begun.
  base::Result<std::vector<SavedState>> Snapshots();
  base::Result<std::optional<base::LargeText>> Snapshot(std::string_view account, std::string_view name);
  base::Status PutSnapshot(SavedState* saved, base::BodySource& body);
  base::Result<bool> EraseSnapshot(std::string_view account, std::string_view name);
  // Read and replace the document that a reset goes back to; it is empty when there is none. PutBaseline is durable as
  // PutSnapshot is.
  base::Result<base::LargeText> Baseline();
  base::Status PutBaseline(base::BodySource& body);

 private:
  struct Impl;
  template <class Work>
  base::Status AllOrNothing(const Work& work);
  void Undo();
  explicit Database(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace macie_local::store
