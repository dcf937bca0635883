// A schema says what columns a table has. It is made once, is immutable, and must outlive its tables.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace macie_local::engine {

inline constexpr std::size_t kNumberColumnsMax = 96;
inline constexpr std::size_t kListColumnsMax = 4;

enum class ColumnKind : std::uint8_t {
  kKey,       // the row's name: unique, never null; exactly one column of this kind
  kNumber,    // counts, sizes, and times in microseconds; greater than INT64_MIN
  kChoice,    // one of `choices`, by its index: enumerations and booleans
  kText,      // any text, kept once in a dictionary
  kTextList,  // texts
  kPairList,  // key and value, as tags are
};

// The index that a column has beside its cells.
enum class Access : std::uint8_t {
  kNone,     // none: rows are found by scanning
  kPosted,   // rows by value; of a kText column
  kOrdered,  // rows in the order of value and key: pages by this column cost the same at every depth; kText or kNumber
};

struct Column {
  std::string name;
  ColumnKind kind;
  Access access = Access::kNone;
  bool holds_key = false;  // kText: values usually end with the row's key, which is then not kept a second time
  bool digested = false;   // kChoice, kText of few values and kPosted: part of each row's digest
  std::vector<std::string> choices;
};

// A row's digest is 32 bits that stand beside it in every order: for each digested column one bit set out of the
// column's own, so that whether a row satisfies any number of conditions on such columns is one comparison, without
// looking at the row. The lowest of the bits says null, then one each for the choices; texts share kTextBits by code.
struct DigestField {
  static constexpr std::uint32_t kTextBits = 8;

  std::size_t column = 0;
  std::uint32_t shift = 0;
  std::uint32_t values = 0;  // bits beside null's
  bool exact = true;         // a bit stands for one value

  std::uint32_t null_bit() const { return std::uint32_t{1} << shift; }
  // Requires a value of the column: a choice's index or a text's code.
  std::uint32_t bit(std::int64_t value) const { return null_bit() << (1 + static_cast<std::uint64_t>(value) % values); }
  std::uint32_t all_bits() const { return ((std::uint32_t{2} << values) - 1) << shift; }
};

class Schema {
 public:
  explicit Schema(std::vector<Column> columns);

  const std::vector<Column>& columns() const { return columns_; }
  const Column& column(std::size_t index) const { return columns_[index]; }
  // Returns the number of the column called `name`, or nullopt when there is none.
  std::optional<std::size_t> Find(std::string_view name) const;
  std::size_t key_column() const { return key_column_; }

  // Return where a column's cells and indexes are, as a number among those of the same kind. Require that it has one.
  std::size_t number_store(std::size_t column) const { return places_[column].number; }
  std::size_t list_store(std::size_t column) const { return places_[column].list; }
  std::size_t dictionary(std::size_t column) const { return places_[column].dictionary; }
  std::size_t order_index(std::size_t column) const { return places_[column].order; }
  std::size_t posting_index(std::size_t column) const { return places_[column].posting; }
  std::size_t choice_counts(std::size_t column) const { return places_[column].choice; }

  std::size_t number_stores() const { return number_stores_; }
  std::size_t list_stores() const { return list_stores_; }
  std::size_t dictionaries() const { return dictionaries_; }
  std::size_t order_indexes() const { return order_indexes_; }
  std::size_t posting_indexes() const { return posting_indexes_; }
  // Returns how many counts of choices there are. They are kept in one array; a column's begin at
  // choice_counts(column).
  std::size_t choice_counts() const { return choice_counts_; }

  const std::vector<DigestField>& digest() const { return digest_; }
  // Returns the column's bits in a digest, or null when the column is not digested.
  const DigestField* digest_field(std::size_t column) const;

  // The number stores of a row's hidden numbers.
  static constexpr std::size_t kPayloadStore = 0;
  static constexpr std::size_t kVersionStore = 1;
  static constexpr std::size_t kDigestStore = 2;

 private:
  struct Places {
    std::size_t number = 0;
    std::size_t list = 0;
    std::size_t dictionary = 0;
    std::size_t order = 0;
    std::size_t posting = 0;
    std::size_t choice = 0;
  };
  std::vector<Column> columns_;
  std::vector<Places> places_;
  std::size_t key_column_ = 0;
  std::vector<DigestField> digest_;
  std::size_t number_stores_ = 3;
  std::size_t list_stores_ = 0;
  std::size_t dictionaries_ = 0;
  std::size_t order_indexes_ = 0;
  std::size_t posting_indexes_ = 0;
  std::size_t choice_counts_ = 0;
};

}  // namespace macie_local::engine
