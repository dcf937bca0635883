// Puts texts that a reader decodes one behind the other, and hands them on batch by batch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "extract/sink.h"
#include "units/batch.h"

namespace macie_local::extract {

// For records and cells: "\n" stands between units. A text that is longer than a batch comes in pieces that overlap,
// each a batch of its own, cut where the text alone decides. Functions that return bool return false once the sink has
// stopped: nothing more may be added then.
class BatchBuilder {
 public:
  using Indices = std::span<const std::uint32_t>;

  // The sink outlives it. Memory is taken at the first text.
  explicit BatchBuilder(Sink& sink) : sink_(sink) {}

  // The units that follow belong to this record. Here a batch that has enough is handed on, so that records that are
  // not too long stay whole (units::Batch).
  bool BeginRecord(std::uint64_t number);

  // Adds a unit, of which an empty one is none. `indices` are as many as the context says.
  bool Add(std::uint32_t context, Indices indices, std::string_view text) {
    if (size_ + text.size() >= units::kBatchBytesMax || Full() || text_ == nullptr)
      return AddInPieces(context, indices, text);
    if (!text.empty()) AddWhole(context, indices, text);
    return true;
  }
  // The same in pieces: Open, any number of Append, Close.
  bool Open(std::uint32_t context, Indices indices);
  bool Append(std::string_view text);
  bool Close();

  // Hands on what there is. Not between Open and Close.
  bool Flush();

 private:
  bool Full() const { return units_.size() >= units::kBatchUnitsMax || indices_.size() >= units::kBatchUnitsMax; }
  std::uint32_t Place(Indices indices);
  void AddWhole(std::uint32_t context, Indices indices, std::string_view text);
  bool AddInPieces(std::uint32_t context, Indices indices, std::string_view text);
  void PushUnit(const units::Unit& unit);
  bool MakeRoom();
  bool GiveBefore();
  bool GivePiece(std::size_t owned_end);
  bool Give(std::size_t text_end, std::size_t owned_end);
  void Move(std::size_t text_begin);

  Sink& sink_;
  std::unique_ptr<char[]> text_;
  std::size_t size_ = 0;
  std::vector<units::Unit> units_;
  std::vector<units::Record> records_;
  std::vector<std::uint32_t> indices_;
  std::size_t last_indices_ = 0;  // where the last unit's begin; no other's follow them
  std::uint64_t record_ = 0;
  bool listed_ = false;          // record_ is the last of records_
  units::Unit open_{};           // the unit between Open and Close
  std::size_t owned_begin_ = 0;  // more than 0 in a later piece of a unit
};

}  // namespace macie_local::extract
