// Writes Avro files for tests, with whatever is asked for in them.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "support/compressed.h"
#include "support/packed.h"

namespace macie_local::extract {

inline std::string AvroLong(std::int64_t value) {
  auto bits = static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
  std::string bytes;
  for (; bits >= 0x80; bits >>= 7) bytes += static_cast<char>((bits & 0x7F) | 0x80);
  return bytes + static_cast<char>(bits);
}

inline std::string AvroText(std::string_view text) {
  return AvroLong(static_cast<std::int64_t>(text.size())) + std::string(text);
}

inline std::string PackedAsAvro(std::string_view codec, const std::string& block) {
  if (codec == "deflate") return support::Deflated(block);
  if (codec == "zstandard") return support::PackedZstd(block);
  if (codec == "bzip2") return support::PackedBzip2(block);
  if (codec == "xz") return support::PackedXz(block);
  if (codec != "snappy") return block;
  const auto sum = crc32_z(0, reinterpret_cast<const Bytef*>(block.data()), block.size());
  std::string packed = support::PackedSnappy(block);
  for (int shift = 24; shift >= 0; shift -= 8) packed += static_cast<char>(sum >> shift & 0xFF);
  return packed;
}

inline const std::string kAvroSync = "0123456789abcdef";

// A file's beginning.
inline std::string AvroHeader(std::string_view schema, std::string_view codec = "null") {
  return "Obj\x01" + AvroLong(2) + AvroText("avro.schema") + AvroText(schema) + AvroText("avro.codec") +
         AvroText(codec) + AvroLong(0) + kAvroSync;
}

inline std::string AvroBlock(std::int64_t count, const std::string& records, std::string_view codec = "null") {
  return AvroLong(count) + AvroText(PackedAsAvro(codec, records)) + kAvroSync;
}

inline std::string AvroFile(std::string_view schema, std::int64_t count, const std::string& records,
                            std::string_view codec = "null") {
  return AvroHeader(schema, codec) + AvroBlock(count, records, codec);
}

}  // namespace macie_local::extract
