#include <algorithm>
#include <numeric>

#include "namesc/facts.h"
#include "namesc/hash.h"

namespace macie_local::namesc {
namespace {

constexpr std::size_t kKeysOfBucket = 4;  // on average
constexpr std::size_t kKeysOfFree = 33;   // one entry in so many stays free, without which the last steps are not found

class Encoder {
 public:
  Encoder(unsigned value_bits, const std::vector<Fact>& facts) : facts_(facts) {
    out_.value_bits = value_bits;
    out_.entries = static_cast<std::uint32_t>(facts.size() + facts.size() / kKeysOfFree + 1);
    out_.steps.resize(facts.size() / kKeysOfBucket + 1);
    out_.packed.resize((std::size_t{out_.entries} * kEntryBits + 63) / 64 + 1);
    used_.resize(out_.entries);
  }

  // False: some keys cannot be kept apart.
  bool Run() {
    std::vector<std::vector<std::size_t>> buckets(out_.steps.size());
    const auto count = static_cast<std::uint32_t>(buckets.size());
    for (std::size_t at = 0; at < facts_.size(); ++at) buckets[BucketOf(Hash(facts_[at].key), count)].push_back(at);
    std::vector<std::size_t> order(buckets.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return buckets[a].size() > buckets[b].size(); });
    return std::all_of(order.begin(), order.end(),
                       [&](std::size_t bucket) { return Place(buckets[bucket], &out_.steps[bucket]); });
  }

  Encoded Take() { return std::move(out_); }

 private:
  bool Place(const std::vector<std::size_t>& bucket, std::uint16_t* step) {
    for (std::uint32_t tried = 0; tried <= UINT16_MAX; ++tried) {
      std::vector<std::uint32_t> entries;
      for (const std::size_t fact : bucket) {
        const std::uint32_t entry = EntryOf(Hash(facts_[fact].key), tried, out_.entries);
        if (used_[entry] || std::find(entries.begin(), entries.end(), entry) != entries.end()) break;
        entries.push_back(entry);
      }
      if (entries.size() != bucket.size()) continue;
      for (std::size_t n = 0; n < bucket.size(); ++n) Write(entries[n], facts_[bucket[n]]);
      *step = static_cast<std::uint16_t>(tried);
      return true;
    }
    return false;
  }

  void Write(std::uint32_t entry, const Fact& fact) {
    const std::uint64_t bits = FingerprintOf(Hash(fact.key), out_.value_bits) << out_.value_bits | fact.value;
    const std::size_t bit = std::size_t{entry} * kEntryBits;
    out_.packed[bit / 64] |= bits << bit % 64;
    if (bit % 64 + kEntryBits > 64) out_.packed[bit / 64 + 1] |= bits >> (64 - bit % 64);
    used_[entry] = true;
  }

  const std::vector<Fact>& facts_;
  Encoded out_;
  std::vector<bool> used_;
};

template <class Numbers>
std::string ArrayText(const std::string& type, const std::string& name, const Numbers& numbers) {
  constexpr std::size_t kLineBytes = 116;
  std::string text = "const " + type + " " + name + "[] = {\n";
  std::string line;
  for (const auto number : numbers) {
    line += std::to_string(number) + "u,";
    if (line.size() < kLineBytes) continue;
    text += line + "\n";
    line.clear();
  }
  return text + line + "};\n";
}

}  // namespace

Encoded Encode(const Notation& notation, const std::vector<Fact>& facts) {
  Encoder encoder(ValueBits(notation), facts);
  if (encoder.Run()) return encoder.Take();
  throw FactsError(std::string(notation.file) + ": its keys cannot be kept apart; give Encoder more free entries");
}

std::string Emit(const std::vector<Encoded>& tables) {
  std::string arrays;
  std::string constants;
  for (std::size_t at = 0; at < tables.size(); ++at) {
    const Encoded& table = tables[at];
    const std::string name(kNotations[at].table);
    arrays += ArrayText("std::uint16_t", name + "Steps", table.steps);
    arrays += ArrayText("std::uint64_t", name + "Entries", table.packed);
    constants += "const Table " + name + "(" + std::to_string(table.value_bits) + ", " + std::to_string(table.entries) +
                 ", " + name + "Steps, " + name + "Entries);\n";
  }
  return "// Written by namesc from src/names/facts.\n#include \"names/tables.h\"\n\nnamespace macie_local::names {\n"
         "namespace {\n\n" +
         arrays + "\n}  // namespace\n\n" + constants + "\n}  // namespace macie_local::names\n";
}

}  // namespace macie_local::namesc
