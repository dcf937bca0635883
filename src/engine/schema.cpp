#include "engine/schema.h"

#include <stdexcept>
#include <utility>

namespace macie_local::engine {

Schema::Schema(std::vector<Column> columns) : columns_(std::move(columns)), places_(columns_.size()) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Column& column = columns_[i];
    Places& places = places_[i];
    switch (column.kind) {
      case ColumnKind::kKey:
        key_column_ = i;
        break;
      case ColumnKind::kChoice:
        places.choice = choice_columns_++;
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

std::optional<std::size_t> Schema::Find(std::string_view name) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].name == name) return i;
  }
  return std::nullopt;
}

}  // namespace macie_local::engine
