// What is known of a managed data identifier besides how it is found.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace macie_local::detect {

enum class Category : std::uint8_t { kCredentials, kFinancialInformation, kPersonalInformation };

struct Identifier {
  std::string_view id;
  Category category;
  std::array<std::uint8_t, 3>
      severity;      // 1 (low) to 3 (high): for one occurrence, for 2 to 99, for more (behaviour 16.4)
  bool recommended;  // one of the set that jobs use by default (behaviour 20.1)
};

// Returns the identifiers that are implemented, sorted by id: constant arrays that were made at build time.
std::span<const Identifier> Identifiers();

}  // namespace macie_local::detect
