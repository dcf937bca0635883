#include "extract/parquet/page_codecs.h"

#include <brotli/decode.h>
#include <lz4.h>
#include <snappy-c.h>
#include <zlib.h>
#include <zstd.h>

#include <cstdint>
#include <limits>

namespace macie_local::extract {
namespace {

bool Snappy(std::string_view bytes, char* out, std::size_t size) {
  std::size_t told = 0;
  if (snappy_uncompressed_length(bytes.data(), bytes.size(), &told) != SNAPPY_OK || told != size) return false;
  return snappy_uncompress(bytes.data(), bytes.size(), out, &told) == SNAPPY_OK && told == size;
}

// One member or several, of gzip or zlib.
bool Gzip(std::string_view bytes, char* out, std::size_t size) {
  constexpr int kAnyHeader = 32 + MAX_WBITS;
  z_stream stream{};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out);
  stream.avail_out = static_cast<uInt>(size);
  if (inflateInit2(&stream, kAnyHeader) != Z_OK) return false;
  int end = inflate(&stream, Z_FINISH);
  while (end == Z_STREAM_END && stream.avail_in > 0 && inflateReset(&stream) == Z_OK) end = inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  return end == Z_STREAM_END && stream.avail_out == 0;
}

bool Brotli(std::string_view bytes, char* out, std::size_t size) {
  std::size_t given = size;
  const auto end = BrotliDecoderDecompress(bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()), &given,
                                           reinterpret_cast<std::uint8_t*>(out));
  return end == BROTLI_DECODER_RESULT_SUCCESS && given == size;
}

bool Lz4Raw(std::string_view bytes, char* out, std::size_t size) {
  return LZ4_decompress_safe(bytes.data(), out, static_cast<int>(bytes.size()), static_cast<int>(size)) ==
         static_cast<int>(size);
}

std::size_t BigEndian32(std::string_view bytes) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}

// Frames as Hadoop makes them: the length of what comes out, that of what is stored, and an LZ4 block.
bool Lz4Framed(std::string_view bytes, char* out, std::size_t size) {
  constexpr std::size_t kHeadBytes = 8;
  while (bytes.size() >= kHeadBytes) {
    const std::size_t given = BigEndian32(bytes);
    const std::size_t stored = BigEndian32(bytes.substr(4));
    bytes.remove_prefix(kHeadBytes);
    if (stored > bytes.size() || given > size || !Lz4Raw(bytes.substr(0, stored), out, given)) return false;
    bytes.remove_prefix(stored);
    out += given;
    size -= given;
  }
  return bytes.empty() && size == 0;
}

}  // namespace

struct ParquetCodecs::Zstd {
  Zstd() : context(ZSTD_createDCtx()) {}
  ~Zstd() { ZSTD_freeDCtx(context); }
  Zstd(const Zstd&) = delete;
  Zstd& operator=(const Zstd&) = delete;

  ZSTD_DCtx* context;
};

ParquetCodecs::ParquetCodecs() = default;
ParquetCodecs::~ParquetCodecs() = default;

bool ParquetCodecs::Decompress(ParquetCodec codec, std::string_view bytes, char* out, std::size_t size) {
  constexpr std::size_t kMost = std::numeric_limits<int>::max();  // of LZ4 and zlib; pages have no more
  if (bytes.size() > kMost || size > kMost) return false;
  switch (codec) {
    case ParquetCodec::kSnappy:
      return Snappy(bytes, out, size);
    case ParquetCodec::kGzip:
      return Gzip(bytes, out, size);
    case ParquetCodec::kBrotli:
      return Brotli(bytes, out, size);
    case ParquetCodec::kLz4:
      return Lz4Framed(bytes, out, size) || Lz4Raw(bytes, out, size);
    case ParquetCodec::kZstd:
      if (zstd_ == nullptr) zstd_ = std::make_unique<Zstd>();
      return ZSTD_decompressDCtx(zstd_->context, out, size, bytes.data(), bytes.size()) == size;
    case ParquetCodec::kLz4Raw:
      return Lz4Raw(bytes, out, size);
    case ParquetCodec::kNone:
    case ParquetCodec::kLzo:
      break;
  }
  return false;
}

}  // namespace macie_local::extract
