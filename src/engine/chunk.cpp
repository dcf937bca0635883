#include "engine/chunk.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>

namespace macie_local::engine {
namespace {

unsigned WidthFor(std::uint64_t range) {
  for (const unsigned width : {1u, 2u, 4u}) {
    if (range < NumberChunk::NullOffset(width)) return width;
  }
  return 8;
}

}  // namespace

NumberChunk* NumberChunk::New(unsigned width, std::int64_t base, std::int64_t top, bool null) {
  void* room = ::operator new(sizeof(NumberChunk) + kGroupRows * width);
  auto* chunk = new (room) NumberChunk(static_cast<std::uint8_t>(width), base, top, null);
  std::memset(static_cast<void*>(chunk + 1), 0xff, kGroupRows * width);
  return chunk;
}

NumberChunk* NumberChunk::Clone() const {
  NumberChunk* copy = New(width_, base_, top_, null_);
  std::memcpy(static_cast<void*>(copy + 1), static_cast<const void*>(this + 1), kGroupRows * width_);
  return copy;
}

void NumberChunk::Delete(const NumberChunk* chunk) {
  chunk->~NumberChunk();
  ::operator delete(const_cast<NumberChunk*>(chunk));
}

bool NumberChunk::Fits(std::optional<std::int64_t> value) const {
  if (width_ == 0) return value ? !null_ && *value == base_ : null_;
  if (!value) return true;
  return *value >= base_ &&
         static_cast<std::uint64_t>(*value) - static_cast<std::uint64_t>(base_) < NumberChunk::NullOffset(width_);
}

void NumberChunk::Put(std::size_t row, std::optional<std::int64_t> value) {
  if (width_ == 0) return;
  std::uint64_t offset = NumberChunk::NullOffset(width_);
  if (value) {
    offset = static_cast<std::uint64_t>(*value) - static_cast<std::uint64_t>(base_);
    top_ = std::max(top_, *value);
  }
  // Little-endian only, as every machine this is built for.
  std::memcpy(reinterpret_cast<std::uint8_t*>(this + 1) + row * width_, &offset, width_);
}

void NumberChunk::Set(Ref<NumberChunk>* chunk, std::size_t row, std::optional<std::int64_t> value,
                      const RowBits& alive) {
  if (value && *value == std::numeric_limits<std::int64_t>::min()) ++*value;
  const NumberChunk& old = **chunk;
  if (old.Fits(value)) {
    if (old.width_ == 0 || old.Get(row) == value) return;
    chunk->Edit()->Put(row, value);
    return;
  }
  std::int64_t least = value.value_or(std::numeric_limits<std::int64_t>::max());
  std::int64_t greatest = value.value_or(std::numeric_limits<std::int64_t>::min());
  bool others = false;
  for (std::size_t i = 0; i < kGroupRows; ++i) {
    if (i == row || !TestBit(alive, i)) continue;
    others = true;
    if (const auto cell = old.Get(i)) {
      least = std::min(least, *cell);
      greatest = std::max(greatest, *cell);
    }
  }
  if (!others) {
    *chunk = Ref<NumberChunk>(New(0, value.value_or(0), value.value_or(0), !value));
    return;
  }
  const unsigned width = WidthFor(static_cast<std::uint64_t>(greatest) - static_cast<std::uint64_t>(least));
  NumberChunk* fresh = New(width, least, greatest, false);
  for (std::size_t i = 0; i < kGroupRows; ++i) {
    if (i != row && TestBit(alive, i)) fresh->Put(i, old.Get(i));
  }
  fresh->Put(row, value);
  *chunk = Ref<NumberChunk>(fresh);
}

Ref<NumberChunk> NumberChunk::From(const std::int64_t* cells, std::size_t stride, std::size_t count) {
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  std::int64_t greatest = kNull;
  bool nulls = false;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t cell = cells[i * stride];
    nulls |= cell == kNull;
    least = std::min(least, cell == kNull ? least : cell);
    greatest = std::max(greatest, cell);
  }
  if (greatest == kNull) return Make();
  if (least == greatest && !nulls) return Ref<NumberChunk>(New(0, least, least, false));
  const unsigned width = WidthFor(static_cast<std::uint64_t>(greatest) - static_cast<std::uint64_t>(least));
  NumberChunk* chunk = New(width, least, greatest, false);
  const auto fill = [&]<class Offset>(Offset* offsets) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::int64_t cell = cells[i * stride];
      if (cell == kNull) continue;
      offsets[i] = static_cast<Offset>(static_cast<std::uint64_t>(cell) - static_cast<std::uint64_t>(least));
    }
  };
  void* const offsets = chunk + 1;
  if (width == 1) fill(static_cast<std::uint8_t*>(offsets));
  if (width == 2) fill(static_cast<std::uint16_t*>(offsets));
  if (width == 4) fill(static_cast<std::uint32_t*>(offsets));
  if (width == 8) fill(static_cast<std::uint64_t*>(offsets));
  return Ref<NumberChunk>(chunk);
}

void NumberChunk::CopyTo(std::int64_t* cells) const {
  if (width_ == 0) {
    std::fill_n(cells, kGroupRows, null_ ? kNull : base_);
    return;
  }
  const auto copy = [&]<class Offset>(const Offset* offsets) {
    for (std::size_t i = 0; i < kGroupRows; ++i) {
      const bool null = offsets[i] == static_cast<Offset>(~Offset{0});
      cells[i] = null ? kNull : static_cast<std::int64_t>(static_cast<std::uint64_t>(base_) + offsets[i]);
    }
  };
  if (width_ == 1) copy(Offsets<std::uint8_t>());
  if (width_ == 2) copy(Offsets<std::uint16_t>());
  if (width_ == 4) copy(Offsets<std::uint32_t>());
  if (width_ == 8) copy(Offsets<std::uint64_t>());
}

void TextChunk::Set(std::size_t row, std::string_view text) {
  const std::size_t start = ends_[row];
  const std::size_t old_size = ends_[row + 1] - start;
  bytes_.replace(start, old_size, text);
  for (std::size_t i = row + 1; i <= kGroupRows; ++i) {
    ends_[i] = static_cast<std::uint32_t>(ends_[i] + text.size() - old_size);
  }
}

Ref<ListChunk> ListChunk::From(std::span<const std::uint32_t> codes, std::span<const std::uint32_t> ends,
                               const RowBits& present) {
  auto* chunk = new ListChunk;
  chunk->present_ = present;
  chunk->codes_.assign(codes.begin(), codes.end());
  for (std::size_t i = 0; i < kGroupRows; ++i) {
    chunk->ends_[i + 1] = i < ends.size() ? ends[i] : static_cast<std::uint32_t>(codes.size());
  }
  return Ref<ListChunk>(chunk);
}

void ListChunk::Set(std::size_t row, std::span<const std::uint32_t> codes, bool null) {
  const std::size_t start = ends_[row];
  const std::size_t old_size = ends_[row + 1] - start;
  const auto place = codes_.begin() + static_cast<std::ptrdiff_t>(start);
  if (codes.size() == old_size) {
    std::copy(codes.begin(), codes.end(), place);
  } else {
    codes_.erase(place, place + static_cast<std::ptrdiff_t>(old_size));
    codes_.insert(codes_.begin() + static_cast<std::ptrdiff_t>(start), codes.begin(), codes.end());
    for (std::size_t i = row + 1; i <= kGroupRows; ++i) {
      ends_[i] = static_cast<std::uint32_t>(ends_[i] + codes.size() - old_size);
    }
  }
  const std::uint64_t bit = std::uint64_t{1} << (row % 64);
  present_[row / 64] = null ? present_[row / 64] & ~bit : present_[row / 64] | bit;
}

}  // namespace macie_local::engine
