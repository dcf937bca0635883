// The allow lists of a plan: what counts as no finding although it was detected (behaviour 10).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "base/seeded_hash.h"
#include "pattern/pattern.h"
#include "scan/plan.h"
#include "units/batch.h"

namespace macie_local::scanner {

// Appends `text` in a form that is the same for texts that differ in the case of letters alone: those of the Latin,
// Greek, Cyrillic and Armenian scripts. What is no UTF-8 stays as it is.
void AppendWithoutCase(std::string_view text, std::string* out);

// For one thread.
class AllowLists {
 public:
  // Of words only hashes are kept, since a list may have a hundred thousand. The error names the list whose pattern is
  // refused.
  static base::Result<AllowLists> Compile(const std::vector<scan::AllowList>& lists, std::uint64_t hash_seed);

  bool empty() const { return words_.empty() && patterns_.empty(); }
  // Says whether `match` was detected for nothing. `value` is the text of the cell or field that it lies in, which is
  // what a word must be in structured data; in free text it must be the match.
  bool Has(std::string_view match, std::string_view value, units::Shape shape);

 private:
  explicit AllowLists(std::uint64_t hash_seed) : hash_(hash_seed) {}
  bool HasWord(std::string_view text);

  base::SeededHash hash_;
  std::unordered_set<std::uint64_t> words_;
  std::size_t word_bytes_max_ = 0;
  std::vector<pattern::SensitivePattern> patterns_;
  std::string folded_;  // kept for its memory
};

}  // namespace macie_local::scanner
