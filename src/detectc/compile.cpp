#include <algorithm>
#include <map>
#include <utility>

#include "detectc/compiled.h"
#include "detectc/vocabulary.h"

namespace macie_local::detectc {
namespace {

using Keys = std::map<Layout, Key>;

std::size_t OpenPlaces(const std::string& form) {
  return static_cast<std::size_t>(std::count(form.begin(), form.end(), 'X'));
}

// Splits off the groups before the first that has a digit.
Pattern MakePattern(std::size_t identifier, const std::string& flat) {
  std::size_t begin = 0;
  for (;;) {
    const std::size_t end = flat.find(' ', begin);
    if (flat.substr(begin, end == std::string::npos ? end : end - begin).find_first_of("9X") != std::string::npos)
      break;
    begin = end + 1;
  }
  return {.identifier = identifier, .prefix = flat.substr(0, begin == 0 ? 0 : begin - 1), .form = flat.substr(begin)};
}

// Of a form with many open places only the length and the separators are looked up: no other layout has a digit at a
// separator.
std::vector<Layout> KeysOf(const std::string& form) {
  if (OpenPlaces(form) <= kOpenPlacesMax) return LayoutsOf(form);
  std::string digits = form;
  std::replace(digits.begin(), digits.end(), 'X', '9');
  Layout layout = LayoutsOf(digits).front();
  layout.digits = (std::uint64_t{2} << layout.size) - 1;
  return {layout};
}

Key& KeyAt(Keys* keys, const Layout& layout) {
  Key& key = (*keys)[layout];
  key.layout = layout;
  return key;
}

bool NeedsKeyword(const Entry& entry) {
  return entry.rule == KeywordRule::kRequired;
}

class Compiler {
 public:
  explicit Compiler(Compiled* out) : out_(*out) {}

  void Add(std::size_t identifier, const std::string& flat) {
    out_.patterns.push_back(MakePattern(identifier, flat));
    const Pattern& pattern = out_.patterns.back();
    const std::string& form = pattern.form;
    if (!pattern.prefix.empty()) {
      out_.prefix_bytes_max = std::max(out_.prefix_bytes_max, pattern.prefix.size() + 1);
    }
    if (form.find(' ') != std::string::npos) {
      for (const Layout& layout : KeysOf(form)) AddWhole(&KeyAt(&spaced_, layout));
      AddBeginnings(identifier, form);
    } else if (OpenPlaces(form) > kOpenPlacesMax) {
      Key& key = out_.wild[form.size()];
      key.layout.size = form.size();
      AddWhole(&key);
    } else {
      for (const Layout& layout : LayoutsOf(form)) AddWhole(&KeyAt(&chains_, layout));
    }
  }

  void AddWhole(Key* key) {
    const std::size_t identifier = out_.patterns.back().identifier;
    key->patterns.push_back(out_.patterns.size() - 1);
    Include(NeedsKeyword(out_.entries[identifier]) ? &key->keyword : &key->open, identifier);
  }

  void AddBeginnings(std::size_t identifier, const std::string& form) {
    const bool keyword = NeedsKeyword(out_.entries[identifier]);
    const std::size_t first = form.find(' ');
    out_.growth_bytes_max = std::max(out_.growth_bytes_max, form.size() - first);
    for (std::size_t end = first; end != std::string::npos; end = form.find(' ', end + 1)) {
      for (const Layout& layout : KeysOf(form.substr(0, end))) {
        Key& key = KeyAt(end == first ? &chains_ : &spaced_, layout);
        key.continues = true;
        Include(keyword ? &key.next_keyword : &key.next_open, identifier);
      }
    }
  }

  // A value that a matcher finds from a form: the form is looked up, though no pattern has it.
  void AddTrigger(std::size_t identifier, const std::string& form) {
    for (const Layout& layout : LayoutsOf(form)) Include(&KeyAt(&chains_, layout).keyword, identifier);
  }

  const Keys& chains() const { return chains_; }
  const Keys& spaced() const { return spaced_; }

 private:
  Compiled& out_;
  Keys chains_;
  Keys spaced_;
};

constexpr int kAttemptsMax = 1'000'000;

// xorshift: any odd numbers will do, and the same ones in each build.
std::uint64_t NextFactor(std::uint64_t* state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state | 1;
}

KeyTable MakeTable(const Keys& keys, unsigned slot_bits) {
  KeyTable table;
  table.slot_bits = slot_bits;
  for (const auto& [layout, key] : keys) table.keys.push_back(key);
  std::uint64_t state = 88172645463325252u;
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    table.digits_factor = NextFactor(&state);
    table.joiners_factor = NextFactor(&state);
    table.slots.assign(std::size_t{1} << slot_bits, 0);
    const bool apart =
        std::all_of(table.keys.begin(), table.keys.end(), [&, at = std::size_t{0}](const Key& key) mutable {
          const std::uint64_t hash =
              key.layout.digits * table.digits_factor ^ key.layout.joiners * table.joiners_factor;
          std::size_t& slot = table.slots[hash >> (64 - slot_bits)];
          return std::exchange(slot, ++at) == 0;
        });
    if (apart) return table;
  }
  throw TableError("the table: " + std::to_string(table.keys.size()) + " layouts have no hash without collisions in " +
                   std::to_string(table.slots.size()) + " slots; give them more bits in compile.cpp");
}

constexpr unsigned kChainSlotBits = 12;
constexpr unsigned kSpacedSlotBits = 12;

}  // namespace

Compiled Compile(std::vector<Entry> entries) {
  Compiled compiled;
  compiled.entries = std::move(entries);
  Compiler compiler(&compiled);
  for (std::size_t at = 0; at < compiled.entries.size(); ++at) {
    const Entry entry = compiled.entries[at];
    for (const std::string& shape : entry.shapes) {
      for (const std::string& flat : Flatten(entry.id, shape)) compiler.Add(at, flat);
    }
    if (kMatchers[entry.matcher] == "monthDayYear") compiler.AddTrigger(at, "9999");
  }
  compiled.chains = MakeTable(compiler.chains(), kChainSlotBits);
  compiled.spaced = MakeTable(compiler.spaced(), kSpacedSlotBits);
  return compiled;
}

}  // namespace macie_local::detectc
