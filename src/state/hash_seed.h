// The hash of what clients send, seeded as the state is: by bytes of the IdSource that are drawn once and told nobody.
#pragma once

#include "base/page_token.h"
#include "base/seeded_hash.h"
#include "state/state.h"

namespace macie_local::state {

inline base::SeededHash HashOf(const State& state) {
  return base::SeededHash(base::DeriveSeed(state.page_token_key, "hash tables"));
}

}  // namespace macie_local::state
