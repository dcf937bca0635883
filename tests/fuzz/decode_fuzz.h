// The body of the fuzz target, run by libFuzzer (fuzz preset) and by the replay of the corpus (every other).
#pragma once

#include <cstddef>
#include <cstdint>

namespace macie_local::fuzz {

// Aborts when a promise is broken.
void DecodeOne(const std::uint8_t* data, std::size_t size);

}  // namespace macie_local::fuzz
