// OLE compound files: streams in a file, each in sectors that name each other, as older Office files are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/byte_stream.h"

namespace macie_local::extract {

// The bytes of a stream in a compound file, which outlives it.
class OleBytes {
 public:
  // How many there are; less than the file tells where the stream is damaged.
  std::uint64_t size() const { return size_; }
  // All that the file tells of are there. Else sectors are missing, or name each other in a circle.
  bool whole() const { return whole_; }
  // Returns what follows `position` in one stretch of memory; empty at the end and beyond.
  std::string_view At(std::uint64_t position) const;

 private:
  friend class CompoundFile;
  OleBytes(std::string_view file, unsigned shift) : file_(file), shift_(shift) {}

  std::string_view file_;
  unsigned shift_;
  std::vector<std::uint32_t> blocks_;  // where they are in the file, counted in blocks of 1 << shift_ bytes
  std::uint64_t size_ = 0;
  bool whole_ = false;
};

// Gives a stream's bytes, then fails if it is not whole. They outlive it.
class OleStream : public base::ByteStream {
 public:
  explicit OleStream(const OleBytes& bytes) : bytes_(bytes) {}
  base::Result<std::string_view> Next() override;

 private:
  const OleBytes& bytes_;
  std::uint64_t position_ = 0;
};

// Takes memory that grows as the file: an eighth of it at most, mostly less than a hundredth.
class CompoundFile {
 public:
  static constexpr std::string_view kMagic{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8};

  // Opens the file that these bytes are; they outlive it. Returns nothing when it has no directory that can be read.
  static std::optional<CompoundFile> Open(std::string_view bytes);

  // Returns the stream of this name, in ASCII and without case, that lies in no folder of the file.
  std::optional<OleBytes> Find(std::string_view name) const;

 private:
  using Sectors = std::vector<std::uint32_t>;
  struct Chain {
    Sectors sectors;
    bool whole = false;
  };

  explicit CompoundFile(std::string_view bytes) : bytes_(bytes) {}

  bool TakeHeader();
  bool TakeTable();
  std::uint32_t Number(std::uint64_t at) const;
  std::uint64_t Begin(std::uint32_t sector) const { return (std::uint64_t{sector} + 1) << shift_; }
  // Returns the number of this place in a table that lies in sectors, or an end.
  std::uint32_t NumberIn(const Sectors& sectors, std::uint32_t place) const;
  // Goes from sector to sector by a table, of which none is gone through twice.
  Chain Follow(std::uint32_t first, const Sectors& table, std::uint64_t sectors_max) const;
  std::optional<std::uint64_t> EntryAt(std::uint32_t number) const;
  bool IsNamed(std::uint64_t entry, std::string_view name) const;
  OleBytes BytesOf(std::uint64_t entry) const;

  std::string_view bytes_;
  unsigned shift_ = 0;        // of the size of sectors
  unsigned small_shift_ = 0;  // of sectors in which streams are that are smaller than small_below_
  std::uint64_t small_below_ = 0;
  Sectors table_;        // where what follows a sector is
  Sectors small_table_;  // the same of small ones
  Sectors directory_;
  Sectors small_;  // where small ones are
};

}  // namespace macie_local::extract
