// The parts of a name as a text has them, one by one.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "names/letters.h"
#include "names/tables.h"

namespace macie_local::names {

// No word is read farther, so that one of any length takes little time.
inline constexpr std::size_t kWordBytesMax = 48;

enum class Kind : std::uint8_t { kWord, kInitial, kParticle, kTitle, kSuffix };

// A part of what may be a name.
struct Word {
  std::size_t begin = 0;  // offsets of the text
  std::size_t end = 0;
  Kind kind = Kind::kWord;
  bool small = false;     // begins with a small letter, as particles do
  bool capitals = false;  // has two letters or more, all of them capitals
  bool humps = false;     // more than two capitals and small letters too, without a hyphen
  bool known = false;     // a name, or another word
  WordFacts facts = {};

  std::size_t size() const { return end - begin; }
};

// Reads the part that begins at `at`: a word with a capital, initials, a particle, a title or a suffix. Nothing where
// none begins or where it goes on as no name does: "a.b", "JavaScript", "Word_", "Call(".
std::optional<Word> ReadWord(std::string_view text, std::size_t at);

// Fills what the tables say of a word: of all of it, or else of the parts that hyphens join.
void LookUp(std::string_view word, Word* out);

// What kRoles says of a word.
Roles RolesOf(std::string_view word);

}  // namespace macie_local::names
