// What is left out of an export of the state.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "state/state.h"

namespace macie_local::service {

// A value.
struct ExportOptions {
  std::optional<std::string> account = {};  // everything but the share of this account; none: nothing
  bool objects = true;                      // false: the objects of buckets
  // The buckets of which it returns true; empty: none. Any thread.
  std::function<bool(const state::PartitionKey& key, std::string_view bucket)> leave_out = {};
};

}  // namespace macie_local::service
