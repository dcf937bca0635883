// What is read at most (behaviour 19.2).
#pragma once

#include <cstdint>

#include "extract/format.h"

namespace macie_local::extract {

// A value, so that tests can have small ones. Sizes are bytes.
struct Limits {
  std::uint32_t archives_nested = 10;                       // the outermost counts
  std::uint64_t members = 1'000'000;                        // files of an archive, with those of archives in it
  std::uint64_t member_bytes = std::uint64_t{3} << 30;      // extracted of one member of an archive
  std::uint64_t extracted_bytes = std::uint64_t{10} << 30;  // of all members, also of archives in archives
  std::uint32_t json_nested = 256;                          // objects and arrays around a value
  std::uint64_t text_bytes = std::uint64_t{20} << 30;       // of a text of any kind, as it is stored
  std::uint64_t compressed_bytes = std::uint64_t{8} << 30;  // of a gzip, zip, Avro or Parquet file, as it is stored
  std::uint64_t office_bytes = std::uint64_t{512} << 20;    // of an Office file, as it is stored
  std::uint64_t pdf_bytes = std::uint64_t{1} << 30;         // of a PDF, as it is stored
  // Ours:
  std::uint64_t kept_bytes = std::uint64_t{64} << 20;        // of files that are kept in memory while they are read
  std::uint64_t spooled_bytes = std::uint64_t{8} << 30;      // of the same, in a file where there is one
  std::uint64_t block_bytes = std::uint64_t{64} << 20;       // of a block of Avro, packed and unpacked
  std::uint64_t office_part_bytes = std::uint64_t{4} << 30;  // of a part of an Office file
  std::uint64_t office_text_bytes = std::uint64_t{4} << 30;  // of all cells of a workbook, which may share texts
  std::uint64_t office_part_ratio = 100;                     // of its bytes to those that are stored
  std::uint64_t parquet_columns_bytes = std::uint64_t{32} << 20;   // of columns that are read side by side
  std::uint64_t parquet_unpacked_bytes = std::uint64_t{64} << 30;  // of pages and texts of a Parquet file
  std::uint64_t pdf_operators = 50'000'000;                  // of all contents of a PDF, each as often as it is shown
  std::uint64_t pdf_stream_bytes = std::uint64_t{64} << 20;  // of a stream of a PDF, with those that it stands in
  std::uint64_t pdf_decoded_bytes = std::uint64_t{2} << 30;  // of all of them, each as often as it is shown
  std::uint64_t pdf_text_bytes = std::uint64_t{4} << 30;     // of all pages

  std::uint64_t StoredBytes(Format format) const {
    if (format == Format::kWord || format == Format::kSheets || format == Format::kOle) return office_bytes;
    if (format == Format::kPdf) return pdf_bytes;
    const bool compressed =
        format == Format::kGzip || format == Format::kZip || format == Format::kAvro || format == Format::kParquet;
    return compressed ? compressed_bytes : text_bytes;
  }
};

}  // namespace macie_local::extract
