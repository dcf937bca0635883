#include "extract/ole/biff.h"

#include <algorithm>
#include <bit>

#include "extract/charsets/windows1252.h"
#include "extract/ole/utf16_text.h"
#include "extract/zip/little_endian.h"

namespace macie_local::extract {

void BiffRecords::TakeHead() {
  constexpr std::size_t kHeadBytes = 4;
  std::string head;
  next_position_ = reader_.position();
  has_head_ = reader_.Read(kHeadBytes, &head);
  if (!has_head_) return;
  next_kind_ = LittleEndian16(head, 0);
  next_size_ = LittleEndian16(head, 2);
}

bool BiffRecords::TakeData() {
  if (!has_head_) return false;
  kind_ = next_kind_;
  position_ = next_position_;
  at_ = 0;
  if (!reader_.Read(next_size_, &data_)) {
    cut_ = true;
    has_head_ = false;
    return false;
  }
  TakeHead();
  return true;
}

bool BiffRecords::Next() {
  over_ = false;
  do {
    if (!TakeData()) return false;
  } while (kind_ == kContinue);
  return true;
}

bool BiffRecords::Continue() {
  if (!has_head_ || next_kind_ != kContinue) return false;
  const std::uint16_t kind = kind_;
  const std::uint64_t position = position_;
  const bool taken = TakeData();
  kind_ = kind;
  position_ = position;
  return taken;
}

std::uint8_t BiffRecords::Byte() {
  while (left() == 0) {
    if (Continue()) continue;
    over_ = true;
    return 0;
  }
  return static_cast<std::uint8_t>(data_[at_++]);
}

std::uint16_t BiffRecords::Number16() {
  const unsigned low = Byte();
  return static_cast<std::uint16_t>(low | static_cast<unsigned>(Byte()) << 8);
}

std::uint32_t BiffRecords::Number32() {
  const std::uint32_t low = Number16();
  return low | static_cast<std::uint32_t>(Number16()) << 16;
}

double BiffRecords::Fraction() {
  const std::uint64_t low = Number32();
  return std::bit_cast<double>(low | static_cast<std::uint64_t>(Number32()) << 32);
}

void BiffRecords::Skip(std::uint64_t bytes) {
  while (bytes > 0) {
    if (left() == 0 && !Continue()) {
      over_ = true;
      return;
    }
    const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, left()));
    at_ += skipped;
    bytes -= skipped;
  }
}

void BiffRecords::Characters(std::size_t count, std::uint8_t flags, std::string* text) {
  constexpr unsigned kWide = 1;
  bool wide = !old_ && (flags & kWide) != 0;
  Utf16Text utf16;
  while (count > 0) {
    if (left() == 0) {
      if (!Continue()) {
        over_ = true;
        return;
      }
      if (!old_) wide = (Byte() & kWide) != 0;
      continue;
    }
    const std::size_t width = wide ? 2 : 1;
    const std::size_t here = std::min(count, left() / width);
    const std::string_view bytes = std::string_view(data_).substr(at_, here * width);
    if (wide) {
      AppendUtf16(bytes, &utf16, text);
    } else {
      AppendWindows1252(bytes, text);
    }
    at_ = here == 0 ? data_.size() : at_ + bytes.size();  // half a character at the end is none
    count -= here;
  }
}

void BiffRecords::Text(bool long_count, std::string* text) {
  const std::size_t count = long_count ? Number16() : Byte();
  const std::uint8_t flags = old_ ? std::uint8_t{0} : Byte();
  Characters(count, flags, text);
}

void BiffRecords::SharedText(std::string* text) {
  constexpr unsigned kHasMore = 4;
  constexpr unsigned kHasRuns = 8;
  constexpr std::uint64_t kRunBytes = 4;
  const std::size_t count = Number16();
  const std::uint8_t flags = Byte();
  const std::uint64_t runs = (flags & kHasRuns) != 0 ? Number16() : 0;
  const std::uint64_t more = (flags & kHasMore) != 0 ? Number32() : 0;
  Characters(count, flags, text);
  Skip(runs * kRunBytes + more);
}

}  // namespace macie_local::extract
