#include "reference.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "base/utf8.h"
#include "detect/checks.h"
#include "detect_bench.h"
#include "detectc/shape.h"

namespace macie_local::detect {
namespace {

constexpr std::size_t kDistance = 30;
constexpr std::size_t kReach = 480;
constexpr std::size_t kChainMax = 44;

Byte At(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<Byte>(text[at]) : Byte{0};
}

// The runs of which a value must be made.
struct Chains {
  std::set<std::size_t> begins;
  std::set<std::size_t> cut_begins;  // behind words of letters with a hyphen
  std::set<std::size_t> ends;
};

bool IsInChain(std::string_view text, std::size_t at) {
  const Byte c = At(text, at);
  const Byte before = at == 0 ? Byte{0} : At(text, at - 1);
  const Byte after = At(text, at + 1);
  if (c == '-') return IsWord(before) && IsWord(after);
  if (c == '.' || c == '/') return IsDigit(before) && IsDigit(after);
  return IsWord(c);
}

void AddCuts(std::string_view text, std::size_t begin, std::size_t end, Chains* chains) {
  std::size_t at = begin;
  for (;;) {
    std::size_t label = at;
    while (label < end && IsLetter(At(text, label))) ++label;
    const bool cut =
        label - at >= 3 && At(text, label) == '-' &&
        std::any_of(text.begin() + static_cast<std::ptrdiff_t>(label), text.begin() + static_cast<std::ptrdiff_t>(end),
                    [](char c) { return IsDigit(static_cast<Byte>(c)); });
    if (!cut) break;
    at = label + 1;
  }
  if (at != begin) chains->cut_begins.insert(at);
}

Chains ChainsOf(std::string_view text) {
  Chains chains;
  for (std::size_t at = 0; at < text.size();) {
    if (!IsInChain(text, at)) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (IsInChain(text, end)) ++end;
    chains.ends.insert(end);
    if (end - at <= kChainMax) {
      chains.begins.insert(at);
      AddCuts(text, at, end, &chains);
    }
    at = end;
  }
  return chains;
}

bool IsOf(char kind, Byte c, bool ignore_case) {
  const bool letter = IsUpper(c) || (ignore_case && IsLower(c));
  switch (kind) {
    case '9':
      return IsDigit(c);
    case 'A':
      return letter;
    case 'X':
      return letter || IsDigit(c);
    default:
      return c == static_cast<Byte>(kind);
  }
}

bool HasForm(std::string_view text, std::size_t at, const std::string& form, bool ignore_case) {
  if (at + form.size() > text.size()) return false;
  for (std::size_t n = 0; n < form.size(); ++n) {
    if (!IsOf(form[n], At(text, at + n), ignore_case)) return false;
  }
  const std::string_view value = text.substr(at, form.size());
  const bool open = form.find(' ') == std::string::npos && std::count(form.begin(), form.end(), 'X') > 4;
  const auto any = [&](auto kind) {
    return std::any_of(value.begin(), value.end(), [&](char c) { return kind(static_cast<Byte>(c)); });
  };
  return !open || (any(IsDigit) && any(IsLetter));
}

bool IsAlone(std::string_view text, std::size_t begin, std::size_t end) {
  if (begin >= 2 && At(text, begin - 1) == ' ' && IsDigit(At(text, begin - 2))) return false;
  if (At(text, end) != ' ' || !IsDigit(At(text, end + 1))) return true;
  std::size_t at = end + 1;
  while (at - end < 40 && IsDigit(At(text, at))) ++at;
  return At(text, at) == '/';
}

// Code points, the place of each in bytes, and each in lower case.
struct Letters {
  std::u32string points;
  std::u32string folded;
  std::vector<std::size_t> places;  // one more than points
};

char32_t Lower(char32_t point) {
  const auto pair = [&](char32_t first, char32_t last, char32_t gap) {
    return point >= first && point <= last ? point + gap : point;
  };
  if (point == U'ς') return U'σ';
  for (const char32_t lower : {pair('A', 'Z', 32), pair(0xc0, 0xd6, 32), pair(0xd8, 0xde, 32), pair(0x391, 0x3a1, 32),
                               pair(0x3a3, 0x3a9, 32), pair(0x410, 0x42f, 32)}) {
    if (lower != point) return lower;
  }
  constexpr std::u32string_view kCapitals = U"ŐČŘŽŠŪĀĒĖĊĂȚÅΆΈΉΊΌΎΏ";
  constexpr std::u32string_view kSmall = U"őčřžšūāēėċățåάέήίόύώ";
  const std::size_t at = kCapitals.find(point);
  return at == std::u32string_view::npos ? point : kSmall[at];
}

Letters LettersOf(std::string_view text) {
  Letters letters;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = base::SequenceLength(text.substr(at));
    const Byte c = At(text, at);
    char32_t point = size <= 1 ? c : c & (0xffu >> (size + 1));
    for (std::size_t n = 1; n < size; ++n) point = point << 6 | (At(text, at + n) & 0x3fu);
    letters.points += point;
    letters.folded += Lower(point);
    letters.places.push_back(at);
    at += std::max<std::size_t>(size, 1);
  }
  letters.places.push_back(text.size());
  return letters;
}

bool IsWordLetter(char32_t point) {
  return (point < 0x80 && IsAlnum(static_cast<Byte>(point))) || (point >= 0xc0 && point < 0x800);
}
bool IsHump(const Letters& text, std::size_t at) {
  const auto is = [&](std::size_t n, char32_t first, char32_t last) {
    return text.points[n] >= first && text.points[n] <= last;
  };
  return at > 0 && at < text.points.size() && is(at - 1, 'a', 'z') && is(at, 'A', 'Z');
}

// Where a keyword that begins at `at` ends; npos: it is not there.
std::size_t KeywordEnd(const Letters& text, std::size_t at, const std::u32string& keyword) {
  constexpr std::size_t kNowhere = std::u32string::npos;
  const auto& points = text.points;
  if (at > 0 && points[at - 1] == '_') return kNowhere;
  if (at > 0 && IsWordLetter(points[at - 1]) && !IsHump(text, at)) return kNowhere;
  std::size_t end = at;
  bool first = true;
  for (const char32_t wanted : keyword) {
    if (wanted == ' ') {
      if (end < points.size() && (points[end] == ' ' || points[end] == '_' || points[end] == '-')) ++end;
      first = true;
      continue;
    }
    if (end >= points.size() || text.folded[end] != wanted || (!first && IsHump(text, end))) return kNowhere;
    first = false;
    ++end;
  }
  if (end < points.size() && points[end] == '_') return kNowhere;
  if (end < points.size() && IsWordLetter(points[end]) && IsWordLetter(points[end - 1]) && !IsHump(text, end))
    return kNowhere;
  return end;
}

struct Span {
  std::size_t begin, end;  // code points
};

std::vector<Span> SpansOf(const Letters& text, const std::vector<std::string>& keywords) {
  std::vector<Span> spans;
  for (const std::string& keyword : keywords) {
    const std::u32string wanted = LettersOf(keyword).folded;
    for (std::size_t at = 0; at < text.points.size(); ++at) {
      if (text.folded[at] != wanted.front()) continue;
      const std::size_t end = KeywordEnd(text, at, wanted);
      if (end != std::u32string::npos) spans.push_back({at, end});
    }
  }
  return spans;
}

bool HasKeyword(const Letters& text, const std::vector<Span>& spans, Range value, bool whole_cell) {
  const auto index = [&](std::int64_t place) {
    return static_cast<std::size_t>(
        std::lower_bound(text.places.begin(), text.places.end(), static_cast<std::size_t>(place)) -
        text.places.begin());
  };
  const std::size_t begin = index(value.begin);
  const std::size_t end = index(value.end);
  return std::any_of(spans.begin(), spans.end(), [&](const Span& span) {
    if (whole_cell) {
      return text.places.back() <= kReach || (text.places[span.begin] + kReach >= text.places[begin] &&
                                              text.places[span.end] <= text.places[end] + kReach);
    }
    const std::size_t gap = span.begin >= end ? span.begin - end : span.end <= begin ? begin - span.end : 0;
    return gap <= kDistance;
  });
}

std::string Bare(std::string_view text) {
  std::string bare;
  for (const char c : text) bare += std::string_view(" -.").find(c) == std::string_view::npos ? std::string(1, c) : "";
  return bare;
}

bool IsIban(std::string_view value) {
  std::string bare;
  for (const char c : value) {
    if (c != ' ' && c != '-') bare += c;
  }
  unsigned left = 0;
  for (const char c : bare.substr(4) + bare.substr(0, 4)) {
    left = c <= '9' ? (left * 10 + static_cast<unsigned>(c - '0')) % 97
                    : (left * 100 + static_cast<unsigned>(c - 'A' + 10)) % 97;
  }
  return left == 1;
}

std::string IbanForm(const detectc::Entry& entry, const std::string& separator) {
  std::string form = entry.iban_country + "99" + std::string(entry.iban_length - 4, 'X');
  if (separator.empty()) return form;
  std::string grouped;
  for (std::size_t at = 0; at < form.size(); ++at) grouped += (at > 0 && at % 4 == 0 ? separator : "") + form[at];
  return grouped;
}

}  // namespace

Reference::Reference() {
  std::map<std::string, std::string> files;
  const auto folder = std::filesystem::path(MACIE_SOURCE_DIR) / "src/detect/identifiers";
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    std::ostringstream text;
    text << std::ifstream(file.path()).rdbuf();
    files[file.path().filename().string()] = text.str();
  }
  entries_ = detectc::Load(files);
  for (const auto& entry : entries_) {
    forms_.emplace_back();
    for (const auto& shape : entry.shapes) {
      for (auto& form : detectc::Flatten(entry.id, shape)) forms_.back().push_back(std::move(form));
    }
  }
}

std::vector<std::uint32_t> Reference::Identifiers() const {
  std::vector<std::uint32_t> all;
  for (std::uint32_t at = 0; at < entries_.size(); ++at) {
    if (entries_[at].matcher == 0 && entries_[at].calling_code == 0) all.push_back(at);
  }
  return all;
}

std::vector<Hit> Reference::Find(std::string_view text, bool whole_cell) const {
  const Chains chains = ChainsOf(text);
  const Letters letters = LettersOf(text);
  const View view(text, 0, static_cast<std::int64_t>(text.size()));
  std::vector<Hit> hits;
  for (const std::uint32_t identifier : Identifiers()) {
    const detectc::Entry& entry = entries_[identifier];
    const std::vector<Span> spans = SpansOf(letters, entry.keywords);
    const detectc::Entry* absent = nullptr;
    for (const auto& other : entries_) absent = other.id == entry.absent ? &other : absent;
    std::vector<Span> absent_spans;
    if (absent != nullptr) absent_spans = SpansOf(letters, absent->keywords);
    std::vector<Range> found;
    const auto try_form = [&](const std::string& form, std::size_t at, bool needs_keyword, bool iban) {
      if (!HasForm(text, at, form, entry.ignore_case) || !chains.ends.contains(at + form.size())) return;
      Range range{static_cast<std::int64_t>(at), static_cast<std::int64_t>(at + form.size())};
      if (entry.isolated && !IsAlone(text, at, at + form.size())) return;
      if (iban ? !IsIban(text.substr(at, form.size())) : !Holds(static_cast<table::Check>(entry.check), view, &range))
        return;
      const auto value =
          Bare(text.substr(static_cast<std::size_t>(range.begin), static_cast<std::size_t>(range.end - range.begin)));
      for (const auto& excluded : entry.excluded) {
        if (Bare(excluded) == value) return;
      }
      if (needs_keyword && !HasKeyword(letters, spans, range, whole_cell)) return;
      if (absent != nullptr && HasKeyword(letters, absent_spans, range, whole_cell)) return;
      found.push_back(range);
    };
    const bool required = entry.rule == detectc::KeywordRule::kRequired;
    for (const std::string& form : forms_[identifier]) {
      const bool prefixed = form.substr(0, form.find(' ')).find_first_of("9X") == std::string::npos;
      for (const std::size_t at : chains.begins) try_form(form, at, required, false);
      if (prefixed) continue;
      for (const std::size_t at : chains.cut_begins) try_form(form, at, required, false);
    }
    if (!entry.iban_country.empty()) {
      for (const char* separator : {"", " ", "-"}) {
        const std::string form = IbanForm(entry, separator);
        // Its first two letters are no kinds of characters.
        std::string kinds = form;
        kinds[0] = 'X';
        kinds[1] = 'X';
        for (const auto* begins : {&chains.begins, &chains.cut_begins}) {
          for (const std::size_t at : *begins) {
            if (text.substr(at, 2) == entry.iban_country) try_form(kinds, at, false, true);
          }
        }
      }
    }
    std::sort(found.begin(), found.end(),
              [](Range a, Range b) { return a.begin != b.begin ? a.begin < b.begin : a.end > b.end; });
    std::int64_t taken = 0;
    for (const Range range : found) {
      if (range.begin < taken) continue;
      taken = range.end;
      hits.push_back({identifier, 0, static_cast<std::uint32_t>(range.begin), static_cast<std::uint32_t>(range.end)});
    }
  }
  std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
    return std::tuple(a.begin, a.end, a.identifier) < std::tuple(b.begin, b.end, b.identifier);
  });
  return hits;
}

}  // namespace macie_local::detect
