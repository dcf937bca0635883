#include "detect/finder.h"

#include <algorithm>

#include "detect/checks.h"
#include "detect/matchers.h"

namespace macie_local::detect {
namespace {

using table::Matcher;

constexpr std::uint32_t kNone = UINT32_MAX;
constexpr std::int64_t kLongestBehind = 64;  // a value begins at most this far before the chain that leads to it

// How far a value may reach beyond its first chain: groups of letters and the month of a date before it, further groups
// and a second coordinate behind it.
constexpr std::int64_t kGrowthBefore = 16;
constexpr std::int64_t kGrowthBehind = 24;
static_assert(table::kPrefixBytesMax <= kGrowthBefore && table::kGrowthBytesMax <= kGrowthBehind);

std::uint64_t LowBits(int count) {
  return count > 63 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

// The key of a layout, row 0 if there is none.
template <class Keys, class Slots>
const table::KeyRow& Find(const Keys& keys, const Slots& slots, std::uint64_t digits, std::uint64_t joiners,
                          std::uint64_t digits_factor, std::uint64_t joiners_factor, unsigned slot_bits) {
  const table::KeyRow& key = keys[slots[(digits * digits_factor ^ joiners * joiners_factor) >> (64 - slot_bits)]];
  return key.digits == digits && key.joiners == joiners ? key : keys[0];
}
const table::KeyRow& FindChain(std::uint64_t digits, std::uint64_t joiners) {
  return Find(table::kChainKeys, table::kChainSlots, digits, joiners, table::kChainDigitsFactor,
              table::kChainJoinersFactor, table::kChainSlotBits);
}
const table::KeyRow& FindSpaced(std::uint64_t digits, std::uint64_t joiners) {
  return Find(table::kSpacedKeys, table::kSpacedSlots, digits, joiners, table::kSpacedDigitsFactor,
              table::kSpacedJoinersFactor, table::kSpacedSlotBits);
}

bool IsOf(char kind, Byte c, bool ignore_case) {
  const bool letter = ignore_case ? IsLetter(c) : IsUpper(c);
  if (kind == '9') return IsDigit(c);
  if (kind == 'A') return letter;
  if (kind == 'X') return letter || IsDigit(c);
  return c == static_cast<Byte>(kind);
}

}  // namespace

Finder::Finder(const Kernel& kernel, const Mask& wanted, std::vector<NearMiss>* near_misses)
    : kernel_(kernel), wanted_(wanted), near_misses_(near_misses) {
  PrepareTables();
  if (near_misses_ != nullptr) LookWithoutKeywords();
}

void Finder::PrepareTables() {
  const auto kinds = [&](const table::KeyRow& key) {
    return static_cast<std::uint8_t>(
        (wanted_.Meets(key.keyword) ? kWholeKeyword : 0) | (wanted_.Meets(key.open) ? kWholeOpen : 0) |
        (wanted_.Meets(key.next_keyword) ? kNextKeyword : 0) | (wanted_.Meets(key.next_open) ? kNextOpen : 0));
  };
  for (std::size_t at = 0; at < table::kChainKeys.size(); ++at) {
    sift_.digits[at] = table::kChainKeys[at].digits;
    sift_.joiners[at] = table::kChainKeys[at].joiners;
    sift_.kinds[at] = kinds(table::kChainKeys[at]);
    may_be_[at] = table::kChainKeys[at].keyword;
    may_be_[at].Join(table::kChainKeys[at].next_keyword);
  }
  for (std::size_t size = 0; size < table::kWildKeys.size(); ++size) sift_.wild[size] = kinds(table::kWildKeys[size]);
  identifiers_of_matchers_.fill(kNone);
  for (std::uint32_t at = 0; at < table::kRules.size(); ++at) {
    if (wanted_.Has(at)) identifiers_of_matchers_[static_cast<std::size_t>(table::kRules[at].matcher)] = at;
  }
}

// What needs a keyword is looked at as what needs none.
void Finder::LookWithoutKeywords() {
  const auto open = [](std::uint8_t kinds) {
    return static_cast<std::uint8_t>(((kinds & kWholeKeyword) != 0 ? kWholeOpen : 0) |
                                     ((kinds & kNextKeyword) != 0 ? kNextOpen : 0) | kinds);
  };
  for (std::uint8_t& kinds : sift_.kinds) kinds = open(kinds);
  for (std::uint8_t& kinds : sift_.wild) kinds = open(kinds);
}

void Finder::Begin(units::Shape shape, const units::Contexts& contexts) {
  shape_ = shape;
  contexts_.Begin(contexts);
}

void Finder::Search(const units::Batch& batch, std::int64_t from, std::int64_t until, std::vector<Found>* found) {
  if (batch.units.empty()) return;
  batch_ = &batch;
  found_ = found;
  unit_ = 0;
  view_ = View(batch.text, batch.units[0].begin, batch.units[0].end);
  cookie_end_ = 0;
  const std::int64_t first = std::max<std::int64_t>(from - kLongestBehind, 0);
  const std::int64_t last = std::min(until + kLongestBehind, static_cast<std::int64_t>(batch.text.size()));
  for (std::int64_t block = first; block < last; block += kBlockBytes) {
    base_ = block - kMarginBytes;
    int known = 0;
    if (block != first) {
      // The margins of this block and the one before are the same bytes.
      known = 2 * kMarginWords;
      for (Bits* bits :
           {&words_.digit, &words_.upper, &words_.lower, &words_.underscore, &words_.hyphen, &words_.dot, &words_.edge,
            &words_.space, &words_.plus, &words_.high, &words_.lead, &words_.second, &words_.trigger}) {
        std::copy_n(bits->begin() + kBlockBytes / 64, known, bits->begin());
      }
    }
    kernel_.classify(batch.text.data(), base_, static_cast<std::int64_t>(batch.text.size()), known, &words_);
    kernel_.derive(&words_);
    window_.Begin(kernel_, batch.text, base_, words_);
    SearchBlock(block, std::min(block + kBlockBytes, last));
  }
}

void Finder::SearchBlock(std::int64_t from, std::int64_t until) {
  const int first_word = kMarginWords;
  const int last_word = kMarginWords + static_cast<int>((until - from + 63) / 64);
  SearchChains(first_word, last_word);
  SearchTriggers(first_word, last_word);
}

void Finder::SearchChains(int first_word, int last_word) {
  for (int word = first_word; word < last_word; word += kSiftWords) {
    const int count = kernel_.sift(words_, sift_, word, std::min(word + kSiftWords, last_word), survivors_.data());
    for (int n = 0; n < count; ++n) {
      const Survivor& survivor = survivors_[static_cast<unsigned>(n)];
      if (!Enter(base_ + survivor.begin) || (survivor.needs_keyword && IsHopeless(survivor))) continue;
      Look(survivor);
    }
  }
}

void Finder::SearchTriggers(int first_word, int last_word) {
  for (int word = first_word; word < last_word; ++word) {
    for (std::uint64_t bits = words_.trigger[static_cast<unsigned>(word)]; bits != 0; bits &= bits - 1) {
      const std::int64_t at = base_ + word * 64 + __builtin_ctzll(bits);
      if (Enter(at)) Trigger(at);
    }
  }
  if (identifiers_of_matchers_[static_cast<std::size_t>(Matcher::kExact40)] == kNone) return;
  for (int word = first_word; word < last_word; ++word) {
    for (std::uint64_t bits = words_.run40[static_cast<unsigned>(word)]; bits != 0; bits &= bits - 1) {
      const std::int64_t at = base_ + word * 64 + __builtin_ctzll(bits);
      if (Enter(at)) Offer(Matcher::kExact40, MatchExact40(view_, at));
    }
  }
}

bool Finder::Enter(std::int64_t at) {
  if (at >= view_.begin() && at < view_.end()) return true;
  const auto& units = batch_->units;
  while (unit_ > 0 && units[unit_].begin > at) --unit_;
  while (unit_ + 1 < units.size() && units[unit_].end <= at) ++unit_;
  view_ = View(batch_->text, units[unit_].begin, units[unit_].end);
  return at >= view_.begin() && at < view_.end();
}

Mask Finder::KeywordsOf(Range value) {
  if (shape_ == units::Shape::kFree) return window_.Near(view_, value);
  Mask mask = contexts_.At(batch_->units[unit_].context);
  if (view_.begin() == value.begin && view_.end() == value.end) return mask;
  // A unit that is cut over several batches is longer than this, so what is seen of it does not depend on the cut.
  Range range{view_.begin(), view_.end()};
  if (range.end - range.begin > kReachBytes) {
    range.begin = std::max(range.begin, value.begin - kReachBytes);
    range.end = std::min(range.end, value.end + kReachBytes);
  }
  mask.Join(window_.Within(view_, range));
  return mask;
}

// Most cells are all of their text, and no keyword is in their column's name.
bool Finder::IsHopeless(const Survivor& survivor) {
  if (shape_ == units::Shape::kFree) return false;
  const bool all = view_.begin() == base_ + survivor.begin && view_.end() == base_ + survivor.end;
  return all && !contexts_.HasAny(batch_->units[unit_].context);
}

// The identifiers that a chain may lead to when a keyword is near.
Mask Finder::MayBe(const Survivor& survivor) const {
  Mask mask = may_be_[survivor.key];
  const int size = survivor.end - survivor.begin;
  mask.Join(table::kWildKeys[static_cast<unsigned>(size)].keyword);
  return mask;
}

void Finder::Look(const Survivor& survivor) {
  const std::int64_t begin = base_ + survivor.begin;
  const std::int64_t end = base_ + survivor.end;
  if (survivor.needs_keyword) {
    // As wide as any value of this chain may be.
    const Range widest{begin - kGrowthBefore, end + kGrowthBehind};
    const Range value = shape_ == units::Shape::kFree ? widest : Range{begin, end};
    if (!KeywordsOf(value).Meets(MayBe(survivor))) return;
  }
  LookBehindEdge(survivor, begin, end);
  if (end - begin > kChainBytesMax) return;
  const std::uint64_t all = LowBits(static_cast<int>(end - begin));
  const Chain whole{begin, end, Extract(words_.digit, survivor.begin) & all,
                    ~Extract(words_.word, survivor.begin) & all, false};
  const Chain chain = CutLabels(whole, survivor.first_digit - survivor.begin);
  if (chain.cut) Try(FindChain(whole.digits | std::uint64_t{1} << whole.size(), whole.joiners), whole);
  if ((chain.digits & 15) == 12) {
    if (const auto iban = MatchIban(view_, chain.begin, chain.size())) {
      if (HoldsIban(view_, iban->range)) {
        Add(iban->identifier, iban->range);
      } else if (near_misses_ != nullptr) {
        ExplainOpen(iban->identifier, iban->range, Reason::kCheck);
      }
    }
  }
  LookUp(chain);
}

bool Finder::IsNumber(std::int64_t begin, std::int64_t end) const {
  for (std::int64_t at = begin; at < end; ++at) {
    if (!IsDigit(view_[at])) return false;
  }
  return true;
}

// A chain behind "+", "(", ";" or "%" may be part of something longer.
void Finder::LookBehindEdge(const Survivor& survivor, std::int64_t begin, std::int64_t end) {
  if (!Has(words_.edge, survivor.begin - 1)) return;
  switch (view_[begin - 1]) {
    case '+':
      if (const auto phone = MatchInternational(view_, begin - 1)) {
        Add(phone->identifier, phone->range);
      } else {
        Offer(Matcher::kDeviceIdentifier, MatchHealthLabel(view_, begin - 1));
      }
      break;
    case '(':
      if (end - begin > 5 || view_[end] != ')' || !IsNumber(begin, end)) break;
      for (const table::CallingRow& calling : table::kCallingCodes) {
        const auto range = MatchAreaCode(calling.code, view_, begin - 1, end);
        if (range) Accept(calling.identifier, *range);
      }
      break;
    default:
      Offer(Matcher::kMagneticStripe, MatchMagneticStripe(view_, begin - 1));
  }
}

// "SSN-123-45-6789": words of letters before the first digit, each with a hyphen behind it, are no part of the number.
Finder::Chain Finder::CutLabels(Chain chain, int first_digit) const {
  constexpr int kLabelBytesMin = 3;
  while (chain.joiners != 0) {
    const int label = __builtin_ctzll(chain.joiners);
    if (label < kLabelBytesMin || label >= first_digit) break;
    bool letters = true;
    for (int n = 0; n < label; ++n) letters = letters && IsLetter(view_[chain.begin + n]);
    if (!letters) break;
    chain.begin += label + 1;
    chain.digits >>= label + 1;
    chain.joiners >>= label + 1;
    first_digit -= label + 1;
    chain.cut = true;
  }
  return chain;
}

void Finder::LookUp(const Chain& chain) {
  const int size = chain.size();
  const table::KeyRow& key = FindChain(chain.digits | std::uint64_t{1} << size, chain.joiners);
  Try(key, chain);
  const bool mixed = chain.joiners == 0 && chain.digits != LowBits(size);
  if (mixed) Try(table::kWildKeys[static_cast<unsigned>(size)], chain);
  if (key.continues) LookUpSpaced(chain);
  if (size == 4 && chain.digits == LowBits(4) && !chain.cut) {
    Offer(Matcher::kMonthDayYear, MatchMonthDayYear(view_, chain.begin));
  }
}

void Finder::LookUpSpaced(Chain chain) {
  constexpr int kGroupsMax = 8;
  constexpr int kGroupBytesMax = 30;
  for (int group = 0; group < kGroupsMax; ++group) {
    if (view_[chain.end] != ' ' || !IsWord(view_[chain.end + 1])) return;
    const std::int64_t next = chain.end + 1;
    const std::uint64_t gap = ~Part(words_.chain, next);
    const int before = chain.size() + 1;
    const int size = gap == 0 ? 64 : __builtin_ctzll(gap);
    if (size > kGroupBytesMax || before + size > kChainBytesMax) return;
    chain.digits |= (Part(words_.digit, next) & LowBits(size)) << before;
    chain.joiners |= std::uint64_t{1} << (before - 1) | (~Part(words_.word, next) & LowBits(size)) << before;
    chain.end = next + size;
    const std::uint64_t end_bit = std::uint64_t{1} << chain.size();
    const table::KeyRow& exact = FindSpaced(chain.digits | end_bit, chain.joiners);
    const table::KeyRow& loose = FindSpaced(end_bit * 2 - 1, chain.joiners);
    Try(exact, chain);
    Try(loose, chain);
    if (!exact.continues && !loose.continues) return;
  }
}

void Finder::Try(const table::KeyRow& key, const Chain& chain) {
  if (key.patterns == 0) return;
  if (near_misses_ != nullptr) return ExplainKey(key, chain);
  const bool open = wanted_.Meets(key.open);
  if (!open && !wanted_.Meets(key.keyword)) return;
  Mask keywords;
  if (wanted_.Meets(key.keyword)) keywords = KeywordsOf({chain.begin, chain.end});
  for (unsigned n = key.first; n < static_cast<unsigned>(key.first + key.patterns); ++n) {
    TryPattern(table::kPatterns[table::kPatternLists[n]], chain, keywords);
  }
}

void Finder::TryPattern(const table::PatternRow& pattern, const Chain& chain, const Mask& keywords) {
  const table::Rule& rule = table::kRules[pattern.identifier];
  if (!wanted_.Has(pattern.identifier)) return;
  // A prefix, or a sign, brings the value nearer to a keyword before it, so its own window decides, below.
  const bool fixed = pattern.prefix_size == 0 && !MovesEnds(rule.check);
  if (rule.needs_keyword && fixed && !keywords.Has(pattern.identifier)) return;
  Range range;
  if (!Fits(pattern, chain, &range)) return;
  if (rule.isolated && !IsAlone(range)) return;
  if (!Holds(rule.check, view_, &range)) return;
  if (rule.needs_keyword && fixed) return Add(pattern.identifier, range);
  Accept(pattern.identifier, range);
}

bool Finder::Fits(const table::PatternRow& pattern, const Chain& chain, Range* range) const {
  if (chain.size() != pattern.size) return false;
  if ((chain.digits & pattern.digits) != pattern.digits || (chain.digits & pattern.letters) != 0) return false;
  const bool ignore_case = table::kRules[pattern.identifier].ignore_case;
  const auto* text = reinterpret_cast<const char*>(table::kTexts.data()) + pattern.text;
  *range = {chain.begin, chain.end};
  if (pattern.prefix_size != 0) {
    if (chain.cut || view_[chain.begin - 1] != ' ') return false;
    range->begin = chain.begin - 1 - pattern.prefix_size;
    for (int n = 0; n < pattern.prefix_size; ++n) {
      if (!IsOf(text[n], view_[range->begin + n], ignore_case)) return false;
    }
    const Byte before = view_[range->begin - 1];
    if (IsWord(before) || (before == '-' && IsWord(view_[range->begin - 2]))) return false;
  }
  for (int n = 0; n < pattern.size; ++n) {
    if (!IsOf(text[pattern.prefix_size + n], view_[chain.begin + n], ignore_case)) return false;
  }
  return true;
}

// No group of digits stands beside it, but what is a month and a year behind a card is another value.
bool Finder::IsAlone(Range range) const {
  constexpr std::int64_t kGroupBytesMax = 40;
  if (view_[range.begin - 1] == ' ' && IsDigit(view_[range.begin - 2])) return false;
  if (view_[range.end] != ' ' || !IsDigit(view_[range.end + 1])) return true;
  std::int64_t at = range.end + 1;
  while (at - range.end < kGroupBytesMax && IsDigit(view_[at])) ++at;
  return view_[at] == '/';
}

void Finder::Trigger(std::int64_t at) {
  switch (view_[at]) {
    case '-':
      for (const Matcher kind : {Matcher::kOpensshKey, Matcher::kPgpKey, Matcher::kPkcsKey}) {
        Offer(kind, MatchPrivateKey(kind, view_, at));
      }
      return;
    case 'e':
      return Offer(Matcher::kJsonWebToken, MatchJsonWebToken(view_, at));
    case 'A':
      return Offer(Matcher::kGoogleKey, MatchGoogleKey(view_, at));
    case '=':
      return Offer(Matcher::kDeviceIdentifier, MatchBloodLabel(view_, at));
    case 'k':
      return Offer(Matcher::kStripeKey, MatchStripeKey(view_, at));
    case 'T':
      return Offer(Matcher::kPuttyKey, MatchPuttyKey(view_, at));
    case 'o':
    case 'O':
      return Offer(Matcher::kBasicAuthorization, MatchBasicAuthorization(view_, at));
    case 'i':
    case 'I': {
      // One that begins in another would overlap it, and its line need not be looked at again.
      if (at < cookie_end_) return;
      const auto cookie = MatchCookie(view_, at);
      if (cookie) cookie_end_ = cookie->end;
      return Offer(Matcher::kCookie, cookie);
    }
    default:
      return;
  }
}

void Finder::Offer(Matcher matcher, const std::optional<Range>& range) {
  const std::uint32_t identifier = identifiers_of_matchers_[static_cast<std::size_t>(matcher)];
  if (range && identifier != kNone) Accept(identifier, *range);
}

void Finder::Accept(std::uint32_t identifier, Range range) {
  const table::Rule& rule = table::kRules[identifier];
  if (near_misses_ != nullptr) return Explain(identifier, range, {});
  if (!wanted_.Has(identifier)) return;
  if (rule.absent != identifier && KeywordsOf(range).Has(rule.absent)) return;
  if (rule.needs_keyword && !KeywordsOf(range).Has(identifier)) return;
  Add(identifier, range);
}

void Finder::Add(std::uint32_t identifier, Range range) {
  if (near_misses_ != nullptr) return ExplainOpen(identifier, range, {});
  if (!wanted_.Has(identifier) || IsExcluded(identifier, range)) return;
  found_->push_back({range.begin, range.end, identifier, static_cast<std::uint32_t>(unit_)});
}

void Finder::ExplainKey(const table::KeyRow& key, const Chain& chain) {
  for (unsigned n = key.first; n < static_cast<unsigned>(key.first + key.patterns); ++n) {
    const table::PatternRow& pattern = table::kPatterns[table::kPatternLists[n]];
    const table::Rule& rule = table::kRules[pattern.identifier];
    Range range;
    if (!wanted_.Has(pattern.identifier) || !Fits(pattern, chain, &range)) continue;
    Reasons reasons;
    if (rule.isolated && !IsAlone(range)) reasons.Include(Reason::kNeighbour);
    Range moved = range;
    if (Holds(rule.check, view_, &moved)) {
      range = moved;
    } else {
      reasons.Include(Reason::kCheck);
    }
    Explain(pattern.identifier, range, reasons);
  }
}

void Finder::Explain(std::uint32_t identifier, Range range, Reasons reasons) {
  const table::Rule& rule = table::kRules[identifier];
  const Mask keywords = KeywordsOf(range);
  if (rule.absent != identifier && keywords.Has(rule.absent)) reasons.Include(Reason::kOtherKeyword);
  if (rule.needs_keyword && !keywords.Has(identifier)) reasons.Include(Reason::kNoKeyword);
  ExplainOpen(identifier, range, reasons);
}

void Finder::ExplainOpen(std::uint32_t identifier, Range range, Reasons reasons) {
  if (IsExcluded(identifier, range)) reasons.Include(Reason::kExample);
  if (wanted_.Has(identifier) && reasons.Any()) {
    near_misses_->push_back({range.begin, range.end, identifier, static_cast<std::uint32_t>(unit_), reasons});
  }
}

// Among the excluded values, which are written without spaces, hyphens and dots.
bool Finder::IsExcluded(std::uint32_t identifier, Range range) const {
  const table::Rule& rule = table::kRules[identifier];
  if (rule.excluded == 0) return false;
  std::array<char, 64> bare{};
  std::size_t size = 0;
  for (std::int64_t at = range.begin; at < range.end && size < bare.size(); ++at) {
    const Byte c = view_[at];
    if (c != ' ' && c != '-' && c != '.') bare[size++] = static_cast<char>(c);
  }
  const std::string_view value(bare.data(), size);
  const auto* texts = reinterpret_cast<const char*>(table::kTexts.data());
  const auto rows = std::span(table::kExcluded).subspan(rule.first_excluded, rule.excluded);
  const auto row = std::lower_bound(rows.begin(), rows.end(), value, [&](const table::TextRow& a, std::string_view b) {
    return std::string_view(texts + a.begin, a.size) < b;
  });
  return row != rows.end() && std::string_view(texts + row->begin, row->size) == value;
}

}  // namespace macie_local::detect
