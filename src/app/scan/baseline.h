// What an earlier scan told, so that a later one tells only what has come since.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "scan/object_result.h"

namespace macie_local::app {

// Immutable after Read, so it may be shared between threads.
class Baseline {
 public:
  // Reads the lines that `--format jsonl` printed. A line that is none of them is refused: "line 3: ...".
  static base::Result<Baseline> Read(std::string_view lines);

  // Takes from `result` each identifier of which the earlier scan counted as many in the file of this path, or more.
  // One that is found more often stays whole, for which of its places are the new ones is not known: lines move.
  void Remove(const std::string& path, scan::ObjectResult* result) const;

 private:
  // The count by path and identifier.
  std::map<std::pair<std::string, std::string>, std::int64_t> counts_;
};

}  // namespace macie_local::app
