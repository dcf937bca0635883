// The plainest detector: every form of every identifier at every place, every keyword at every place. It reads the
// table's files itself and shares only the checks of characters with the detector.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "detect/detector.h"
#include "detectc/table.h"

namespace macie_local::detect {

class Reference {
 public:
  // Of src/detect/identifiers.
  Reference();

  // Those that no matcher and no calling code has part in, which the detector finds by functions of their own.
  std::vector<std::uint32_t> Identifiers() const;
  const detectc::Entry& EntryOf(std::uint32_t identifier) const { return entries_[identifier]; }
  const std::vector<std::string>& FormsOf(std::uint32_t identifier) const { return forms_[identifier]; }

  // In free text, or in one cell of it under a name without keywords (`whole_cell`).
  std::vector<Hit> Find(std::string_view text, bool whole_cell) const;

 private:
  std::vector<detectc::Entry> entries_;
  std::vector<std::vector<std::string>> forms_;
};

}  // namespace macie_local::detect
