// Finds the names that stand twice in a list of any length, in eight bytes of memory for each record: the hashes first,
// and the names themselves only where two hashes are the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gateway/control/list_body.h"

namespace macie_local::gateway {

// Call Add for all records, then MayRepeat, and when that is true Check for all records again, in order.
class RepeatedNames {
 public:
  void Add(std::string_view name);

  // Says whether two names may be the same, so that Check must be called.
  bool MayRepeat();

  // Refuses the record at `index` when one before it has its name; the message names both.
  base::Status Check(const ListBody& list, std::size_t index, const std::string& name);

 private:
  std::vector<std::uint64_t> hashes_;  // after MayRepeat() those that are there more than once, sorted
  std::map<std::string, std::size_t> first_;
};

}  // namespace macie_local::gateway
