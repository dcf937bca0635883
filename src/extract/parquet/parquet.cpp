// Parquet: the values of its columns, record by record.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "extract/batch_builder.h"
#include "extract/kept_bytes.h"
#include "extract/parquet/column_reader.h"
#include "extract/parquet/metadata.h"
#include "extract/parquet/schema.h"
#include "extract/readers.h"

namespace macie_local::extract {
namespace {

using End = ParquetColumnReader::End;

class ParquetReader {
 public:
  ParquetReader(std::string_view file, Run& run) : file_(file), run_(run), contexts_(run.hash_seed), batch_(run.sink) {
    work_.bytes_left = run.limits.parquet_unpacked_bytes;
  }

  Outcome Read();

 private:
  void Fail(std::string_view reason) {
    if (reason_.empty()) reason_ = reason;
  }
  bool HaveChunksBytesOfTheirOwn();
  bool ReadRowGroup(const ParquetMetadata::RowGroup& group);
  bool ReadColumns(std::uint64_t rows, std::vector<ParquetColumnReader>* readers);

  std::string_view file_;
  Run& run_;
  ParquetMetadata metadata_;
  units::Contexts contexts_;
  std::vector<ParquetColumn> columns_;
  ParquetWork work_;
  BatchBuilder batch_;
  std::uint64_t rows_before_ = 0;  // the row group
  std::string_view reason_;
  bool some_read_ = false;
  bool too_much_ = false;
};

Outcome ParquetReader::Read() {
  const ParquetMetadata::End end = metadata_.Read(file_);
  if (end == ParquetMetadata::End::kUnparseable) return {Status::kSkipped, reason::kUnparseable};
  if (end == ParquetMetadata::End::kMalformed) return {Status::kSkipped, reason::kMalformed};
  const ParquetSchemaEnd schema = ReadParquetSchema(metadata_.elements(), &contexts_, &columns_);
  if (schema == ParquetSchemaEnd::kTooMuch) return {Status::kSkipped, reason::kUnparseable};
  if (schema == ParquetSchemaEnd::kMalformed || !HaveChunksBytesOfTheirOwn()) {
    return {Status::kSkipped, reason::kMalformed};
  }
  if (!run_.sink.Begin(units::Shape::kRecord, contexts_)) return {Status::kPartial, {}};
  ParquetMetadata::RowGroup group;
  metadata_.Rewind();
  while (!too_much_ && metadata_.NextRowGroup(columns_.size(), &group)) {
    if (group.rows > ParquetColumnReader::kNoRecord / 2 - rows_before_) {
      Fail(reason::kMalformed);
      break;
    }
    if (!ReadRowGroup(group)) return {Status::kPartial, {}};
    rows_before_ += group.rows;
  }
  if (metadata_.failed()) Fail(reason::kMalformed);
  if (!batch_.Flush()) return {Status::kPartial, {}};
  if (reason_.empty()) return {};
  return {some_read_ ? Status::kPartial : Status::kSkipped, reason_};
}

// Chunks that share bytes make much of little: no writer does so.
bool ParquetReader::HaveChunksBytesOfTheirOwn() {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
  ParquetMetadata::RowGroup group;
  while (metadata_.NextRowGroup(columns_.size(), &group)) {
    for (const ParquetChunk& chunk : group.chunks) {
      if (chunk.is_readable && chunk.begin < chunk.end) ranges.emplace_back(chunk.begin, chunk.end);
    }
  }
  std::sort(ranges.begin(), ranges.end());
  const auto shared = std::adjacent_find(ranges.begin(), ranges.end(),
                                         [](const auto& one, const auto& next) { return one.second > next.first; });
  return shared == ranges.end();
}

// Reads as many columns side by side as memory allows: mostly all, so that a record has all of its values together.
// Returns false when the sink stops.
bool ParquetReader::ReadRowGroup(const ParquetMetadata::RowGroup& group) {
  std::vector<ParquetColumnReader> readers;
  std::uint64_t memory = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].shown == ParquetShown::kNot) continue;
    const ParquetChunk& chunk = group.chunks[i];
    if (!chunk.is_readable) {
      Fail(reason::kUnparseable);
      continue;
    }
    if (chunk.type != columns_[i].type) {
      Fail(reason::kMalformed);
      continue;
    }
    const std::uint64_t needed = ParquetChunkMemory(chunk, metadata_.pages());
    if (!readers.empty() && memory + needed > run_.limits.parquet_columns_bytes) {
      if (!ReadColumns(group.rows, &readers)) return false;
      memory = 0;
    }
    memory += needed;
    readers.emplace_back(columns_[i], chunk, metadata_.pages(), group.rows, &work_);
  }
  return ReadColumns(group.rows, &readers);
}

// Reads all there is of these columns, and lets go of them.
bool ParquetReader::ReadColumns(std::uint64_t rows, std::vector<ParquetColumnReader>* readers) {
  std::vector<std::uint64_t> next;  // the next record of each
  for (const ParquetColumnReader& reader : *readers) next.push_back(reader.record());
  while (!next.empty()) {
    const std::uint64_t record = *std::min_element(next.begin(), next.end());
    if (record >= rows) break;
    if (!batch_.BeginRecord(rows_before_ + record)) return false;
    for (std::size_t i = 0; i < next.size(); ++i) {
      if (next[i] != record) continue;
      if (!(*readers)[i].TakeRecord(&batch_)) return false;
      next[i] = (*readers)[i].record();
    }
  }
  for (const ParquetColumnReader& reader : *readers) {
    some_read_ = some_read_ || work_.gave_some || reader.end() == End::kNone;
    if (reader.end() == End::kMalformed) Fail(reason::kMalformed);
    if (reader.end() == End::kUnparseable) Fail(reason::kUnparseable);
    if (reader.end() != End::kTooMuch) continue;
    Fail(reason::kUnparseable);
    too_much_ = true;
  }
  readers->clear();
  return true;
}

}  // namespace

Outcome ReadParquet(const Detected& /*detected*/, base::ByteStream& stream, Run& run) {
  KeptBytes kept(run);
  const KeptBytes::End end = kept.Take(stream);
  if (end == KeptBytes::End::kFailed) return {Status::kPartial, {}};
  if (end == KeptBytes::End::kTooMany) return {Status::kSkipped, reason::kFileSize};
  return ParquetReader(kept.bytes(), run).Read();
}

}  // namespace macie_local::extract
