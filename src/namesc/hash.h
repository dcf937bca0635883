// Where the entry of a key is in a table: what the encoder and whoever reads the table agree on.
#pragma once

#include <cstdint>
#include <string_view>

namespace macie_local::namesc {

inline constexpr unsigned kEntryBits = 24;  // a fingerprint and, below it, a value

constexpr std::uint64_t Mix(std::uint64_t hash) {
  hash ^= hash >> 32;
  hash *= 0xd6e8feb86659fd93;
  hash ^= hash >> 32;
  hash *= 0xd6e8feb86659fd93;
  return hash ^ hash >> 32;
}

// FNV-1a, mixed once more: equal on every machine.
constexpr std::uint64_t Hash(std::string_view key) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return Mix(hash);
}

constexpr std::uint32_t BucketOf(std::uint64_t hash, std::uint32_t buckets) {
  return static_cast<std::uint32_t>((hash & UINT32_MAX) * buckets >> 32);
}

// `step` is the number that keeps the keys of a bucket apart from each other and from all others.
constexpr std::uint32_t EntryOf(std::uint64_t hash, std::uint32_t step, std::uint32_t entries) {
  return static_cast<std::uint32_t>((Mix(hash + step * 0x9e3779b97f4a7c15) & UINT32_MAX) * entries >> 32);
}

constexpr std::uint32_t FingerprintOf(std::uint64_t hash, unsigned value_bits) {
  return static_cast<std::uint32_t>(hash >> 40 & ((1u << (kEntryBits - value_bits)) - 1));
}

}  // namespace macie_local::namesc
