#include "names/row.h"

#include "names/word.h"

namespace macie_local::names {
namespace {

// The first word of a cell, or the last if only that is a name. In any case: cells are often in small letters.
Word WordOf(std::string_view cell) {
  Word word;
  LookUp(cell.substr(0, cell.find(' ')), &word);
  const std::size_t space = cell.rfind(' ');
  if (word.facts.given != 0 || word.facts.surname != 0 || space == std::string_view::npos) return word;
  Word last;
  LookUp(cell.substr(space + 1), &last);
  return last.facts.given != 0 || last.facts.surname != 0 ? last : word;
}

// How well a word serves where `right` says how often it is the kind of name that is wanted, and `other` the other.
int Worth(const Word& word, int right, int other) {
  constexpr int kKnownButNoName = -2;
  int worth = 1;
  if (right != 0) {
    worth = right;
  } else if (other == 0 && word.known) {
    worth = kKnownButNoName;
  }
  return word.facts.common >= 2 && right < 4 ? worth - 2 : worth;
}

}  // namespace

bool LooksLikeName(std::string_view cell) {
  constexpr std::size_t kBytesMax = 48;
  constexpr int kSpacesMax = 2;
  if (cell.size() < 2 || cell.size() > kBytesMax) return false;
  int spaces = 0;
  int letters = 0;
  for (std::size_t at = 0; at < cell.size();) {
    const Character character = CharacterAt(cell, at);
    at += character.bytes;
    if (IsLetter(character.code)) {
      ++letters;
    } else if (character.code == ' ') {
      if (++spaces > kSpacesMax) return false;
    } else if (character.code != '-' && character.code != '\'' && character.code != '.' && character.code != 0x2019) {
      return false;
    }
  }
  return letters >= 2;
}

bool IsNameOfTwoCells(std::string_view given, std::string_view family) {
  constexpr int kEnough = 3;
  const Word a = WordOf(given);
  const Word b = WordOf(family);
  return Worth(a, a.facts.given, a.facts.surname) + Worth(b, b.facts.surname, b.facts.given) >= kEnough;
}

}  // namespace macie_local::names
