// Reads the values of one column in one row group, record by record.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "extract/batch_builder.h"
#include "extract/parquet/encodings.h"
#include "extract/parquet/metadata.h"
#include "extract/parquet/page_codecs.h"
#include "extract/parquet/schema.h"
#include "extract/parquet/values.h"

namespace macie_local::extract {

// What readers of all columns of a file share.
struct ParquetWork {
  ParquetCodecs codecs;
  std::uint64_t bytes_left = 0;  // of what may come out of pages, and of texts, a byte for each counted
  bool gave_some = false;        // of texts
};

class ParquetColumnReader {
 public:
  // Larger pages are not read.
  static constexpr std::uint32_t kPageBytesMax = std::uint32_t{128} << 20;
  // What record() returns when no record has more values.
  static constexpr std::uint64_t kNoRecord = UINT64_MAX;

  enum class End : std::uint8_t {
    kNone,  // all is well so far
    kMalformed,
    kUnparseable,  // written in a way that is not read
    kTooMuch       // ParquetWork::bytes_left is used up
  };

  // `pages` is what chunks lie in, behind which 32 bytes may be read. All of them outlive it. `rows` is how many
  // records the row group has.
  ParquetColumnReader(const ParquetColumn& column, const ParquetChunk& chunk, std::string_view pages,
                      std::uint64_t rows, ParquetWork* work);

  // The record that is next, from 0 in the row group: those before it have no more values.
  std::uint64_t record() const { return record_; }
  // Adds the values of that record. Returns false once the batch's sink has stopped.
  bool TakeRecord(BatchBuilder* batch);
  // Why there is no more, when that is not because all was read.
  End end() const { return end_; }

 private:
  enum class Values : std::uint8_t { kNone, kPlain, kDictionary, kDelta, kDeltaText, kSplit };
  // Memory that is not cleared when it is taken.
  struct Buffer {
    char* Take(std::size_t size);

    std::unique_ptr<char[]> bytes;
    std::size_t capacity = 0;
  };

  void Fail(End end);
  bool Peek();
  void SkipRecordsWithoutValues();
  std::uint64_t SkipEmptyRecords();
  bool NextPage();
  bool Unpack(std::string_view bytes, std::uint32_t size, bool is_compressed, Buffer* buffer, std::string_view* out);
  bool TakeDictionary(const ParquetPage& page);
  bool TakePage(const ParquetPage& page);
  bool TakeSecondPage(const ParquetPage& page);
  bool TakeLevels(std::uint32_t most, std::int32_t encoding, std::string_view* bytes, HybridDecoder* levels);
  bool BeginValues(std::int32_t encoding, std::string_view bytes);
  std::size_t Width() const;
  bool NextPlain(std::string_view* bytes, std::string_view* raw) const;
  bool NextOfDictionary(std::string_view* raw);
  bool NextSplit(std::string_view* raw);
  bool NextRaw(std::string_view* raw);
  bool GiveValue(BatchBuilder* batch);

  const ParquetColumn& column_;
  ParquetWork& work_;
  ParquetCodec codec_;
  std::string_view rest_;      // pages that follow
  std::uint64_t values_left_;  // of the chunk, with those that are null
  std::uint64_t rows_;
  std::uint64_t record_ = 0;
  End end_ = End::kNone;

  Buffer dictionary_buffer_;
  std::string_view dictionary_;
  std::vector<std::uint32_t> dictionary_ends_;  // of byte arrays, which each begin with their length
  std::size_t dictionary_count_ = 0;

  Buffer page_buffer_;
  std::uint64_t page_left_ = 0;  // values, with those that are null
  HybridDecoder repetitions_;
  HybridDecoder definitions_;
  Values values_ = Values::kNone;
  std::string_view plain_;
  HybridDecoder numbers_;  // of the dictionary
  DeltaDecoder deltas_;
  DeltaTextDecoder texts_;
  std::size_t split_at_ = 0;
  std::string split_value_;
  std::int64_t number_ = 0;

  bool has_level_ = false;  // of the value that is next
  std::uint32_t repetition_ = 0;
  std::uint32_t definition_ = 0;
  std::vector<std::uint32_t> indices_;
  ParquetValueBuffer shown_;
};

// Returns about how much memory it takes to read a chunk, in bytes.
std::uint64_t ParquetChunkMemory(const ParquetChunk& chunk, std::string_view pages);

}  // namespace macie_local::extract
