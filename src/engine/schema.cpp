#include "engine/schema.h"

#include <stdexcept>
#include <utility>

namespace macie_local::engine {
namespace {

constexpr std::uint32_t kDigestBits = 32;

void AddToDigest(const Column& column, std::size_t index, std::vector<DigestField>* digest) {
  DigestField field;
  field.column = index;
  field.exact = column.kind == ColumnKind::kChoice;
  field.values = field.exact ? static_cast<std::uint32_t>(column.choices.size()) : DigestField::kTextBits;
  field.shift = digest->empty() ? 0 : digest->back().shift + digest->back().values + 1;
  const bool kind = field.exact || (column.kind == ColumnKind::kText && column.access == Access::kPosted);
  if (!kind || column.holds_key || field.shift + field.values + 1 > kDigestBits) {
    throw std::logic_error("column " + column.name + " can't be part of a digest");
  }
  digest->push_back(field);
}

}  // namespace

Schema::Schema(std::vector<Column> columns) : columns_(std::move(columns)), places_(columns_.size()) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Column& column = columns_[i];
    Places& places = places_[i];
    if (column.digested) AddToDigest(column, i, &digest_);
    switch (column.kind) {
      case ColumnKind::kKey:
        key_column_ = i;
        break;
      case ColumnKind::kChoice:
        places.choice = choice_counts_;
        choice_counts_ += column.choices.size();
        places.number = number_stores_++;
        break;
      case ColumnKind::kNumber:
        places.number = number_stores_++;
        if (column.access == Access::kOrdered) places.order = order_indexes_++;
        break;
      case ColumnKind::kText:
        places.number = number_stores_++;
        places.dictionary = dictionaries_++;
        if (column.access == Access::kOrdered) places.order = order_indexes_++;
        if (column.access == Access::kPosted) places.posting = posting_indexes_++;
        break;
      case ColumnKind::kTextList:
        places.list = list_stores_++;
        places.dictionary = dictionaries_++;
        places.posting = posting_indexes_++;
        break;
      case ColumnKind::kPairList:
        places.list = list_stores_++;
        places.posting = posting_indexes_++;
        break;
    }
  }
  if (number_stores_ > kNumberColumnsMax || list_stores_ > kListColumnsMax) {
    throw std::logic_error("the schema has more columns than a table can hold");
  }
}

const DigestField* Schema::digest_field(std::size_t column) const {
  for (const DigestField& field : digest_) {
    if (field.column == column) return &field;
  }
  return nullptr;
}

std::optional<std::size_t> Schema::Find(std::string_view name) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].name == name) return i;
  }
  return std::nullopt;
}

}  // namespace macie_local::engine
