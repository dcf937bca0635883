// Puts texts that a reader decodes one behind the other, and hands them on batch by batch.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
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
  static constexpr std::size_t kOverrun = 32;

  // The sink outlives it. Memory is taken at the first text.
  explicit BatchBuilder(Sink& sink) : sink_(sink) {}

  // The units that follow belong to this record. Here a batch that has enough is handed on, so that records that are
  // not too long stay whole (units::Batch).
  bool BeginRecord(std::uint64_t number);

  // Adds a unit, of which an empty one is none. `indices` are as many as the context says. What is behind the text is
  // not looked at, but kOverrun bytes of it must be there.
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
  std::uint32_t Place(Indices indices) {
    const bool same = indices_.size() - last_indices_ >= indices.size() &&
                      std::equal(indices.begin(), indices.end(), indices_.data() + last_indices_);
    return same ? static_cast<std::uint32_t>(last_indices_) : PlaceAnew(indices);
  }
  std::uint32_t PlaceAnew(Indices indices);
  void AddWhole(std::uint32_t context, Indices indices, std::string_view text);
  bool AddInPieces(std::uint32_t context, Indices indices, std::string_view text);
  void PushUnit(const units::Unit& unit) {
    if (!listed_) records_.push_back({.first_unit = static_cast<std::uint32_t>(units_.size()), .number = record_});
    listed_ = true;
    units_.push_back(unit);
  }
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

// Requires room for the text and a byte before it. Most texts are short: to copy a few bytes too many costs less than
// to ask how many.
inline void BatchBuilder::AddWhole(std::uint32_t context, Indices indices, std::string_view text) {
  if (size_ > 0) text_[size_++] = '\n';
  const std::size_t begin = size_;
  if (text.size() <= kOverrun) {
    std::memcpy(text_.get() + begin, text.data(), kOverrun);
  } else {
    std::memcpy(text_.get() + begin, text.data(), text.size());
  }
  size_ += text.size();
  PushUnit({.begin = static_cast<std::uint32_t>(begin),
            .end = static_cast<std::uint32_t>(size_),
            .context = context,
            .indices = Place(indices)});
}

}  // namespace macie_local::extract
