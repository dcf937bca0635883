// The body of the HTTP room's fuzz target, run by libFuzzer (fuzz preset) and by the replay of its corpus (every
// other).
#pragma once

#include <cstddef>
#include <cstdint>

namespace macie_local::fuzz {

// Aborts when the pieces in which bytes arrive change what is read of them.
void ReadHttp(const std::uint8_t* data, std::size_t size);

}  // namespace macie_local::fuzz
