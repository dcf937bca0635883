// The columns of a sheet: their names, and the contexts of their cells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "units/contexts.h"

namespace macie_local::extract {

// Columns that lie farther to the right, and those whose names come after so many bytes of names or are longer than one
// may be, have no names [I]. So what a sheet's columns take has a bound.
inline constexpr std::size_t kColumnsNamedMax = units::Contexts::kContextsMax;
inline constexpr std::size_t kColumnNameBytesMax = 4096;

class Columns {
 public:
  // `sheet` is what a sheet of a workbook is called in references to its cells, else empty.
  explicit Columns(std::uint64_t hash_seed, std::string sheet = {}) : contexts_(hash_seed) {
    contexts_.SetSheet(std::move(sheet));
  }

  const units::Contexts& contexts() const { return contexts_; }

  // Returns the context of a column (from 1), or 0 where there is no room for it until Renew is called.
  std::uint32_t ContextOf(std::uint32_t column) {
    if (column <= known_.size() && known_[column - 1] != 0) return known_[column - 1];
    return Add(column);
  }
  // Makes room when there is none: contexts given before are void then.
  void Renew();

  // The first row is told cell by cell, from left to right, then ended. It has names when all of its cells look like
  // names [I], else all columns are without.
  void TakeFirstRow(std::uint32_t column, std::string_view cell);
  void EndFirstRow();
  bool has_names() const { return !names_.empty(); }

 private:
  std::uint32_t Add(std::uint32_t column);

  units::Contexts contexts_;
  std::vector<std::uint32_t> known_;  // by column - 1; 0: not yet
  std::vector<std::string> names_;    // by column - 1; empty until the first row has ended
  std::vector<std::string> first_row_;
  std::size_t name_bytes_ = 0;
  bool all_names_ = true;
};

// Whether a cell of a first row may be the name of its column: it has no "@", and when it has five digits or more, then
// no fewer letters than digits.
bool LooksLikeColumnName(std::string_view cell);

}  // namespace macie_local::extract
