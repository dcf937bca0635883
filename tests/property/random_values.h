// Chance for property tests, and random values for any structure of the model, by its description.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "macie_local/ports.h"
#include "support/seed.h"
#include "wire/type_desc.h"

namespace macie_local {

// Throws the same in every run with the same seed, which is support::SeedOfRun()'s.
class Dice {
 public:
  std::size_t Below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  bool Chance(int percent) { return Below(100) < static_cast<std::size_t>(percent); }
  template <class T>
  const T& Pick(const std::vector<T>& values) {
    return values[Below(values.size())];
  }

 private:
  std::mt19937_64 random_{support::SeedOfRun()};
};

class RandomFill {
 public:
  // Where scalars come from; `millis` are epoch milliseconds.
  struct Source {
    std::function<std::string()> text;
    std::function<std::int64_t()> number;
    std::function<std::int64_t()> millis;
  };
  // `dice` outlives it. The members of a list's elements are all there when `whole_elements`; any other member is
  // absent in 15 of 100 cases.
  RandomFill(Dice* dice, Source source, bool whole_elements)
      : dice_(*dice), source_(std::move(source)), absent_in_elements_(whole_elements ? 0 : kAbsentPercent) {}

  void Structure(const wire::StructureDesc& structure, void* object) { Members(structure, object, kAbsentPercent); }

 private:
  static constexpr int kAbsentPercent = 15;

  void Members(const wire::StructureDesc& structure, void* object, int absent_percent) {
    for (const wire::MemberDesc& member : structure.members) {
      if (!dice_.Chance(absent_percent)) Value(*member.type, member.Emplace(object), absent_percent);
    }
  }

  void Value(const wire::TypeDesc& type, void* value, int absent_percent) {
    switch (type.kind) {
      case wire::Kind::kStructure:
        return Members(*type.structure, value, absent_percent);
      case wire::Kind::kString:
        *static_cast<std::string*>(value) = source_.text();
        return;
      case wire::Kind::kSharedText:
        *static_cast<base::SharedText*>(value) = source_.text();
        return;
      case wire::Kind::kBoolean:
        *static_cast<bool*>(value) = dice_.Chance(50);
        return;
      case wire::Kind::kEnum:
        *static_cast<std::uint8_t*>(value) = static_cast<std::uint8_t>(dice_.Below(type.enumeration->values.size()));
        return;
      case wire::Kind::kTimestamp:
        *static_cast<Timestamp*>(value) = Timestamp(std::chrono::milliseconds(source_.millis()));
        return;
      case wire::Kind::kDouble:
        *static_cast<double*>(value) = 0.5;
        return;
      case wire::Kind::kList:
        for (std::size_t count = dice_.Below(4); count > 0; --count) {
          Value(*type.element, type.list->append(value), absent_in_elements_);
        }
        return;
      case wire::Kind::kInteger:
        *static_cast<std::int64_t*>(value) =
            std::clamp<std::int64_t>(source_.number(), INT32_MIN, INT32_MAX);  // what the kind has room for
        return;
      default:
        *static_cast<std::int64_t*>(value) = source_.number();
    }
  }

  Dice& dice_;
  Source source_;
  int absent_in_elements_;
};

}  // namespace macie_local
