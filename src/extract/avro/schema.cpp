#include "extract/avro/schema.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>

#include "extract/avro/json_tree.h"
#include "extract/records/shown_values.h"

namespace macie_local::extract {

using Kind = AvroType::Kind;
using Meaning = AvroType::Meaning;

namespace {

template <class Value>
using Named = std::pair<std::string_view, Value>;

constexpr std::array kPrimitives = {Named<Kind>{"null", Kind::kNull},   Named<Kind>{"boolean", Kind::kBoolean},
                                    Named<Kind>{"int", Kind::kInt},     Named<Kind>{"long", Kind::kLong},
                                    Named<Kind>{"float", Kind::kFloat}, Named<Kind>{"double", Kind::kDouble},
                                    Named<Kind>{"bytes", Kind::kBytes}, Named<Kind>{"string", Kind::kString}};

struct Logical {
  std::string_view name;
  Meaning meaning;
  std::int64_t parts;
  std::array<Kind, 2> kinds;  // that may have it
};

constexpr std::int64_t kMillis = 1'000;
constexpr std::int64_t kMicros = 1'000'000;
constexpr std::int64_t kNanos = 1'000'000'000;
constexpr std::array<Kind, 2> kInts = {Kind::kInt, Kind::kInt};
constexpr std::array<Kind, 2> kLongs = {Kind::kLong, Kind::kLong};

constexpr std::array kLogicals = {
    Logical{"date", Meaning::kDay, 0, kInts},
    Logical{"time-millis", Meaning::kTimeOfDay, kMillis, kInts},
    Logical{"time-micros", Meaning::kTimeOfDay, kMicros, kLongs},
    Logical{"timestamp-millis", Meaning::kInstant, kMillis, kLongs},
    Logical{"timestamp-micros", Meaning::kInstant, kMicros, kLongs},
    Logical{"timestamp-nanos", Meaning::kInstant, kNanos, kLongs},
    Logical{"local-timestamp-millis", Meaning::kInstant, kMillis, kLongs},
    Logical{"local-timestamp-micros", Meaning::kInstant, kMicros, kLongs},
    Logical{"local-timestamp-nanos", Meaning::kInstant, kNanos, kLongs},
    Logical{"decimal", Meaning::kDecimal, 0, {Kind::kBytes, Kind::kFixed}},
    Logical{"uuid", Meaning::kUuid, 0, {Kind::kFixed, Kind::kFixed}},  // one that is a string is shown as it is
};

template <class Number>
std::optional<Number> ParseNumber(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

// Goes through the tree no deeper than it is nested.
class AvroSchemaParser {
 public:
  using Node = JsonTree::Node;
  using Number = std::optional<AvroTypeNumber>;

  explicit AvroSchemaParser(const JsonTree& tree) : tree_(tree) {}

  std::optional<AvroSchema> Parse() {
    const Number root = Type(tree_.root(), "");
    if (!root) return std::nullopt;
    schema_.root_ = *root;
    return std::move(schema_);
  }

 private:
  // The schema that a node is, in a namespace.
  Number Type(const Node& node, const std::string& space);
  // The same of an object.
  Number Described(const Node& node, const std::string& space);
  Number Called(std::string_view name, const std::string& space);
  Number Add(AvroType type) {
    schema_.types_.push_back(std::move(type));
    return static_cast<AvroTypeNumber>(schema_.types_.size() - 1);
  }
  // Adds a type that has a name. Returns the namespace that it is in, too.
  std::pair<Number, std::string> AddNamed(const Node& node, std::string space, AvroType type);
  Number Record(const Node& node, const std::string& space);
  Number Enum(const Node& node, const std::string& space);
  Number Fixed(const Node& node, const std::string& space);
  Number Union(const Node& node, const std::string& space);
  Number Of(Kind kind, const Node* items, const std::string& space);
  void Mean(const Node& node, AvroType* type) const;

  const JsonTree& tree_;
  AvroSchema schema_;
  std::map<std::string, AvroTypeNumber, std::less<>> named_;
};

AvroSchemaParser::Number AvroSchemaParser::Type(const Node& node, const std::string& space) {
  if (node.is_text) return Called(node.text, space);
  return node.elements.empty() ? Described(node, space) : Union(node, space);
}

AvroSchemaParser::Number AvroSchemaParser::Called(std::string_view name, const std::string& space) {
  const auto primitive =
      std::find_if(kPrimitives.begin(), kPrimitives.end(), [&](const auto& known) { return known.first == name; });
  if (primitive != kPrimitives.end()) return Add({.kind = primitive->second});
  auto named = named_.find(space.empty() ? std::string(name) : space + "." + std::string(name));
  if (named == named_.end()) named = named_.find(name);
  return named == named_.end() ? std::nullopt : Number(named->second);
}

AvroSchemaParser::Number AvroSchemaParser::Described(const Node& node, const std::string& space) {
  const Node* const type = tree_.Find(node, "type");
  if (type == nullptr) return std::nullopt;
  if (!type->is_text) return Type(*type, space);
  if (type->text == "record" || type->text == "error") return Record(node, space);
  if (type->text == "enum") return Enum(node, space);
  if (type->text == "fixed") return Fixed(node, space);
  if (type->text == "array") return Of(Kind::kArray, tree_.Find(node, "items"), space);
  if (type->text == "map") return Of(Kind::kMap, tree_.Find(node, "values"), space);
  const std::size_t count = schema_.types_.size();
  const Number number = Called(type->text, space);
  if (number && *number == count) Mean(node, &schema_.types_[*number]);
  return number;
}

std::pair<AvroSchemaParser::Number, std::string> AvroSchemaParser::AddNamed(const Node& node, std::string space,
                                                                            AvroType type) {
  std::string name(tree_.Text(node, "name").value_or(""));
  if (name.empty()) return {};
  if (const auto own = tree_.Text(node, "namespace")) space = *own;
  if (const std::size_t dot = name.rfind('.'); dot != std::string::npos) {
    space = name.substr(0, dot);
  } else if (!space.empty()) {
    name = space + "." + name;
  }
  const Number number = Add(std::move(type));
  named_[name] = *number;
  return {number, space};
}

// The record is named before its fields are looked at: they may be of its own type.
AvroSchemaParser::Number AvroSchemaParser::Record(const Node& node, const std::string& space) {
  const auto [number, within] = AddNamed(node, space, {.kind = Kind::kRecord});
  const Node* const fields = tree_.Find(node, "fields");
  if (!number || fields == nullptr) return number;
  for (const auto& [_, field] : fields->elements) {
    const auto name = tree_.Text(tree_.At(field), "name");
    const Node* const type = tree_.Find(tree_.At(field), "type");
    const Number of = name && type != nullptr ? Type(*type, within) : std::nullopt;
    if (!of || name->size() > kAvroNameBytesMax) return std::nullopt;
    schema_.types_[*number].fields.push_back({std::string(*name), *of});
  }
  return number;
}

AvroSchemaParser::Number AvroSchemaParser::Enum(const Node& node, const std::string& space) {
  AvroType type{.kind = Kind::kEnum};
  const Node* const symbols = tree_.Find(node, "symbols");
  if (symbols == nullptr) return std::nullopt;
  for (const auto& [_, symbol] : symbols->elements) {
    if (tree_.At(symbol).text.size() > kAvroNameBytesMax) return std::nullopt;
    type.symbols.push_back(tree_.At(symbol).text);
  }
  return AddNamed(node, space, std::move(type)).first;
}

AvroSchemaParser::Number AvroSchemaParser::Fixed(const Node& node, const std::string& space) {
  const auto size = ParseNumber<std::uint64_t>(tree_.Text(node, "size").value_or(""));
  if (!size) return std::nullopt;
  AvroType type{.kind = Kind::kFixed, .size = *size};
  Mean(node, &type);
  return AddNamed(node, space, std::move(type)).first;
}

AvroSchemaParser::Number AvroSchemaParser::Union(const Node& node, const std::string& space) {
  AvroType type{.kind = Kind::kUnion};
  for (const auto& [_, branch] : node.elements) {
    const Number of = Type(tree_.At(branch), space);
    if (!of) return std::nullopt;
    type.fields.push_back({{}, *of});
  }
  return Add(std::move(type));
}

AvroSchemaParser::Number AvroSchemaParser::Of(Kind kind, const Node* items, const std::string& space) {
  const Number of = items == nullptr ? std::nullopt : Type(*items, space);
  if (!of) return std::nullopt;
  AvroType type{.kind = kind};
  type.fields.push_back({{}, *of});
  return Add(std::move(type));
}

// A meaning that its kind can't have, or that has no sense, is passed over, as the format says.
void AvroSchemaParser::Mean(const Node& node, AvroType* type) const {
  constexpr std::uint64_t kUuidBytes = 16;
  const std::string_view name = tree_.Text(node, "logicalType").value_or("");
  const auto logical =
      std::find_if(kLogicals.begin(), kLogicals.end(), [&](const Logical& known) { return known.name == name; });
  if (logical == kLogicals.end()) return;
  if (std::find(logical->kinds.begin(), logical->kinds.end(), type->kind) == logical->kinds.end()) return;
  if (logical->meaning == Meaning::kUuid && type->size != kUuidBytes) return;
  const auto scale = ParseNumber<std::uint32_t>(tree_.Text(node, "scale").value_or("0"));
  if (logical->meaning == Meaning::kDecimal && (!scale || *scale > kDecimalScaleMax)) return;
  type->meaning = logical->meaning;
  type->parts = logical->parts;
  type->scale = scale.value_or(0);
}

std::optional<AvroSchema> AvroSchema::Parse(std::string_view json, std::uint32_t nested_max) {
  const auto tree = JsonTree::Read(json, nested_max);
  if (!tree) return std::nullopt;
  return AvroSchemaParser(*tree).Parse();
}

}  // namespace macie_local::extract
