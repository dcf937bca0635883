// The buckets that a caller sees: its own, and those of the members that it administers (behaviour B.1 [D]). They stay
// in their accounts' tables.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/query.h"
#include "service/core/call.h"
#include "service/core/page.h"
#include "state/bucket_table.h"
#include "state/state.h"
#include "wire/refusal.h"

namespace macie_local::service {

// One page of buckets.
struct BucketPage {
  std::vector<state::BucketRow> rows;     // valid as long as the State that was asked
  std::optional<std::string> next_token;  // when there are more
};

// Returns the page of `query` that `page` asks for; equal rows of several accounts come by account [I]. Sets the
// query's limit and place itself. Refuses with 400 a token whose place can't be read.
wire::Outcome<BucketPage> QueryBuckets(const Call& call, const state::State& state, engine::Query query,
                                       const Page& page);

}  // namespace macie_local::service
