// The SQLite file, or one in memory, which keeps documents and small values but no rows. Alone in front of sqlite3.h.
// One thread at a time: the writer's, once the store runs.
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

// A state document kept under a name; `account` empty: of everything.
struct SavedState {
  std::string account;
  std::string name;
  Timestamp saved_at{};
  std::int64_t bytes = 0;
};

class Database {
 public:
  // Opens, takes the file for this process alone, checks that it is undamaged, and migrates the schema. Errors name the
  // file and what is wrong with it: not a database, made by something else, of a newer version, in use, not writable,
  // damaged. That it lacks commits which the file beside it has counted is logged.
  static base::Result<std::unique_ptr<Database>> Open(const DatabaseOptions& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Reads everything into an empty `state`. The error names the row that can't be read. What comes back are jobs of an
  // older schema that are to be put again (store/loader.h).
  base::Result<std::vector<OldJob>> Load(state::State* state, state::RowIds* row_ids);

  // How many commits the file beside the database has counted that were not in it when it was opened.
  std::uint64_t lost_commits() const;

  // Whether the files are still there: any thread may ask. That they are not is logged with the next commit.
  const FileWatch& files() const;

  // Whether the rows of records are written. Without a file nobody would read them.
  bool keeps_rows() const;

  // All of `changes` or none of them, durable on return, and with them all that was done since Begin(). The error is
  // SQLite's; nothing of it is kept then.
  base::Status Commit(const std::vector<state::Change>& changes);

  // For what is too much to be kept for one Commit: what is written from here on is kept by the next Commit or dropped
  // by Rollback. Nothing happens when that has begun already.
  base::Status Begin();
  base::Status Apply(const std::vector<state::Change>& changes);
  base::Status Rollback();
  bool has_begun() const;
  bool has_written() const;  // something since then

  // Whether a ShrinkStep may find something to do: rows were removed, or a large transaction has ended.
  bool may_shrink() const;
  // Gives some of the file's unused pages back, as much as takes a few milliseconds, and cuts the log when there is
  // nothing left to give. True: there is more. Not while a transaction has begun. An error changes nothing;
  // may_shrink() is false then until something else is removed.
  base::Result<bool> ShrinkStep();

  // Small values kept beside the tables. Set is durable on return.
  base::Result<std::optional<std::string>> Meta(std::string_view key);
  base::Status SetMeta(std::string_view key, std::string_view value);

  // Saved states by account and name. Put replaces, and fills in `bytes`. It and Erase are durable on return, or with
  // the Commit when one has begun.
  base::Result<std::vector<SavedState>> Snapshots();
  base::Result<std::optional<base::LargeText>> Snapshot(std::string_view account, std::string_view name);
  base::Status PutSnapshot(SavedState* saved, base::BodySource& body);
  base::Result<bool> EraseSnapshot(std::string_view account, std::string_view name);  // false: there was none
  // The document that a reset goes back to; empty when there is none. Kept likewise.
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
