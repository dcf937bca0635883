#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include "detectc/compiled.h"
#include "detectc/vocabulary.h"

namespace macie_local::detectc {
namespace {

std::string Hex(std::uint64_t value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  do {
    text.insert(text.begin(), kDigits[value % 16]);
    value /= 16;
  } while (value != 0);
  return "0x" + text + "u";
}

std::string Number(std::size_t value) {
  return std::to_string(value);
}

std::string MaskText(const Mask& mask) {
  return "{{" + Hex(mask[0]) + ", " + Hex(mask[1]) + ", " + Hex(mask[2]) + "}}";
}

// "kAreaCode" of "areaCode", "kPersonalInformation" of "PERSONAL_INFORMATION".
std::string Enumerator(std::string_view word) {
  std::string name = "k";
  const bool capitals = word.find_first_of("abcdefghijklmnopqrstuvwxyz") == std::string_view::npos;
  bool raise = true;
  for (const char c : word) {
    if (c == '_') {
      raise = true;
      continue;
    }
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const char upper = letter ? static_cast<char>(c & ~0x20) : c;
    const char lower = letter && capitals ? static_cast<char>(c | 0x20) : c;
    name += raise ? upper : lower;
    raise = false;
  }
  return name;
}

template <class Words>
std::string EnumText(const std::string& name, const Words& words) {
  std::string text = "enum class " + name + " : std::uint8_t {\n";
  for (const auto& word : words) text += "  " + Enumerator(word) + ",\n";
  return text + "};\n";
}

// An array of rows, each already written as C++.
std::string ArrayText(const std::string& type, const std::string& name, const std::vector<std::string>& rows) {
  std::string text = "inline constexpr std::array<" + type + ", " + Number(rows.size()) + "> " + name + "{{\n";
  for (const std::string& row : rows) text += "  " + row + ",\n";
  return text + "}};\n";
}

template <class Numbers>
std::string NumbersText(const std::string& type, const std::string& name, const Numbers& numbers) {
  std::vector<std::string> rows;
  std::string row;
  for (const auto number : numbers) {
    row += (row.empty() ? "" : ", ") + Hex(number);
    if (row.size() < 100) continue;
    rows.push_back(std::move(row));
    row.clear();
  }
  if (!row.empty()) rows.push_back(row);
  std::string text = ArrayText(type, name, rows);
  const std::string wrong = ", " + Number(rows.size()) + "> ";
  return text.replace(text.find(wrong), wrong.size(), ", " + Number(numbers.size()) + "> ");
}

// Texts one behind the other, each only once.
class Texts {
 public:
  std::size_t Add(const std::string& text) {
    const auto [at, added] = places_.emplace(text, all_.size());
    if (added) all_ += text;
    return at->second;
  }
  std::string Emit(const std::string& name) const {
    std::vector<std::size_t> bytes;
    for (const char c : all_) bytes.push_back(static_cast<unsigned char>(c));
    return NumbersText("unsigned char", name, bytes);
  }

 private:
  std::map<std::string, std::size_t> places_;
  std::string all_;
};

std::string IdentifiersText(const Compiled& compiled) {
  std::vector<std::string> rows;
  for (const Entry& entry : compiled.entries) {
    std::string severity;
    for (const char letter : entry.severity) {
      severity += (severity.empty() ? "" : ", ") + Number(kSeverities.find(letter) + 1);
    }
    rows.push_back("{\"" + entry.id + "\", Category::" + Enumerator(kCategories[entry.category]) + ", {" + severity +
                   "}, " + (entry.recommended ? "true" : "false") + "}");
  }
  return ArrayText("Identifier", "kIdentifiers", rows);
}

// A value is held against these without its spaces, hyphens and dots.
std::string Bare(const std::string& text) {
  std::string bare;
  for (const char c : text) {
    if (std::string_view(" -.").find(c) == std::string_view::npos) bare += c;
  }
  return bare;
}

std::string RulesText(const Compiled& compiled, Texts* texts) {
  std::vector<std::string> rules;
  std::vector<std::string> excluded;
  for (std::size_t at = 0; at < compiled.entries.size(); ++at) {
    const Entry& entry = compiled.entries[at];
    std::size_t absent = at;
    for (std::size_t other = 0; other < compiled.entries.size(); ++other) {
      if (compiled.entries[other].id == entry.absent) absent = other;
    }
    std::vector<std::string> values;
    for (const std::string& value : entry.excluded) values.push_back(Bare(value));
    std::sort(values.begin(), values.end());
    rules.push_back("{Matcher::" + Enumerator(kMatchers[entry.matcher]) +
                    ", Check::" + Enumerator(kChecks[entry.check]) + ", " + (entry.ignore_case ? "true" : "false") +
                    ", " + (entry.isolated ? "true" : "false") + ", " +
                    (entry.rule == KeywordRule::kRequired ? "true" : "false") + ", " + Number(absent) + ", " +
                    Number(excluded.size()) + ", " + Number(values.size()) + "}");
    for (const std::string& value : values) {
      excluded.push_back("{" + Number(texts->Add(value)) + ", " + Number(value.size()) + "}");
    }
  }
  return ArrayText("Rule", "kRules", rules) + ArrayText("TextRow", "kExcluded", excluded);
}

std::string PatternsText(const Compiled& compiled, Texts* texts) {
  std::vector<std::string> rows;
  for (const Pattern& pattern : compiled.patterns) {
    std::uint64_t digits = 0;
    std::uint64_t letters = 0;
    for (std::size_t at = 0; at < pattern.form.size(); ++at) {
      if (pattern.form[at] == '9') digits |= std::uint64_t{1} << at;
      if (pattern.form[at] == 'A') letters |= std::uint64_t{1} << at;
    }
    rows.push_back("{" + Number(pattern.identifier) + ", " + Number(pattern.prefix.size()) + ", " +
                   Number(pattern.form.size()) + ", " + Number(texts->Add(pattern.prefix + pattern.form)) + ", " +
                   Hex(digits) + ", " + Hex(letters) + "}");
  }
  return ArrayText("PatternRow", "kPatterns", rows);
}

std::string KeyText(const Key& key, std::vector<std::size_t>* lists) {
  const std::size_t first = lists->size();
  lists->insert(lists->end(), key.patterns.begin(), key.patterns.end());
  return "{" + Hex(key.layout.digits) + ", " + Hex(key.layout.joiners) + ", " + MaskText(key.keyword) + ", " +
         MaskText(key.open) + ", " + MaskText(key.next_keyword) + ", " + MaskText(key.next_open) + ", " +
         Number(first) + ", " + Number(key.patterns.size()) + ", " + (key.continues ? "true" : "false") + "}";
}

std::string TableText(const std::string& name, const KeyTable& table, std::vector<std::size_t>* lists) {
  std::vector<std::string> rows = {KeyText(Key(), lists)};  // row 0 stands for no key
  for (const Key& key : table.keys) rows.push_back(KeyText(key, lists));
  return ArrayText("KeyRow", "k" + name + "Keys", rows) +
         NumbersText("std::uint16_t", "k" + name + "Slots", table.slots) + "inline constexpr std::uint64_t k" + name +
         "DigitsFactor = " + Hex(table.digits_factor) + ";\ninline constexpr std::uint64_t k" + name +
         "JoinersFactor = " + Hex(table.joiners_factor) + ";\ninline constexpr unsigned k" + name +
         "SlotBits = " + Number(table.slot_bits) + ";\n";
}

std::string KeysText(const Compiled& compiled) {
  std::vector<std::size_t> lists;
  std::string text = TableText("Chain", compiled.chains, &lists) + TableText("Spaced", compiled.spaced, &lists);
  std::vector<std::string> wild;
  for (const Key& key : compiled.wild) wild.push_back(KeyText(key, &lists));
  text += ArrayText("KeyRow", "kWildKeys", wild);
  return text + NumbersText("std::uint16_t", "kPatternLists", lists);
}

std::string NumbersOfCountriesText(const Compiled& compiled) {
  std::vector<std::string> ibans;
  std::vector<std::string> calling;
  for (std::size_t at = 0; at < compiled.entries.size(); ++at) {
    const Entry& entry = compiled.entries[at];
    if (!entry.iban_country.empty()) {
      ibans.push_back("{{'" + entry.iban_country.substr(0, 1) + "', '" + entry.iban_country.substr(1) + "'}, " +
                      Number(entry.iban_length) + ", " + Number(at) + "}");
    }
    if (entry.calling_code == 0) continue;
    calling.push_back("{" + Number(entry.calling_code) + ", " + Number(Number(entry.calling_code).size()) + ", " +
                      Number(entry.calling_digits_min) + ", " + Number(entry.calling_digits_max) + ", " + Number(at) +
                      "}");
  }
  return ArrayText("IbanRow", "kIbans", ibans) + ArrayText("CallingRow", "kCallingCodes", calling);
}

std::string KeywordsText(const KeywordTable& table, Texts* texts) {
  std::vector<std::string> keywords;
  for (const Keyword& keyword : table.keywords) {
    keywords.push_back("{" + Number(texts->Add(keyword.text)) + ", " + Number(keyword.text.size()) + ", " +
                       MaskText(keyword.identifiers) + "}");
  }
  std::vector<std::string> pieces;
  for (const Piece& piece : table.pieces) {
    pieces.push_back("{" + Hex(piece.beginning) + ", " + Number(piece.size) + ", " + Number(piece.keyword) + "}");
  }
  return ArrayText("KeywordRow", "kKeywords", keywords) + ArrayText("PieceRow", "kPieces", pieces) +
         NumbersText("std::uint16_t", "kPieceSlots", table.slot_begins) +
         NumbersText("std::uint32_t", "kBeginnings", table.beginnings) +
         "inline constexpr std::size_t kKeywordBytesMax = " + Number(table.bytes_max) +
         ";\ninline constexpr std::size_t kKeywordAsciiBytesMax = " + Number(table.ascii_bytes_max) + ";\n";
}

}  // namespace

std::string Emit(const Compiled& compiled, const KeywordTable& keywords) {
  Texts texts;
  std::string arrays = IdentifiersText(compiled) + RulesText(compiled, &texts) + PatternsText(compiled, &texts) +
                       KeysText(compiled) + NumbersOfCountriesText(compiled) + KeywordsText(keywords, &texts);
  arrays += texts.Emit("kTexts");
  return "// Written by detectc from src/detect/identifiers.\n#pragma once\n\n#include <array>\n#include <cstddef>\n"
         "#include <cstdint>\n\n#include \"detect/identifier.h\"\n#include \"detect/mask.h\"\n\n"
         "namespace macie_local::detect::table {\n\n" +
         EnumText("Check", kChecks) + EnumText("Matcher", kMatchers) +
         "\n}  // namespace macie_local::detect::table\n\n#include \"detect/rows.h\"\n\n"
         "namespace macie_local::detect::table {\n\n" +
         "inline constexpr std::size_t kPrefixBytesMax = " + Number(compiled.prefix_bytes_max) +
         ";\ninline constexpr std::size_t kGrowthBytesMax = " + Number(compiled.growth_bytes_max) + ";\n" + arrays +
         "\n}  // namespace macie_local::detect::table\n";
}

}  // namespace macie_local::detectc
