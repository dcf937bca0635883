// What was found in an object so far: how often each identifier, and where.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "scan/object_result.h"
#include "units/place.h"

namespace macie_local::scanner {

// Cuts the texts of a place to scan::kPlaceTextBytesMax and mends what is no UTF-8. Returns how many bytes they have.
std::size_t BoundTexts(units::Place* place);

// For one thread.
class Tally {
 public:
  // Adds an identifier, under the next number from 0. It is counted up to `count_max`.
  void Add(std::string id, bool custom, std::uint64_t count_max);

  void Clear();
  // Says whether another one of it would be counted.
  bool IsCounted(std::size_t identifier) const { return rows_[identifier].found.count < rows_[identifier].count_max; }
  // Says whether the place of another one would be told.
  bool WantsPlace(std::size_t identifier) const {
    return rows_[identifier].found.places.size() < scan::kPlacesMax && text_bytes_ < scan::kPlaceTextsBytesMax;
  }
  void Count(std::size_t identifier) { ++rows_[identifier].found.count; }
  // Texts that are too long are cut.
  void AddPlace(std::size_t identifier, units::Place place);
  // Gives away what was found, in the order of a result. Clear must follow.
  std::vector<scan::Detection> Take();

 private:
  struct Row {
    scan::Detection found;
    std::uint64_t count_max;
  };
  std::vector<Row> rows_;
  std::size_t text_bytes_ = 0;  // of all places
};

}  // namespace macie_local::scanner
