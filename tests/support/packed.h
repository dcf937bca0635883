// Packs texts for tests, as the blocks in files are packed.
#pragma once

#include <bzlib.h>
#include <lz4.h>
#include <lzma.h>
#include <snappy-c.h>
#include <zstd.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace macie_local::support {

inline std::string PackedSnappy(std::string_view bytes) {
  std::size_t size = snappy_max_compressed_length(bytes.size());
  std::string out(size, '\0');
  snappy_compress(bytes.data(), bytes.size(), out.data(), &size);
  out.resize(size);
  return out;
}

inline std::string PackedZstd(std::string_view bytes, int level = 3) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), level));
  return out;
}

inline std::string PackedLz4(std::string_view bytes) {
  std::string out(static_cast<std::size_t>(LZ4_compressBound(static_cast<int>(bytes.size()))), '\0');
  out.resize(static_cast<std::size_t>(
      LZ4_compress_default(bytes.data(), out.data(), static_cast<int>(bytes.size()), static_cast<int>(out.size()))));
  return out;
}

inline std::string PackedBzip2(std::string_view bytes) {
  std::string out(bytes.size() + bytes.size() / 100 + 601, '\0');
  auto size = static_cast<unsigned>(out.size());
  BZ2_bzBuffToBuffCompress(out.data(), &size, const_cast<char*>(bytes.data()), static_cast<unsigned>(bytes.size()), 9,
                           0, 0);
  out.resize(size);
  return out;
}

inline std::string PackedXz(std::string_view bytes) {
  std::string out(lzma_stream_buffer_bound(bytes.size()), '\0');
  std::size_t size = 0;
  lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const std::uint8_t*>(bytes.data()),
                          bytes.size(), reinterpret_cast<std::uint8_t*>(out.data()), &size, out.size());
  out.resize(size);
  return out;
}

}  // namespace macie_local::support
