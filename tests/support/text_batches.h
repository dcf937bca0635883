// Batches made by hand: a text, a column of cells, values of a record.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "units/batch.h"
#include "units/contexts.h"

namespace macie_local::support {

// Owns what a batch views. Filled by one of the functions below, and then read by Get.
class TextBatch {
 public:
  // Free text, all of it.
  static TextBatch OfText(std::string_view text) {
    TextBatch made;
    made.text_ = text;
    made.units_ = {{.begin = 0, .end = static_cast<std::uint32_t>(text.size()), .context = 0, .indices = 0}};
    made.owned_end_ = static_cast<std::uint32_t>(text.size());
    return made;
  }

  // Adds a cell or a value; between two of them stands a line end. `indices` are those of the arrays that it is in.
  void Add(std::string_view text, std::uint32_t context, const std::vector<std::uint32_t>& indices = {}) {
    if (!units_.empty()) text_ += '\n';
    const auto begin = static_cast<std::uint32_t>(text_.size());
    text_ += text;
    units_.push_back({.begin = begin,
                      .end = static_cast<std::uint32_t>(text_.size()),
                      .context = context,
                      .indices = static_cast<std::uint32_t>(indices_.size())});
    indices_.insert(indices_.end(), indices.begin(), indices.end());
    owned_end_ = static_cast<std::uint32_t>(text_.size());
  }
  // What is added from here on belongs to a new row or record, which has this number.
  void BeginRecord(std::uint64_t number) {
    records_.push_back({.first_unit = static_cast<std::uint32_t>(units_.size()), .number = number});
  }
  // The match must begin here to be the batch's; all of the text unless this says otherwise.
  void Own(std::uint32_t begin, std::uint32_t end) {
    owned_begin_ = begin;
    owned_end_ = end;
  }

  // Valid until this changes.
  units::Batch Get() const {
    units::Batch batch;
    batch.text = text_;
    batch.units = units_;
    batch.records = records_;
    batch.indices = indices_;
    batch.owned_begin = owned_begin_;
    batch.owned_end = owned_end_;
    return batch;
  }

 private:
  std::string text_;
  std::vector<units::Unit> units_;
  std::vector<units::Record> records_;
  std::vector<std::uint32_t> indices_;
  std::uint32_t owned_begin_ = 0;
  std::uint32_t owned_end_ = 0;
};

}  // namespace macie_local::support
