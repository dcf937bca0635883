// What the fuzz targets of readers share: an object's bytes in pieces, and a sink that checks what batches promise and
// writes all of it down.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/text.h"
#include "extract/extract.h"
#include "extract/streams.h"
#include "fuzz/fuzz.h"
#include "units/place.h"

namespace macie_local::fuzz {

class Pieces : public base::ByteStream {
 public:
  Pieces(std::string_view bytes, std::size_t piece_bytes) : rest_(bytes), piece_bytes_(piece_bytes) {}
  base::Result<std::string_view> Next() override {
    piece_.assign(rest_.substr(0, piece_bytes_));
    rest_.remove_prefix(piece_.size());
    return std::string_view(piece_);
  }

 private:
  std::string_view rest_;
  std::size_t piece_bytes_;
  std::string piece_;
};

inline void CheckRanges(const units::Batch& batch, units::Shape shape) {
  Require(batch.text.size() <= units::kBatchBytesMax, "a batch is not too long");
  Require(batch.owned_begin < batch.owned_end && batch.owned_end <= batch.text.size(), "a batch owns something");
  Require(!batch.units.empty() && batch.units.size() <= units::kBatchUnitsMax, "a batch has units, not too many");
  Require(batch.records.empty() == (shape == units::Shape::kFree), "all but free text has records");
  Require(batch.records.empty() || batch.records.front().first_unit == 0, "every unit is of a record");
  std::uint32_t at = 0;
  for (const units::Unit& unit : batch.units) {
    Require(unit.begin < unit.end && unit.end <= batch.text.size(), "a unit is in the text");
    Require(at == 0 || unit.begin > at, "something stands between two units");
    const std::string_view between = batch.text.substr(at, unit.begin - at);
    Require(between.find_first_not_of(",;|\t\"\r\n") == std::string_view::npos, "marks alone stand between units");
    at = unit.end;
  }
}

// Puts all that it is given into one text, with the places of units.
class Writing : public extract::Sink {
 public:
  bool Begin(units::Shape shape, const units::Contexts& contexts) override {
    shape_ = shape;
    contexts_ = &contexts;
    return true;
  }
  bool Take(const units::Batch& batch) override {
    CheckRanges(batch, shape_);
    units::PlaceFinder finder(shape_, batch, *contexts_);
    for (std::uint32_t i = 0; i < batch.units.size(); ++i) {
      const units::Unit& unit = batch.units[i];
      const units::Place place = finder.At(i, unit.begin, unit.end);
      if (const auto* cell = std::get_if<units::Cell>(&place)) {
        written_ +=
            std::to_string(cell->row) + "," + std::to_string(cell->column) + cell->column_name + cell->cell_reference;
      } else if (const auto* record = std::get_if<units::RecordPlace>(&place)) {
        Require(base::IsUtf8(record->json_path), "a path is UTF-8");
        written_ += std::to_string(record->index) + record->json_path;
      } else if (const auto* lines = std::get_if<units::LineRange>(&place)) {
        Require(lines->start <= lines->end, "lines go on");
        written_ += std::to_string(lines->start) + "," + std::to_string(lines->start_column);
      }
      written_.append(":").append(batch.text.substr(unit.begin, unit.end - unit.begin)).append("\n");
      ++units_;
    }
    return true;
  }
  bool Enter(const extract::Member& member) override {
    ++depth_;
    written_.append("+").append(member.path);
    return true;
  }
  void Leave(const extract::Outcome& outcome) override {
    Require(depth_-- > 0, "what is left was entered");
    written_.append("-").append(outcome.reason);
  }

  const std::string& written() const { return written_; }
  std::uint64_t units() const { return units_; }

 private:
  units::Shape shape_ = units::Shape::kFree;
  const units::Contexts* contexts_ = nullptr;
  std::string written_;
  std::uint64_t units_ = 0;
  int depth_ = 0;
};

}  // namespace macie_local::fuzz
