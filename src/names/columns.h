// What the names of columns and members say of their texts.
#pragma once

#include <cstdint>
#include <vector>

#include "names/tables.h"
#include "units/contexts.h"

namespace macie_local::names {

class Columns {
 public:
  // `contexts` outlives the calls until the next Begin.
  void Begin(const units::Contexts& contexts);
  // Says what the column, or the nearest member on the path, has.
  Column Of(std::uint32_t context);
  // Says whether there is a column of given names, and one of surnames.
  bool HasBothNames();

 private:
  void Renew();
  Column Find(std::uint32_t context) const;

  const units::Contexts* contexts_ = nullptr;
  std::uint64_t generation_ = 0;
  std::vector<std::int8_t> known_;  // by context; -1: not yet
  std::uint32_t asked_ = 0;         // contexts that HasBothNames has looked at
  bool has_given_ = false;
  bool has_family_ = false;
};

}  // namespace macie_local::names
