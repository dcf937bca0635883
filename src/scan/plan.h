// What is to be looked for in objects: a job's identifiers, compiled nowhere yet.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace macie_local::scan {

// A custom data identifier, as CreateCustomDataIdentifier had it (behaviour 9).
struct CustomIdentifier {
  std::string id{};
  std::string name{};
  std::string regex{};
  std::vector<std::string> keywords{};
  std::vector<std::string> ignore_words{};
  std::int64_t maximum_match_distance = 50;  // characters

  bool operator==(const CustomIdentifier&) const = default;
};

// What is no finding although it was detected (behaviour 10): one of words and a pattern; the other is empty.
struct AllowList {
  std::string id{};
  std::vector<std::string> words{};
  std::string regex{};

  bool operator==(const AllowList&) const = default;
};

struct Plan {
  std::vector<std::string> identifiers{};  // managed ids, each once
  std::vector<CustomIdentifier> custom{};
  std::vector<AllowList> allow_lists{};
  // What stands in a line of free text with this mark is passed over. A job has none, and it is empty then: nobody who
  // writes an object may hide in it.
  std::string ignore_mark{};
  bool explain = false;  // results tell near misses

  bool operator==(const Plan&) const = default;
};

}  // namespace macie_local::scan
