// Conditions compiled against one table: texts became codes, so a predicate on a row or on a group of rows compares
// numbers. Internal to the engine.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/table.h"

namespace macie_local::engine {

// A condition on one row. Valid for the table that it was compiled for, as long as that stays as it is.
struct Predicate {
  enum class Kind : std::uint8_t {
    kConstant,  // false for every row, before negation
    kRange,     // number in [least, greatest]
    kNumbers,   // number is one of `numbers`
    kSlots,     // slot is one of `slots`, or the number is one of `numbers`
    kPrefix,    // key begins with `text`
    kListed,    // the list holds one of `codes`
    kPairs,     // the list holds one of `codes`, or a pair of one of `keys` or of one of `values`
  };
  Kind kind = Kind::kConstant;
  bool negated = false;
  std::size_t column = 0;
  std::size_t store = 0;  // of numbers or of lists
  std::int64_t least = 0;
  std::int64_t greatest = 0;
  std::vector<std::int64_t> numbers;  // sorted
  std::vector<Slot> slots;            // sorted
  std::vector<Code> codes;            // sorted
  std::vector<Code> keys;             // of pairs; sorted
  std::vector<Code> values;           // of pairs; sorted
  std::string text;
  std::string text_end;      // kPrefix: the least key behind all that begin with `text`; empty: there is none
  std::uint32_t forbid = 0;  // a row with one of these bits in its digest does not satisfy the predicate
  bool by_digest = false;    // a row with none of the bits of `forbid` satisfies the predicate
  std::size_t matches = 0;   // how many rows satisfy it before negation, estimated

  // Returns how many rows of a table of `size` satisfy the predicate, estimated.
  std::size_t Selected(std::size_t size) const {
    return negated ? size - std::min(size, matches) : std::min(size, matches);
  }
};

}  // namespace macie_local::engine
