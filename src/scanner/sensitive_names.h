// Names of columns and members that are themselves sensitive: the first row of a table without a header, or an object
// whose members are called by what they are about.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detect/detector.h"
#include "scanner/allowed.h"
#include "units/batch.h"
#include "units/contexts.h"

namespace macie_local::scanner {

// For one thread. Each name is searched once, as if it were a value without any name around it.
class SensitiveNames {
 public:
  // `allowed` outlives it.
  SensitiveNames(detect::Selection selection, AllowLists* allowed, std::uint64_t hash_seed);

  // A new text, whose contexts have other names.
  void Begin();
  // Searches the names that are in `contexts` since the last call. Returns whether one of them is sensitive.
  bool Look(const units::Contexts& contexts);
  // Says whether the name of `context`, or one on the path to it, is sensitive.
  bool Has(const units::Contexts& contexts, std::uint32_t context) const;

 private:
  // Searches what Look has put together.
  bool Search();

  detect::Detector detector_;
  AllowLists* allowed_;
  units::Contexts none_;  // around a name there is none
  std::uint64_t generation_ = 0;
  std::uint32_t looked_ = 1;  // contexts before this one were looked at
  std::vector<bool> sensitive_;
  std::string text_;
  std::vector<units::Unit> units_;
  std::vector<std::uint32_t> of_units_;  // their contexts
  std::vector<detect::Hit> hits_;
};

}  // namespace macie_local::scanner
