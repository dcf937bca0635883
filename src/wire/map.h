// The C++ form of a JSON object with free keys, and the names of the table types, for headers that need no more.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace macie_local::wire {

// A map whose entries stay in the order of insertion. Keys must be unique: the decoder sees to that, and so must code
// that builds a map by hand.
template <class T>
using Map = std::vector<std::pair<std::string, T>>;

struct EnumDesc;
struct StructureDesc;

}  // namespace macie_local::wire
