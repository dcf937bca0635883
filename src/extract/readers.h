// The readers of the formats, one file for each: what they are given, and what they give back.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/byte_stream.h"
#include "extract/arena.h"
#include "extract/format.h"
#include "extract/learned.h"
#include "extract/limits.h"
#include "extract/sink.h"

namespace macie_local::extract {

// What all readers of one object share.
struct Run {
  const Limits& limits;
  std::uint64_t hash_seed;
  Sink& sink;
  Learned& learned;
  Arena& arena;                  // for files that are kept whole while they are read
  std::uint64_t structured = 0;  // how many texts with a structure have begun
  std::uint64_t extracted = 0;   // bytes out of archives
  std::uint64_t members = 0;     // files in archives of many
  std::uint32_t archives = 0;    // around what is read now
};

// The reasons of behaviour 16.2 that are given here.
namespace reason {
inline constexpr std::string_view kMemberNotRead = "ARCHIVE_CONTAINS_UNPROCESSED_FILES";
inline constexpr std::string_view kArchiveSize = "ARCHIVE_EXCEEDS_SIZE_LIMIT";
inline constexpr std::string_view kArchiveNesting = "ARCHIVE_NESTING_LEVEL_OVER_LIMIT";
inline constexpr std::string_view kExtractedBytes = "ARCHIVE_TOTAL_BYTES_EXTRACTED_OVER_LIMIT";
inline constexpr std::string_view kFileSize = "FILE_EXCEEDS_SIZE_LIMIT";
inline constexpr std::string_view kJsonNesting = "JSON_NESTING_LEVEL_OVER_LIMIT";
inline constexpr std::string_view kMalformed = "MALFORMED_FILE";
inline constexpr std::string_view kMalformedOffice = "MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT";
inline constexpr std::string_view kMembers = "ARCHIVE_TOTAL_DOCUMENTS_PROCESSED_OVER_LIMIT";
inline constexpr std::string_view kOfficeRatio = "OOXML_UNCOMPRESSED_RATIO_EXCEEDS_LIMIT";
inline constexpr std::string_view kOfficeSize = "OOXML_UNCOMPRESSED_SIZE_EXCEEDS_LIMIT";
inline constexpr std::string_view kTime = "TIME_CUT_OFF_REACHED";
inline constexpr std::string_view kUnparseable = "UNABLE_TO_PARSE_FILE";
inline constexpr std::string_view kUnsupported = "UNSUPPORTED_FILE_TYPE_EXCEPTION";
}  // namespace reason

// Texts come as UTF-8, without a byte order mark.
Outcome ReadText(const Detected& detected, base::ByteStream& stream, Run& run);
Outcome ReadTable(const Detected& detected, base::ByteStream& stream, Run& run);  // CSV, TSV
Outcome ReadJson(const Detected& detected, base::ByteStream& stream, Run& run);   // and JSON Lines
Outcome ReadHtml(const Detected& detected, base::ByteStream& stream, Run& run);
Outcome ReadMail(const Detected& detected, base::ByteStream& stream, Run& run);
Outcome ReadGzip(const Detected& detected, base::ByteStream& stream, Run& run);
Outcome ReadTar(const Detected& detected, base::ByteStream& stream, Run& run);
Outcome ReadZip(const Detected& detected, base::ByteStream& stream, Run& run);
Outcome ReadWord(const Detected& detected, base::ByteStream& stream, Run& run);    // DOCX
Outcome ReadSheets(const Detected& detected, base::ByteStream& stream, Run& run);  // XLSX
Outcome ReadAvro(const Detected& detected, base::ByteStream& stream, Run& run);
Outcome ReadOle(const Detected& detected, base::ByteStream& stream, Run& run);
Outcome ReadParquet(const Detected& detected, base::ByteStream& stream, Run& run);
Outcome ReadPdf(const Detected& detected, base::ByteStream& stream, Run& run);

// Reads what a file without places has of text.
Outcome ReadTextWithoutPlaces(base::ByteStream& stream, Run& run);
// Reads the text of a page, counted from 1.
Outcome ReadTextOfPage(std::uint64_t page, base::ByteStream& stream, Run& run);

// Reads an object or a member of an archive, by the reader of its format and within the limits of its type.
Outcome ReadFile(const Detected& detected, base::ByteStream& stream, Run& run);

}  // namespace macie_local::extract
