// The buckets that the engine's benchmark asks about: made up, but spread as a large organization's are. The same seed
// gives the same rows.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "model/types/buckets.h"

namespace macie_local::bench {

class RowMaker {
 public:
  RowMaker();

  // Bucket number `index` of any number of them; five tags; in jobs when its number says so.
  model::BucketMetadata Next(std::size_t index);

 private:
  std::size_t Below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  void AddTag(const char* key, std::string value, model::BucketMetadata* bucket);

  std::mt19937_64 random_{42};
  std::vector<std::string> accounts_, regions_, keys_, words_;
};

}  // namespace macie_local::bench
