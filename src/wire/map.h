// The C++ form of a JSON object with free keys, and the names of the table types, for headers that need no more.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace macie_local::wire {

// In order of insertion, keys unique. The decoder keeps it so; who builds one by hand must too.
template <class T>
using Map = std::vector<std::pair<std::string, T>>;

struct EnumDesc;
struct StructureDesc;

}  // namespace macie_local::wire
