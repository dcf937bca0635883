#include "extract/parquet/encodings.h"

namespace macie_local::extract {

bool HybridDecoder::NextRun() {
  constexpr std::uint64_t kPackedTogether = 8;
  if (width_ == 0) {
    left_ = UINT64_MAX;  // there is only 0, for which no bits are needed
    return true;
  }
  std::size_t at = (bit_ + 7) / 8;
  std::uint64_t head = 0;
  unsigned shift = 0;
  bool more = true;
  while (more) {
    if (at >= bytes_.size() || shift >= 64) return false;
    const auto byte = static_cast<unsigned char>(bytes_[at++]);
    head |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    shift += 7;
    more = (byte & 0x80) != 0;
  }
  is_packed_ = (head & 1) != 0;
  const std::size_t there = bytes_.size() - at;
  if (is_packed_) {
    // The last may be shorter than it is told.
    const std::uint64_t groups = std::min<std::uint64_t>(head >> 1, there / width_ + 1);
    left_ = std::min<std::uint64_t>(groups * kPackedTogether, static_cast<std::uint64_t>(there) * 8 / width_);
    bit_ = at * 8;
    return left_ > 0;
  }
  const std::size_t number_bytes = (width_ + 7) / 8;
  if (there < number_bytes) return false;
  number_ = static_cast<std::uint32_t>(LittleEndian(bytes_, at, number_bytes));
  bit_ = (at + number_bytes) * 8;
  left_ = head >> 1;
  return left_ > 0;
}

DeltaDecoder::DeltaDecoder(std::string_view bytes) : bytes_(bytes) {
  constexpr std::uint64_t kMiniblockMultiple = 8;
  std::uint64_t block = 0;
  std::uint64_t first = 0;
  if (!Varint(&block) || !Varint(&miniblocks_) || !Varint(&count_) || !Varint(&first)) return;
  const bool good = block <= kBlockMax && miniblocks_ > 0 && miniblocks_ <= kMiniblocksMax &&
                    block % (miniblocks_ * kMiniblockMultiple) == 0 && block > 0;
  if (!good) {
    Fail();
    return;
  }
  miniblock_count_ = block / miniblocks_;
  last_ = first >> 1 ^ (0 - (first & 1));
  left_ = count_;
}

// The number may not be told.
bool DeltaDecoder::Fail() {
  left_ = 0;
  count_ = 0;
  bytes_ = {};
  at_ = 1;  // no end
  return false;
}

bool DeltaDecoder::Varint(std::uint64_t* number) {
  *number = 0;
  for (unsigned shift = 0; shift < 64 && at_ < bytes_.size(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes_[at_++]);
    *number |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return true;
  }
  return Fail();
}

bool DeltaDecoder::NextBlock() {
  std::uint64_t smallest = 0;
  if (!Varint(&smallest)) return false;
  if (miniblocks_ > bytes_.size() - at_) return Fail();
  smallest_ = smallest >> 1 ^ (0 - (smallest & 1));
  widths_at_ = at_;
  at_ += static_cast<std::size_t>(miniblocks_);
  miniblocks_left_ = miniblocks_;
  return true;
}

bool DeltaDecoder::NextMiniblock() {
  if (miniblocks_left_ == 0 && !NextBlock()) return false;
  --miniblocks_left_;
  width_ = static_cast<unsigned char>(bytes_[widths_at_++]);
  // The last one of a page may be cut behind its last number.
  in_miniblock_ = std::min(miniblock_count_, left_);
  const std::uint64_t needed = (in_miniblock_ * width_ + 7) / 8;
  const std::uint64_t whole = miniblock_count_ * width_ / 8;
  const std::uint64_t there = bytes_.size() - at_;
  if (width_ > kWidthMax || needed > there) return Fail();
  miniblock_at_ = at_;
  at_ += static_cast<std::size_t>(std::min(whole, there));
  bit_ = 0;
  return true;
}

std::uint64_t DeltaDecoder::Unpack() {
  if (width_ == 0) return 0;
  const std::size_t byte = miniblock_at_ + static_cast<std::size_t>(bit_ / 8);
  const auto shift = static_cast<unsigned>(bit_ % 8);
  const std::size_t there = bytes_.size() - byte;
  std::uint64_t bits = there >= 8 ? LittleEndian64(bytes_, byte) : LittleEndian(bytes_, byte, there);
  bits >>= shift;
  if (shift + width_ > 64)
    bits |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes_[byte + 8])) << (64 - shift);
  bit_ += width_;
  return width_ == kWidthMax ? bits : bits & ((std::uint64_t{1} << width_) - 1);
}

std::optional<std::size_t> DeltaDecoder::End() {
  if (is_first_ && left_ > 0) {
    is_first_ = false;
    --left_;
  }
  left_ -= std::min(in_miniblock_, left_);
  while (left_ > 0 && NextMiniblock()) left_ -= in_miniblock_;
  if (at_ > bytes_.size()) return std::nullopt;
  return at_;
}

DeltaTextDecoder::DeltaTextDecoder(std::string_view bytes, bool with_prefixes) : with_prefixes_(with_prefixes) {
  if (with_prefixes) {
    prefixes_ = DeltaDecoder(bytes);
    const auto end = DeltaDecoder(prefixes_).End();
    if (!end) return;
    bytes.remove_prefix(*end);
  }
  DeltaDecoder lengths(bytes);
  const auto end = DeltaDecoder(lengths).End();
  if (!end) return;
  lengths_ = lengths;
  rest_ = bytes.substr(*end);
}

bool DeltaTextDecoder::Next(std::string_view* text) {
  std::int64_t length = 0;
  if (!lengths_.Next(&length) || length < 0 || static_cast<std::uint64_t>(length) > rest_.size()) return false;
  *text = rest_.substr(0, static_cast<std::size_t>(length));
  rest_.remove_prefix(text->size());
  if (!with_prefixes_) return true;
  std::int64_t prefix = 0;
  const std::size_t last = last_.size() - std::min(last_.size(), kPadding);
  if (!prefixes_.Next(&prefix) || prefix < 0 || static_cast<std::uint64_t>(prefix) > last) return false;
  last_.resize(static_cast<std::size_t>(prefix));
  last_.append(*text).append(kPadding, '\0');
  *text = std::string_view(last_).substr(0, last_.size() - kPadding);
  return true;
}

}  // namespace macie_local::extract
