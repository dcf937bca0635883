// The table as the detector reads it: rows of numbers, and texts by where they lie in one text.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "detectc/shape.h"
#include "detectc/table.h"

namespace macie_local::detectc {

// A set of identifiers, by their indices.
using Mask = std::array<std::uint64_t, 3>;

inline void Include(Mask* mask, std::size_t identifier) {
  (*mask)[identifier / 64] |= std::uint64_t{1} << identifier % 64;
}

// A flat form of one identifier. `prefix` is what stands before the first group that has a digit.
struct Pattern {
  std::size_t identifier = 0;
  std::string prefix;
  std::string form;
};

// What a layout may be: a whole value, or the first groups of one.
struct Key {
  Layout layout;
  std::vector<std::size_t> patterns;  // that it is all of
  bool continues = false;
  Mask keyword{};       // identifiers of `patterns` that need a keyword
  Mask open{};          // and those that need none
  Mask next_keyword{};  // the same of patterns that go on behind it
  Mask next_open{};
};

// Finds a key from its layout by one multiplication each, without a collision.
struct KeyTable {
  std::vector<Key> keys;
  std::uint64_t digits_factor = 0;
  std::uint64_t joiners_factor = 0;
  unsigned slot_bits = 0;
  std::vector<std::size_t> slots;  // 0: none; else a key's index and 1
};

struct Compiled {
  std::vector<Entry> entries;
  std::vector<Pattern> patterns;
  KeyTable chains;                           // no space in them
  KeyTable spaced;                           // with spaces
  std::array<Key, kShapeBytesMax + 1> wild;  // by length: forms of more than kOpenPlacesMax open places
  std::size_t prefix_bytes_max = 0;          // of a pattern before its first digit's group, the space counted
  std::size_t growth_bytes_max = 0;          // from the end of the first group of a spaced form to its end
};

Compiled Compile(std::vector<Entry> entries);

// Keywords in lower case, and how they are found from the first word of a text.
struct Keyword {
  std::string text;
  Mask identifiers{};
};
struct Piece {
  std::uint64_t beginning = 0;  // the first eight bytes, each | 0x20
  std::size_t size = 0;
  std::size_t keyword = 0;
};
struct KeywordTable {
  std::vector<Keyword> keywords;
  std::vector<Piece> pieces;              // by slot
  std::vector<std::size_t> slot_begins;   // one more than there are slots
  std::vector<std::uint32_t> beginnings;  // a bit for each hash of the first three bytes, each | 0x20
  std::size_t bytes_max = 0;
  std::size_t ascii_bytes_max = 0;  // of those without a letter of two bytes
};

KeywordTable CompileKeywords(const std::vector<Entry>& entries);

// Returns the generated header.
std::string Emit(const Compiled& compiled, const KeywordTable& keywords);

}  // namespace macie_local::detectc
