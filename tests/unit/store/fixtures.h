// The records and the bench of the state's tests, by the names that the store's tests have for them.
#pragma once

#include "unit/state/fixtures.h"

namespace macie_local::store {

using state::At;
using state::Bucket;
using state::CountingIds;
using state::Dump;
using state::Job;
using state::kAbroad;
using state::kHome;
using state::kMember;
using state::ManualClock;
using state::Pieces;
using state::ReadFile;
using state::Session;
using state::TemporaryFolder;
using state::Workbench;
using state::WriteFile;

}  // namespace macie_local::store
