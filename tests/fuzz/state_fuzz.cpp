// Any bytes as a state document, or as the answer of describe-buckets. What is taken is exported as a text that is
// taken again and exports as itself, into an empty state as well as over the one it came from.
#include <string>
#include <string_view>

#include "fuzz/fuzz.h"
#include "fuzz/state_bench.h"

namespace macie_local::fuzz {

void FuzzState(std::string_view text) {
  StateBench first;
  if (!first.Replace(text)) return;
  const std::string exported = first.Export();
  StateBench second;
  Require(second.Replace(exported), "an export can be imported");
  Require(second.Export() == exported, "an import of an export exports as itself");
  Require(first.Import(exported), "an export can be imported over its own state");
  Require(first.Export() == exported, "an import over its own state changes nothing");
}

}  // namespace macie_local::fuzz
