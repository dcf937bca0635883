// Compresses texts for tests of what reads them.
#pragma once

#include <zlib.h>

#include <string>
#include <string_view>

namespace macie_local::support {

// `window_bits` says what is written around the bytes, as zlib's deflateInit2 takes it.
inline std::string Compressed(std::string_view bytes, int window_bits) {
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&z, static_cast<uLong>(bytes.size())) + 64, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  z.avail_in = static_cast<uInt>(bytes.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

// Returns a gzip file of one member.
inline std::string Gzipped(std::string_view bytes) {
  return Compressed(bytes, 15 + 16);
}

// Returns the bytes as a zip archive has them.
inline std::string Deflated(std::string_view bytes) {
  return Compressed(bytes, -15);
}

}  // namespace macie_local::support
