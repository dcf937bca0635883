// Parts of names that stand one behind the other, what stands around them, and how well two of them make a name.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "names/word.h"

namespace macie_local::names {

// What a text is, by which much depends: a cell or a value by itself says more than a text that goes on.
enum class Setting : std::uint8_t {
  kFree,     // a text
  kCell,     // one cell or value
  kNameCell  // one of a column or member that has names
};

inline constexpr std::size_t kRunWordsMax = 12;

struct Run {
  std::string_view text;
  Setting setting = Setting::kFree;
  std::array<Word, kRunWordsMax> words;
  std::size_t size = 0;

  // What stands before it: the word and what it says, a mark between it and the run, and whether the line begins here.
  Roles before;
  Byte mark = 0;
  bool line_begins = false;
  // Whether the line, or the text, ends behind it.
  bool line_ends = false;
  bool labelled = false;   // "Customer: "
  bool announced = false;  // "by "
  bool copyright = false;
  bool mailed = false;   // "<mail@example.com>" or "(mail@example.com)" stands behind it
  bool heading = false;  // most words of the line begin with a capital

  std::string_view Text(const Word& word) const { return text.substr(word.begin, word.size()); }
};

// Two words of a run which may be a given name and a surname.
struct Pair {
  std::size_t first = 0;
  std::size_t last = 0;
  bool particle = false;  // between them
  int middles = 0;        // names and initials between them
  bool titled = false;    // a title stands before the first
};

// Returns how good a name it is, the higher the better; nothing when it is none.
std::optional<int> Score(const Run& run, const Pair& pair);

}  // namespace macie_local::names
