#include "extract/parquet/metadata.h"

#include <algorithm>
#include <limits>

#include "extract/zip/little_endian.h"

namespace macie_local::extract {
namespace {

using Field = ThriftReader::Field;
using Type = ThriftReader::Type;

constexpr std::string_view kMark = "PAR1";
constexpr std::string_view kEncryptedMark = "PARE";
constexpr std::size_t kTailBytes = 8;  // the footer's length and the mark

// By the numbers of the older way to say what values stand for.
void SetConverted(std::int32_t converted, ParquetElement* element) {
  constexpr std::int32_t kMillisecond = 1000;
  constexpr std::int32_t kMicrosecond = 1'000'000;
  switch (converted) {
    case 0:   // UTF8
    case 4:   // ENUM
    case 19:  // JSON
      element->meaning = ParquetMeaning::kText;
      break;
    case 1:  // MAP
    case 2:  // MAP_KEY_VALUE
      element->meaning = ParquetMeaning::kMap;
      break;
    case 3:
      element->meaning = ParquetMeaning::kList;
      break;
    case 5:
      element->meaning = ParquetMeaning::kDecimal;
      break;
    case 6:
      element->meaning = ParquetMeaning::kDate;
      break;
    case 7:
    case 8:
      element->meaning = ParquetMeaning::kTime;
      element->per_second = converted == 7 ? kMillisecond : kMicrosecond;
      break;
    case 9:
    case 10:
      element->meaning = ParquetMeaning::kTimestamp;
      element->per_second = converted == 9 ? kMillisecond : kMicrosecond;
      break;
    case 11:
    case 12:
    case 13:
    case 14:
      element->meaning = ParquetMeaning::kUnsigned;
      break;
    case 21:  // INTERVAL
      element->meaning = ParquetMeaning::kOther;
      break;
    default:
      break;  // signed numbers, BSON, and what is not known
  }
}

// Reads the structure in which a unit of time, a scale or a sign is told.
void TakeParameters(ThriftReader* reader, ParquetElement* element) {
  constexpr std::int32_t kPerSecond[] = {1000, 1'000'000, 1'000'000'000};
  for (Field field; reader->NextField(&field);) {
    if (field.id == 1 && element->meaning == ParquetMeaning::kDecimal) {
      element->scale = reader->Integer32(field.type);
    } else if (field.id == 2 && element->meaning == ParquetMeaning::kUnsigned) {
      if (reader->Boolean(field.type)) element->meaning = ParquetMeaning::kPlain;
    } else if (field.id == 2 && field.type == Type::kStruct) {
      for (Field unit; reader->NextField(&unit);) {
        if (unit.id >= 1 && unit.id <= 3) element->per_second = kPerSecond[unit.id - 1];
        reader->Skip(unit.type);
      }
    } else {
      reader->Skip(field.type);
    }
  }
}

// By the numbers of the newer way: a union, whose field says which.
void TakeLogical(ThriftReader* reader, ParquetElement* element) {
  for (Field field; reader->NextField(&field);) {
    if (!reader->Struct(field.type)) return;
    switch (field.id) {
      case 1:   // STRING
      case 4:   // ENUM
      case 12:  // JSON
        element->meaning = ParquetMeaning::kText;
        break;
      case 2:
        element->meaning = ParquetMeaning::kMap;
        break;
      case 3:
        element->meaning = ParquetMeaning::kList;
        break;
      case 5:
        element->meaning = ParquetMeaning::kDecimal;
        break;
      case 6:
        element->meaning = ParquetMeaning::kDate;
        break;
      case 7:
        element->meaning = ParquetMeaning::kTime;
        break;
      case 8:
        element->meaning = ParquetMeaning::kTimestamp;
        break;
      case 10:  // INTEGER
        element->meaning = ParquetMeaning::kUnsigned;
        break;
      case 14:
        element->meaning = ParquetMeaning::kUuid;
        break;
      case 15:  // FLOAT16
        element->meaning = ParquetMeaning::kOther;
        break;
      default:
        break;
    }
    TakeParameters(reader, element);
  }
}

bool TakeElement(ThriftReader* reader, ParquetElement* element) {
  std::int32_t converted = -1;
  bool is_logical = false;
  for (Field field; reader->NextField(&field);) {
    if (field.id == 1) {
      const std::int32_t type = reader->Integer32(field.type);
      if (type < 0 || type > static_cast<std::int32_t>(ParquetType::kFixed)) return false;
      element->type = static_cast<ParquetType>(type);
    } else if (field.id == 2) {
      element->length = reader->Integer32(field.type);
    } else if (field.id == 3) {
      const std::int32_t repetition = reader->Integer32(field.type);
      if (repetition < 0 || repetition > 2) return false;
      element->repetition = static_cast<ParquetElement::Repetition>(repetition);
    } else if (field.id == 4) {
      element->name = reader->Binary(field.type);
    } else if (field.id == 5) {
      element->children = reader->Integer32(field.type);
    } else if (field.id == 6) {
      converted = reader->Integer32(field.type);
    } else if (field.id == 7) {
      element->scale = reader->Integer32(field.type);
    } else if (field.id == 10 && reader->Struct(field.type)) {
      is_logical = true;
      TakeLogical(reader, element);
    } else {
      reader->Skip(field.type);
    }
  }
  if (!is_logical) SetConverted(converted, element);
  const bool is_column = element->type.has_value() && element->children == 0;
  if (is_column && *element->type == ParquetType::kFixed && element->length <= 0) return false;
  return !reader->failed() && element->children >= 0;
}

std::uint32_t Count(ThriftReader* reader, Type type, bool* good) {
  const std::int32_t number = reader->Integer32(type);
  *good = *good && number >= 0;
  return number < 0 ? 0 : static_cast<std::uint32_t>(number);
}

// Reads what only pages of one kind have before them.
bool TakePageKind(ThriftReader* reader, ParquetPage* page) {
  bool good = true;
  const bool is_second = page->kind == ParquetPage::Kind::kDataV2;
  for (Field field; reader->NextField(&field);) {
    if (field.id == 1) {
      page->values = Count(reader, field.type, &good);
    } else if (field.id == (is_second ? 4 : 2)) {
      page->encoding = reader->Integer32(field.type);
    } else if (page->kind == ParquetPage::Kind::kData && field.id == 3) {
      page->definition_encoding = reader->Integer32(field.type);
    } else if (page->kind == ParquetPage::Kind::kData && field.id == 4) {
      page->repetition_encoding = reader->Integer32(field.type);
    } else if (is_second && field.id == 5) {
      page->definition_bytes = Count(reader, field.type, &good);
    } else if (is_second && field.id == 6) {
      page->repetition_bytes = Count(reader, field.type, &good);
    } else if (is_second && field.id == 7) {
      page->is_compressed = reader->Boolean(field.type);
    } else {
      reader->Skip(field.type);
    }
  }
  return good && !reader->failed();
}

// The field of a page's head that has what only its kind has.
std::optional<ParquetPage::Kind> KindOfField(int id) {
  if (id == 5) return ParquetPage::Kind::kData;
  if (id == 7) return ParquetPage::Kind::kDictionary;
  if (id == 8) return ParquetPage::Kind::kDataV2;
  return std::nullopt;
}

}  // namespace

ParquetMetadata::End ParquetMetadata::Read(std::string_view file) {
  if (file.starts_with(kEncryptedMark)) return End::kUnparseable;
  if (!file.starts_with(kMark) || !file.ends_with(kMark)) return End::kMalformed;
  if (file.size() < kMark.size() + kFooterBytesMin) return End::kMalformed;
  const std::size_t footer_end = file.size() - kTailBytes;
  const std::uint64_t footer_bytes = LittleEndian32(file, footer_end);
  // A footer that tells of a column is longer.
  if (footer_bytes < kFooterBytesMin - kTailBytes || footer_bytes > footer_end - kMark.size()) return End::kMalformed;
  pages_ = file.substr(0, footer_end - static_cast<std::size_t>(footer_bytes));
  const std::string_view footer = file.substr(pages_.size(), static_cast<std::size_t>(footer_bytes));
  ThriftReader reader(footer);
  for (Field field; reader.NextField(&field);) {
    if (field.id == 2) {
      if (!TakeSchema(&reader, field.type)) return elements_.empty() ? End::kUnparseable : End::kMalformed;
    } else if (field.id == 4) {
      if (field.type != Type::kList) return End::kMalformed;
      const std::size_t begin = reader.position();
      reader.Skip(field.type);
      groups_bytes_ = footer.substr(begin, reader.position() - begin);
    } else {
      reader.Skip(field.type);
    }
  }
  if (reader.failed() || elements_.empty()) return End::kMalformed;
  Rewind();
  return End::kWell;
}

// Returns false without elements when there are too many.
bool ParquetMetadata::TakeSchema(ThriftReader* reader, ThriftReader::Type type) {
  elements_.clear();
  const std::size_t count = reader->List(type, Type::kStruct);
  if (count > kElementsMax) return false;
  for (std::size_t i = 0; i < count; ++i) {
    elements_.emplace_back();
    if (!TakeElement(reader, &elements_.back())) return false;
  }
  return true;
}

void ParquetMetadata::Rewind() {
  groups_ = ThriftReader(groups_bytes_);
  groups_left_ = groups_bytes_.empty() ? 0 : groups_.List(Type::kList, Type::kStruct);
  failed_ = groups_.failed();
}

bool ParquetMetadata::NextRowGroup(std::size_t columns, RowGroup* group) {
  if (groups_left_ == 0 || failed_) return false;
  --groups_left_;
  *group = {};
  bool good = true;
  for (Field field; groups_.NextField(&field);) {
    if (field.id == 1) {
      const std::size_t count = groups_.List(field.type, Type::kStruct);
      good = good && count == columns;
      group->chunks.clear();
      for (std::size_t i = 0; i < count && good; ++i) good = TakeChunk(&group->chunks.emplace_back());
      if (!good) break;
    } else if (field.id == 3) {
      const std::int64_t rows = groups_.Integer(field.type);
      good = good && rows >= 0;
      group->rows = rows < 0 ? 0 : static_cast<std::uint64_t>(rows);
    } else {
      groups_.Skip(field.type);
    }
  }
  failed_ = !good || groups_.failed() || group->chunks.size() != columns;
  return !failed_;
}

bool ParquetMetadata::TakeChunk(ParquetChunk* chunk) {
  bool good = true;
  bool is_known = false;
  bool is_hidden = false;
  for (Field field; groups_.NextField(&field);) {
    if (field.id == 3 && groups_.Struct(field.type)) {
      good = TakeChunkData(chunk);
      is_known = true;
      if (!good) return false;
    } else {
      // The name of another file, or the two that say how it is encrypted.
      is_hidden = is_hidden || field.id == 1 || field.id == 8 || field.id == 9;
      groups_.Skip(field.type);
    }
  }
  chunk->is_readable = chunk->is_readable && !is_hidden;
  return !groups_.failed() && (is_known || is_hidden);
}

bool ParquetMetadata::TakeChunkData(ParquetChunk* chunk) {
  std::int32_t type = -1;
  std::int32_t codec = -1;
  std::int64_t values = -1;
  std::int64_t bytes = -1;
  std::int64_t begin = -1;
  std::int64_t dictionary = 0;
  for (Field field; groups_.NextField(&field);) {
    if (field.id == 1) {
      type = groups_.Integer32(field.type);
    } else if (field.id == 4) {
      codec = groups_.Integer32(field.type);
    } else if (field.id == 5) {
      values = groups_.Integer(field.type);
    } else if (field.id == 7) {
      bytes = groups_.Integer(field.type);
    } else if (field.id == 9) {
      begin = groups_.Integer(field.type);
    } else if (field.id == 11) {
      dictionary = groups_.Integer(field.type);
    } else {
      groups_.Skip(field.type);
    }
  }
  if (type < 0 || type > static_cast<std::int32_t>(ParquetType::kFixed) || values < 0 || bytes < 0 || begin < 0) {
    return false;
  }
  // Some writers say 0 when there is no dictionary.
  if (dictionary >= static_cast<std::int64_t>(kMark.size()) && dictionary < begin) begin = dictionary;
  const std::uint64_t size = pages_.size();
  chunk->begin = static_cast<std::uint64_t>(begin);
  if (chunk->begin > size || static_cast<std::uint64_t>(bytes) > size - chunk->begin) return false;
  chunk->end = chunk->begin + static_cast<std::uint64_t>(bytes);
  chunk->type = static_cast<ParquetType>(type);
  chunk->values = static_cast<std::uint64_t>(values);
  chunk->is_readable = codec >= 0 && codec <= static_cast<std::int32_t>(ParquetCodec::kLz4Raw) &&
                       codec != static_cast<std::int32_t>(ParquetCodec::kLzo);
  if (chunk->is_readable) chunk->codec = static_cast<ParquetCodec>(codec);
  return true;
}

std::optional<std::size_t> ReadParquetPage(std::string_view bytes, ParquetPage* page) {
  ThriftReader reader(bytes);
  *page = {};
  bool good = true;
  std::uint32_t stored = 0;
  std::int32_t kind = -1;
  std::optional<ParquetPage::Kind> told;
  for (Field field; reader.NextField(&field);) {
    if (field.id == 1) {
      kind = reader.Integer32(field.type);
    } else if (field.id == 2) {
      page->size = Count(&reader, field.type, &good);
    } else if (field.id == 3) {
      stored = Count(&reader, field.type, &good);
    } else if (const auto of_kind = KindOfField(field.id); of_kind && reader.Struct(field.type)) {
      told = page->kind = *of_kind;
      good = TakePageKind(&reader, page) && good;
    } else {
      reader.Skip(field.type);
    }
  }
  if (reader.failed() || !good || kind < 0 || stored > bytes.size() - reader.position()) return std::nullopt;
  page->bytes = bytes.substr(reader.position(), stored);
  // Pages of other kinds have no values, and are passed over.
  const bool is_known = kind != static_cast<std::int32_t>(ParquetPage::Kind::kIndex) &&
                        kind <= static_cast<std::int32_t>(ParquetPage::Kind::kDataV2);
  if (!is_known) page->kind = ParquetPage::Kind::kIndex;
  if (is_known && (!told || kind != static_cast<std::int32_t>(*told))) return std::nullopt;
  return reader.position() + stored;
}

}  // namespace macie_local::extract
