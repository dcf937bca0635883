// The hash for tables of what clients send. Its seed comes from bytes of the IdSource that are drawn once for a state
// and told nobody, so that no client can choose texts that collide.
#pragma once

#include "base/page_token.h"
#include "base/seeded_hash.h"
#include "state/state.h"

namespace macie_local::state {

inline base::SeededHash HashOf(const State& state) {
  return base::SeededHash(base::DeriveSeed(state.page_token_key, "hash tables"));
}

}  // namespace macie_local::state
