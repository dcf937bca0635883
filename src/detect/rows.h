// The rows of the generated header, detect/table.h, which includes this file.
#pragma once

#include <cstddef>
#include <cstdint>

#include "detect/mask.h"

namespace macie_local::detect::table {

// How an identifier is found (docs/adding-an-identifier.md).
struct Rule {
  Matcher matcher;
  Check check;
  bool ignore_case;
  bool isolated;
  bool needs_keyword;
  std::uint8_t absent;  // another identifier, whose keywords must be absent; its own index: none
  std::uint16_t first_excluded;
  std::uint16_t excluded;  // how many of kExcluded, sorted
};

// A part of kTexts.
struct TextRow {
  std::uint16_t begin;
  std::uint8_t size;
};

// One flat form: `prefix_size` characters, a space unless that is 0, and `size` characters of '9', 'A', 'X' and
// separators.
struct PatternRow {
  std::uint8_t identifier;
  std::uint8_t prefix_size;
  std::uint8_t size;
  std::uint16_t text;     // of kTexts
  std::uint64_t digits;   // where '9' stands
  std::uint64_t letters;  // where 'A' stands
};

// A layout: where the digits are, with one bit behind the last character, and the separators.
struct KeyRow {
  std::uint64_t digits;
  std::uint64_t joiners;
  Mask keyword;       // identifiers that it is a whole value of, which need a keyword
  Mask open;          // and which need none
  Mask next_keyword;  // the same of values that go on behind a space
  Mask next_open;
  std::uint16_t first;  // of kPatternLists
  std::uint8_t patterns;
  bool continues;
};

struct IbanRow {
  char country[2];
  std::uint8_t length;
  std::uint8_t identifier;
};

struct CallingRow {
  std::uint16_t code;
  std::uint8_t code_digits;
  std::uint8_t digits_min;
  std::uint8_t digits_max;
  std::uint8_t identifier;
};

struct KeywordRow {
  std::uint16_t text;
  std::uint8_t size;
  Mask identifiers;
};

// The first word of a keyword as a text has it.
struct PieceRow {
  std::uint64_t beginning;
  std::uint8_t size;
  std::uint16_t keyword;
};

}  // namespace macie_local::detect::table
