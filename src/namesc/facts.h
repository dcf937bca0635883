// The facts about names and places as their files say them, and the tables that are made of them.
#pragma once

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace macie_local::namesc {

// A file of facts says something that cannot be. The text is "<file>:<line>: <what is wrong, what is allowed>".
class FactsError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// How the value behind a key is written. A line of a file is a key and, unless there are no values, a tab and a value.
struct Notation {
  std::string_view table;    // the constant that it becomes
  std::string_view file;     // of the folder of facts
  std::string_view digits;   // not empty: the value is as many digits, each at most the one here
  std::string_view letters;  // not empty: the value is some of these letters, each at most once, in this order
};

// src/names/facts/README.md says what the digits and letters mean.
inline constexpr std::array<Notation, 6> kNotations = {{
    {"kWords", "words.tsv", "7733", ""},
    {"kPairs", "pairs.txt", "", ""},
    {"kRoles", "roles.tsv", "", "PTSRABHFL"},
    {"kColumns", "columns.tsv", "7", ""},
    {"kPlaces", "places.tsv", "", "UGCADFIEBNO"},
    {"kZips", "zips.txt", "", ""},
}};

// How many bits a value has: two for a digit of at most 3, three for one of at most 7, one for a letter. The first
// digit, and the first letter, are the lowest bits.
unsigned ValueBits(const Notation& notation);

struct Fact {
  std::string key;  // small letters of ASCII and digits
  std::uint32_t value = 0;
};

// Returns the facts of a file, whose lines ascend by key without repetition. Throws FactsError.
std::vector<Fact> Parse(const Notation& notation, std::string_view text);

// A hash table without collisions and without keys: an entry has a fingerprint instead, so that a word that is no key
// passes for one once in 2 to the power of the fingerprint's bits.
struct Encoded {
  unsigned value_bits = 0;
  std::uint32_t entries = 0;
  std::vector<std::uint16_t> steps;   // by bucket
  std::vector<std::uint64_t> packed;  // kEntryBits an entry, from the lowest bit of the first word on; one word more
};

// Throws FactsError when the keys cannot be kept apart.
Encoded Encode(const Notation& notation, const std::vector<Fact>& facts);

// Returns the C++ of constant arrays, which defines the tables that names/tables.h declares.
std::string Emit(const std::vector<Encoded>& tables);

}  // namespace macie_local::namesc
