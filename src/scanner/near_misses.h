// What had the form of an identifier in an object so far and was no hit: how often, where, and why.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "detect/detector.h"
#include "detect/explainer.h"
#include "scan/near_miss.h"
#include "units/batch.h"
#include "units/contexts.h"
#include "units/place.h"

namespace macie_local::scanner {

// For one thread. Only made for a plan that asks for it.
class NearMisses {
 public:
  explicit NearMisses(const detect::Selection& selection) : explainer_(selection) {}

  // Adds an identifier under the number that the detector gives it. Numbers come in the order of the plan.
  void Add(std::uint32_t number, std::string id, bool custom);

  // Begins an object, and a text of one.
  void Clear();
  void Begin(units::Shape shape, const units::Contexts& contexts);
  // Notes that a hit of the next batch that Look is called for does not count.
  void Drop(const detect::Hit& hit, scan::MissReason reason);
  // Looks at a batch whose hits are `hits`. `place_of(unit, begin, end)` is asked for the places of examples, each
  // `begin` at least that of the call before; an empty function where an object has no places.
  using PlaceOf = std::function<units::Place(std::uint32_t, std::uint32_t, std::uint32_t)>;
  void Look(const units::Batch& batch, const std::vector<detect::Hit>& hits, const PlaceOf& place_of);
  // Gives away what was found, at most scan::kNearMissesMax: of more, those that came first. Clear must follow.
  std::vector<scan::NearMiss> Take();

 private:
  // Of a result, in the order in which it is told: identifiers by their numbers, then sets of reasons.
  using Key = std::pair<std::uint32_t, std::uint32_t>;
  struct Row {
    std::uint64_t count = 0;
    std::vector<scan::MissExample> examples;
    std::size_t awaited = 0;  // examples that Look is about to add
  };
  struct Awaited {
    detect::NearMiss near_miss;
    Row* row;
  };
  void Count(const detect::NearMiss& near_miss, std::uint32_t reasons);
  void AddExamples(const units::Batch& batch, const PlaceOf& place_of);

  detect::Explainer explainer_;
  units::Shape shape_ = units::Shape::kFree;
  std::map<std::uint32_t, std::pair<std::string, bool>> identifiers_;  // id, and whether it is custom
  std::map<Key, Row> rows_;
  std::vector<Awaited> awaited_;
};

}  // namespace macie_local::scanner
