// The tables, and what the bits of their values mean (src/names/facts/README.md).
#pragma once

#include <cstdint>

#include "names/table.h"

namespace macie_local::names {

// Keys are words folded to a to z.
extern const Table kWords;
extern const Table kPairs;  // two words without the space: what looks like a name and is none
extern const Table kRoles;
extern const Table kColumns;
extern const Table kPlaces;
extern const Table kZips;  // the first three digits in use, alone and with the state

// What kWords says of a word.
struct WordFacts {
  int given;    // 0 to 7, how often it is a given name
  int surname;  // 0 to 7
  int common;   // 0 to 3, how often it is another word
  bool place;   // a large one, or a country or state
  bool country;
};
constexpr WordFacts WordFactsOf(int value) {
  return {value & 7, value >> 3 & 7, value >> 6 & 3, (value >> 8 & 1) != 0, (value >> 9 & 1) != 0};
}

// What kRoles says: how a word speaks for or against a name beside it.
struct Roles {
  int bits = 0;
  bool Any(int some) const { return (bits & some) != 0; }
};
namespace role {
inline constexpr int kParticle = 1 << 0;          // may stand before a surname: "van"
inline constexpr int kTitle = 1 << 1;             // "Mrs"
inline constexpr int kSuffix = 1 << 2;            // "Jr"
inline constexpr int kPerson = 1 << 3;            // a name follows: "Customer", "by"
inline constexpr int kThingBehind = 1 << 4;       // behind a name it makes a thing of it: "Street"
inline constexpr int kPlaceBefore = 1 << 5;       // a name that follows is a thing's: "Lake", "the"
inline constexpr int kNeverBefore = 1 << 6;       // no name follows at all: "San"
inline constexpr int kNoSurname = 1 << 7;         // a firm's or a street's last word
inline constexpr int kThingBehindSmall = 1 << 8;  // as kThingBehind, in small letters
}  // namespace role

// What kColumns says: what the cells of a column are.
enum class Column { kOther, kGiven, kMiddle, kFamily, kName, kPostcode, kNoName };

// What kPlaces says: the countries of a place, as bits.
inline constexpr int kUnitedStates = 1 << 0;
inline constexpr int kUnitedKingdom = 1 << 1;
inline constexpr int kCanada = 1 << 2;
inline constexpr int kAustralia = 1 << 3;
inline constexpr int kGermanSpeaking = 1 << 4;  // Germany, Austria, Switzerland
inline constexpr int kFrenchSpeaking = 1 << 5;  // France, Belgium, Luxembourg
inline constexpr int kItaly = 1 << 6;
inline constexpr int kSpanishSpeaking = 1 << 7;     // Spain, Mexico
inline constexpr int kPortugueseSpeaking = 1 << 8;  // Brazil, Portugal
inline constexpr int kNetherlands = 1 << 9;
inline constexpr int kNorthAndEast = 1 << 10;  // Poland, Sweden, Denmark, Finland, Norway, Czechia

}  // namespace macie_local::names
