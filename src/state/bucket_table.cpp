#include "state/bucket_table.h"

#include <algorithm>
#include <atomic>

#include "base/json_writer.h"
#include "wire/codec.h"

namespace macie_local::state {
namespace {

using engine::Cell;

// The cell of one member's value; texts point into the value.
void FillCell(const wire::TypeDesc& type, const void* value, Cell* cell) {
  switch (type.kind) {
    case wire::Kind::kString:
      cell->SetText(*static_cast<const std::string*>(value));
      return;
    case wire::Kind::kBoolean:
      cell->SetNumber(*static_cast<const bool*>(value) ? 1 : 0);
      return;
    case wire::Kind::kEnum:
      cell->SetNumber(*static_cast<const std::uint8_t*>(value));
      return;
    case wire::Kind::kTimestamp:
      cell->SetNumber(static_cast<const Timestamp*>(value)->time_since_epoch().count());
      return;
    case wire::Kind::kStructure:
      cell->SetNumber(0);
      return;
    case wire::Kind::kList:
      break;
    default:
      cell->SetNumber(*static_cast<const std::int64_t*>(value));
      return;
  }
  cell->null = false;
  if (type.element->kind == wire::Kind::kString) {
    for (const auto& text : *static_cast<const std::vector<std::string>*>(value)) cell->texts.push_back(text);
    return;
  }
  for (const auto& pair : *static_cast<const std::vector<model::KeyValuePair>*>(value)) {
    cell->pairs.emplace_back(pair.key ? std::string_view(*pair.key) : std::string_view(),
                             pair.value ? std::string_view(*pair.value) : std::string_view());
  }
}

void FillCells(const std::vector<BucketNode>& nodes, const void* object, std::vector<Cell>* cells) {
  for (const BucketNode& node : nodes) {
    const void* value = node.member->Get(object);
    if (value == nullptr) continue;
    FillCell(*node.member->type, value, &(*cells)[node.column]);
    if (!node.children.empty()) FillCells(node.children, value, cells);
  }
}

// Reads one row of a table.
class RowReader {
 public:
  RowReader(const engine::Table& table, engine::Slot slot)
      : table_(table), slot_(slot), group_(table.group(slot / engine::kGroupRows)), row_(slot % engine::kGroupRows) {}

  void Fill(const std::vector<BucketNode>& nodes, void* object) const {
    for (const BucketNode& node : nodes) {
      if (IsNull(node)) continue;
      void* value = node.member->Emplace(object);
      if (node.member->type->kind == wire::Kind::kStructure) {
        Fill(node.children, value);
      } else {
        FillValue(node, value);
      }
    }
  }

  // Everything, or what a state document has of it (AppendStoredJson).
  enum class Extent { kAll, kStored };
  template <Extent extent>
  void Append(const std::vector<BucketNode>& nodes, base::JsonWriter* out) const {
    out->Char('{');
    std::size_t comma = 1;  // left out before the first member
    for (const BucketNode& node : nodes) {
      if constexpr (extent == Extent::kStored) {
        if (node.derived || IsNull(node)) continue;
      }
      switch (node.kind) {
        case ColumnKind::kKey:
          out->Raw(node.member->key.substr(comma));
          out->String(table_.Key(slot_));
          break;
        case ColumnKind::kTextList:
        case ColumnKind::kPairList:
          AppendList(node, comma, out);
          break;
        default:
          AppendCell<extent>(node, comma, out);
      }
      comma = 0;
    }
    out->Char('}');
  }

 private:
  using ColumnKind = engine::ColumnKind;

  bool IsNull(const BucketNode& node) const {
    switch (node.kind) {
      case ColumnKind::kKey:
        return false;
      case ColumnKind::kTextList:
      case ColumnKind::kPairList:
        return group_.lists[node.store]->IsNull(row_);
      default:
        return !group_.numbers[node.store]->Get(row_);
    }
  }

  void FillValue(const BucketNode& node, void* value) const {
    switch (node.kind) {
      case ColumnKind::kKey:
        *static_cast<std::string*>(value) = table_.Key(slot_);
        return;
      case ColumnKind::kText:
        *static_cast<std::string*>(value) = table_.Text(slot_, node.column)->str();
        return;
      case ColumnKind::kTextList:
        for (const engine::Code code : table_.List(slot_, node.column)) {
          static_cast<std::vector<std::string>*>(value)->emplace_back(table_.dictionary(node.column).Get(code));
        }
        return;
      case ColumnKind::kPairList:
        for (const engine::Code code : table_.List(slot_, node.column)) {
          const auto pair = table_.pairs().Get(code);
          auto& out = static_cast<std::vector<model::KeyValuePair>*>(value)->emplace_back();
          out.key = table_.pairs().keys().Get(pair.key);
          out.value = table_.pairs().values().Get(pair.value);
        }
        return;
      default:
        break;
    }
    const std::int64_t number = *table_.Number(slot_, node.column);
    switch (node.member->type->kind) {
      case wire::Kind::kBoolean:
        *static_cast<bool*>(value) = number != 0;
        return;
      case wire::Kind::kEnum:
        *static_cast<std::uint8_t*>(value) = static_cast<std::uint8_t>(number);
        return;
      case wire::Kind::kTimestamp:
        *static_cast<Timestamp*>(value) = Timestamp(std::chrono::microseconds(number));
        return;
      default:
        *static_cast<std::int64_t*>(value) = number;
    }
  }

  template <Extent extent>
  void AppendCell(const BucketNode& node, std::size_t comma, base::JsonWriter* out) const {
    const auto cell = group_.numbers[node.store]->Get(row_);
    if (!cell) return out->Raw(std::string_view(node.null).substr(comma));
    out->Raw(node.member->key.substr(comma));
    const wire::TypeDesc& type = *node.member->type;
    switch (type.kind) {
      case wire::Kind::kStructure:
        return Append<extent>(node.children, out);
      case wire::Kind::kString:
        return AppendText(node, out);
      case wire::Kind::kBoolean:
        return out->Raw(*cell != 0 ? "true" : "false");
      case wire::Kind::kEnum:
        out->Char('"');
        out->Raw(type.enumeration->values[static_cast<std::size_t>(*cell)]);
        return out->Char('"');
      case wire::Kind::kTimestamp:
        return out->Time(Timestamp(std::chrono::microseconds(*cell)), type.time_form);
      default:
        return out->Number(*cell);
    }
  }

  void AppendText(const BucketNode& node, base::JsonWriter* out) const {
    const auto text = table_.Text(slot_, node.column);
    out->Char('"');
    out->Escaped(text->first);
    out->Escaped(text->second);
    out->Char('"');
  }

  void AppendList(const BucketNode& node, std::size_t comma, base::JsonWriter* out) const {
    const engine::ListChunk& lists = *group_.lists[node.store];
    if (lists.IsNull(row_)) return out->Raw(std::string_view(node.null).substr(comma));
    out->Raw(node.member->key.substr(comma));
    out->Char('[');
    const char* separator = "";
    for (const engine::Code code : lists.Get(row_)) {
      out->Raw(separator);
      separator = ",";
      if (node.kind == ColumnKind::kTextList) {
        out->String(table_.dictionary(node.column).Get(code));
        continue;
      }
      const auto pair = table_.pairs().Get(code);
      out->Raw("{\"key\":");
      out->String(table_.pairs().keys().Get(pair.key));
      out->Raw(",\"value\":");
      out->String(table_.pairs().values().Get(pair.value));
      out->Char('}');
    }
    out->Char(']');
  }

  const engine::Table& table_;
  const engine::Slot slot_;
  const engine::RowGroup& group_;
  const std::size_t row_;
};

}  // namespace

std::int64_t NextRowVersion() {
  static std::atomic<std::int64_t> last{0};
  return ++last;
}

void FillBucketCells(const model::BucketMetadata& bucket, std::vector<Cell>* cells) {
  cells->resize(BucketSchema::Get().columns().columns().size());
  for (Cell& cell : *cells) {
    cell.null = true;
    cell.texts.clear();
    cell.pairs.clear();
  }
  FillCells(BucketSchema::Get().nodes(), &bucket, cells);
}

void FillJobDetailsCells(const model::JobDetails& details, std::vector<Cell>* cells) {
  static const BucketNode& node = BucketSchema::Get().job_details();
  (*cells)[node.column].SetNumber(0);
  for (const BucketNode& child : node.children) {
    Cell& cell = (*cells)[child.column];
    cell.null = true;
    if (const void* value = child.member->Get(&details)) FillCell(*child.member->type, value, &cell);
  }
}

void BucketTable::Put(const model::BucketMetadata& bucket, std::int64_t row_id) {
  std::vector<Cell> cells;
  FillBucketCells(bucket, &cells);
  Put(*bucket.bucketName, cells, row_id);
}

void BucketTable::Put(std::string_view bucket_name, std::span<const Cell> cells, std::int64_t row_id) {
  if (const auto slot = table_.Find(bucket_name)) totals_.Change(table_, *slot, -1);
  totals_.Change(table_, table_.Upsert(bucket_name, cells, row_id, NextRowVersion()), 1);
}

bool BucketTable::Erase(std::string_view bucket_name) {
  const auto slot = table_.Find(bucket_name);
  if (!slot) return false;
  totals_.Change(table_, *slot, -1);
  return table_.Erase(bucket_name);
}

std::optional<std::int64_t> BucketTable::RowId(std::string_view bucket_name) const {
  const auto slot = table_.Find(bucket_name);
  if (!slot) return std::nullopt;
  return table_.payload(*slot);
}

std::optional<model::BucketMetadata> BucketTable::Find(std::string_view bucket_name) const {
  const auto slot = table_.Find(bucket_name);
  if (!slot) return std::nullopt;
  return Get(*slot);
}

model::BucketMetadata BucketTable::Get(engine::Slot slot) const {
  model::BucketMetadata bucket;
  RowReader(table_, slot).Fill(BucketSchema::Get().nodes(), &bucket);
  return bucket;
}

void BucketTable::AppendJson(engine::Slot slot, std::string* out) const {
  base::JsonWriter writer(out);
  RowReader(table_, slot).Append<RowReader::Extent::kAll>(BucketSchema::Get().nodes(), &writer);
}

void BucketTable::AppendStoredJson(engine::Slot slot, std::string* out) const {
  base::JsonWriter writer(out);
  RowReader(table_, slot).Append<RowReader::Extent::kStored>(BucketSchema::Get().nodes(), &writer);
}

std::shared_ptr<const std::string> PageCache::Json(std::span<const BucketRow> rows) {
  std::vector<std::int64_t> versions(rows.size());
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    versions[i] = rows[i].buckets->table().version(rows[i].slot);
    hash = (hash ^ static_cast<std::uint64_t>(versions[i])) * 0x9E3779B97F4A7C15u;
  }
  Entry& entry = entries_[hash >> 57];
  static_assert(kPages == 1u << (64 - 57));
  {
    const std::lock_guard guard(mutex_);
    if (entry.bytes && entry.versions == versions) return entry.bytes;
  }
  constexpr std::size_t kBucketBytes = 2048;  // a usual bucket's JSON
  std::string json;
  json.reserve(rows.size() * kBucketBytes);
  for (const BucketRow& row : rows) {
    if (!json.empty()) json.push_back(',');
    row.buckets->AppendJson(row.slot, &json);
  }
  auto bytes = std::make_shared<const std::string>(std::move(json));
  if (bytes->size() <= kBytesMax) {
    const std::lock_guard guard(mutex_);
    entry = {std::move(versions), bytes};
  }
  return bytes;
}

}  // namespace macie_local::state
