// Reads state documents: seed, snapshot and export are one format (docs/seeding.md; service/documents/state_export.h
// writes it). Importing is all or nothing, because it runs in one transaction that is dropped when it fails. A document
// is read where it lies, record by record, so that its length is no matter.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "service/core/call.h"
#include "state/transaction.h"

namespace macie_local::service {

// The member `version` of every document.
inline constexpr std::int64_t kStateVersion = 1;
inline constexpr std::string_view kEmptyState = "{\"version\":1}";

// StateError says why a document was not taken.
struct StateError {
  std::string text;
  bool too_much_due = false;  // it is sound, but its jobs are too far behind the time that the clock shows
};
using StateStatus = base::Result<base::Done, StateError>;

// Adds what `text` holds to what is there; records of the same name are replaced. `text` is a state document, the
// answer of `aws macie2 describe-buckets` or `get-findings` as it is, or an array of buckets: these go to `fallback`'s
// account, each record to its own region. With `account`, only that account's share is taken. A relation that has one
// side gets the other (service/organization/relation_intake.h). The error says where and what is wrong: the first thing
// that can't be decoded, by line ("line 12: ") and path, else the first record that can't be taken, by path; or that
// too much would fall due.
StateStatus ImportState(const Environment& environment, const state::PartitionKey& fallback, std::string_view text,
                        const std::optional<std::string>& account, state::Transaction& transaction);

// Clears everything, or with `account` everything of it and what others hold of relations with it, and then imports as
// ImportState does.
StateStatus ReplaceState(const Environment& environment, const state::PartitionKey& fallback, std::string_view text,
                         const std::optional<std::string>& account, state::Transaction& transaction);

// Puts the objects of `from`, of one account or of all when `account` is nullopt, into buckets that are there and have
// none: for a document that was written without them (ExportOptions::objects). Their content is shared. Refuses with
// 400 when there is no room for it.
base::Status ShareObjects(const Environment& environment, const state::State& from,
                          const std::optional<std::string>& account, state::Transaction& transaction);

}  // namespace macie_local::service
