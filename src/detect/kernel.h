// The first stage, written once and compiled for each set of instructions. `Isa` is a type of an unnamed namespace, so
// that nothing compiled here is shared with a file of other instructions; for the same reason nothing of std is called.
#pragma once

#include <cstdint>

#include "detect/text.h"
#include "detect/words.h"

namespace macie_local::detect {

// The literals that a matcher waits for, three bytes of each: "--B", "eyJ", "AIz", "k_l", "k_t", "TTY", "on:" and
// "ie:". A byte may be one of a literal when the entries of its two halves share the literal's bit.
struct TriggerTable {
  Byte halves[3][2][16] = {};

  constexpr TriggerTable() {
    const char* const literals[8][3] = {{"-", "-", "B"},
                                        {"e", "y", "J"},
                                        {"A", "I", "z"},
                                        {"k", "_", "lt"},
                                        {"=", "/", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
                                        {"T", "T", "Y"},
                                        {"oO", "nN", ":"},
                                        {"iI", "eE", ":"}};
    for (unsigned literal = 0; literal < 8; ++literal) {
      for (unsigned place = 0; place < 3; ++place) {
        for (const char* c = literals[literal][place]; *c != '\0'; ++c) {
          const auto byte = static_cast<Byte>(*c);
          halves[place][0][byte % 16] = static_cast<Byte>(halves[place][0][byte % 16] | 1u << literal);
          halves[place][1][byte / 16] = static_cast<Byte>(halves[place][1][byte / 16] | 1u << literal);
        }
      }
    }
  }
};
inline constexpr TriggerTable kTriggers;

constexpr bool MayTrigger(const Byte* at) {
  Byte shared = 0xff;
  for (unsigned place = 0; place < 3; ++place) {
    shared = static_cast<Byte>(shared & kTriggers.halves[place][0][at[place] % 16] &
                               kTriggers.halves[place][1][at[place] / 16]);
  }
  return shared != 0;
}

inline constexpr int kWordReadBytes = 66;  // what Isa::Classify may read

template <class Isa>
struct KernelOf {
  static void Classify(const char* text, std::int64_t base, std::int64_t size, int from, Words* words) {
    std::uint64_t high = 0;
    for (int word = 0; word < from; ++word) high |= words->high[static_cast<unsigned>(word)];
    for (int word = from; word < kBlockWords; ++word) {
      const std::int64_t at = base + word * 64;
      if (at >= 0 && at + kWordReadBytes <= size) {
        Isa::Classify(reinterpret_cast<const Byte*>(text) + at, static_cast<unsigned>(word), words);
      } else {
        Byte padded[128] = {};
        const std::int64_t first = at < 0 ? 0 : at;
        const std::int64_t last = at + kWordReadBytes < size ? at + kWordReadBytes : size;
        if (first >= last) {
          // Most of the block of a short text.
          Clear(static_cast<unsigned>(word), words);
          continue;
        }
        __builtin_memcpy(padded + (first - at), text + first, static_cast<unsigned long>(last - first));
        Isa::Classify(padded, static_cast<unsigned>(word), words);
      }
      high |= words->high[static_cast<unsigned>(word)];
    }
    words->any_high = high != 0;
  }

  static void Clear(unsigned word, Words* w) {
    for (Bits* bits : {&w->digit, &w->upper, &w->lower, &w->underscore, &w->hyphen, &w->dot, &w->edge, &w->space,
                       &w->plus, &w->high, &w->lead, &w->second, &w->trigger}) {
      (*bits)[word] = 0;
    }
  }

  static void Derive(Words* words) {
    DeriveChains(words);
    DeriveKeywords(words);
    DeriveRuns(words);
  }

  // What a bit of the word before was, at the lowest place.
  static std::uint64_t After(std::uint64_t bits, std::uint64_t before) { return bits << 1 | before >> 63; }
  static std::uint64_t Before(std::uint64_t bits, std::uint64_t next) { return bits >> 1 | next << 63; }

  static void DeriveChains(Words* out) {
    Words& w = *out;
    std::uint64_t word = w.upper[0] | w.lower[0] | w.digit[0] | w.underscore[0];
    std::uint64_t last_word = 0;
    std::uint64_t last_digit = 0;
    std::uint64_t last_chain = 0;
    std::uint64_t last_edge = 0;
    std::uint64_t last_pair = 0;
    unsigned long carry = 0;
    for (unsigned n = 0; n < kBlockWords; ++n) {
      const std::uint64_t digit = w.digit[n];
      const std::uint64_t next_word = w.upper[n + 1] | w.lower[n + 1] | w.digit[n + 1] | w.underscore[n + 1];
      const std::uint64_t joiner = (w.hyphen[n] & After(word, last_word) & Before(word, next_word)) |
                                   (w.dot[n] & After(digit, last_digit) & Before(digit, w.digit[n + 1]));
      const std::uint64_t chain = word | joiner;
      const std::uint64_t start = chain & ~After(chain, last_chain);
      // Adding the starts to what is no digit carries each over to the first digit of its chain.
      const std::uint64_t first = Isa::AddWithCarry(chain & ~digit, start, &carry) & digit;
      // Of chains of one or two characters only those matter that a space follows or an edge precedes.
      const std::uint64_t next_chain = next_word | w.hyphen[n + 1] | w.dot[n + 1];
      const std::uint64_t chain1 = Before(chain, next_chain);
      const std::uint64_t chain2 = chain >> 2 | next_chain << 62;
      const std::uint64_t space1 = Before(w.space[n], w.space[n + 1]);
      const std::uint64_t space2 = w.space[n] >> 2 | w.space[n + 1] << 62;
      const std::uint64_t edge = After(w.edge[n], last_edge);
      const std::uint64_t single = start & ~chain1 & ~space1 & ~edge;
      const std::uint64_t pair = start & chain1 & ~chain2 & ~space2 & ~edge & digit & Before(digit, w.digit[n + 1]);
      w.word[n] = word;
      w.chain[n] = chain;
      w.first_digit[n] = first & ~(single | pair | After(pair, last_pair));
      last_edge = w.edge[n];
      last_pair = pair;
      last_word = word;
      last_digit = digit;
      last_chain = chain;
      word = next_word;
    }
  }

  static void DeriveKeywords(Words* out) {
    Words& w = *out;
    std::uint64_t last_kept = 0;
    std::uint64_t last_lower = 0;
    std::uint64_t last_lead = 0;
    for (unsigned n = 0; n < kBlockWords; ++n) {
      const std::uint64_t letter2 = w.lead[n] | (After(w.lead[n], last_lead) & w.second[n]);
      const std::uint64_t kept = w.upper[n] | w.lower[n] | w.digit[n] | letter2;
      const std::uint64_t hump = w.upper[n] & After(w.lower[n], last_lower);
      w.keyword_start[n] = ((kept & ~After(kept, last_kept)) | hump) & ~w.digit[n];
      w.keyword_end[n] = ~kept | hump;
      last_kept = kept;
      last_lower = w.lower[n];
      last_lead = w.lead[n];
    }
  }

  // From behind: that a run of at least 40 begins, by doubling; then that it has no more, and that none came before.
  static void DeriveRuns(Words* out) {
    Words& w = *out;
    std::uint64_t next = 0, next1 = 0, next2 = 0, next4 = 0, next8 = 0;
    for (unsigned n = kBlockWords; n-- > 0;) {
      const std::uint64_t run = (w.word[n] & ~w.underscore[n]) | w.plus[n];
      const std::uint64_t run2 = run & (run >> 1 | next << 63);
      const std::uint64_t run4 = run2 & (run2 >> 2 | next1 << 62);
      const std::uint64_t run8 = run4 & (run4 >> 4 | next2 << 60);
      const std::uint64_t run16 = run8 & (run8 >> 8 | next4 << 56);
      const std::uint64_t run32 = run16 & (run16 >> 16 | next8 << 48);
      const std::uint64_t run40 = run32 & (run8 >> 32 | next4 << 32);
      const std::uint64_t before = n == 0 ? 0 : (w.word[n - 1] & ~w.underscore[n - 1]) | w.plus[n - 1];
      w.run40[n] = run40 & ~(run >> 40 | next << 24) & ~After(run, before);
      next = run;
      next1 = run2;
      next2 = run4;
      next4 = run8;
      next8 = run16;
    }
  }

  static int Sift(const Words& words, const SiftTable& table, int from, int until, Survivor* out) {
    int count = 0;
    for (int word = from; word < until; ++word) {
      for (std::uint64_t bits = words.first_digit[static_cast<unsigned>(word)]; bits != 0; bits &= bits - 1) {
        count += SiftOne(words, table, word * 64 + Isa::CountLow(bits), out + count);
      }
    }
    return count;
  }

  static unsigned Bit(bool holds) { return holds ? 1 : 0; }

  // Writes `out` in any case, and returns 1 when it is one: a branch here would often be guessed wrong.
  static int SiftOne(const Words& w, const SiftTable& table, int first_digit, Survivor* out) {
    const int before = Isa::CountHigh(~Extract(w.chain, first_digit - 64));
    const int size = before + Isa::CountLow(~Extract(w.chain, first_digit));
    const int begin = first_digit - before;
    const int kept = size < kChainBytesMax + 1 ? size : kChainBytesMax + 1;
    const std::uint64_t all = Isa::LowBits(kept);
    const std::uint64_t digits = Extract(w.digit, begin) & all;
    const std::uint64_t joiners = ~Extract(w.word, begin) & all;
    const std::uint64_t marked = digits | std::uint64_t{1} << kept;
    unsigned key = table::kChainSlots[(marked * table::kChainDigitsFactor ^ joiners * table::kChainJoinersFactor) >>
                                      (64 - table::kChainSlotBits)];
    key &= 0u - (Bit(table.digits[key] == marked) & Bit(table.joiners[key] == joiners));
    const unsigned kind = table.kinds[key];
    const unsigned wild = table.wild[static_cast<unsigned>(kept)] & (0u - (Bit(joiners == 0) & Bit(digits != all)));
    const auto follows = static_cast<unsigned>(Extract(w.space, begin + size) & Extract(w.word, begin + size + 1) & 1);
    const auto edge = static_cast<unsigned>(Extract(w.edge, begin - 1) & 1);
    const auto labelled =
        static_cast<unsigned>((before >= 4) & ((joiners & 7) == 0) & ((joiners & Isa::LowBits(before)) != 0));
    const unsigned iban = Bit((digits & 15) == 12) & Bit((Extract(w.upper, begin) & 3) == 3);
    unsigned hard = ((kind | wild) >> 1 & 1) | (kind >> 3 & follows) | labelled | iban;
    unsigned keyword = ((kind | wild) & 1) | (kind >> 2 & follows & 1);
    const unsigned fits = Bit(size <= kChainBytesMax);
    hard = (hard & fits) | edge;
    keyword &= fits;
    out->first_digit = static_cast<std::uint16_t>(first_digit);
    out->begin = static_cast<std::uint16_t>(begin);
    out->end = static_cast<std::uint16_t>(begin + size);
    out->key = static_cast<std::uint16_t>(key);
    out->needs_keyword = hard == 0;
    return static_cast<int>(hard | keyword);
  }

  static int KeywordStarts(const char* text, std::int64_t base, std::int64_t size, const Words& words, int from,
                           int until, std::uint16_t* out) {
    int count = 0;
    for (int word = from / 64; word * 64 < until; ++word) {
      std::uint64_t bits = words.keyword_start[static_cast<unsigned>(word)];
      if (word * 64 < from) bits &= ~Isa::LowBits(from - word * 64);
      if (until - word * 64 < 64) bits &= Isa::LowBits(until - word * 64);
      for (; bits != 0; bits &= bits - 1) out[count++] = static_cast<std::uint16_t>(word * 64 + Isa::CountLow(bits));
    }
    return Isa::FilterBeginnings(text, base, size, out, count);
  }

  static constexpr std::uint32_t kBeginningFactor = 0x9e3779b1u;

  static bool MayBegin(const char* at) {
    std::uint32_t value = 0;
    __builtin_memcpy(&value, at, 4);
    const std::uint32_t hash = ((value | 0x202020u) & 0xffffffu) * kBeginningFactor >> 16;
    return (table::kBeginnings[hash / 32] >> hash % 32 & 1) != 0;
  }
  // One by one; where four bytes cannot be read it may begin.
  static int FilterEach(const char* text, std::int64_t base, std::int64_t size, std::uint16_t* starts, int first,
                        int count, int kept) {
    for (int n = first; n < count; ++n) {
      const std::int64_t at = base + starts[n];
      const bool may = at < 0 || at + 4 > size || MayBegin(text + at);
      starts[kept] = starts[n];
      kept += may ? 1 : 0;
    }
    return kept;
  }

  static constexpr Kernel Make(const char* name) { return {name, Classify, Derive, Sift, KeywordStarts}; }
};

// The steps of an `Isa` that has no instructions of its own for them.
template <class Isa>
struct PortableSteps {
  static std::uint64_t AddWithCarry(std::uint64_t a, std::uint64_t b, unsigned long* carry) {
    const std::uint64_t sum = a + b;
    const std::uint64_t all = sum + *carry;
    *carry = static_cast<unsigned long>(sum < a) | static_cast<unsigned long>(all < sum);
    return all;
  }
  static int CountLow(std::uint64_t bits) { return bits == 0 ? 64 : __builtin_ctzll(bits); }
  static int CountHigh(std::uint64_t bits) { return bits == 0 ? 64 : __builtin_clzll(bits); }
  static std::uint64_t LowBits(int count) { return count > 63 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1; }

  static int FilterBeginnings(const char* text, std::int64_t base, std::int64_t size, std::uint16_t* starts,
                              int count) {
    return KernelOf<Isa>::FilterEach(text, base, size, starts, 0, count, 0);
  }
};

}  // namespace macie_local::detect
