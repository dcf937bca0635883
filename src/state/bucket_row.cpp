#include "state/bucket_row.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "base/timestamp.h"
#include "model/types/records.h"
#include "state/bucket_schema.h"
#include "wire/codec.h"

namespace macie_local::state {
namespace {

using engine::Cell;
using engine::ColumnKind;

struct KindName {
  std::string_view name;
  ColumnKind kind;
  bool holds_key;
};
constexpr std::array<KindName, 6> kKinds{{{"number", ColumnKind::kNumber, false},
                                          {"choice", ColumnKind::kChoice, false},
                                          {"text", ColumnKind::kText, false},
                                          {"text with name", ColumnKind::kText, true},
                                          {"texts", ColumnKind::kTextList, false},
                                          {"pairs", ColumnKind::kPairList, false}}};

// The columns that rows hold, in their order.
const std::vector<std::size_t>& StoredColumns() {
  static const std::vector<std::size_t> stored = [] {
    std::vector<std::size_t> columns;
    const engine::Schema& schema = BucketSchema::Get().columns();
    for (std::size_t i = 0; i < schema.columns().size(); ++i) {
      if (i != schema.key_column() && !schema.column(i).name.starts_with("jobDetails")) columns.push_back(i);
    }
    return columns;
  }();
  return stored;
}

void AppendText(std::string_view text, std::string* out) {
  AppendVarint(text.size(), out);
  out->append(text);
}

void AppendCell(const engine::Column& column, const Cell& cell, std::string_view name, std::string* out) {
  switch (column.kind) {
    case ColumnKind::kKey:
      return;
    case ColumnKind::kNumber:
      return AppendVarint(ZigZag(cell.number), out);
    case ColumnKind::kChoice:
      // A choice of one says all by being there.
      if (column.choices.size() > 1) AppendVarint(static_cast<std::uint64_t>(cell.number), out);
      return;
    case ColumnKind::kText: {
      if (!column.holds_key) return AppendText(cell.text, out);
      const auto kept = engine::KeptText::Of(cell.text, name, column);
      AppendVarint(kept.text.size() * 2 + (kept.key_follows ? 1 : 0), out);
      out->append(kept.text);
      return;
    }
    case ColumnKind::kTextList:
      AppendVarint(cell.texts.size(), out);
      for (const std::string_view text : cell.texts) AppendText(text, out);
      return;
    case ColumnKind::kPairList:
      AppendVarint(cell.pairs.size(), out);
      for (const auto& [key, value] : cell.pairs) {
        AppendText(key, out);
        AppendText(value, out);
      }
      return;
  }
}

// The least and the greatest number that the type of a column's member can hold: no client could read another one.
std::pair<std::int64_t, std::int64_t> RangeOf(const std::vector<BucketNode>& nodes, std::size_t column) {
  constexpr std::pair<std::int64_t, std::int64_t> kAny{INT64_MIN, INT64_MAX};
  for (const BucketNode& node : nodes) {
    if (const auto range = RangeOf(node.children, column); range != kAny) return range;
    if (node.column != column) continue;
    if (node.member->type->kind == wire::Kind::kInteger) return {INT32_MIN, INT32_MAX};
    if (node.member->type->kind == wire::Kind::kTimestamp) {
      return {base::kEarliest.time_since_epoch().count(), base::kLatest.time_since_epoch().count()};
    }
  }
  return kAny;
}

}  // namespace

std::uint64_t ZigZag(std::int64_t value) {
  return static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
}

std::int64_t UnZigZag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1 ^ (0 - (value & 1)));
}

void AppendVarint(std::uint64_t value, std::string* out) {
  for (; value >= 0x80; value >>= 7) out->push_back(static_cast<char>(value | 0x80));
  out->push_back(static_cast<char>(value));
}

std::optional<std::uint64_t> TakeVarint(std::string_view* bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes->size() && i < 10; ++i) {
    const auto byte = static_cast<std::uint8_t>((*bytes)[i]);
    if (i == 9 && byte > 1) break;  // more than 64 bits
    value |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
    if (byte < 0x80) {
      bytes->remove_prefix(i + 1);
      return value;
    }
  }
  return std::nullopt;
}

const std::string& BucketFormat::Today() {
  static const std::string today = [] {
    model::BucketColumns columns;
    columns.columns.emplace();
    for (const std::size_t i : StoredColumns()) {
      const engine::Column& column = BucketSchema::Get().columns().column(i);
      auto& out = columns.columns->emplace_back();
      out.name = column.name;
      out.kind = std::find_if(kKinds.begin(), kKinds.end(), [&](const KindName& kind) {
                   return kind.kind == column.kind && kind.holds_key == column.holds_key;
                 })->name;
      if (column.kind == ColumnKind::kChoice) out.values = column.choices;
    }
    std::string json;
    wire::Encode(columns, wire::Nulls::kOmit, &json);
    return json;
  }();
  return today;
}

void BucketFormat::Encode(std::span<const Cell> cells, std::string_view name, std::string* out) {
  const auto& stored = StoredColumns();
  const std::size_t presence = out->size();
  out->append((stored.size() + 7) / 8, '\0');
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const Cell& cell = cells[stored[i]];
    if (cell.null) continue;
    char& bits = (*out)[presence + i / 8];
    bits = static_cast<char>(bits | 1 << (i % 8));
    AppendCell(BucketSchema::Get().columns().column(stored[i]), cell, name, out);
  }
}

base::Result<BucketFormat> BucketFormat::Parse(std::string_view json) {
  MACIE_TRY(model::BucketColumns columns, wire::Decode<model::BucketColumns>(json, wire::DecodeOptions{}));
  const engine::Schema& schema = BucketSchema::Get().columns();
  BucketFormat format;
  for (auto& given : columns.columns.value_or(std::vector<model::BucketColumn>())) {
    Column& column = format.columns_.emplace_back();
    column.name = given.name;
    const auto kind =
        std::find_if(kKinds.begin(), kKinds.end(), [&](const KindName& one) { return one.name == given.kind; });
    if (kind == kKinds.end()) {
      std::string message = "the kind of column " + column.name + " is '" + given.kind + "', which is none of";
      for (const KindName& one : kKinds) message.append(" '").append(one.name).append("'");
      return base::Error(std::move(message));
    }
    column.kind = kind->kind;
    column.holds_key = kind->holds_key;
    column.values = std::move(given.values).value_or(std::vector<std::string>());
    column.today = schema.Find(column.name);
    if (column.today && schema.column(*column.today).kind != column.kind) column.today.reset();
    if (column.today) std::tie(column.least, column.greatest) = RangeOf(BucketSchema::Get().nodes(), *column.today);
    for (const std::string& value : column.values) {
      auto& choice = column.choice.emplace_back();
      if (!column.today) continue;
      const auto& choices = schema.column(*column.today).choices;
      const auto found = std::find(choices.begin(), choices.end(), value);
      if (found != choices.end()) choice = found - choices.begin();
    }
  }
  return format;
}

// Reads off the front of what is left of a row. After a failure nothing more is read.
class BucketFormat::Reader {
 public:
  explicit Reader(std::string_view row) : left_(row) {}

  bool failed() const { return failed_; }
  // Whether a text was read that is not UTF-8: no answer could hold it.
  bool garbled() const { return garbled_; }
  bool at_end() const { return left_.empty(); }

  std::uint64_t Number() {
    if (!left_.empty() && static_cast<std::uint8_t>(left_.front()) < 0x80) {  // most are one byte
      const auto value = static_cast<std::uint8_t>(left_.front());
      left_.remove_prefix(1);
      return value;
    }
    const auto value = TakeVarint(&left_);
    if (!value) failed_ = true;
    return value.value_or(0);
  }
  std::string_view Bytes(std::uint64_t size) {
    if (failed_ || size > left_.size()) {
      failed_ = true;
      return {};
    }
    const std::string_view bytes = left_.substr(0, size);
    left_.remove_prefix(size);
    return bytes;
  }
  std::string_view Text(std::uint64_t size) {
    const std::string_view text = Bytes(size);
    if (!base::IsUtf8(text)) garbled_ = true;
    return text;
  }
  std::string_view Text() { return Text(Number()); }

 private:
  std::string_view left_;
  bool failed_ = false;
  bool garbled_ = false;
};

base::Status BucketFormat::Decode(std::string_view row, std::string_view name, std::vector<Cell>* cells,
                                  std::vector<std::string>* scratch) const {
  cells->resize(BucketSchema::Get().columns().columns().size());
  for (Cell& cell : *cells) {
    cell.null = true;
    cell.texts.clear();
    cell.pairs.clear();
  }
  if (scratch->size() < columns_.size()) scratch->resize(columns_.size());
  Reader reader(row);
  const std::string_view presence = reader.Bytes((columns_.size() + 7) / 8);
  if (reader.failed()) return base::Error("it ends within the list of what is there");
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if ((presence[i / 8] >> (i % 8) & 1) == 0) continue;
    const Column& column = columns_[i];
    if (!column.today) {
      return base::Error("it has a value of " + column.name +
                         ", which this version of macie-local does not keep as such");
    }
    Cell& cell = (*cells)[*column.today];
    cell.null = false;
    switch (column.kind) {
      case ColumnKind::kKey:
        break;
      case ColumnKind::kNumber:
        cell.number = UnZigZag(reader.Number());
        if (cell.number >= column.least && cell.number <= column.greatest) break;
        return base::Error(column.name + " is " + std::to_string(cell.number) + ", which is not in its range of " +
                           std::to_string(column.least) + " to " + std::to_string(column.greatest));
      case ColumnKind::kChoice: {
        const std::uint64_t value = column.values.size() > 1 ? reader.Number() : 0;
        if (reader.failed()) break;
        if (value >= column.values.size()) {
          return base::Error("value " + std::to_string(value) + " of " + column.name + " is not one of its " +
                             std::to_string(column.values.size()));
        }
        if (!column.choice[value]) {
          return base::Error(column.name + " is " + column.values[value] +
                             ", which this version of macie-local does not know");
        }
        cell.number = *column.choice[value];
        break;
      }
      case ColumnKind::kText: {
        const std::uint64_t size = reader.Number();
        cell.text = reader.Text(column.holds_key ? size / 2 : size);
        if (column.holds_key && size % 2 != 0) {
          (*scratch)[i].assign(cell.text).append(name);
          cell.text = (*scratch)[i];
        }
        break;
      }
      case ColumnKind::kTextList:
        for (std::uint64_t left = reader.Number(); left > 0 && !reader.failed(); --left) {
          cell.texts.push_back(reader.Text());
        }
        break;
      case ColumnKind::kPairList:
        for (std::uint64_t left = reader.Number(); left > 0 && !reader.failed(); --left) {
          const std::string_view key = reader.Text();
          cell.pairs.emplace_back(key, reader.Text());
        }
        break;
    }
    if (reader.failed()) return base::Error("it ends within " + column.name);
    if (reader.garbled()) return base::Error(column.name + " is not UTF-8");
  }
  if (!reader.at_end()) return base::Error("bytes follow its end");
  return base::Done{};
}

}  // namespace macie_local::state
