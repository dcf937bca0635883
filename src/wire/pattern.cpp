#include "wire/pattern.h"

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace macie_local::wire {
namespace {

using ByteSet = std::bitset<256>;

// A repeated set of bytes, or one of several literals.
struct Atom {
  ByteSet set;
  std::vector<std::string_view> alternatives;  // not empty: a group
  std::size_t least = 1;
  std::size_t most = 1;
};

void AddRange(unsigned char first, unsigned char last, ByteSet* set) {
  for (unsigned c = first; c <= last; ++c) set->set(c);
}

ByteSet Escaped(char c) {
  ByteSet set;
  switch (c) {
    case 'd':
      AddRange('0', '9', &set);
      break;
    case 'w':
      AddRange('0', '9', &set);
      AddRange('a', 'z', &set);
      AddRange('A', 'Z', &set);
      set.set('_');
      break;
    case 's':
    case 'S':
      for (const char space : {' ', '\t', '\n', '\r', '\v', '\f'}) set.set(static_cast<unsigned char>(space));
      if (c == 'S') set.flip();
      break;
    default:
      set.set(static_cast<unsigned char>(c));
  }
  return set;
}

class Parser {
 public:
  explicit Parser(std::string_view pattern) : rest_(pattern) {}

  std::optional<std::vector<Atom>> Parse() {
    if (!Eat('^') || rest_.empty() || rest_.back() != '$') return std::nullopt;
    rest_.remove_suffix(1);
    std::vector<Atom> atoms;
    while (!rest_.empty()) {
      Atom atom;
      if (!ParseOne(&atom) || !ParseRepeat(&atom)) return std::nullopt;
      atoms.push_back(std::move(atom));
    }
    return atoms;
  }

 private:
  bool Eat(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  char Take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  bool ParseOne(Atom* atom) {
    if (Eat('[')) return ParseClass(&atom->set);
    if (Eat('(')) return ParseGroup(atom);
    const char c = Take();
    if (c == '.') {
      atom->set.set();
      atom->set.reset('\n');
      return true;
    }
    if (c == '\\') {
      if (rest_.empty()) return false;
      atom->set = Escaped(Take());
      return true;
    }
    atom->set.set(static_cast<unsigned char>(c));
    return true;
  }

  bool ParseClass(ByteSet* set) {
    while (!rest_.empty() && rest_.front() != ']') {
      const char c = Take();
      if (c == '\\') {
        if (rest_.empty()) return false;
        *set |= Escaped(Take());
      } else if (rest_.size() >= 2 && rest_[0] == '-' && rest_[1] != ']') {
        rest_.remove_prefix(1);
        AddRange(static_cast<unsigned char>(c), static_cast<unsigned char>(Take()), set);
      } else {
        set->set(static_cast<unsigned char>(c));
      }
    }
    return Eat(']');
  }

  bool ParseGroup(Atom* atom) {
    const std::size_t close = rest_.find(')');
    if (close == std::string_view::npos) return false;
    std::string_view inside = rest_.substr(0, close);
    rest_.remove_prefix(close + 1);
    if (inside.find_first_of("\\[(.*+?{") != std::string_view::npos) return false;
    while (true) {
      const std::size_t bar = inside.find('|');
      atom->alternatives.push_back(inside.substr(0, bar));
      if (bar == std::string_view::npos) return true;
      inside.remove_prefix(bar + 1);
    }
  }

  bool ParseNumber(std::size_t* number) {
    bool any = false;
    *number = 0;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      *number = *number * 10 + static_cast<std::size_t>(Take() - '0');
      any = true;
    }
    return any;
  }

  bool ParseRepeat(Atom* atom) {
    if (Eat('*')) {
      atom->least = 0;
      atom->most = SIZE_MAX;
    } else if (Eat('+')) {
      atom->most = SIZE_MAX;
    } else if (Eat('?')) {
      atom->least = 0;
    } else if (Eat('{')) {
      if (!ParseNumber(&atom->least)) return false;
      atom->most = atom->least;
      if (Eat(',') && !ParseNumber(&atom->most)) atom->most = SIZE_MAX;
      if (!Eat('}')) return false;
    }
    return atom->alternatives.empty() || (atom->least == 1 && atom->most == 1);
  }

  std::string_view rest_;
};

// The places of `text` at which the atoms so far can end: a step for each atom and place, so no backtracking.
bool Run(const std::vector<Atom>& atoms, std::string_view text) {
  std::vector<bool> ends(text.size() + 1);
  ends[0] = true;
  for (const Atom& atom : atoms) {
    std::vector<bool> next(text.size() + 1);
    for (std::size_t at = 0; at <= text.size(); ++at) {
      if (!ends[at]) continue;
      for (const std::string_view literal : atom.alternatives) {
        if (text.substr(at).starts_with(literal)) next[at + literal.size()] = true;
      }
      if (!atom.alternatives.empty()) continue;
      std::size_t count = 0;
      for (std::size_t i = at;; ++i, ++count) {
        if (count >= atom.least) {
          // Everything further on was marked from an earlier place already.
          if (next[i] && count > atom.least && atom.most == SIZE_MAX) break;
          next[i] = true;
        }
        if (count == atom.most || i == text.size() || !atom.set.test(static_cast<unsigned char>(text[i]))) break;
      }
    }
    ends = std::move(next);
  }
  return ends[text.size()];
}

}  // namespace

bool MatchesWhole(std::string_view pattern, std::string_view text) {
  const auto atoms = Parser(pattern).Parse();
  return atoms && Run(*atoms, text);
}

}  // namespace macie_local::wire
