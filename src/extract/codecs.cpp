#include "extract/codecs.h"

#include <brotli/decode.h>
#include <bzlib.h>
#include <lz4.h>
#include <lzma.h>
#include <snappy-c.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <cstdint>
#include <utility>

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

bool Inflate(std::string_view packed, int window_bits, std::size_t bytes_max, std::string* out) {
  constexpr char kGzipFirst = '\x1F';
  if (packed.size() > kBytesMax) return false;
  z_stream z{};
  if (inflateInit2(&z, window_bits) != Z_OK) return false;
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
    const bool another = result == Z_STREAM_END && window_bits > 0 && z.avail_in > 0 &&
                         *z.next_in == static_cast<Bytef>(kGzipFirst) && packed.front() == kGzipFirst;
    if (another) result = inflateReset(&z);
  }
  inflateEnd(&z);
  return result == Z_STREAM_END && output.End();
}

// Reads a number of four bytes, the highest first.
std::size_t BigEndian(std::string_view bytes) {
  std::size_t number = 0;
  for (const char byte : bytes.substr(0, 4)) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

}  // namespace

bool UnpackDeflate(std::string_view packed, std::size_t bytes_max, std::string* out) {
  return Inflate(packed, -MAX_WBITS, bytes_max, out);
}

bool UnpackGzip(std::string_view packed, std::size_t bytes_max, std::string* out) {
  constexpr int kEither = MAX_WBITS + 32;
  return Inflate(packed, kEither, bytes_max, out);
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

bool UnpackLz4(std::string_view packed, std::size_t bytes_max, std::string* out) {
  constexpr std::size_t kGrowthMax = 255;
  if (packed.size() > kBytesMax) return false;
  out->clear();
  out->resize(std::min({bytes_max, kBytesMax, packed.size() * kGrowthMax}));
  const int size =
      LZ4_decompress_safe(packed.data(), out->data(), static_cast<int>(packed.size()), static_cast<int>(out->size()));
  if (size < 0) return false;
  out->resize(static_cast<std::size_t>(size));
  return true;
}

// Each frame is how much comes out of it, then blocks, each with its length, until so much has.
bool UnpackLz4Hadoop(std::string_view packed, std::size_t bytes_max, std::string* out) {
  constexpr std::size_t kLengthBytes = 4;
  std::string all;
  std::string block;
  while (!packed.empty()) {
    if (packed.size() < kLengthBytes) return false;
    std::size_t left = BigEndian(packed);
    packed.remove_prefix(kLengthBytes);
    if (left > bytes_max - all.size()) return false;
    while (left > 0) {
      const std::size_t length = BigEndian(packed);
      if (packed.size() < kLengthBytes || packed.size() - kLengthBytes < length) return false;
      if (!UnpackLz4(packed.substr(kLengthBytes, length), left, &block) || block.empty()) return false;
      packed.remove_prefix(kLengthBytes + length);
      all.append(block);
      left -= block.size();
    }
  }
  *out = std::move(all);
  return true;
}

bool UnpackBrotli(std::string_view packed, std::size_t bytes_max, std::string* out) {
  BrotliDecoderState* const state = BrotliDecoderCreateInstance(nullptr, nullptr, nullptr);
  if (state == nullptr) return false;
  const auto* next_in = reinterpret_cast<const std::uint8_t*>(packed.data());
  std::size_t in = packed.size();
  Output output(packed.size(), bytes_max, out);
  BrotliDecoderResult result = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
  while (result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
    auto* next_out = reinterpret_cast<std::uint8_t*>(output.at());
    std::size_t room = output.room();
    result = BrotliDecoderDecompressStream(state, &in, &next_in, &room, &next_out, nullptr);
    output.Fill(output.room() - room);
    if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT && !output.Grow()) break;
  }
  BrotliDecoderDestroyInstance(state);
  return result == BROTLI_DECODER_RESULT_SUCCESS && output.End();
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
