// Reads and shows scalars as text, for the decoder and the binding of query members alike.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wire/type_desc.h"

namespace macie_local::wire {

// Returns the integer that `text` (a JSON number) spells, or nullopt when it is none or does not fit the kind: kInteger
// has 32 bits, kLong 64. "1.0" and "1e2" are integers.
std::optional<std::int64_t> ParseInteger(std::string_view text, Kind kind);

// Returns a value as messages show it. `value` points to one of the type that `type` describes.
std::string ShownValue(const TypeDesc& type, const void* value);

}  // namespace macie_local::wire
