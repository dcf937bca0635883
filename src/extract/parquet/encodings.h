// How numbers and texts of Parquet pages are written. Each decoder reads from front to back, one value at a time, in
// memory that does not depend on what is told; its bytes outlive it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "extract/zip/little_endian.h"

namespace macie_local::extract {

// Small numbers of one width: runs of one number, and stretches of numbers whose bits are packed.
class HybridDecoder {
 public:
  static constexpr unsigned kWidthMax = 32;

  HybridDecoder() = default;
  // Requires width <= kWidthMax.
  HybridDecoder(std::string_view bytes, unsigned width) : bytes_(bytes), width_(width) {}

  // Returns false when there is no number left.
  bool Next(std::uint32_t* number) {
    if (left_ == 0 && !NextRun()) return false;
    --left_;
    *number = is_packed_ ? Unpack() : number_;
    return true;
  }
  // Returns how many times `number`, which is to come next, comes for sure.
  std::uint64_t Same(std::uint32_t number) {
    if (left_ == 0 && !NextRun()) return 0;
    return !is_packed_ && number_ == number ? left_ : 0;
  }
  // Passes over numbers that Same has counted.
  void Skip(std::uint64_t count) { left_ -= count; }

 private:
  bool NextRun();
  std::uint32_t Unpack() {
    const std::size_t byte = bit_ / 8;
    const std::size_t there = std::min<std::size_t>(bytes_.size() - byte, 8);
    std::uint64_t bits = there == 8 ? LittleEndian64(bytes_, byte) : LittleEndian(bytes_, byte, there);
    bits >>= bit_ % 8;
    bit_ += width_;
    return static_cast<std::uint32_t>(bits & ((std::uint64_t{1} << width_) - 1));
  }

  std::string_view bytes_;
  unsigned width_ = 0;
  std::uint64_t left_ = 0;  // of the run
  bool is_packed_ = false;
  std::uint32_t number_ = 0;  // of a run of one
  std::size_t bit_ = 0;       // of bytes_: the next number of a packed run, else where the next run begins
};

// Whole numbers by their differences.
class DeltaDecoder {
 public:
  DeltaDecoder() = default;
  explicit DeltaDecoder(std::string_view bytes);

  // How many numbers are told to be there.
  std::uint64_t count() const { return count_; }
  // Returns false when there is no number left, or what follows is malformed.
  bool Next(std::int64_t* number) {
    if (left_ == 0 || (in_miniblock_ == 0 && !is_first_ && !NextMiniblock())) return false;
    if (is_first_) {
      is_first_ = false;
    } else {
      --in_miniblock_;
      last_ += smallest_ + Unpack();
    }
    --left_;
    *number = static_cast<std::int64_t>(last_);
    return true;
  }
  // Passes over what is left. Returns how many bytes all of it took, or nothing when it is malformed.
  std::optional<std::size_t> End();

 private:
  static constexpr unsigned kWidthMax = 64;
  static constexpr std::uint64_t kBlockMax = 1 << 20;  // numbers in a block
  static constexpr std::uint64_t kMiniblocksMax = 512;

  bool Fail();
  bool Varint(std::uint64_t* number);
  bool NextMiniblock();
  bool NextBlock();
  std::uint64_t Unpack();

  std::string_view bytes_;
  std::size_t at_ = 0;  // of bytes_: behind the heads of blocks that were read
  std::uint64_t count_ = 0;
  std::uint64_t left_ = 0;
  std::uint64_t miniblocks_ = 0;       // in a block
  std::uint64_t miniblock_count_ = 0;  // numbers in one
  bool is_first_ = true;               // the next number is the first, which the head has
  std::uint64_t last_ = 0;
  std::uint64_t smallest_ = 0;  // difference in the block
  std::size_t widths_at_ = 0;   // of bytes_: the widths of miniblocks that follow
  std::uint64_t miniblocks_left_ = 0;
  unsigned width_ = 0;
  std::uint64_t in_miniblock_ = 0;  // numbers left
  std::size_t miniblock_at_ = 0;    // of bytes_
  std::uint64_t bit_ = 0;           // in the miniblock
};

// Texts: their lengths, then their bytes, of which each may begin with those of the one before.
class DeltaTextDecoder {
 public:
  // What is behind a text up to this many bytes may be read.
  static constexpr std::size_t kPadding = 32;

  DeltaTextDecoder() = default;
  // `with_prefixes`: texts begin with bytes of the one before. kPadding bytes must follow.
  DeltaTextDecoder(std::string_view bytes, bool with_prefixes);

  // `text` is valid until the next call. Returns false when there is none left, or what follows is malformed.
  bool Next(std::string_view* text);

 private:
  bool with_prefixes_ = false;
  DeltaDecoder prefixes_;
  DeltaDecoder lengths_;
  std::string_view rest_;
  std::string last_;  // with kPadding bytes more
};

}  // namespace macie_local::extract
