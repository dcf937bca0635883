// Column chunks: the cells of kGroupRows rows in one column. Numbers are kept as offsets from the chunk's least value,
// in as few bytes as their range needs, so that most columns take one or two bytes a row and a scan reads little
// memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ref.h"

namespace macie_local::engine {

inline constexpr std::size_t kGroupRows = 256;

// One bit for each row of a group, such as whether a row is alive there.
using RowBits = std::array<std::uint64_t, kGroupRows / 64>;
inline bool TestBit(const RowBits& bits, std::size_t row) {
  return ((bits[row / 64] >> (row % 64)) & 1) != 0;
}

// The numbers of one column in one group. A cell is null or a number greater than INT64_MIN. Cells of rows that are not
// alive may hold anything. Threads: as Ref.
class NumberChunk : public Counted {
 public:
  // Returns a chunk of nulls.
  static Ref<NumberChunk> Make() { return Ref<NumberChunk>(New(0, 0, 0, true)); }

  // Stands for null in From() and CopyTo().
  static constexpr std::int64_t kNull = std::numeric_limits<std::int64_t>::min();
  // Returns a chunk of `count` rows, no wider than it must be; row i has cells[i * stride].
  static Ref<NumberChunk> From(const std::int64_t* cells, std::size_t stride, std::size_t count);

  // Returns how many bytes a cell takes: 0, 1, 2, 4 or 8. With 0 all cells are the same: null, or base().
  unsigned width() const { return width_; }
  bool constant_null() const { return width_ == 0 && null_; }
  // Every number here is in [base(), top()]; the bounds need not be reached.
  std::int64_t base() const { return base_; }
  std::int64_t top() const { return top_; }
  // Returns the cells as offsets from base(), all ones for null. T must be the unsigned type of width() bytes.
  template <class T>
  const T* Offsets() const {
    return reinterpret_cast<const T*>(this + 1);
  }

  std::optional<std::int64_t> Get(std::size_t row) const {
    std::uint64_t offset = 0;
    switch (width_) {
      case 0:
        return null_ ? std::nullopt : std::optional(base_);
      case 1:
        offset = Offsets<std::uint8_t>()[row];
        break;
      case 2:
        offset = Offsets<std::uint16_t>()[row];
        break;
      case 4:
        offset = Offsets<std::uint32_t>()[row];
        break;
      default:
        offset = Offsets<std::uint64_t>()[row];
    }
    if (offset == NullOffset(width_)) return std::nullopt;
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(base_) + offset);
  }

  // Copies all kGroupRows cells, with kNull for null.
  void CopyTo(std::int64_t* cells) const;
  // Prefetches the cell.
  void Fetch(std::size_t row) const { __builtin_prefetch(reinterpret_cast<const char*>(this + 1) + row * width_); }

  // Returns the offset that means null; those of numbers are less.
  static constexpr std::uint64_t NullOffset(unsigned width) {
    return width == 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * width)) - 1;
  }

  // Sets one cell. Replaces the chunk by a wider one when it must. `alive` says whose cells must be kept.
  static void Set(Ref<NumberChunk>* chunk, std::size_t row, std::optional<std::int64_t> value, const RowBits& alive);

  NumberChunk* Clone() const;
  static void Delete(const NumberChunk* chunk);

 private:
  NumberChunk(std::uint8_t width, std::int64_t base, std::int64_t top, bool null)
      : width_(width), null_(null), base_(base), top_(top) {}
  static NumberChunk* New(unsigned width, std::int64_t base, std::int64_t top, bool null);
  void Put(std::size_t row, std::optional<std::int64_t> value);
  bool Fits(std::optional<std::int64_t> value) const;

  std::uint8_t width_;
  bool null_;  // with width 0: every cell is null
  std::int64_t base_;
  std::int64_t top_;
};

// The texts of one column in one group, packed one after another. Threads: as Ref.
class TextChunk : public Counted {
 public:
  // Returns a chunk of empty texts.
  static Ref<TextChunk> Make() { return Ref<TextChunk>(new TextChunk); }
  // Returns a chunk of `count` rows; row i has text(i).
  template <class TextOf>
  static Ref<TextChunk> From(std::size_t count, const TextOf& text) {
    auto* chunk = new TextChunk;
    for (std::size_t i = 0; i < kGroupRows; ++i) {
      if (i < count) chunk->bytes_.append(text(i));
      chunk->ends_[i + 1] = static_cast<std::uint32_t>(chunk->bytes_.size());
    }
    chunk->bytes_.shrink_to_fit();
    return Ref<TextChunk>(chunk);
  }
  std::string_view Get(std::size_t row) const {
    return std::string_view(bytes_).substr(ends_[row], ends_[row + 1] - ends_[row]);
  }
  void Set(std::size_t row, std::string_view text);
  // FetchPlace prefetches where the text lies; Fetch, called some time later, the text.
  void FetchPlace(std::size_t row) const {
    __builtin_prefetch(&ends_[row]);
    __builtin_prefetch(&bytes_);
  }
  void Fetch(std::size_t row) const { __builtin_prefetch(bytes_.data() + ends_[row]); }
  TextChunk* Clone() const { return new TextChunk(*this); }
  static void Delete(const TextChunk* chunk) { delete chunk; }

 private:
  std::array<std::uint32_t, kGroupRows + 1> ends_{};  // text i is bytes [ends_[i], ends_[i + 1])
  std::string bytes_;
};

// The lists of codes of one column in one group; a list may be null. Threads: as Ref.
class ListChunk : public Counted {
 public:
  // Returns a chunk of nulls.
  static Ref<ListChunk> Make() { return Ref<ListChunk>(new ListChunk); }
  // Returns a chunk of rows whose lists lie one after another in `codes`; row i's ends at ends[i]. Rows of `present`
  // are not null.
  static Ref<ListChunk> From(std::span<const std::uint32_t> codes, std::span<const std::uint32_t> ends,
                             const RowBits& present);
  bool IsNull(std::size_t row) const { return !TestBit(present_, row); }
  std::span<const std::uint32_t> Get(std::size_t row) const {
    return std::span(codes_).subspan(ends_[row], ends_[row + 1] - ends_[row]);
  }
  void Set(std::size_t row, std::span<const std::uint32_t> codes, bool null);
  // Replaces each code by to[code].
  void Map(std::span<const std::uint32_t> to) {
    for (std::uint32_t& code : codes_) code = to[code];
  }
  // FetchPlace prefetches where the list lies; Fetch, called some time later, the list.
  void FetchPlace(std::size_t row) const {
    __builtin_prefetch(&ends_[row]);
    __builtin_prefetch(&codes_);
  }
  void Fetch(std::size_t row) const { __builtin_prefetch(codes_.data() + ends_[row]); }
  ListChunk* Clone() const { return new ListChunk(*this); }
  static void Delete(const ListChunk* chunk) { delete chunk; }

 private:
  RowBits present_{};
  std::array<std::uint32_t, kGroupRows + 1> ends_{};
  std::vector<std::uint32_t> codes_;
};

}  // namespace macie_local::engine
