// The state document: seed, snapshot and export in one format (docs/seeding.md). Importing is all or nothing, because
// it runs in one transaction that is dropped when it fails.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "service/call.h"
#include "store/transaction.h"

namespace macie_local::service {

// Everything, or one account's share. Byte-stable: the same state gives the same text.
std::string ExportState(const store::State& state, const std::optional<std::string>& account);

// Decodes and checks `text`: a state document, or the answer of `aws macie2 describe-buckets` as it is. The error's
// message begins with the line ("line 12: ") and the path of what is wrong.
base::Result<model::StateDocument> ParseStateDocument(std::string_view text);

// Adds what `document` holds to what is there; records of the same name are replaced. A raw describe-buckets answer
// goes to `fallback`'s account and each bucket's own region. With `account`, only that account's share is taken. A
// relation that has one side gets the other (service/relation_intake.h).
base::Status ImportState(const Environment& environment, const store::PartitionKey& fallback,
                         const model::StateDocument& document, const std::optional<std::string>& account,
                         store::Transaction& transaction);

// As ImportState, after everything there was (or everything of `account`, and what others hold of relations with it) is
// gone.
base::Status ReplaceState(const Environment& environment, const store::PartitionKey& fallback,
                          const model::StateDocument& document, const std::optional<std::string>& account,
                          store::Transaction& transaction);

}  // namespace macie_local::service
