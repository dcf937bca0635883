#include "names/word.h"

#include <algorithm>
#include <array>

namespace macie_local::names {
namespace {

// What may stand before a capital inside a word.
bool MayHump(std::string_view part) {
  constexpr std::array<std::string_view, 13> kParts = {"Mc",  "Mac", "De",   "Di",  "Le",     "La", "Du",
                                                       "Van", "Von", "Fitz", "Del", "\u00D3", "Da"};
  return std::find(kParts.begin(), kParts.end(), part) != kParts.end();
}

// What stands behind a part and says that it is none.
bool IsBroken(std::string_view text, std::size_t end) {
  const Byte next = ByteAt(text, end);
  return IsDigit(next) || next == '_' || next == '@' || next == '/' || next == '\\' || next == '(' ||
         (next == ':' && ByteAt(text, end + 1) == ':');
}

// The letters of a part as they stand.
struct Spelling {
  std::size_t end = 0;
  int letters = 0;  // apostrophes and hyphens inside count too
  Folded folded;
  bool is_o = false;  // "O'" with a space behind it
};

std::optional<Spelling> Spell(std::string_view text, std::size_t begin) {
  Spelling spelling;
  std::size_t part = begin;
  std::uint32_t before = 0;
  std::size_t at = begin;
  while (at < text.size() && at - begin < kWordBytesMax) {
    const Character character = CharacterAt(text, at);
    const std::size_t next = at + character.bytes;
    if (IsLetter(character.code)) {
      const bool hump = before != 0 && IsCapitalLetter(character.code) && !IsCapitalLetter(before);
      if (hump && !MayHump(text.substr(part, at - part))) return std::nullopt;
      spelling.folded.Add(character.code);
      ++spelling.letters;
      before = character.code;
      at = next;
      continue;
    }
    const bool hyphen = IsHyphen(character.code);
    if ((!hyphen && !IsApostrophe(character.code)) || next >= text.size()) break;
    const std::uint32_t after = CharacterAt(text, next).code;
    if (IsLetter(after) && (hyphen || IsCapitalLetter(after))) {
      before = 0;
      part = next;
      ++spelling.letters;
      at = next;
      continue;
    }
    if (!hyphen && spelling.letters == 1 && after == ' ' && text[begin] == 'O') {
      spelling.is_o = true;
      at = next;
    }
    break;
  }
  spelling.end = at;
  return spelling;
}

std::optional<Word> ReadInitials(std::string_view text, Word word) {
  word.kind = Kind::kInitial;
  if (ByteAt(text, word.end) != '.') return ByteAt(text, word.end) == ' ' ? std::optional(word) : std::nullopt;
  ++word.end;
  while (word.end - word.begin < kWordBytesMax && IsCapital(ByteAt(text, word.end)) &&
         ByteAt(text, word.end + 1) == '.') {
    word.end += 2;
  }
  return word;
}

constexpr std::size_t kShortBytesMax = 10;  // no particle, title or suffix is longer

std::optional<Word> ReadCapitalized(std::string_view text, const Spelling& spelling, Word word) {
  if (spelling.letters == 1) return ReadInitials(text, word);
  const Byte next = ByteAt(text, word.end);
  const bool dot = next == '.';
  if (dot && IsAsciiLetter(ByteAt(text, word.end + 1))) return std::nullopt;
  const std::size_t end = word.end;
  const std::string_view folded = spelling.folded.view();
  const Roles roles = folded.size() <= kShortBytesMax ? RolesOf(folded) : Roles();
  if (roles.Any(role::kTitle) && (dot || next == ' ')) {
    word.kind = Kind::kTitle;
    if (dot) ++word.end;
  } else if (roles.Any(role::kSuffix)) {
    word.kind = Kind::kSuffix;
    if (dot) ++word.end;
    return word;
  }
  LookUp(text.substr(word.begin, end - word.begin), &word);
  constexpr int kOften = 6;
  if (word.kind == Kind::kWord && roles.Any(role::kParticle) && word.facts.surname < kOften)
    word.kind = Kind::kParticle;
  return word;
}

constexpr std::size_t kPartsMax = 5;
constexpr std::size_t kKeyBytesMin = 2;
constexpr std::size_t kKeyBytesMax = 40;

// A name whose parts are joined by hyphens is as good as its worst part lets it be.
WordFacts FactsOfParts(const std::array<std::string_view, kPartsMax>& parts, std::size_t count) {
  WordFacts least = {7, 7, 0, false, false};
  WordFacts most = {};
  for (std::size_t n = 0; n < count; ++n) {
    const int value = kWords.Find(parts[n]);
    const WordFacts facts = value < 0 ? WordFacts() : WordFactsOf(value);
    least.given = std::min(least.given, facts.given);
    least.surname = std::min(least.surname, facts.surname);
    most.given = std::max(most.given, facts.given);
    most.surname = std::max(most.surname, facts.surname);
    most.common = std::max(most.common, facts.common);
  }
  if (parts[0] == "al" || parts[0] == "el") return {0, std::max(3, most.surname), 0, false, false};
  WordFacts facts = {};
  if (least.given != 0) facts.given = std::max(least.given, most.given - 1);
  if (least.surname != 0) {
    facts.surname = most.surname;
  } else if (most.surname >= 5 && most.common < 2) {
    facts.surname = most.surname - 2;
  }
  if (least.given == 0 && least.surname == 0) facts.common = most.common;
  return facts;
}

}  // namespace

Roles RolesOf(std::string_view word) {
  const Folded folded(word.substr(0, kWordBytesMax));
  const int value = kRoles.Find(folded.view());
  return {value < 0 ? 0 : value};
}

void LookUp(std::string_view word, Word* out) {
  Folded folded;
  std::array<std::size_t, kPartsMax> begins{};
  std::size_t parts = 1;
  int capitals = 0;
  int others = 0;
  for (std::size_t at = 0; at < word.size();) {
    const Character character = CharacterAt(word, at);
    at += character.bytes;
    if (character.code == '-' && parts < kPartsMax) begins[parts++] = folded.size();
    if (!IsLetter(character.code)) continue;
    folded.Add(character.code);
    ++(IsCapitalLetter(character.code) ? capitals : others);
  }
  out->capitals = capitals > 1 && others == 0;
  out->humps = capitals > 2 && others > 0 && parts == 1;
  if (folded.size() < kKeyBytesMin || folded.size() > kKeyBytesMax) return;
  const std::string_view key = folded.view();
  if (const int value = kWords.Find(key); value >= 0) {
    out->facts = WordFactsOf(value);
    out->known = true;
    return;
  }
  if (parts == 1) return;
  std::array<std::string_view, kPartsMax> texts;
  for (std::size_t n = 0; n < parts; ++n) {
    texts[n] = key.substr(begins[n], (n + 1 < parts ? begins[n + 1] : key.size()) - begins[n]);
  }
  out->facts = FactsOfParts(texts, parts);
  out->known = out->facts.given != 0 || out->facts.surname != 0 || out->facts.common != 0;
}

std::optional<Word> ReadWord(std::string_view text, std::size_t at) {
  const std::uint32_t first = CharacterAt(text, at).code;
  if (at >= text.size() || !IsLetter(first)) return std::nullopt;
  const std::optional<Spelling> spelling = Spell(text, at);
  if (!spelling) return std::nullopt;
  Word word;
  word.begin = at;
  word.end = spelling->end;
  if (spelling->is_o) {
    word.kind = Kind::kParticle;
    return word;
  }
  if (IsBroken(text, word.end)) return std::nullopt;
  if (IsCapitalLetter(first)) return ReadCapitalized(text, *spelling, word);
  constexpr std::size_t kParticleBytesMax = 7;
  word.small = true;
  word.kind = Kind::kParticle;
  const std::string_view folded = spelling->folded.view();
  if (folded.size() > kParticleBytesMax || ByteAt(text, word.end) != ' ') return std::nullopt;
  return RolesOf(folded).Any(role::kParticle) ? std::optional(word) : std::nullopt;
}

}  // namespace macie_local::names
