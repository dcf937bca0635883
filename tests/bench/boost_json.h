// Another reader of JSON as a stream, which gives strings and numbers with the path to each, as extraction does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace macie_local::bench {

// Returns how many strings and numbers `json` has, read in pieces of `piece_bytes`.
std::uint64_t BoostJsonValues(std::string_view json, std::size_t piece_bytes);

}  // namespace macie_local::bench
