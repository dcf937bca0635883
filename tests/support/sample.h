// Values made up for any type of the model, within its limits: what the codec's tests and benchmark work on.
#pragma once

#include <cstddef>
#include <random>
#include <string>

#include "wire/type_desc.h"

namespace macie_local::sample {

struct SampleOptions {
  int percent_absent = 25;       // of the members that are not required
  std::size_t elements_max = 3;  // of lists and maps without a lower limit
  int depth_max = 6;             // deeper structures get only what they require
  bool odd_texts = true;         // texts with escapes and other scripts, where no pattern forbids them
};

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed) {}

  // Fills a fresh object of the type. Members bound to the path or the query are filled when `all_locations`.
  void Fill(const wire::StructureDesc& structure, const SampleOptions& options, void* object,
            bool all_locations = true);

  std::size_t Below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  bool Chance(int percent) { return Below(100) < static_cast<std::size_t>(percent); }

 private:
  void FillAt(const wire::StructureDesc& structure, int depth, void* object);
  void Value(const wire::TypeDesc& type, int depth, void* value);
  std::string Text(const wire::Limits* limits);
  std::int64_t Number(const wire::TypeDesc& type);
  std::size_t Count(const wire::Limits* limits);

  std::mt19937_64 random_;
  SampleOptions options_;
  bool all_locations_ = true;
};

}  // namespace macie_local::sample
