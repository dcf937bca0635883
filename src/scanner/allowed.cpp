#include "scanner/allowed.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"

namespace macie_local::scanner {
namespace {

// Letters from `first` to `last` whose small forms are `to_small` further on, or, with `step` 2, every other one.
struct Capitals {
  char32_t first;
  char32_t last;
  char32_t to_small;
  char32_t step;
};

constexpr Capitals kCapitals[] = {
    {0x00C0, 0x00D6, 32, 1}, {0x00D8, 0x00DE, 32, 1},  // Latin: the second half of Latin-1
    {0x0100, 0x012E, 1, 2},  {0x0132, 0x0136, 1, 2},  {0x0139, 0x0147, 1, 2},  {0x014A, 0x0176, 1, 2},  // Extended-A
    {0x0179, 0x017D, 1, 2},  {0x01CD, 0x01DB, 1, 2},  {0x01DE, 0x01EE, 1, 2},  {0x01F8, 0x021E, 1, 2},  // Extended-B
    {0x0222, 0x0232, 1, 2},  {0x1E00, 0x1E94, 1, 2},  {0x1EA0, 0x1EFE, 1, 2},                           // Additional
    {0x0391, 0x03A1, 32, 1}, {0x03A3, 0x03AB, 32, 1}, {0x0388, 0x038A, 37, 1},                          // Greek
    {0x0410, 0x042F, 32, 1}, {0x0400, 0x040F, 80, 1}, {0x0460, 0x0480, 1, 2},  {0x048A, 0x04BE, 1, 2},  // Cyrillic
    {0x04C1, 0x04CD, 1, 2},  {0x04D0, 0x052E, 1, 2},  {0x0531, 0x0556, 48, 1},                          // and Armenian
};

char32_t WithoutCase(char32_t letter) {
  for (const Capitals& range : kCapitals) {
    if (letter < range.first || letter > range.last || (letter - range.first) % range.step != 0) continue;
    return letter + range.to_small;
  }
  if (letter == 0x0178) return 0x00FF;  // Y with two dots
  if (letter == 0x0386) return 0x03AC;  // Greek letters with an accent that stand apart
  if (letter == 0x038C) return 0x03CC;
  if (letter == 0x038E || letter == 0x038F) return letter + 63;
  if (letter == 0x03C2) return 0x03C3;  // the sigma at a word's end
  return letter;
}

char32_t Decode(std::string_view sequence) {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(sequence[i])); };
  if (sequence.size() == 2) return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
  return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
}

void AppendTwoOrThree(char32_t letter, std::string* out) {
  if (letter < 0x800) {
    out->push_back(static_cast<char>(0xC0 | letter >> 6));
  } else {
    out->push_back(static_cast<char>(0xE0 | letter >> 12));
    out->push_back(static_cast<char>(0x80 | (letter >> 6 & 0x3F)));
  }
  out->push_back(static_cast<char>(0x80 | (letter & 0x3F)));
}

}  // namespace

void AppendWithoutCase(std::string_view text, std::string* out) {
  while (!text.empty()) {
    const std::size_t size = std::max<std::size_t>(base::SequenceLength(text), 1);
    const char first = text.front();
    if (size == 1) {
      out->push_back(first >= 'A' && first <= 'Z' ? static_cast<char>(first + ('a' - 'A')) : first);
    } else if (size == 4) {
      out->append(text.substr(0, size));
    } else {
      AppendTwoOrThree(WithoutCase(Decode(text.substr(0, size))), out);
    }
    text.remove_prefix(size);
  }
}

base::Result<AllowLists> AllowLists::Compile(const std::vector<scan::AllowList>& lists, std::uint64_t hash_seed) {
  AllowLists compiled(hash_seed);
  for (const scan::AllowList& list : lists) {
    for (const std::string& word : list.words) {
      if (word.empty()) continue;
      compiled.folded_.clear();
      AppendWithoutCase(word, &compiled.folded_);
      compiled.words_.insert(compiled.hash_(compiled.folded_));
      compiled.word_bytes_max_ = std::max(compiled.word_bytes_max_, word.size());
    }
    if (list.regex.empty()) continue;
    MACIE_TRY(auto pattern, pattern::SensitivePattern::Compile("regex of allow list " + list.id, list.regex));
    compiled.patterns_.push_back(std::move(pattern));
  }
  return compiled;
}

bool AllowLists::Has(std::string_view match, std::string_view value, units::Shape shape) {
  if (HasWord(shape == units::Shape::kFree ? match : value)) return true;
  return std::any_of(patterns_.begin(), patterns_.end(),
                     [&](const pattern::SensitivePattern& pattern) { return pattern.MatchesWhole(match); });
}

// A letter and its other case are of like length, two bytes or three; no value that is much longer is a word.
bool AllowLists::HasWord(std::string_view text) {
  if (words_.empty() || text.size() > 2 * word_bytes_max_) return false;
  folded_.clear();
  AppendWithoutCase(text, &folded_);
  return words_.count(hash_(folded_)) > 0;
}

}  // namespace macie_local::scanner
