// Puts free text that a reader takes out of its source together, with where each part of it was.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "extract/sink.h"
#include "units/batch.h"
#include "units/contexts.h"
#include "units/lines.h"

namespace macie_local::extract {

// Hands the text on in batches that overlap as those of plain text do (units/batch.h). What the batches are does not
// depend on how large the parts are, as long as what is counted is appended in as few as can be.
class FreeText {
 public:
  // The sink outlives it.
  FreeText(Sink& sink, std::uint64_t hash_seed) : sink_(sink), contexts_(hash_seed) {}

  // Appends text that stands in the object from `at` on: `counted` when each of its lines and characters is one of the
  // object's, else all of it is at that place. Returns false once the sink has stopped: nothing may be appended then.
  bool Append(std::string_view text, units::LinePosition at, bool counted);
  // Hands on what there is. What is appended behind begins a new text. Returns false when the sink stops.
  bool End();

  // Whether what was appended last ends a line, or nothing was.
  bool at_line_begin() const { return size_ == 0 || text_[size_ - 1] == '\n'; }

 private:
  bool Give(std::size_t owned_end);
  bool MakeRoom();

  Sink& sink_;
  units::Contexts contexts_;
  std::unique_ptr<char[]> text_;
  std::size_t size_ = 0;
  std::size_t owned_begin_ = 0;
  std::vector<units::Stretch> stretches_;
  bool begun_ = false;
};

}  // namespace macie_local::extract
