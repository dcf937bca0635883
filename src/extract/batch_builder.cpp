#include "extract/batch_builder.h"

#include <algorithm>
#include <cstring>

#include "units/lines.h"

namespace macie_local::extract {

using units::kBatchBytesMax;
using units::kBytesAfter;
using units::kBytesBefore;

bool BatchBuilder::BeginRecord(std::uint64_t number) {
  const bool enough = size_ > kBatchBytesMax - units::kRecordBytesWhole ||
                      units_.size() > units::kBatchUnitsMax - units::kRecordUnitsWhole ||
                      indices_.size() > units::kBatchUnitsMax - units::kRecordUnitsWhole;
  if (enough && !Flush()) return false;
  record_ = number;
  listed_ = false;
  return true;
}

// Units of one record mostly have the same indices, and share them.
std::uint32_t BatchBuilder::PlaceAnew(Indices indices) {
  last_indices_ = indices_.size();
  indices_.insert(indices_.end(), indices.begin(), indices.end());
  return static_cast<std::uint32_t>(last_indices_);
}

bool BatchBuilder::AddInPieces(std::uint32_t context, Indices indices, std::string_view text) {
  return Open(context, indices) && Append(text) && Close();
}

bool BatchBuilder::Open(std::uint32_t context, Indices indices) {
  if (text_ == nullptr) text_ = std::make_unique_for_overwrite<char[]>(kBatchBytesMax + kOverrun);
  if ((Full() || size_ + 1 >= kBatchBytesMax) && !Flush()) return false;
  if (size_ > 0) text_[size_++] = '\n';
  open_ = {.begin = static_cast<std::uint32_t>(size_), .end = 0, .context = context, .indices = Place(indices)};
  return true;
}

bool BatchBuilder::Append(std::string_view text) {
  while (!text.empty()) {
    if (size_ == kBatchBytesMax && !MakeRoom()) return false;
    const std::size_t taken = std::min(text.size(), kBatchBytesMax - size_);
    std::memcpy(text_.get() + size_, text.data(), taken);
    size_ += taken;
    text.remove_prefix(taken);
  }
  return true;
}

bool BatchBuilder::Close() {
  if (open_.begin == size_) {
    if (size_ > 0) --size_;  // the "\n" before it
    return true;
  }
  if (owned_begin_ > 0) {
    const bool goes_on = GivePiece(size_);
    owned_begin_ = 0;
    Move(size_);
    indices_.clear();
    last_indices_ = 0;
    return goes_on;
  }
  open_.end = static_cast<std::uint32_t>(size_);
  PushUnit(open_);
  return true;
}

bool BatchBuilder::Flush() {
  if (units_.empty()) return true;
  const bool goes_on = Give(size_, size_);
  Move(size_);
  indices_.clear();
  last_indices_ = 0;
  return goes_on;
}

// The open unit fills what there is.
bool BatchBuilder::MakeRoom() {
  if (!units_.empty()) return GiveBefore();
  const std::size_t owned_end = units::CharacterBegin({text_.get(), size_}, size_ - kBytesAfter);
  if (!GivePiece(owned_end)) return false;
  const std::size_t kept = units::CharacterBegin({text_.get(), size_}, owned_end - kBytesBefore);
  owned_begin_ = owned_end - kept;
  Move(kept);
  return true;
}

// Hands on the units before the open one, which becomes the first.
bool BatchBuilder::GiveBefore() {
  const std::size_t end = open_.begin - 1;
  if (!Give(end, end)) return false;
  Move(open_.begin);
  indices_.erase(indices_.begin(), indices_.begin() + open_.indices);
  open_.begin = 0;
  open_.indices = 0;
  last_indices_ = 0;
  return true;
}

bool BatchBuilder::GivePiece(std::size_t owned_end) {
  units::Unit piece = open_;
  piece.end = static_cast<std::uint32_t>(size_);
  PushUnit(piece);
  return Give(size_, owned_end);
}

bool BatchBuilder::Give(std::size_t text_end, std::size_t owned_end) {
  const units::Batch batch{.text = {text_.get(), text_end},
                           .units = units_,
                           .records = records_,
                           .indices = indices_,
                           .owned_begin = static_cast<std::uint32_t>(owned_begin_),
                           .owned_end = static_cast<std::uint32_t>(owned_end)};
  const bool goes_on = sink_.Take(batch);
  units_.clear();
  records_.clear();
  listed_ = false;
  return goes_on;
}

void BatchBuilder::Move(std::size_t text_begin) {
  size_ -= text_begin;
  std::memmove(text_.get(), text_.get() + text_begin, size_);
}

}  // namespace macie_local::extract
