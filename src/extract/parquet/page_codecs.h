// What pages of Parquet files are compressed with. How many bytes come out is known beforehand, so that they go
// straight to where they are read: nothing grows, is cleared or copied.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "extract/parquet/metadata.h"

namespace macie_local::extract {

// Not thread-safe: it keeps what its libraries need from one page to the next.
class ParquetCodecs {
 public:
  ParquetCodecs();
  ~ParquetCodecs();
  ParquetCodecs(const ParquetCodecs&) = delete;
  ParquetCodecs& operator=(const ParquetCodecs&) = delete;

  // Decompresses all of `bytes` to `size` bytes at `out`. Returns false when they are malformed, or another number of
  // bytes comes out. Requires `codec` to be one that is read, and not kNone.
  bool Decompress(ParquetCodec codec, std::string_view bytes, char* out, std::size_t size);

 private:
  struct Zstd;

  std::unique_ptr<Zstd> zstd_;  // taken when it is needed first
};

}  // namespace macie_local::extract
