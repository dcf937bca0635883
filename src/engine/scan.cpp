#include "engine/scan.h"
#include "engine/filter.h"

#include <bit>
#include <cstring>
#include <utility>

namespace macie_local::engine {
namespace {

// Nanoseconds, as ./dev bench engine showed them at 1,000,000 rows; only their ratios matter, and only roughly.
constexpr double kGroup = 100;      // one group, before its predicates
constexpr double kVectorTest = 50;  // one predicate of a group in vector code
constexpr double kRowTest = 12;     // one predicate of one row
constexpr double kMark = 4;         // one posting, marked in a bitmap

// A group this far ahead is asked for while one is tested.
constexpr std::size_t kAhead = 4;

bool IsListed(const Predicate& predicate) {
  return predicate.kind == Predicate::Kind::kListed || predicate.kind == Predicate::Kind::kPairs;
}

RowBits BitsOf(const RowMask& mask) {
  RowBits bits{};
  for (std::size_t i = 0; i < kGroupRows / 8; ++i) {
    // Eight bytes of 0 or 1 become eight bits: the product moves each to its place in the top byte.
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, mask.data() + i * 8, 8);
    bits[i / 8] |= (bytes * 0x0102040810204080) >> 56 << (i % 8 * 8);
  }
  return bits;
}

bool Any(const RowMask& mask) {
  std::uint8_t all = 0;
  for (const std::uint8_t byte : mask) all |= byte;
  return all != 0;
}

bool Any(const RowBits& bits) {
  std::uint64_t all = 0;
  for (const std::uint64_t word : bits) all |= word;
  return all != 0;
}

// How a scan goes about its predicates: which of lists are looked up before it, given the part of the rows that reach
// them.
template <class Each>
void Arrange(const Table& table, const CompiledQuery& query, const Each& each) {
  double left = query.forbid == 0 ? 1 : query.digest_fraction;
  for (const Predicate& predicate : query.predicates) {
    if (predicate.by_digest) continue;
    const bool mark = IsListed(predicate) && static_cast<double>(predicate.matches) * kMark <
                                                 left * static_cast<double>(table.size()) * kRowTest;
    each(predicate, mark, left);
    left *= static_cast<double>(predicate.Selected(table.size())) / static_cast<double>(table.size());
  }
}

}  // namespace

Scan::Scan(const Table& table, const CompiledQuery& query) : table_(table), query_(query) {
  if (query.forbid != 0) stores_.Add(Schema::kDigestStore);
  Arrange(table, query, [&](const Predicate& predicate, bool mark, double) {
    if (IsVector(predicate)) {
      vector_.push_back(&predicate);
      if (predicate.kind != Predicate::Kind::kConstant) stores_.Add(predicate.store);
    } else if (mark) {
      listed_.push_back({&predicate, ListedBits(table, predicate)});
    } else {
      by_row_.push_back(&predicate);
    }
  });
}

double Scan::Cost(const Table& table, const CompiledQuery& query) {
  double group = kGroup + (query.forbid != 0 ? kVectorTest : 0);
  double before = 0;
  double left = query.digest_fraction;
  Arrange(table, query, [&](const Predicate& predicate, bool mark, double reached) {
    if (IsVector(predicate)) {
      group += kVectorTest;
    } else if (mark) {
      before += static_cast<double>(predicate.matches) * kMark;
    } else {
      group += kRowTest * reached * static_cast<double>(kGroupRows);
    }
    left = reached;
  });
  group += kRowTest * left * static_cast<double>(kGroupRows * query.excluding.size());
  return before + group * static_cast<double>(table.groups());
}

void Scan::Fetch() const {
  const std::size_t ahead = group_ + kAhead;
  if (ahead >= table_.groups()) return;
  stores_.FetchGroups(table_, group_ + kAhead / 2, ahead);
}

bool Scan::FilterGroup(const RowGroup& group, const std::optional<BestRows::Limit>& limit) {
  RowMask mask;
  mask.fill(1);
  if (query_.forbid != 0) {
    FilterDigest(*group.numbers[Schema::kDigestStore], query_.forbid, &mask);
    if (!Any(mask)) return false;
  }
  if (limit) {
    FilterRange(*group.numbers[limit->store], limit->least, limit->greatest, false, &mask);
    if (!Any(mask)) return false;
  }
  for (const Predicate* predicate : vector_) {
    Filter(*predicate, group, &mask);
    if (!Any(mask)) return false;
  }
  rows_ = BitsOf(mask);
  for (std::size_t word = 0; word < rows_.size(); ++word) {
    rows_[word] &= group.alive[word];
    for (const Listed& listed : listed_) {
      const std::uint64_t bits = listed.bits[group_ * (kGroupRows / 64) + word];
      rows_[word] &= listed.predicate->negated ? ~bits : bits;
    }
  }
  if (by_row_.empty() && query_.excluding.empty()) return Any(rows_);
  ForEach([&](Slot slot) {
    bool fits = true;
    for (const Predicate* predicate : by_row_) {
      fits = Matches(table_, *predicate, group, slot);
      if (!fits) break;
    }
    if (fits && !query_.Excluded(table_, slot)) return;
    rows_[slot % kGroupRows / 64] &= ~(std::uint64_t{1} << (slot % 64));
  });
  return Any(rows_);
}

bool Scan::Next(const std::optional<BestRows::Limit>& limit) {
  while (next_ < table_.groups()) {
    group_ = next_++;
    Fetch();
    if (FilterGroup(table_.group(group_), limit)) return true;
  }
  return false;
}

}  // namespace macie_local::engine
