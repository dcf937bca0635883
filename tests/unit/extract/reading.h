// What the tests of readers share: a stream in pieces of any size, and a sink that keeps what it is given.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "extract/detect.h"
#include "extract/extract.h"
#include "extract/streams.h"
#include "units/place.h"

namespace macie_local::extract {

// Bytes in memory, in pieces of `piece_bytes`; then the end, or a failure.
class PieceStream : public base::ByteStream {
 public:
  explicit PieceStream(std::string_view bytes, std::size_t piece_bytes = SIZE_MAX, bool fails = false)
      : rest_(bytes), piece_bytes_(piece_bytes), fails_(fails) {}

  base::Result<std::string_view> Next() override {
    if (rest_.empty() && fails_) return StreamFailure("no more");
    // A copy of its own, so that reading past it or after the next call is seen by ASan.
    piece_.assign(rest_.substr(0, piece_bytes_));
    piece_.shrink_to_fit();
    rest_.remove_prefix(piece_.size());
    return std::string_view(piece_);
  }
  std::size_t left() const { return rest_.size(); }

 private:
  std::string_view rest_;
  std::size_t piece_bytes_;
  bool fails_;
  std::string piece_;
};

// A stream of `bytes` bytes that are made as they are read: `pattern` again and again.
class EndlessStream : public base::ByteStream {
 public:
  EndlessStream(std::string_view first, std::string_view pattern, std::uint64_t bytes) : first_(first), left_(bytes) {
    while (piece_.size() < 64 << 10) piece_ += pattern;
  }
  base::Result<std::string_view> Next() override {
    if (!first_.empty()) return std::exchange(first_, {});
    const std::string_view given = std::string_view(piece_).substr(0, left_);
    left_ -= given.size();
    return given;
  }

 private:
  std::string_view first_;
  std::uint64_t left_;
  std::string piece_;
};

struct Found {
  std::string text;
  units::Place place;
  bool operator==(const Found&) const = default;
};

inline void PrintTo(const Found& found, std::ostream* out) {
  *out << '"' << found.text << "\" at ";
  if (const auto* cell = std::get_if<units::Cell>(&found.place)) {
    *out << "row " << cell->row << " column " << cell->column << " '" << cell->column_name << "' "
         << cell->cell_reference;
  } else if (const auto* record = std::get_if<units::RecordPlace>(&found.place)) {
    *out << "record " << record->index << " " << record->json_path;
  } else if (const auto* lines = std::get_if<units::LineRange>(&found.place)) {
    *out << "lines " << lines->start << "-" << lines->end << " column " << lines->start_column;
  }
}

// Keeps units with their places, a cut one joined again from what each batch owns, and checks what every batch
// promises.
class KeepingSink : public Sink {
 public:
  bool Begin(units::Shape shape, const units::Contexts& contexts) override {
    shape_ = shape;
    contexts_ = &contexts;
    text_begin_ = free_text.size();
    ++texts;
    return goes_on();
  }
  bool Take(const units::Batch& batch) override;
  bool Enter(const Member& member) override {
    log += "+" + std::string(member.path) + ":" + std::string(member.detected.mime) + " ";
    return goes_on();
  }
  void Leave(const Outcome& outcome) override {
    log += "-" + std::to_string(static_cast<int>(outcome.status)) + std::string(outcome.reason) + " ";
  }

  std::vector<Found> found;
  std::vector<std::uint64_t> records;  // the number of each record that was given, however often
  std::vector<std::size_t> batch_bytes;
  std::string free_text;           // of kFree, all that is owned
  bool has_lines = false;          // of some of it places are told
  std::vector<std::string> pages;  // the text of each
  std::string log;
  int texts = 0;
  int batches = 0;
  int stop_after = 1 << 30;  // batches

 private:
  bool goes_on() const { return batches < stop_after; }
  void CheckBatch(const units::Batch& batch) const;

  units::Shape shape_ = units::Shape::kFree;
  const units::Contexts* contexts_ = nullptr;
  std::size_t text_begin_ = 0;  // of the text of now in free_text
};

struct Reading {
  Outcome outcome;
  KeepingSink sink;
};

// Small cuts of what there is to say, so that expectations are short.
inline Found InCell(std::string text, std::uint64_t row, std::uint32_t column, std::string name) {
  return {std::move(text),
          units::Cell{.row = row, .column = column, .column_name = std::move(name), .cell_reference = {}}};
}
inline Found InRecord(std::string text, std::uint64_t index, std::string path) {
  return {std::move(text), units::RecordPlace{.index = index, .json_path = std::move(path)}};
}

// Reads as an object is read: as often as the outcome asks for it.
Reading ReadObject(std::string_view bytes, std::string_view name, std::size_t piece_bytes = SIZE_MAX,
                   const Limits& limits = {});
// One reading as what it is said to be.
Reading ReadAs(Format format, std::string_view bytes, std::size_t piece_bytes = SIZE_MAX, bool fails = false,
               const Limits& limits = {});
// As ReadAs, and checks that pieces of all sizes that matter give the same.
Reading ReadInAllPieces(Format format, std::string_view bytes);

std::string Gzip(std::string_view bytes);

}  // namespace macie_local::extract
