// What the footer of a Parquet file says: its schema, and where the values of each column are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "extract/parquet/thrift.h"

namespace macie_local::extract {

// The numbers are the format's.
enum class ParquetType : std::uint8_t {
  kBoolean = 0,
  kInt32 = 1,
  kInt64 = 2,
  kInt96 = 3,
  kFloat = 4,
  kDouble = 5,
  kByteArray = 6,
  kFixed = 7  // byte arrays of one length
};
enum class ParquetCodec : std::uint8_t {
  kNone = 0,
  kSnappy = 1,
  kGzip = 2,
  kLzo = 3,  // is not read
  kBrotli = 4,
  kLz4 = 5,  // in Hadoop's frames, or without
  kZstd = 6,
  kLz4Raw = 7
};

// What values of a column stand for.
enum class ParquetMeaning : std::uint8_t {
  kPlain,  // no more than the type says
  kText,
  kList,
  kMap,
  kUnsigned,
  kDecimal,
  kDate,  // days since 1970-01-01
  kTime,  // since midnight
  kTimestamp,
  kUuid,
  kOther  // no text of its own
};

// One element of the schema, which is a tree: each is followed by its children.
struct ParquetElement {
  enum class Repetition : std::uint8_t { kRequired = 0, kOptional = 1, kRepeated = 2 };

  std::string_view name;
  std::optional<ParquetType> type;  // of a column
  Repetition repetition = Repetition::kRequired;
  ParquetMeaning meaning = ParquetMeaning::kPlain;
  std::int32_t length = 0;         // of kFixed
  std::int32_t children = 0;       // how many
  std::int32_t scale = 0;          // of kDecimal
  std::int32_t per_second = 1000;  // units of kTime and kTimestamp
};

// The values of one column in one row group.
struct ParquetChunk {
  bool is_readable = false;  // not encrypted, nor in another file, and in a codec that is known
  ParquetType type = ParquetType::kBoolean;
  ParquetCodec codec = ParquetCodec::kNone;
  std::uint64_t values = 0;
  std::uint64_t begin = 0;  // of its pages in the file
  std::uint64_t end = 0;
};

class ParquetMetadata {
 public:
  // Schemas of more elements are not read.
  static constexpr std::size_t kElementsMax = 1 << 16;

  // kUnparseable: it is encrypted, or more than is read.
  enum class End : std::uint8_t { kWell, kMalformed, kUnparseable };

  // Reads what it needs of a whole file, which outlives it. Called once, first.
  End Read(std::string_view file);

  const std::vector<ParquetElement>& elements() const { return elements_; }
  // The part of the file in which pages are. At least kFooterBytesMin follow it.
  std::string_view pages() const { return pages_; }
  static constexpr std::size_t kFooterBytesMin = 32;

  struct RowGroup {
    std::uint64_t rows = 0;
    std::vector<ParquetChunk> chunks;  // of all columns, in their order
  };
  // Reads the next row group, of `columns` columns. Returns false when there is none, or failed() says that this or
  // another before was malformed.
  bool NextRowGroup(std::size_t columns, RowGroup* group);
  bool failed() const { return failed_; }
  // NextRowGroup begins anew.
  void Rewind();

 private:
  bool TakeSchema(ThriftReader* reader, ThriftReader::Type type);
  bool TakeChunk(ParquetChunk* chunk);
  bool TakeChunkData(ParquetChunk* chunk);

  std::string_view pages_;
  std::string_view groups_bytes_;  // the list of row groups
  std::size_t groups_left_ = 0;
  ThriftReader groups_{{}};
  bool failed_ = false;
  std::vector<ParquetElement> elements_;
};

// What stands before the bytes of a page.
struct ParquetPage {
  enum class Kind : std::uint8_t { kData = 0, kIndex = 1, kDictionary = 2, kDataV2 = 3 };

  Kind kind = Kind::kIndex;
  bool is_compressed = true;
  std::int32_t encoding = -1;
  std::int32_t repetition_encoding = 0;  // of levels; of kData
  std::int32_t definition_encoding = 0;
  std::uint32_t values = 0;            // with those that are null
  std::uint32_t repetition_bytes = 0;  // of levels; of kDataV2
  std::uint32_t definition_bytes = 0;
  std::uint32_t size = 0;  // of all that is in it, without compression
  std::string_view bytes;  // as they are stored
};
// Reads the page that `bytes` begin with. Returns how many bytes it takes, or nothing when it is malformed.
std::optional<std::size_t> ReadParquetPage(std::string_view bytes, ParquetPage* page);

}  // namespace macie_local::extract
