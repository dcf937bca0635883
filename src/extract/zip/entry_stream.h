// The bytes of one file of a zip archive.
#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/byte_stream.h"
#include "extract/readers.h"
#include "extract/streams.h"
#include "extract/zip/directory.h"

namespace macie_local::extract {

// Takes the header before a file. `reader` stands before it, and at the file's first byte when this returns true.
// Returns false when there is none, or the file would not end by `end`.
bool TakeZipHeader(StreamReader& reader, const ZipEntry& entry, std::uint64_t end, std::string* name);

// Says whether a file can be read: it is stored or deflated, and not encrypted.
inline bool IsZipEntryReadable(const ZipEntry& entry) {
  return !entry.encrypted && (entry.method == kZipStored || entry.method == kZipDeflated);
}

// Gives the bytes of a readable file and counts them. Fails where they are not those that the directory tells of.
class ZipEntryStream : public base::ByteStream {
 public:
  enum class End { kNone, kDamaged, kTooMuch };

  // `reader` stands at the file's first byte. All outlive it.
  ZipEntryStream(StreamReader& reader, const ZipEntry& entry, Run& run);
  ~ZipEntryStream() override;
  ZipEntryStream(const ZipEntryStream&) = delete;
  ZipEntryStream& operator=(const ZipEntryStream&) = delete;

  base::Result<std::string_view> Next() override;
  // Why it failed, if it did. A failure of the source is damage here.
  End end() const { return end_; }
  bool gave_some() const { return given_ > 0; }

 private:
  static constexpr std::size_t kOutBytes = 64 << 10;

  base::Result<std::string_view> Inflate();
  base::Error Fail(End end);
  // There is more than the archive tells, or than may come out.
  base::Error FailOver();

  StreamReader& reader_;
  const ZipEntry& entry_;
  Run& run_;
  std::uint64_t stored_left_;
  std::uint64_t given_ = 0;
  std::uint32_t sum_ = 0;
  std::unique_ptr<char[]> out_;
  z_stream z_{};
  bool inflating_ = false;
  bool inflated_ = false;
  bool over_ = false;  // the next piece is one too many
  End end_ = End::kNone;
};

}  // namespace macie_local::extract
