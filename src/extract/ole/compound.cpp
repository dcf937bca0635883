#include "extract/ole/compound.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "extract/streams.h"
#include "extract/zip/little_endian.h"

namespace macie_local::extract {
namespace {

constexpr std::size_t kHeaderBytes = 512;
constexpr std::size_t kEntryBytes = 128;
constexpr std::uint32_t kSectorsEnd = 0xFFFFFFFA;  // numbers from here on mean no sector
constexpr std::uint32_t kNoSector = 0xFFFFFFFE;

}  // namespace

std::string_view OleBytes::At(std::uint64_t position) const {
  constexpr std::uint64_t kStretchBytesMax = 256 << 10;
  if (position >= size_) return {};
  std::size_t block = static_cast<std::size_t>(position >> shift_);
  const std::uint64_t within = position & ((std::uint64_t{1} << shift_) - 1);
  const std::uint64_t begin = (std::uint64_t{blocks_[block]} << shift_) + within;
  std::uint64_t count = (std::uint64_t{1} << shift_) - within;
  while (count < kStretchBytesMax && block + 1 < blocks_.size() && blocks_[block + 1] == blocks_[block] + 1) {
    count += std::uint64_t{1} << shift_;
    ++block;
  }
  return file_.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(std::min(count, size_ - position)));
}

base::Result<std::string_view> OleStream::Next() {
  const std::string_view piece = bytes_.At(position_);
  position_ += piece.size();
  if (piece.empty() && !bytes_.whole()) return StreamFailure("the stream is damaged");
  return piece;
}

std::optional<CompoundFile> CompoundFile::Open(std::string_view bytes) {
  CompoundFile file(bytes);
  if (!file.TakeHeader() || !file.TakeTable()) return std::nullopt;
  constexpr std::size_t kDirectory = 48;
  constexpr std::size_t kSmallTable = 60;
  constexpr std::size_t kStart = 116;
  Chain directory = file.Follow(file.Number(kDirectory), file.table_, UINT64_MAX);
  if (!directory.whole || directory.sectors.empty()) return std::nullopt;
  file.directory_ = std::move(directory.sectors);
  file.small_table_ = file.Follow(file.Number(kSmallTable), file.table_, UINT64_MAX).sectors;
  const auto root = file.EntryAt(0);
  if (!root) return std::nullopt;
  file.small_ = file.Follow(file.Number(*root + kStart), file.table_, UINT64_MAX).sectors;
  return file;
}

bool CompoundFile::TakeHeader() {
  constexpr unsigned kShiftMin = 9;
  constexpr unsigned kShiftMax = 12;
  constexpr unsigned kSmallShiftMin = 6;
  if (bytes_.size() < kHeaderBytes || !bytes_.starts_with(kMagic)) return false;
  shift_ = LittleEndian16(bytes_, 30);
  small_shift_ = LittleEndian16(bytes_, 32);
  small_below_ = LittleEndian32(bytes_, 56);
  return shift_ >= kShiftMin && shift_ <= kShiftMax && small_shift_ >= kSmallShiftMin && small_shift_ <= shift_;
}

// The first sectors of the table are named in the header, others in sectors of their own, which name each other.
bool CompoundFile::TakeTable() {
  constexpr std::size_t kFirst = 76;
  constexpr std::size_t kMore = 68;
  const std::uint64_t sectors_max = bytes_.size() >> shift_;
  const std::uint64_t numbers = (std::uint64_t{1} << shift_) / 4;
  const auto take = [&](std::uint64_t at) {
    const std::uint32_t sector = Number(at);
    if (sector < kSectorsEnd) table_.push_back(sector);
    return table_.size() <= sectors_max;
  };
  for (std::size_t at = kFirst; at < kHeaderBytes; at += 4) {
    if (!take(at)) return false;
  }
  std::uint64_t visits = 0;
  for (std::uint32_t more = Number(kMore); more < kSectorsEnd; more = Number(Begin(more) + (numbers - 1) * 4)) {
    if (Begin(more) >= bytes_.size() || ++visits > sectors_max) return false;
    for (std::uint64_t i = 0; i + 1 < numbers; ++i) {
      if (!take(Begin(more) + i * 4)) return false;
    }
  }
  return true;
}

std::uint32_t CompoundFile::Number(std::uint64_t at) const {
  if (at + 4 > bytes_.size()) return kNoSector;
  return LittleEndian32(bytes_, static_cast<std::size_t>(at));
}

std::uint32_t CompoundFile::NumberIn(const Sectors& sectors, std::uint32_t place) const {
  const std::uint32_t numbers = (1u << shift_) / 4;
  if (place / numbers >= sectors.size()) return kNoSector;
  return Number(Begin(sectors[place / numbers]) + std::uint64_t{place % numbers} * 4);
}

CompoundFile::Chain CompoundFile::Follow(std::uint32_t first, const Sectors& table, std::uint64_t sectors_max) const {
  Chain chain;
  std::vector<bool> seen(static_cast<std::size_t>(bytes_.size() >> small_shift_) + 1);
  for (std::uint32_t sector = first; sector < kSectorsEnd; sector = NumberIn(table, sector)) {
    if (chain.sectors.size() == sectors_max) break;
    if (sector >= seen.size() || seen[sector]) return chain;
    seen[sector] = true;
    chain.sectors.push_back(sector);
  }
  chain.whole = true;
  return chain;
}

std::optional<std::uint64_t> CompoundFile::EntryAt(std::uint32_t number) const {
  const auto entries = static_cast<std::uint32_t>((std::size_t{1} << shift_) / kEntryBytes);
  if (number / entries >= directory_.size()) return std::nullopt;
  const std::uint64_t entry =
      Begin(directory_[number / entries]) + std::uint64_t{number % entries} * std::uint64_t{kEntryBytes};
  return entry + kEntryBytes <= bytes_.size() ? std::optional(entry) : std::nullopt;
}

// Names are UTF-16, with a zero behind.
bool CompoundFile::IsNamed(std::uint64_t entry, std::string_view name) const {
  const std::string_view bytes = bytes_.substr(static_cast<std::size_t>(entry), kEntryBytes);
  if (LittleEndian16(bytes, 64) != (name.size() + 1) * 2) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (bytes[2 * i + 1] != '\0' || !base::EqualsWithoutCase(bytes.substr(2 * i, 1), name.substr(i, 1))) return false;
  }
  return true;
}

// The entries of a folder are a tree, each with one to its left and one to its right.
std::optional<OleBytes> CompoundFile::Find(std::string_view name) const {
  constexpr std::size_t kKind = 66;
  constexpr char kStreamKind = 2;
  constexpr std::size_t kLeft = 68;
  constexpr std::size_t kRight = 72;
  constexpr std::size_t kChild = 76;
  std::vector<bool> seen(directory_.size() * ((std::size_t{1} << shift_) / kEntryBytes));
  std::vector<std::uint32_t> left_to_see{Number(EntryAt(0).value_or(0) + kChild)};
  while (!left_to_see.empty()) {
    const std::uint32_t number = left_to_see.back();
    left_to_see.pop_back();
    const auto entry = EntryAt(number);
    if (!entry || seen[number]) continue;
    seen[number] = true;
    if (bytes_[static_cast<std::size_t>(*entry + kKind)] == kStreamKind && IsNamed(*entry, name)) {
      return BytesOf(*entry);
    }
    left_to_see.push_back(Number(*entry + kLeft));
    left_to_see.push_back(Number(*entry + kRight));
  }
  return std::nullopt;
}

// Small sectors lie in the sectors of a stream, which are told by the directory's first entry.
OleBytes CompoundFile::BytesOf(std::uint64_t entry) const {
  constexpr std::size_t kStart = 116;
  constexpr std::size_t kSize = 120;
  constexpr unsigned kShiftOfVersion3 = 9;  // has sizes of 32 bits, and something else in the bits above
  std::uint64_t size = LittleEndian64(bytes_, static_cast<std::size_t>(entry + kSize));
  if (shift_ <= kShiftOfVersion3) size &= UINT32_MAX;
  const bool small = size < small_below_;
  OleBytes bytes(bytes_, small ? small_shift_ : shift_);
  const std::uint64_t block_bytes = std::uint64_t{1} << bytes.shift_;
  const std::uint64_t blocks_max = size / block_bytes + (size % block_bytes == 0 ? 0 : 1);
  const Chain chain = Follow(Number(entry + kStart), small ? small_table_ : table_, blocks_max);
  std::uint64_t there = 0;
  for (const std::uint32_t sector : chain.sectors) {
    std::uint64_t begin = Begin(sector);
    if (small) {
      const std::uint64_t within = std::uint64_t{sector} << small_shift_;
      const auto around = static_cast<std::size_t>(within >> shift_);
      if (around >= small_.size()) break;
      begin = Begin(small_[around]) + (within & ((std::uint64_t{1} << shift_) - 1));
    }
    if (begin >= bytes_.size()) break;
    bytes.blocks_.push_back(static_cast<std::uint32_t>(begin >> bytes.shift_));
    there += std::min<std::uint64_t>(block_bytes, bytes_.size() - begin);
    if (bytes_.size() - begin < block_bytes) break;
  }
  bytes.size_ = std::min(size, there);
  bytes.whole_ = bytes.size_ == size;
  return bytes;
}

}  // namespace macie_local::extract
