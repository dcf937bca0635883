#include "extract/codecs.h"

#include <bzlib.h>
#include <lzma.h>
#include <snappy-c.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <cstdint>

namespace macie_local::extract {
namespace {

// The libraries count with 32 bits, some of them with a sign. No block is near that.
constexpr std::size_t kBytesMax = std::size_t{1} << 30;
constexpr std::size_t kFirstBytes = 4 << 10;

// Room that grows as it is filled, up to one byte more than may come out: that byte tells what ends from what goes on.
class Output {
 public:
  // Makes room at first for what most blocks become.
  Output(std::size_t packed, std::size_t bytes_max, std::string* out)
      : bytes_max_(std::min(bytes_max, kBytesMax) + 1), out_(*out) {
    out_.clear();
    out_.resize(std::min(bytes_max_, std::max(kFirstBytes, std::min(packed, kBytesMax) * 4)));
  }

  char* at() { return out_.data() + size_; }
  std::size_t room() const { return out_.size() - size_; }
  void Fill(std::size_t bytes) { size_ += bytes; }
  // Makes more room. Returns false when there may be none.
  bool Grow() {
    if (out_.size() == bytes_max_) return false;
    out_.resize(std::min(bytes_max_, std::max(kFirstBytes, out_.size() * 2)));
    return true;
  }
  // Returns whether it is no more than it may be.
  bool End() {
    out_.resize(size_);
    return size_ < bytes_max_;
  }

 private:
  std::size_t bytes_max_;
  std::string& out_;
  std::size_t size_ = 0;
};

unsigned ToBytes(std::size_t bytes) {
  return static_cast<unsigned>(bytes);
}

}  // namespace

bool UnpackDeflate(std::string_view packed, std::size_t bytes_max, std::string* out) {
  if (packed.size() > kBytesMax) return false;
  z_stream z{};
  if (inflateInit2(&z, -MAX_WBITS) != Z_OK) return false;
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  z.avail_in = ToBytes(packed.size());
  Output output(packed.size(), bytes_max, out);
  int result = Z_OK;
  while (result == Z_OK) {
    z.next_out = reinterpret_cast<Bytef*>(output.at());
    z.avail_out = ToBytes(output.room());
    result = inflate(&z, Z_NO_FLUSH);
    output.Fill(output.room() - z.avail_out);
    if (result == Z_BUF_ERROR && z.avail_out == 0 && output.Grow()) result = Z_OK;
  }
  inflateEnd(&z);
  return result == Z_STREAM_END && output.End();
}

bool UnpackSnappy(std::string_view packed, std::size_t bytes_max, std::string* out) {
  constexpr std::size_t kGrowthMax = 22;  // of three bytes come 64
  std::size_t size = 0;
  if (snappy_uncompressed_length(packed.data(), packed.size(), &size) != SNAPPY_OK) return false;
  if (size > bytes_max || size / kGrowthMax > packed.size()) return false;
  out->resize(size);
  return snappy_uncompress(packed.data(), packed.size(), out->data(), &size) == SNAPPY_OK && size == out->size();
}

// Into the output as a whole: so that the library keeps no window beside it, which a frame may want large.
bool UnpackZstd(std::string_view packed, std::size_t bytes_max, std::string* out) {
  if (packed.empty()) return false;
  Output output(packed.size(), bytes_max, out);
  while (true) {
    const std::size_t size = ZSTD_decompress(output.at(), output.room(), packed.data(), packed.size());
    if (ZSTD_isError(size) == 0) {
      output.Fill(size);
      return output.End();
    }
    if (ZSTD_getErrorCode(size) != ZSTD_error_dstSize_tooSmall || !output.Grow()) return false;
  }
}

bool UnpackBzip2(std::string_view packed, std::size_t bytes_max, std::string* out) {
  if (packed.size() > kBytesMax) return false;
  bz_stream bz{};
  if (BZ2_bzDecompressInit(&bz, 0, 0) != BZ_OK) return false;
  bz.next_in = const_cast<char*>(packed.data());
  bz.avail_in = ToBytes(packed.size());
  Output output(packed.size(), bytes_max, out);
  int result = BZ_OK;
  while (result == BZ_OK) {
    bz.next_out = output.at();
    bz.avail_out = ToBytes(output.room());
    result = BZ2_bzDecompress(&bz);
    output.Fill(output.room() - bz.avail_out);
    // With room left it wants more bytes than there are.
    if (result == BZ_OK && (bz.avail_out > 0 || !output.Grow())) break;
  }
  BZ2_bzDecompressEnd(&bz);
  return result == BZ_STREAM_END && output.End();
}

bool UnpackXz(std::string_view packed, std::size_t bytes_max, std::string* out) {
  constexpr std::uint64_t kMemoryMax = std::uint64_t{80} << 20;  // what is packed with the highest level takes 65 MiB
  lzma_stream xz = LZMA_STREAM_INIT;
  if (lzma_stream_decoder(&xz, kMemoryMax, LZMA_CONCATENATED) != LZMA_OK) return false;
  xz.next_in = reinterpret_cast<const std::uint8_t*>(packed.data());
  xz.avail_in = packed.size();
  Output output(packed.size(), bytes_max, out);
  lzma_ret result = LZMA_OK;
  while (result == LZMA_OK) {
    xz.next_out = reinterpret_cast<std::uint8_t*>(output.at());
    xz.avail_out = output.room();
    result = lzma_code(&xz, LZMA_FINISH);
    output.Fill(output.room() - xz.avail_out);
    if (xz.avail_out == 0 && (result == LZMA_OK || result == LZMA_BUF_ERROR)) {
      if (!output.Grow()) break;
      result = LZMA_OK;
    }
  }
  lzma_end(&xz);
  return result == LZMA_STREAM_END && output.End();
}

}  // namespace macie_local::extract
