// The second stage: what the survivors of the first are. Finds all values of a batch; which of those that overlap count
// is decided elsewhere.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "detect/context_keywords.h"
#include "detect/keyword_window.h"
#include "detect/text.h"
#include "detect/words.h"
#include "units/batch.h"

namespace macie_local::detect {

struct Found {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::uint32_t identifier = 0;
  std::uint32_t unit = 0;
};

// Of a value that has the form of an identifier and is none of it: one rule that it breaks.
enum class Reason : std::uint8_t {
  kNoKeyword,     // none stands where one counts
  kCheck,         // check digits, or the range of a part
  kNeighbour,     // digits stand beside it, so that it is part of something longer
  kOtherKeyword,  // the keyword of another identifier stands near, which tells it
  kExample,       // it is a published example
  kIgnoreWord     // an ignore word of a custom data identifier is in it
};

// A set of reasons.
class Reasons {
 public:
  constexpr Reasons() = default;
  constexpr Reasons(Reason reason) { Include(reason); }  // NOLINT(google-explicit-constructor): a set of one

  constexpr void Include(Reason reason) {
    bits_ = static_cast<std::uint8_t>(bits_ | 1u << static_cast<unsigned>(reason));
  }
  constexpr bool Has(Reason reason) const { return (bits_ >> static_cast<unsigned>(reason) & 1u) != 0; }
  constexpr bool Any() const { return bits_ != 0; }
  constexpr int size() const { return __builtin_popcount(bits_); }

  bool operator==(const Reasons&) const = default;

 private:
  std::uint8_t bits_ = 0;
};

// Offsets are of the batch's text.
struct NearMiss {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::uint32_t identifier = 0;  // as Hit::identifier
  std::uint32_t unit = 0;
  Reasons reasons;
};

class Finder {
 public:
  // `wanted`: the identifiers that are looked for. With `near_misses`, which outlives it, nothing is found: each Search
  // appends there what has the form of an identifier and breaks one of its rules.
  Finder(const Kernel& kernel, const Mask& wanted, std::vector<NearMiss>* near_misses = nullptr);

  void Begin(units::Shape shape, const units::Contexts& contexts);
  // Appends all that begins in the batch's part from `from` to before `until`, and perhaps some beside it.
  void Search(const units::Batch& batch, std::int64_t from, std::int64_t until, std::vector<Found>* found);

 private:
  struct Chain {
    std::int64_t begin;
    std::int64_t end;
    std::uint64_t digits;
    std::uint64_t joiners;
    bool cut;  // letters and a hyphen before it are left out
    int size() const { return static_cast<int>(end - begin); }
  };

  void PrepareTables();
  void LookWithoutKeywords();
  void SearchBlock(std::int64_t from, std::int64_t until);
  void SearchChains(int first_word, int last_word);
  void SearchTriggers(int first_word, int last_word);
  // Makes the unit that holds `at` the current one; false between two.
  bool Enter(std::int64_t at);
  Mask KeywordsOf(Range value);

  // The current unit is the survivor's.
  void Look(const Survivor& survivor);
  bool IsHopeless(const Survivor& survivor);
  Mask MayBe(const Survivor& survivor) const;
  void LookBehindEdge(const Survivor& survivor, std::int64_t begin, std::int64_t end);
  bool IsNumber(std::int64_t begin, std::int64_t end) const;
  Chain CutLabels(Chain chain, int first_digit) const;
  void LookUp(const Chain& chain);
  void LookUpSpaced(Chain chain);
  void Try(const table::KeyRow& key, const Chain& chain);
  // Whether the pattern's characters are there; moves `range` to the prefix's begin.
  bool Fits(const table::PatternRow& pattern, const Chain& chain, Range* range) const;
  bool IsAlone(Range range) const;
  void TryPattern(const table::PatternRow& pattern, const Chain& chain, const Mask& keywords);
  void Trigger(std::int64_t at);
  void Offer(table::Matcher matcher, const std::optional<Range>& range);
  // Adds a value of an identifier if its keyword rule and its exceptions let it.
  void Accept(std::uint32_t identifier, Range range);
  // Adds one that needs no keyword, or has it.
  void Add(std::uint32_t identifier, Range range);
  bool IsExcluded(std::uint32_t identifier, Range range) const;
  // With near_misses_ these stand for Try, Accept and Add: they note which rules a value breaks besides those that it
  // is known to break.
  void ExplainKey(const table::KeyRow& key, const Chain& chain);
  void Explain(std::uint32_t identifier, Range range, Reasons reasons);
  void ExplainOpen(std::uint32_t identifier, Range range, Reasons reasons);
  std::uint64_t Part(const Bits& bits, std::int64_t at) const { return Extract(bits, static_cast<int>(at - base_)); }

  const Kernel& kernel_;
  Mask wanted_;
  std::array<std::uint32_t, 32> identifiers_of_matchers_{};  // by Matcher; kNone: none
  SiftTable sift_;
  std::array<Mask, table::kChainKeys.size()> may_be_{};
  units::Shape shape_ = units::Shape::kFree;
  ContextKeywords contexts_;
  Words words_;
  Survivors survivors_;
  KeywordWindow window_;

  const units::Batch* batch_ = nullptr;
  std::vector<Found>* found_ = nullptr;
  std::vector<NearMiss>* near_misses_ = nullptr;
  std::int64_t base_ = 0;
  std::size_t unit_ = 0;
  View view_;
  std::int64_t cookie_end_ = 0;
};

}  // namespace macie_local::detect
