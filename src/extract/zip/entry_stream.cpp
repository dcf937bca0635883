#include "extract/zip/entry_stream.h"

#include <algorithm>

#include "extract/zip/little_endian.h"

namespace macie_local::extract {

bool TakeZipHeader(StreamReader& reader, const ZipEntry& entry, std::uint64_t end, std::string* name) {
  std::string fixed;
  if (reader.position() > entry.position || !reader.Skip(entry.position - reader.position())) return false;
  if (!reader.Read(kZipHeaderBytes, &fixed) || !fixed.starts_with("PK\x03\x04")) return false;
  const std::uint16_t extra = LittleEndian16(fixed, 28);
  if (!reader.Read(LittleEndian16(fixed, 26), name) || !reader.Skip(extra)) return false;
  return reader.position() <= end && entry.stored <= end - reader.position();
}

ZipEntryStream::ZipEntryStream(StreamReader& reader, const ZipEntry& entry, Run& run)
    : reader_(reader), entry_(entry), run_(run), stored_left_(entry.stored) {
  constexpr int kRaw = -15;
  if (entry_.method != kZipDeflated) return;
  out_ = std::make_unique_for_overwrite<char[]>(kOutBytes);
  inflating_ = inflateInit2(&z_, kRaw) == Z_OK;
}

ZipEntryStream::~ZipEntryStream() {
  if (inflating_) inflateEnd(&z_);
}

base::Error ZipEntryStream::Fail(End end) {
  end_ = end;
  return StreamFailure("the file in the zip archive can't be read on");
}

base::Error ZipEntryStream::FailOver() {
  return Fail(given_ == entry_.size ? End::kDamaged : End::kTooMuch);
}

base::Result<std::string_view> ZipEntryStream::Next() {
  if (over_) return FailOver();
  std::string_view piece;
  if (entry_.method == kZipDeflated) {
    auto inflated = Inflate();
    if (!inflated.ok()) return inflated;
    piece = *inflated;
  } else if (stored_left_ > 0) {
    piece = reader_.Some(stored_left_);
    stored_left_ -= piece.size();
  }
  // What may come is given before the rest fails, so that nothing depends on where pieces end.
  const std::uint64_t left = std::min(entry_.size - given_, run_.limits.extracted_bytes - run_.extracted);
  if (piece.size() > left && left == 0) return FailOver();
  over_ = piece.size() > left;
  if (over_) piece = piece.substr(0, static_cast<std::size_t>(left));
  if (piece.empty()) {
    if (given_ != entry_.size || sum_ != entry_.sum) return Fail(End::kDamaged);
    return piece;
  }
  given_ += piece.size();
  run_.extracted += piece.size();
  sum_ = static_cast<std::uint32_t>(crc32_z(sum_, reinterpret_cast<const Bytef*>(piece.data()), piece.size()));
  return piece;
}

// Returns nothing at the end.
base::Result<std::string_view> ZipEntryStream::Inflate() {
  constexpr std::uint64_t kInputBytesMax = std::uint64_t{1} << 30;  // zlib counts with 32 bits
  if (!inflating_) return Fail(End::kDamaged);
  z_.next_out = reinterpret_cast<Bytef*>(out_.get());
  z_.avail_out = kOutBytes;
  while (z_.avail_out == kOutBytes && !inflated_) {
    if (z_.avail_in == 0) {
      const std::string_view input = reader_.Some(std::min(stored_left_, kInputBytesMax));
      if (input.empty()) return Fail(End::kDamaged);
      stored_left_ -= input.size();
      z_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
      z_.avail_in = static_cast<uInt>(input.size());
    }
    const int result = inflate(&z_, Z_NO_FLUSH);
    inflated_ = result == Z_STREAM_END;
    if (inflated_ || result == Z_OK || result == Z_BUF_ERROR) continue;
    if (z_.avail_out == kOutBytes) return Fail(End::kDamaged);
    break;  // what came before is given; the next call fails again
  }
  return std::string_view(out_.get(), kOutBytes - z_.avail_out);
}

}  // namespace macie_local::extract
