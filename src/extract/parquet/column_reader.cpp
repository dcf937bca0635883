#include "extract/parquet/column_reader.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace macie_local::extract {
namespace {

// The numbers of encodings that have values are the format's.
constexpr std::int32_t kPlain = 0;
constexpr std::int32_t kPlainDictionary = 2;
constexpr std::int32_t kRle = 3;
constexpr std::int32_t kDelta = 5;
constexpr std::int32_t kDeltaLength = 6;
constexpr std::int32_t kDeltaTexts = 7;
constexpr std::int32_t kRleDictionary = 8;
constexpr std::int32_t kSplit = 9;
constexpr std::size_t kLengthBytes = 4;

bool IsNumber(ParquetType type) {
  return type == ParquetType::kInt32 || type == ParquetType::kInt64;
}

}  // namespace

char* ParquetColumnReader::Buffer::Take(std::size_t size) {
  if (bytes == nullptr || size > capacity) {
    bytes.reset();
    bytes = std::make_unique_for_overwrite<char[]>(size + BatchBuilder::kOverrun);
    capacity = size;
  }
  std::memset(bytes.get() + size, 0, BatchBuilder::kOverrun);
  return bytes.get();
}

ParquetColumnReader::ParquetColumnReader(const ParquetColumn& column, const ParquetChunk& chunk, std::string_view pages,
                                         std::uint64_t rows, ParquetWork* work)
    : column_(column),
      work_(*work),
      codec_(chunk.codec),
      rest_(pages.substr(static_cast<std::size_t>(chunk.begin), static_cast<std::size_t>(chunk.end - chunk.begin))),
      values_left_(chunk.values),
      rows_(rows),
      indices_(column.repetitions) {
  SkipRecordsWithoutValues();
}

void ParquetColumnReader::Fail(End end) {
  if (end_ == End::kNone) end_ = end;
  record_ = kNoRecord;
  values_left_ = 0;
  page_left_ = 0;
  has_level_ = false;
}

bool ParquetColumnReader::TakeRecord(BatchBuilder* batch) {
  std::fill(indices_.begin(), indices_.end(), 0);
  do {
    has_level_ = false;
    if (definition_ == column_.definitions && !GiveValue(batch)) return false;
    if (end_ != End::kNone || !Peek() || repetition_ == 0) break;
    ++indices_[repetition_ - 1];
    std::fill(indices_.begin() + repetition_, indices_.end(), 0);
  } while (true);
  if (end_ != End::kNone) return true;
  ++record_;
  SkipRecordsWithoutValues();
  return true;
}

// The value that is next, if there is one, is the first of a record from here on, which may have some.
void ParquetColumnReader::SkipRecordsWithoutValues() {
  while (record_ < rows_ && Peek()) {
    if (repetition_ != 0) return Fail(End::kMalformed);
    if (definition_ == column_.definitions) return;
    if (column_.repetitions > 0) {
      // The first value of what is there several times may be missing, and another follow.
      record_ += SkipEmptyRecords();
      return;
    }
    has_level_ = false;
    record_ += 1 + SkipEmptyRecords();
  }
  if (end_ != End::kNone) return;
  if (record_ < rows_) return Fail(End::kMalformed);
  record_ = kNoRecord;
}

// Passes over values like the one before, each of which is all that its record has: a million of them may be written
// with two bytes. Returns how many.
std::uint64_t ParquetColumnReader::SkipEmptyRecords() {
  std::uint64_t count = std::min(page_left_, rows_ - record_ - 1);
  if (count == 0) return 0;
  count = std::min(count, definitions_.Same(definition_));
  if (count == 0) return 0;
  if (column_.repetitions > 0) count = std::min(count, repetitions_.Same(0));
  if (count == 0) return 0;
  definitions_.Skip(count);
  if (column_.repetitions > 0) repetitions_.Skip(count);
  page_left_ -= count;
  values_left_ -= count;
  return count;
}

// Takes the levels of the next value, unless they are taken. Returns false when there is none or it is malformed.
bool ParquetColumnReader::Peek() {
  if (has_level_) return true;
  while (page_left_ == 0) {
    if (values_left_ == 0 || !NextPage()) return false;
  }
  if ((column_.repetitions > 0 && (!repetitions_.Next(&repetition_) || repetition_ > column_.repetitions)) ||
      (column_.definitions > 0 && (!definitions_.Next(&definition_) || definition_ > column_.definitions))) {
    Fail(End::kMalformed);
    return false;
  }
  --page_left_;
  --values_left_;
  has_level_ = true;
  return true;
}

bool ParquetColumnReader::NextPage() {
  ParquetPage page;
  const auto size = ReadParquetPage(rest_, &page);
  bool good = size.has_value();
  if (!good) Fail(End::kMalformed);
  if (good) rest_.remove_prefix(*size);
  if (good && page.kind == ParquetPage::Kind::kDictionary) good = TakeDictionary(page);
  if (good && page.kind == ParquetPage::Kind::kData) good = TakePage(page);
  if (good && page.kind == ParquetPage::Kind::kDataV2) good = TakeSecondPage(page);
  if (!good) Fail(End::kMalformed);
  return good;
}

// Returns false when the bytes are malformed, or something else is the matter that was told to Fail.
bool ParquetColumnReader::Unpack(std::string_view bytes, std::uint32_t size, bool is_compressed, Buffer* buffer,
                                 std::string_view* out) {
  *out = bytes;
  if (std::max<std::size_t>(size, bytes.size()) > kPageBytesMax) {
    Fail(End::kUnparseable);
    return false;
  }
  if (codec_ == ParquetCodec::kNone || !is_compressed || (size == 0 && bytes.empty())) return true;
  if (size > work_.bytes_left) Fail(End::kTooMuch);
  if (end_ != End::kNone) return false;
  work_.bytes_left -= size;
  char* const to = buffer->Take(size);
  *out = {to, size};
  return work_.codecs.Decompress(codec_, bytes, to, size);
}

bool ParquetColumnReader::TakeDictionary(const ParquetPage& page) {
  dictionary_count_ = 0;
  dictionary_ends_.clear();
  if (page.encoding != kPlain && page.encoding != kPlainDictionary) Fail(End::kUnparseable);
  if (end_ != End::kNone || !Unpack(page.bytes, page.size, true, &dictionary_buffer_, &dictionary_)) return false;
  if (column_.type != ParquetType::kByteArray) {
    dictionary_count_ = page.values;
    return page.values <= dictionary_.size() / Width();
  }
  std::string_view rest = dictionary_;
  if (page.values > rest.size() / kLengthBytes) return false;
  dictionary_ends_.reserve(page.values);
  for (std::uint32_t i = 0; i < page.values; ++i) {
    std::string_view entry;
    if (!NextPlain(&rest, &entry)) return false;
    dictionary_ends_.push_back(static_cast<std::uint32_t>(dictionary_.size() - rest.size()));
  }
  dictionary_count_ = page.values;
  return true;
}

// Levels and values are compressed together, and levels have their length before them.
bool ParquetColumnReader::TakePage(const ParquetPage& page) {
  std::string_view bytes;
  if (!Unpack(page.bytes, page.size, true, &page_buffer_, &bytes)) return false;
  page_left_ = std::min<std::uint64_t>(page.values, values_left_);
  return TakeLevels(column_.repetitions, page.repetition_encoding, &bytes, &repetitions_) &&
         TakeLevels(column_.definitions, page.definition_encoding, &bytes, &definitions_) &&
         BeginValues(page.encoding, bytes);
}

bool ParquetColumnReader::TakeLevels(std::uint32_t most, std::int32_t encoding, std::string_view* bytes,
                                     HybridDecoder* levels) {
  if (most == 0) return true;
  if (encoding != kRle) Fail(End::kUnparseable);
  if (encoding != kRle || bytes->size() < kLengthBytes) return false;
  const std::size_t size = LittleEndian32(*bytes, 0);
  bytes->remove_prefix(kLengthBytes);
  if (size > bytes->size()) return false;
  *levels = HybridDecoder(bytes->substr(0, size), static_cast<unsigned>(std::bit_width(most)));
  bytes->remove_prefix(size);
  return true;
}

// Levels stand before the values, and are not compressed.
bool ParquetColumnReader::TakeSecondPage(const ParquetPage& page) {
  std::string_view bytes = page.bytes;
  if (page.repetition_bytes > bytes.size() || page.definition_bytes > bytes.size() - page.repetition_bytes ||
      page.repetition_bytes + page.definition_bytes > page.size) {
    return false;
  }
  repetitions_ =
      HybridDecoder(bytes.substr(0, page.repetition_bytes), static_cast<unsigned>(std::bit_width(column_.repetitions)));
  bytes.remove_prefix(page.repetition_bytes);
  definitions_ =
      HybridDecoder(bytes.substr(0, page.definition_bytes), static_cast<unsigned>(std::bit_width(column_.definitions)));
  bytes.remove_prefix(page.definition_bytes);
  const std::uint32_t size = page.size - page.repetition_bytes - page.definition_bytes;
  page_left_ = std::min<std::uint64_t>(page.values, values_left_);
  return Unpack(bytes, size, page.is_compressed, &page_buffer_, &bytes) && BeginValues(page.encoding, bytes);
}

bool ParquetColumnReader::BeginValues(std::int32_t encoding, std::string_view bytes) {
  const bool is_text = column_.type == ParquetType::kByteArray;
  values_ = Values::kNone;
  if (encoding == kPlain) {
    values_ = Values::kPlain;
    plain_ = bytes;
  } else if (encoding == kPlainDictionary || encoding == kRleDictionary) {
    // A page without values may have no bytes at all.
    if (bytes.empty()) return true;
    const unsigned width = static_cast<unsigned char>(bytes[0]);
    if (width > HybridDecoder::kWidthMax) return false;
    values_ = Values::kDictionary;
    numbers_ = HybridDecoder(bytes.substr(1), width);
  } else if (encoding == kDelta && IsNumber(column_.type)) {
    values_ = Values::kDelta;
    deltas_ = DeltaDecoder(bytes);
  } else if ((encoding == kDeltaLength && is_text) ||
             (encoding == kDeltaTexts && (is_text || column_.type == ParquetType::kFixed))) {
    values_ = Values::kDeltaText;
    texts_ = DeltaTextDecoder(bytes, encoding == kDeltaTexts);
  } else if (encoding == kSplit && !is_text) {
    values_ = Values::kSplit;
    plain_ = bytes;
    split_at_ = 0;
  } else {
    Fail(End::kUnparseable);
    return false;
  }
  return true;
}

// How many bytes a value has, when all have as many.
std::size_t ParquetColumnReader::Width() const {
  switch (column_.type) {
    case ParquetType::kInt32:
    case ParquetType::kFloat:
      return 4;
    case ParquetType::kInt96:
      return 12;
    case ParquetType::kFixed:
      return column_.length;
    default:
      return 8;
  }
}

bool ParquetColumnReader::NextPlain(std::string_view* bytes, std::string_view* raw) const {
  std::size_t size = 0;
  if (column_.type == ParquetType::kByteArray) {
    if (bytes->size() < kLengthBytes) return false;
    size = LittleEndian32(*bytes, 0);
    bytes->remove_prefix(kLengthBytes);
  } else {
    size = Width();
  }
  if (size > bytes->size()) return false;
  *raw = bytes->substr(0, size);
  bytes->remove_prefix(size);
  return true;
}

bool ParquetColumnReader::NextOfDictionary(std::string_view* raw) {
  std::uint32_t number = 0;
  if (!numbers_.Next(&number) || number >= dictionary_count_) return false;
  if (column_.type == ParquetType::kByteArray) {
    const std::size_t begin = number == 0 ? 0 : dictionary_ends_[number - 1];
    *raw = dictionary_.substr(begin + kLengthBytes, dictionary_ends_[number] - begin - kLengthBytes);
  } else {
    *raw = dictionary_.substr(number * Width(), Width());
  }
  return true;
}

// The first bytes of all values stand before the second ones of all, and so on.
bool ParquetColumnReader::NextSplit(std::string_view* raw) {
  const std::size_t width = Width();
  const std::size_t count = plain_.size() / width;
  if (split_at_ >= count) return false;
  split_value_.resize(width + BatchBuilder::kOverrun);
  for (std::size_t i = 0; i < width; ++i) split_value_[i] = plain_[i * count + split_at_];
  ++split_at_;
  *raw = std::string_view(split_value_).substr(0, width);
  return true;
}

bool ParquetColumnReader::NextRaw(std::string_view* raw) {
  switch (values_) {
    case Values::kNone:
      return false;
    case Values::kPlain:
      return NextPlain(&plain_, raw);
    case Values::kDictionary:
      return NextOfDictionary(raw);
    case Values::kDelta:
      *raw = {reinterpret_cast<const char*>(&number_), Width()};
      return deltas_.Next(&number_);
    case Values::kDeltaText:
      return texts_.Next(raw) && (column_.type == ParquetType::kByteArray || raw->size() == column_.length);
    case Values::kSplit:
      return NextSplit(raw);
  }
  return false;
}

// Returns false once the batch's sink has stopped.
bool ParquetColumnReader::GiveValue(BatchBuilder* batch) {
  std::string_view raw;
  if (!NextRaw(&raw)) {
    Fail(End::kMalformed);
    return true;
  }
  const std::string_view text = column_.shown == ParquetShown::kText ? raw : ShownParquetValue(column_, raw, &shown_);
  if (text.size() >= work_.bytes_left) {
    Fail(End::kTooMuch);
    return true;
  }
  work_.bytes_left -= text.size() + 1;
  work_.gave_some = true;
  return batch->Add(column_.context, indices_, text);
}

std::uint64_t ParquetChunkMemory(const ParquetChunk& chunk, std::string_view pages) {
  std::string_view rest =
      pages.substr(static_cast<std::size_t>(chunk.begin), static_cast<std::size_t>(chunk.end - chunk.begin));
  const bool is_copied = chunk.codec != ParquetCodec::kNone;
  std::uint64_t dictionary = 0;
  std::uint64_t largest = 0;
  ParquetPage page;
  while (!rest.empty()) {
    const auto size = ReadParquetPage(rest, &page);
    if (!size) break;
    rest.remove_prefix(*size);
    if (page.size > ParquetColumnReader::kPageBytesMax) continue;
    const std::uint64_t copied = is_copied ? page.size : 0;
    if (page.kind == ParquetPage::Kind::kDictionary) {
      dictionary = std::max(dictionary, copied + std::uint64_t{page.values} * sizeof(std::uint32_t));
    } else {
      largest = std::max(
          largest, copied + (page.encoding == kDeltaTexts ? std::max<std::uint64_t>(page.size, page.bytes.size()) : 0));
    }
  }
  return sizeof(ParquetColumnReader) + dictionary + largest;
}

}  // namespace macie_local::extract
