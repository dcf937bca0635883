// XXH64, the well-known fast 64-bit hash: for checksums, not against those who choose the bytes.
#pragma once

#include <cstdint>
#include <string_view>

namespace macie_local::base {

// Returns the hash of `bytes` under `seed`, the same on every machine. Any thread.
std::uint64_t Xxh64(std::string_view bytes, std::uint64_t seed);

}  // namespace macie_local::base
