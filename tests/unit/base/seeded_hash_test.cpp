// That a seed changes every hash, and that every byte of a text counts.
#include "base/seeded_hash.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace macie_local::base {
namespace {

TEST(SeededHash, EveryByteAndTheLengthCount) {
  const SeededHash hash(1);
  for (std::size_t size = 0; size <= 70; ++size) {
    const std::string text(size, 'x');
    std::set<std::size_t> hashes{hash(text)};
    EXPECT_EQ(hash(std::string(text)), hash(text));
    for (std::size_t i = 0; i < size; ++i) {
      std::string other = text;
      other[i] = 'y';
      hashes.insert(hash(other));
    }
    hashes.insert(hash(text + std::string(1, '\0')));
    EXPECT_EQ(hashes.size(), size + 2) << size;
  }
}

TEST(SeededHash, AnotherSeedGivesOtherHashes) {
  std::set<std::size_t> hashes;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) hashes.insert(SeededHash(seed)("bucket-000001"));
  EXPECT_EQ(hashes.size(), 1000u);
}

// Tables take the lowest bits: each of them is set in about half of the hashes of texts that are much alike.
TEST(SeededHash, BitsAreEven) {
  const SeededHash hash(7);
  for (int bit = 0; bit < 64; ++bit) {
    int set = 0;
    for (int i = 0; i < 10'000; ++i) set += static_cast<int>(hash("bucket-" + std::to_string(i)) >> bit & 1);
    EXPECT_NEAR(set, 5'000, 300) << bit;
  }
}

}  // namespace
}  // namespace macie_local::base
