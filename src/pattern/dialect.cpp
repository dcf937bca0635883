#include "pattern/dialect.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "model/quotas.h"

namespace macie_local::pattern {
namespace {

// Groups in groups: each takes a few frames of the stack.
constexpr int kDepthMax = 250;
// Where sizes stop growing; far above any limit, and the product of two fits.
constexpr std::int64_t kManyTimes = 1'000'000;

struct Construct {
  std::string_view text;
  std::string_view name;
};

// By what they begin with; the first that fits is it.
constexpr std::array kGroups = {
    Construct{"(?=", "a look-ahead"},    Construct{"(?!", "a look-ahead"},   Construct{"(?<=", "a look-behind"},
    Construct{"(?<!", "a look-behind"},  Construct{"(?(", "a conditional"},  Construct{"(?{", "embedded code"},
    Construct{"(??{", "embedded code"},  Construct{"(?C", "embedded code"},  Construct{"(?R", "a recursion"},
    Construct{"(?&", "a recursion"},     Construct{"(?P>", "a recursion"},   Construct{"(?P=", "a backreference"},
    Construct{"(?P<", "a named group"},  Construct{"(?<", "a named group"},  Construct{"(?'", "a named group"},
    Construct{"(?>", "an atomic group"}, Construct{"(?|", "a branch reset"}, Construct{"(?#", "a comment"},
    Construct{"(*", "a control verb"},
};

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// What a part of a pattern takes. A star is a repeat without end of what may be absent: "a*", "a{0,}", "(a?)+".
struct Part {
  std::int64_t size = 0;
  bool bounded = true;
  bool nullable = true;  // matches the empty text
  // Stars with nothing between them that must be there: at the beginning, at the end, the most anywhere.
  int head = 0;
  int tail = 0;
  int longest = 0;
};

Part Character() {
  return {.size = 1, .nullable = false};
}
Part Assertion() {
  return {.size = 1};
}

Part Then(const Part& a, const Part& b) {
  Part both;
  both.size = std::min(a.size + b.size, kManyTimes);
  both.bounded = a.bounded && b.bounded;
  both.nullable = a.nullable && b.nullable;
  both.head = a.nullable ? a.head + b.head : a.head;
  both.tail = b.nullable ? a.tail + b.tail : b.tail;
  both.longest = std::max({a.longest, b.longest, a.tail + b.head});
  return both;
}

Part Or(const Part& a, const Part& b) {
  return {.size = std::min(a.size + b.size, kManyTimes),
          .bounded = a.bounded && b.bounded,
          .nullable = a.nullable || b.nullable,
          .head = std::max(a.head, b.head),
          .tail = std::max(a.tail, b.tail),
          .longest = std::max(a.longest, b.longest)};
}

struct Repeat {
  std::int64_t min = 0;
  std::optional<std::int64_t> max;  // nothing: without end
};

Part Repeated(const Part& part, const Repeat& repeat) {
  const std::int64_t copies = repeat.max.value_or(std::max<std::int64_t>(repeat.min, 1));
  Part result = copies > 1 || !repeat.max ? Then(part, part) : part;  // two tell what any number would
  result.size = std::min(part.size * copies, kManyTimes);
  result.bounded = part.bounded && repeat.max.has_value();
  result.nullable = part.nullable || repeat.min == 0;
  if (!repeat.max && result.nullable) {
    result.head = std::max(result.head, 1);
    result.tail = std::max(result.tail, 1);
    result.longest = std::max(result.longest, 1);
  }
  return result;
}

class Reader {
 public:
  Reader(std::string_view member, std::string_view regex) : member_(member), regex_(regex) {}

  base::Result<Part> Read() {
    MACIE_CHECK(CheckDelimiters());
    MACIE_TRY(const Part part, Alternatives(0));
    if (at_ < regex_.size()) return Wrong(at_, 1, "a closing parenthesis without an opening one");
    return part;
  }

 private:
  std::string_view Rest() const { return regex_.substr(at_); }
  char Peek() const { return at_ < regex_.size() ? regex_[at_] : '\0'; }
  bool AtEnd() const { return at_ == regex_.size(); }
  void SkipCharacter() {
    ++at_;
    while (!AtEnd() && (static_cast<unsigned char>(regex_[at_]) & 0xC0) == 0x80) ++at_;
  }

  // Names at least `bytes` bytes, up to the end of the last character that has one of them.
  std::string Found(std::size_t begin, std::size_t bytes, std::string_view what) const {
    std::size_t end = begin + bytes;
    while (end < regex_.size() && (static_cast<unsigned char>(regex_[end]) & 0xC0) == 0x80) ++end;
    return std::string(member_)
        .append(" has ")
        .append(what)
        .append(", ")
        .append(base::Quote(regex_.substr(begin, end - begin)))
        .append(", at character ")
        .append(std::to_string(base::CountCodePoints(regex_.substr(0, begin)) + 1));
  }
  base::Error Wrong(std::size_t begin, std::size_t bytes, std::string_view what) const {
    return base::Error(Found(begin, bytes, what));
  }
  base::Error Unsupported(std::size_t begin, std::size_t bytes, std::string_view what) const {
    return base::Error(Found(begin, bytes, what) + "; Macie doesn't support that");
  }

  // "/ssn/i" is a pattern with a flag as Perl spells it. With another slash inside it is only text.
  base::Status CheckDelimiters() const {
    if (regex_.size() < 3 || regex_.front() != '/') return base::Done{};
    std::size_t end = 1;
    while (end < regex_.size() && regex_[end] != '/') end += regex_[end] == '\\' ? 2 : 1;
    if (end + 1 >= regex_.size()) return base::Done{};
    const std::string_view flags = regex_.substr(end + 1);
    if (flags.find_first_not_of("imsxugn") != std::string_view::npos) return base::Done{};
    return Unsupported(end, regex_.size() - end, "a global pattern flag");
  }

  // Refuses what a part that ends here has become.
  base::Status CheckCost(std::size_t begin, const Part& part) const {
    if (part.size > model::kRegexSizeMax) {
      return base::Error(Found(begin, at_ - begin, "a repeat that is too large") +
                         "; written out, the pattern may have at most " + std::to_string(model::kRegexSizeMax) +
                         " characters");
    }
    if (part.longest > model::kRegexStarsInARowMax) {
      return base::Error(Found(begin, at_ - begin, "too many repeats in a row that may match nothing") + "; at most " +
                         std::to_string(model::kRegexStarsInARowMax) + " may follow each other");
    }
    return base::Done{};
  }

  base::Result<Part> Alternatives(int depth) {
    const std::size_t begin = at_;
    MACIE_TRY(Part all, Sequence(depth));
    while (Peek() == '|') {
      ++at_;
      MACIE_TRY(const Part next, Sequence(depth));
      all = Or(all, next);
      MACIE_CHECK(CheckCost(begin, all));
    }
    return all;
  }

  base::Result<Part> Sequence(int depth) {
    Part whole;
    while (!AtEnd() && Peek() != '|' && Peek() != ')') {
      const std::size_t begin = at_;
      MACIE_TRY(Part part, Atom(depth));
      MACIE_TRY(const auto repeat, TakeRepeat());
      if (repeat) part = Repeated(part, *repeat);
      whole = Then(whole, part);
      MACIE_CHECK(CheckCost(begin, whole));
    }
    return whole;
  }

  base::Result<Part> Atom(int depth) {
    const std::size_t begin = at_;
    MACIE_TRY(const auto repeat, TakeRepeat());
    if (repeat) return Wrong(begin, at_ - begin, "a repeat of nothing");
    switch (Peek()) {
      case '(':
        return Group(depth);
      case '[':
        return Class();
      case '\\':
        return Escape();
      case '^':
      case '$':
        ++at_;
        return Assertion();
      default:
        SkipCharacter();
        return Character();
    }
  }

  base::Result<Part> Group(int depth) {
    const std::size_t begin = at_;
    if (depth == kDepthMax) return Wrong(begin, 1, "groups nested too deep");
    for (const auto& construct : kGroups) {
      if (Rest().starts_with(construct.text)) return Unsupported(begin, construct.text.size(), construct.name);
    }
    ++at_;
    if (Peek() == '?') {
      ++at_;
      MACIE_TRY(const bool opens, Flags(begin));
      if (!opens) return Part();
    }
    MACIE_TRY(const Part part, Alternatives(depth + 1));
    if (Peek() != ')') return Wrong(begin, 1, "an opening parenthesis without a closing one");
    ++at_;
    return part;
  }

  // After "(?": "i)" and "-i)" hold from here on; "i:", "-i:" and ":" open a group, which the result says.
  base::Result<bool> Flags(std::size_t begin) {
    const std::string_view first = Rest().substr(0, 2);
    const bool sign = !first.empty() && (first[0] == '+' || first[0] == '-');
    if (!first.empty() && IsDigit(first[sign && first.size() > 1 ? 1 : 0])) {
      return Unsupported(begin, at_ + first.size() - begin, "a recursion");
    }
    while (Peek() == 'i' || Peek() == '-') ++at_;
    const char end = Peek();
    if (end != ':' && end != ')') {
      return Unsupported(begin, std::min(at_ + 1, regex_.size()) - begin,
                         IsLetter(end) ? "a pattern flag other than i" : "a group of an unknown kind");
    }
    ++at_;
    return end == ':';
  }

  base::Result<Part> Class() {
    const std::size_t begin = at_;
    ++at_;
    if (Peek() == '^') ++at_;
    bool first = true;  // a bracket that comes first is a member
    for (; Peek() != ']' || first; first = false) {
      if (AtEnd()) return Wrong(begin, 1, "an opening bracket without a closing one");
      if (TakeNamedClass()) continue;
      const bool single = IsSingle();
      MACIE_CHECK(TakeMember());
      // What follows the dash of a range is a character, even where it would begin a named class.
      if (!single || Peek() != '-' || Rest().size() < 2 || Rest()[1] == ']') continue;
      ++at_;
      MACIE_CHECK(TakeMember());
    }
    ++at_;
    return Character();
  }

  // "[:alpha:]". The colon that ends the name is never the one that begins it: "[:]" is two characters and an end.
  bool TakeNamedClass() {
    constexpr std::string_view kBegin = "[:";
    if (!Rest().starts_with(kBegin)) return false;
    const std::size_t end = Rest().find(":]", kBegin.size());
    if (end == std::string_view::npos) return false;
    at_ += end + 2;
    return true;
  }

  // Whether a member of a class begins here that is one character, which a range may begin with.
  bool IsSingle() const {
    constexpr std::string_view kSets = "dDwWsSpP";
    return Peek() != '\\' || Rest().size() < 2 || kSets.find(Rest()[1]) == std::string_view::npos;
  }

  base::Status TakeMember() {
    if (Peek() == '\\') return TakeEscape("dDwWsSafnrtxpP0");
    if (!AtEnd()) SkipCharacter();
    return base::Done{};
  }

  base::Result<Part> Escape() {
    const std::size_t begin = at_;
    const char kind = at_ + 1 < regex_.size() ? regex_[at_ + 1] : '\0';
    if (kind == 'Q') return QuotedText();
    if (kind == 'g' || kind == 'k' || (IsDigit(kind) && kind != '0')) {
      const bool calls = kind == 'g' && Rest().size() > 2 && (Rest()[2] == '<' || Rest()[2] == '\'');
      return Unsupported(begin, 2, calls ? "a recursion" : "a backreference");
    }
    MACIE_CHECK(TakeEscape("dDwWsSafnrtxpP0bBAz"));
    return kind != '\0' && std::string_view("bBAz").find(kind) != std::string_view::npos ? Assertion() : Character();
  }

  // An escape of one of `letters`, or a character that stands for itself behind a backslash.
  base::Status TakeEscape(std::string_view letters) {
    const std::size_t begin = at_;
    ++at_;
    if (AtEnd()) return Wrong(begin, 1, "a backslash with nothing behind it");
    const char kind = Peek();
    SkipCharacter();
    if ((IsLetter(kind) || IsDigit(kind)) && letters.find(kind) == std::string_view::npos) {
      return Unsupported(begin, 2, "an escape");
    }
    if ((kind == 'x' || kind == 'p' || kind == 'P') && Peek() == '{') {
      const std::size_t length = Rest().find('}');
      if (length == std::string_view::npos) return Wrong(begin, 3, "an opening brace without a closing one");
      at_ += length + 1;
    } else if (kind == 'x') {
      for (int i = 0; i < 2 && (IsDigit(Peek()) || (IsLetter(Peek()) && (Peek() | 0x20) <= 'f')); ++i) ++at_;
    } else if (kind == 'p' || kind == 'P') {
      if (!AtEnd()) SkipCharacter();
    } else if (kind == '0') {
      for (int i = 0; i < 2 && Peek() >= '0' && Peek() <= '7'; ++i) ++at_;
    }
    return base::Done{};
  }

  // \Q...\E. A repeat that follows is of its last character only; its cost is counted as if it were of all.
  base::Result<Part> QuotedText() {
    at_ += 2;
    const std::size_t length = std::min(Rest().find("\\E"), Rest().size());
    Part part;
    for (std::size_t i = base::CountCodePoints(Rest().substr(0, length)); i > 0; --i) part = Then(part, Character());
    at_ = std::min(at_ + length + 2, regex_.size());
    return part;
  }

  // A repeat if there is one here, with the ? of a lazy one.
  base::Result<std::optional<Repeat>> TakeRepeat() {
    const std::size_t begin = at_;
    std::optional<Repeat> repeat;
    switch (Peek()) {
      case '*':
        repeat = Repeat{0, std::nullopt};
        break;
      case '+':
        repeat = Repeat{1, std::nullopt};
        break;
      case '?':
        repeat = Repeat{0, 1};
        break;
      case '{':
        repeat = Braces();
        break;
      default:
        break;
    }
    if (!repeat) return repeat;
    if (regex_[begin] != '{') ++at_;
    if (Peek() == '+') return Unsupported(begin, at_ + 1 - begin, "a possessive repeat");
    if (Peek() == '?') ++at_;
    return repeat;
  }

  // "{n}", "{n,}" or "{n,m}"; any other brace is a character.
  std::optional<Repeat> Braces() {
    std::size_t at = at_ + 1;
    const auto number = [&]() -> std::optional<std::int64_t> {
      if (at >= regex_.size() || !IsDigit(regex_[at])) return std::nullopt;
      std::int64_t value = 0;
      for (; at < regex_.size() && IsDigit(regex_[at]); ++at) {
        value = std::min(value * 10 + (regex_[at] - '0'), kManyTimes);
      }
      return value;
    };
    const auto min = number();
    if (!min) return std::nullopt;
    Repeat repeat{*min, *min};
    if (at < regex_.size() && regex_[at] == ',') {
      ++at;
      repeat.max = number();
    }
    if (at >= regex_.size() || regex_[at] != '}') return std::nullopt;
    at_ = at + 1;
    return repeat;
  }

  std::string_view member_;
  std::string_view regex_;
  std::size_t at_ = 0;
};

}  // namespace

base::Result<PatternShape> CheckDialect(std::string_view member, std::string_view regex) {
  MACIE_TRY(const Part part, Reader(member, regex).Read());
  return PatternShape{part.size, part.bounded};
}

}  // namespace macie_local::pattern
