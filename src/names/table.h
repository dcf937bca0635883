// One of the tables that namesc makes of facts: what is known of a key.
#pragma once

#include <cstdint>
#include <string_view>

#include "namesc/hash.h"

namespace macie_local::names {

// Reads constant arrays, and makes nothing at the start of the program.
class Table {
 public:
  template <std::size_t kBuckets>
  constexpr Table(unsigned value_bits, std::uint32_t entries, const std::uint16_t (&steps)[kBuckets],
                  const std::uint64_t* packed)
      : value_bits_(value_bits), entries_(entries), buckets_(kBuckets), steps_(steps), packed_(packed) {}

  // Returns the value of a key, or -1 for what is none; once in many thousands a word that is no key has a value too.
  int Find(std::string_view key) const {
    const std::uint64_t hash = namesc::Hash(key);
    const std::uint32_t entry = namesc::EntryOf(hash, steps_[namesc::BucketOf(hash, buckets_)], entries_);
    const std::size_t bit = std::size_t{entry} * namesc::kEntryBits;
    const std::uint64_t low = packed_[bit / 64] >> bit % 64;
    const std::uint64_t high = packed_[bit / 64 + 1] << 1 << (63 - bit % 64);
    const auto found = static_cast<std::uint32_t>((low | high) & ((1u << namesc::kEntryBits) - 1));
    if (found >> value_bits_ != namesc::FingerprintOf(hash, value_bits_)) return -1;
    return static_cast<int>(found & ((1u << value_bits_) - 1));
  }
  bool Has(std::string_view key) const { return Find(key) >= 0; }

 private:
  unsigned value_bits_;
  std::uint32_t entries_;
  std::uint32_t buckets_;
  const std::uint16_t* steps_;
  const std::uint64_t* packed_;
};

}  // namespace macie_local::names
