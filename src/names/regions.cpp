#include "names/regions.h"

#include <algorithm>
#include <array>
#include <string>

#include "names/letters.h"
#include "names/tables.h"

namespace macie_local::names {
namespace {

struct State {
  std::string_view name;  // folded, without spaces; empty for what is no state
  std::string_view capitals;
};
constexpr std::array<State, 54> kStates = {{{"alabama", "AL"},
                                            {"alaska", "AK"},
                                            {"arizona", "AZ"},
                                            {"arkansas", "AR"},
                                            {"california", "CA"},
                                            {"colorado", "CO"},
                                            {"connecticut", "CT"},
                                            {"delaware", "DE"},
                                            {"florida", "FL"},
                                            {"georgia", "GA"},
                                            {"hawaii", "HI"},
                                            {"idaho", "ID"},
                                            {"illinois", "IL"},
                                            {"indiana", "IN"},
                                            {"iowa", "IA"},
                                            {"kansas", "KS"},
                                            {"kentucky", "KY"},
                                            {"louisiana", "LA"},
                                            {"maine", "ME"},
                                            {"maryland", "MD"},
                                            {"massachusetts", "MA"},
                                            {"michigan", "MI"},
                                            {"minnesota", "MN"},
                                            {"mississippi", "MS"},
                                            {"missouri", "MO"},
                                            {"montana", "MT"},
                                            {"nebraska", "NE"},
                                            {"nevada", "NV"},
                                            {"newhampshire", "NH"},
                                            {"newjersey", "NJ"},
                                            {"newmexico", "NM"},
                                            {"newyork", "NY"},
                                            {"northcarolina", "NC"},
                                            {"northdakota", "ND"},
                                            {"ohio", "OH"},
                                            {"oklahoma", "OK"},
                                            {"oregon", "OR"},
                                            {"pennsylvania", "PA"},
                                            {"rhodeisland", "RI"},
                                            {"southcarolina", "SC"},
                                            {"southdakota", "SD"},
                                            {"tennessee", "TN"},
                                            {"texas", "TX"},
                                            {"utah", "UT"},
                                            {"vermont", "VT"},
                                            {"virginia", "VA"},
                                            {"washington", "WA"},
                                            {"westvirginia", "WV"},
                                            {"wisconsin", "WI"},
                                            {"wyoming", "WY"},
                                            {"", "DC"},
                                            {"", "PR"},
                                            {"", "GU"},
                                            {"", "VI"}}};

struct Province {
  std::string_view name;
  std::string_view letters;
};
constexpr std::array<Province, 19> kProvinces = {{{"AB", "T"},
                                                  {"BC", "V"},
                                                  {"MB", "R"},
                                                  {"NB", "E"},
                                                  {"NL", "A"},
                                                  {"NS", "B"},
                                                  {"NT", "X"},
                                                  {"NU", "X"},
                                                  {"ON", "KLMNP"},
                                                  {"PE", "C"},
                                                  {"QC", "GHJ"},
                                                  {"SK", "S"},
                                                  {"YT", "Y"},
                                                  {"alberta", "T"},
                                                  {"britishcolumbia", "V"},
                                                  {"manitoba", "R"},
                                                  {"novascotia", "B"},
                                                  {"ontario", "KLMNP"},
                                                  {"quebec", "GHJ"}}};

struct CodeRange {
  std::string_view state;
  int first;
  int last;
};
constexpr std::array<CodeRange, 11> kAustralian = {{{"ACT", 2600, 2618},
                                                    {"ACT", 2900, 2920},
                                                    {"NSW", 2000, 2599},
                                                    {"NSW", 2619, 2899},
                                                    {"NSW", 2921, 2999},
                                                    {"NT", 800, 899},
                                                    {"QLD", 4000, 4999},
                                                    {"SA", 5000, 5799},
                                                    {"TAS", 7000, 7799},
                                                    {"VIC", 3000, 3999},
                                                    {"WA", 6000, 6797}}};
constexpr std::array<CodeRange, 27> kBrazilian = {
    {{"AC", 699, 699}, {"AL", 570, 579}, {"AM", 690, 698}, {"AP", 689, 689}, {"BA", 400, 489}, {"CE", 600, 639},
     {"DF", 700, 736}, {"ES", 290, 299}, {"GO", 728, 767}, {"MA", 650, 659}, {"MG", 300, 399}, {"MS", 790, 799},
     {"MT", 780, 788}, {"PA", 660, 688}, {"PB", 580, 589}, {"PE", 500, 569}, {"PI", 640, 649}, {"PR", 800, 879},
     {"RJ", 200, 289}, {"RN", 590, 599}, {"RO", 768, 789}, {"RR", 693, 693}, {"RS", 900, 999}, {"SC", 880, 899},
     {"SE", 490, 499}, {"SP", 10, 199},  {"TO", 770, 779}}};

template <class Ranges>
bool IsInRange(const Ranges& ranges, std::string_view state, int code) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const CodeRange& range) {
    return range.state == state && code >= range.first && code <= range.last;
  });
}

constexpr std::size_t kZipPrefix = 3;

}  // namespace

bool IsState(std::string_view capitals) {
  return std::any_of(kStates.begin(), kStates.end(), [&](const State& state) { return state.capitals == capitals; });
}

std::string_view StateOfName(std::string_view folded) {
  const auto found =
      std::find_if(kStates.begin(), kStates.end(), [&](const State& state) { return state.name == folded; });
  return found == kStates.end() || folded.empty() ? std::string_view() : found->capitals;
}

bool IsZipInUse(std::string_view zip) {
  return kZips.Has(zip.substr(0, kZipPrefix));
}

bool IsZipOfState(std::string_view zip, std::string_view state) {
  Folded key;
  key.Add(zip.substr(0, kZipPrefix));
  for (const char c : state) key.Add(static_cast<Byte>(c));
  return kZips.Has(key.view());
}

std::string_view PostalLettersOf(std::string_view province) {
  const auto found =
      std::find_if(kProvinces.begin(), kProvinces.end(), [&](const Province& each) { return each.name == province; });
  return found == kProvinces.end() ? std::string_view() : found->letters;
}

bool IsAustralianCode(std::string_view state, int code) {
  return IsInRange(kAustralian, state, code);
}

bool IsBrazilianCode(std::string_view state, int first_three) {
  return IsInRange(kBrazilian, state, first_three);
}

bool IsBritishArea(std::string_view letters) {
  constexpr std::string_view kAreas =
      " AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK "
      "FY "
      "G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP "
      "NR "
      "NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA "
      "WC "
      "WD WF WN WR WS WV YO ZE ";
  return kAreas.find(" " + std::string(letters) + " ") != std::string_view::npos;
}

}  // namespace macie_local::names
