#include "names/name_finder.h"

#include <algorithm>

namespace macie_local::names {
namespace {

constexpr std::size_t kBytesBeforeMax = 64;      // between a word before a run and the run
constexpr std::size_t kWordBeforeBytesMax = 20;  // that word
constexpr std::size_t kHeadingBytes = 160;       // of a line say whether it is a heading
constexpr std::size_t kLineBeginBytesMax = 40;   // of a line may stand before "LAST, First", or after "copyright"
constexpr std::size_t kMailBytesMax = 80;
static_assert(kNameBytesBefore > kBytesBeforeMax + kWordBeforeBytesMax && kNameBytesBefore > kHeadingBytes);
static_assert(kNameBytesBehind > (kRunWordsMax + 2) * (kWordBytesMax + 8) + kMailBytesMax + kHeadingBytes);

constexpr std::size_t kMiddlesMax = 3;
constexpr std::size_t kPairReach = 6;  // a surname stands at most so many words behind the given name

// Whether a part of a name may begin behind `before`, of which the character before it is `second`.
bool MayBeginBehind(std::uint32_t before, Byte second) {
  if (IsLetter(before) || before == 0x2019) return false;
  if (before >= 0x80) return true;
  const auto c = static_cast<Byte>(before);
  if (c == '\'' || c == '-') return second == ' ' || second == '\n' || second == 0;
  constexpr std::string_view kNever = "_/\\@#$~.%+";
  return !IsDigit(c) && (c == 0 || kNever.find(static_cast<char>(c)) == std::string_view::npos);
}

// Whether seven words of ten that the line begins with have capitals.
bool IsHeading(std::string_view line) {
  int words = 0;
  int capitals = 0;
  bool inside = false;
  for (std::size_t at = 0; at < std::min(line.size(), kHeadingBytes) && line[at] != '\n'; ++at) {
    const Byte c = ByteAt(line, at);
    if (IsLetterByte(c) && !inside) {
      ++words;
      if (IsCapital(c)) ++capitals;
    }
    inside = IsLetterByte(c) || c == '\'';
  }
  return words >= 3 && capitals * 10 >= words * 7;
}

bool IsMailBehind(std::string_view text, std::size_t at) {
  if (ByteAt(text, at) == '"') ++at;
  if (ByteAt(text, at) == ' ') ++at;
  if (ByteAt(text, at) != '<' && ByteAt(text, at) != '(') return false;
  const std::string_view behind = text.substr(at + 1, kMailBytesMax - 1);
  return behind.substr(0, behind.find_first_of(">)\n ")).find('@') != std::string_view::npos;
}

class NameFinder {
 public:
  NameFinder(const MarkedText& text, Setting setting, std::vector<Span>* names)
      : marked_(text), text_(text.text), names_(*names) {
    run_.text = text_;
    run_.setting = setting;
  }

  std::size_t Find(std::size_t from, std::size_t until) {
    std::size_t at = from;
    while (at < until) {
      at = marked_.NextCapital(at, until);
      if (at == until) break;
      const Character character = CharacterAt(text_, at);
      if (!IsCapitalLetter(character.code) || !MayBegin(at)) {
        at += character.bytes;
        continue;
      }
      const std::size_t word_end = SkipWord(at + character.bytes);
      at = MayGoOn(word_end) && ReadRun(at) ? Behind() : word_end;
    }
    return at;
  }

 private:
  // Finds where the line of what stands at `at` begins. One that begins farther before is as good as one without a
  // beginning.
  void FindLine(std::size_t at) {
    const std::size_t least = at > kNameBytesBefore ? at - kNameBytesBefore : 0;
    const std::size_t line_end = text_.substr(least, at - least).rfind('\n');
    std::size_t line = std::string_view::npos;
    if (line_end != std::string_view::npos) {
      line = least + line_end + 1;
    } else if (least == 0) {
      line = 0;
    }
    heading_known_ = heading_known_ && line == line_;
    line_ = line;
  }
  bool HasLine() const { return line_ != std::string_view::npos; }

  // Whether something may follow a word of ASCII that ends at `end` so that it is part of a name: most words with a
  // capital stand alone.
  bool MayGoOn(std::size_t end) const {
    const Byte next = ByteAt(text_, end);
    if (next != ' ') return next == '.' || next == ',' || next == '\'' || next == '`' || next == '-' || next >= 0x80;
    const Byte after = ByteAt(text_, end + 1);
    if (IsCapital(after) || after >= 0x80) return true;
    constexpr std::size_t kParticleBytesMax = 7;
    constexpr std::size_t kParticlesMax = 4;
    const std::size_t reach = std::min(text_.size(), end + 1 + kParticlesMax * (kParticleBytesMax + 1) + 1);
    if (marked_.NextCapital(end + 1, reach) == reach) return false;
    std::size_t size = 0;
    while (size <= kParticleBytesMax && IsAsciiLetter(ByteAt(text_, end + 1 + size))) ++size;
    if (size == 0 || size > kParticleBytesMax || ByteAt(text_, end + 1 + size) != ' ') return false;
    return RolesOf(text_.substr(end + 1, size)).Any(role::kParticle);
  }

  bool MayBegin(std::size_t at) const {
    if (at == 0) return true;
    std::size_t before = at - 1;
    for (int n = 0; n < 2 && before > 0 && (ByteAt(text_, before) & 0xC0) == 0x80; ++n) --before;
    Character character = CharacterAt(text_, before);
    if (before + character.bytes != at) character.code = 0xFFFD;
    return MayBeginBehind(character.code, before == 0 ? Byte{0} : ByteAt(text_, before - 1));
  }

  std::size_t SkipWord(std::size_t at) const {
    while (IsAsciiLetter(ByteAt(text_, at))) ++at;
    return at;
  }
  std::size_t Behind() const { return run_.words[run_.size - 1].end; }

  bool ReadRun(std::size_t at) {
    run_.size = 0;
    while (run_.size < kRunWordsMax) {
      const auto word = ReadWord(text_, at);
      if (!word) break;
      run_.words[run_.size++] = *word;
      at = word->end;
      if (ByteAt(text_, at) == ' ' && at + 1 < text_.size() && text_[at + 1] != ' ') {
        ++at;
      } else if (at < text_.size() && CharacterAt(text_, at).code == kNoBreakSpace) {
        at += 2;
      } else {
        break;
      }
    }
    while (run_.size > 0 && run_.words[run_.size - 1].small) --run_.size;
    if (run_.size == 0) return false;
    LookAround();
    const bool found = FindPairs();
    if (!found) FindLastFirst();
    return true;
  }

  void LookAround() {
    const std::size_t begin = run_.words[0].begin;
    const std::size_t end = Behind();
    FindLine(begin);
    const std::string_view before = WordBefore(begin);
    run_.before = before.empty() ? Roles() : RolesOf(before);
    const bool role = run_.before.Any(role::kPerson);
    run_.labelled = role && (run_.mark == ':' || run_.mark == '=');
    run_.announced = role && run_.mark == 0;
    run_.mailed = IsMailBehind(text_, end);
    run_.line_ends = end >= text_.size() || text_[end] == '\n' || text_[end] == '\r';
    run_.line_begins = false;
    run_.copyright = false;
    run_.heading = false;
    if (!HasLine()) return;
    const std::string_view line = text_.substr(line_, begin - line_);
    run_.line_begins = line.size() <= kLineBeginBytesMax && line.find_first_not_of(" \t*-#") == std::string_view::npos;
    if (run_.mark == 0 && before.empty()) run_.copyright = IsCopyright(line.substr(0, kLineBeginBytesMax));
    if (!heading_known_) {
      heading_ = IsHeading(text_.substr(line_, kHeadingBytes));
      heading_known_ = true;
    }
    run_.heading = heading_;
  }

  static bool IsCopyright(std::string_view line) {
    for (const std::string_view sign : {"opyright", "(c)", "(C)", "\u00A9"}) {
      if (line.find(sign) != std::string_view::npos) return true;
    }
    return false;
  }

  // The word before a run; fills the run's mark.
  std::string_view WordBefore(std::size_t begin) {
    std::size_t least = begin > kBytesBeforeMax ? begin - kBytesBeforeMax : 0;
    if (HasLine()) least = std::max(least, line_);
    std::size_t at = begin;
    const auto pass = [&](std::string_view some) {
      while (at > least && some.find(text_[at - 1]) != std::string_view::npos) --at;
    };
    pass(" \t\"(*");
    run_.mark = 0;
    if (at > least && !IsDigit(ByteAt(text_, at - 1)) && !IsLetterByte(ByteAt(text_, at - 1))) {
      run_.mark = ByteAt(text_, at - 1);
      --at;
      pass(" ");
    }
    const std::size_t end = at;
    while (at > least && end - at < kWordBeforeBytesMax && IsAsciiLetter(ByteAt(text_, at - 1))) --at;
    return text_.substr(at, end - at);
  }

  // True: a name is among the run's words.
  bool FindPairs() {
    bool found = false;
    bool titled = false;
    for (std::size_t first = 0; first < run_.size;) {
      const Word& word = run_.words[first];
      if (word.kind == Kind::kTitle) {
        titled = true;
        if (word.facts.given < 4 || text_[word.end - 1] == '.') {
          ++first;
          continue;
        }
      } else if (word.kind != Kind::kWord) {
        titled = titled && word.kind == Kind::kInitial;
        ++first;
        continue;
      }
      std::size_t last = BestSurname(first, titled);
      titled = false;
      if (last == 0) {
        ++first;
        continue;
      }
      last = SecondSurname(last);
      names_.push_back({word.begin, run_.words[last].end});
      found = true;
      first = last + 1;
    }
    return found;
  }

  // Where two surnames are used, the second belongs to the name.
  std::size_t SecondSurname(std::size_t last) const {
    if (last + 1 >= run_.size) return last;
    const Word& next = run_.words[last + 1];
    const bool more = next.kind == Kind::kWord && next.facts.surname >= 4 && next.facts.common < 2 &&
                      next.capitals == run_.words[last].capitals;
    return more ? last + 1 : last;
  }

  // The word that makes the best name with the given name at `first`; of equal ones the farther. 0: none does.
  std::size_t BestSurname(std::size_t first, bool titled) const {
    const Word& given = run_.words[first];
    Pair pair{.first = first, .last = 0, .particle = false, .middles = 0, .titled = titled};
    std::size_t best = 0;
    int best_score = 0;
    for (std::size_t last = first + 1; last < run_.size && last <= first + kPairReach; ++last) {
      const Word& word = run_.words[last];
      if (word.kind == Kind::kSuffix || word.kind == Kind::kTitle) break;
      if (word.kind == Kind::kWord && pair.middles <= static_cast<int>(kMiddlesMax)) {
        const bool louder = word.capitals && (run_.line_ends || run_.mailed || run_.labelled);
        if (given.capitals == word.capitals || louder) {
          pair.last = last;
          const std::optional<int> score = Score(run_, pair);
          const int reach = static_cast<int>(last - first);
          if (score && *score + reach >= best_score) {
            best_score = *score + reach;
            best = last;
          }
        }
      }
      // Whether it may stand between the two.
      if (word.kind == Kind::kParticle) {
        pair.particle = true;
      } else if (pair.particle || !MayBeMiddle(word, given)) {
        break;
      } else {
        ++pair.middles;
      }
    }
    return best;
  }

  static bool MayBeMiddle(const Word& word, const Word& given) {
    if (word.kind == Kind::kInitial) return true;
    return (word.facts.given != 0 || word.facts.surname != 0) && word.facts.common < 3 &&
           word.capitals == given.capitals;
  }

  // "LAST, First" where a line, a cell or a list begins, which ends behind it.
  void FindLastFirst() {
    const std::size_t comma = Behind();
    if (ByteAt(text_, comma) != ',' || ByteAt(text_, comma + 1) != ' ' || comma + 2 >= text_.size()) return;
    const Word& last = run_.words[run_.size - 1];
    const WordFacts& before = run_.words[0].facts;
    const bool whole = run_.size == 1 || run_.words[0].kind == Kind::kParticle ||
                       (run_.size == 2 && before.surname != 0 && before.given == 0);
    const bool begins = run_.line_begins || run_.mark == ';' || run_.labelled || run_.mark == '"' ||
                        (run_.setting != Setting::kFree && run_.words[0].begin == 0);
    if (last.kind != Kind::kWord || !whole || !begins) return;
    const std::optional<Word> first = ReadWord(text_, comma + 2);
    if (!first || first->kind != Kind::kWord || !EndsList(first->end)) return;
    constexpr std::size_t kShort = 3;
    if (last.capitals && first->size() <= kShort) return;
    int surname = last.facts.surname - last.facts.common - (last.facts.place ? 2 : 0);
    int given =
        first->facts.given - first->facts.common - (first->facts.place ? 3 : 0) - (first->facts.country ? 4 : 0);
    constexpr int kAccepted = 8;
    if (surname < 2 || given < 2 || surname + given < kAccepted) return;
    if (first->facts.surname != 0 && last.facts.given >= 6 && surname < 4) return;
    names_.push_back({run_.words[0].begin, first->end});
  }

  bool EndsList(std::size_t at) const {
    if (at >= text_.size()) return true;
    constexpr std::string_view kEnds = "\n\r;\"";
    if (kEnds.find(text_[at]) != std::string_view::npos) return true;
    if (text_[at] != ' ' || at + 2 >= text_.size()) return false;
    const Byte next = ByteAt(text_, at + 1);
    return next == '-' || next == '(' || (IsCapital(next) && text_[at + 2] == '.');
  }

  MarkedText marked_;
  std::string_view text_;
  std::vector<Span>& names_;
  Run run_;
  std::size_t line_ = 0;  // where the line begins; npos: too far before
  bool heading_known_ = false;
  bool heading_ = false;
};

}  // namespace

std::size_t FindNames(const MarkedText& text, Setting setting, std::size_t from, std::size_t until,
                      std::vector<Span>* names) {
  if (text.NextCapital(from, until) == until) return until;
  // Two words have a space between them: most cells need no more than this.
  constexpr char kLastByteOfNoBreakSpace = '\xA0';
  const bool words = text.text.find(' ') != std::string_view::npos ||
                     text.text.find(kLastByteOfNoBreakSpace) != std::string_view::npos;
  return words ? NameFinder(text, setting, names).Find(from, until) : until;
}

}  // namespace macie_local::names
