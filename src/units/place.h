// Where in its object something was found, as findings and results tell it (behaviour 16.3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "units/batch.h"
#include "units/contexts.h"
#include "units/lines.h"

namespace macie_local::units {

// Some files have no places.
struct NoPlace {
  bool operator==(const NoPlace&) const = default;
};

struct Cell {
  std::uint64_t row = 0;       // from 1, the header counted
  std::uint32_t column = 0;    // from 1
  std::string column_name;     // empty where the column has none
  std::string cell_reference;  // of a sheet in a workbook, else empty

  bool operator==(const Cell&) const = default;
};

struct RecordPlace {
  std::uint64_t index = 0;  // from 0
  std::string json_path;    // UTF-8, of at most kPathCharactersMax characters

  bool operator==(const RecordPlace&) const = default;
};

struct LineRange {
  std::uint64_t start = 0;         // lines, from 1
  std::uint64_t end = 0;           // the line of the last byte
  std::uint64_t start_column = 0;  // a character of the first line, from 1

  bool operator==(const LineRange&) const = default;
};

struct Page {
  std::uint64_t number = 0;  // from 1

  bool operator==(const Page&) const = default;
};

using Place = std::variant<NoPlace, Cell, RecordPlace, LineRange, Page>;

// A longer name loses its beginning, for which "..." stands and counts; a longer path its first steps, for which ".."
// stands. Both are counted as they are written, with what is escaped [I].
inline constexpr std::size_t kNameCharactersMax = 240;
inline constexpr std::size_t kPathCharactersMax = 250;

// Returns the path to a value: "$", then ".name", "['na me']" or "[n]" for each step. A name is written after a point
// when it is letters, digits and "_" of ASCII and begins with no digit, else in quotes, in which "'" and "\" follow a
// "\" [I]. `indices` are those of the array elements on the way, outermost first.
std::string JsonPath(const Contexts& contexts, std::uint32_t context, std::span<const std::uint32_t> indices);

// Returns the reference to a cell, such as "Sheet2!C5"; `sheet` as references name it. Without a sheet there is none.
std::string CellReference(std::string_view sheet, std::uint64_t row, std::uint32_t column);

// Tells the places of what was found in one batch. Takes time that grows as the batch and what was found in it. The
// batch and the contexts outlive it.
class PlaceFinder {
 public:
  PlaceFinder(Shape shape, const Batch& batch, const Contexts& contexts);

  // Returns the place of the bytes from `begin` to before `end` of the batch's text, which lie in units[unit]. Requires
  // that no call before this one had a greater `begin`.
  Place At(std::uint32_t unit, std::uint32_t begin, std::uint32_t end);

 private:
  // A byte of free text and where it is.
  struct Position {
    std::uint32_t at;
    std::size_t stretch;  // the one that it is in; 0 where there are none
    LinePosition lines;
  };

  Place LinesAt(std::uint32_t begin, std::uint32_t end);
  // Takes `position` to a byte at or after its own.
  void MoveTo(std::uint32_t to, Position* position) const;
  std::uint64_t RecordOf(std::uint32_t unit);

  Shape shape_;
  const Batch& batch_;
  const Contexts& contexts_;
  std::size_t record_ = 0;  // the record of the last question
  Position position_;       // of the last question
};

}  // namespace macie_local::units
