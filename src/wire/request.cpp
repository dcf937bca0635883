#include "wire/request.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/text.h"
#include "wire/codec.h"
#include "wire/failures.h"
#include "wire/framework_errors.h"
#include "wire/scalar.h"
#include "wire/type_desc.h"

namespace macie_local::wire {
namespace {

Refusal NotDecodable(std::string_view where) {
  return {kSerializationException,
          std::string(where) + ": a % must be followed by two hexadecimal digits, and the text must be UTF-8"};
}

std::optional<std::string> DecodeText(std::string_view raw, bool plus_is_space) {
  std::string text(raw);
  if (plus_is_space) std::replace(text.begin(), text.end(), '+', ' ');
  auto decoded = base::PercentDecode(text);
  if (decoded && !base::IsUtf8(*decoded)) decoded.reset();
  return decoded;
}

// Path and query members of one request.
class Binder {
 public:
  Binder(const OperationDesc& operation, void* input) : operation_(operation), input_(input) {}

  Verdict BindLabels(const Labels& labels) {
    const std::string_view uri = operation_.uri;
    std::size_t at = 0;
    for (std::size_t i = 0; i < labels.count; ++i) {
      const std::size_t open = uri.find('{', at);
      const std::size_t close = uri.find('}', open);
      at = close;
      const auto index = FindMember(*operation_.input, uri.substr(open + 1, close - open - 1));
      const auto text = DecodeText(labels.values[i], false);
      if (!index || !text) return NotDecodable("path");
      MACIE_CHECK(Set(*index, *text));
    }
    return base::Done{};
  }

  Verdict BindQuery(std::string_view query) {
    while (!query.empty()) {
      const std::string_view pair = query.substr(0, query.find('&'));
      query.remove_prefix(std::min(pair.size() + 1, query.size()));
      if (pair.empty()) continue;
      const std::size_t equals = pair.find('=');
      const auto name = DecodeText(pair.substr(0, equals), true);
      const auto text = DecodeText(equals == std::string_view::npos ? "" : pair.substr(equals + 1), true);
      if (!name || !text) return NotDecodable("query");
      const auto index = FindMember(*operation_.input, *name);
      if (!index || operation_.input->members[*index].location != Location::kQuery) continue;
      MACIE_CHECK(Set(*index, *text));
    }
    return base::Done{};
  }

  // Required members and limits of what was bound.
  Verdict Check() {
    Failures failures;
    const auto& members = operation_.input->members;
    for (std::size_t i = 0; i < members.size(); ++i) {
      const MemberDesc& member = members[i];
      if (member.location == Location::kBody) continue;
      const PathFrame frame{nullptr, member.name, static_cast<std::uint32_t>(i)};
      if ((given_ >> i & 1) == 0) {
        if (member.required) failures.Add(&frame, {}, true, "Member must not be null");
        continue;
      }
      const void* value = member.Get(input_);
      if (member.type->limits != nullptr) {
        auto constraint = BrokenConstraint(*member.type, *member.type->limits, value);
        if (!constraint.empty()) failures.Add(&frame, ShownValue(*member.type, value), false, std::move(constraint));
      }
      if (member.type->kind == Kind::kList) CheckElements(*member.type, value, frame, &failures);
    }
    for (const auto& [index, text] : bad_enums_) {
      const PathFrame frame{nullptr, members[index].name, static_cast<std::uint32_t>(index)};
      failures.Add(&frame, text, false, EnumConstraint(*members[index].type->enumeration));
    }
    if (failures.empty()) return base::Done{};
    return Refusal{*operation_.input->refusal, failures.Text()};
  }

 private:
  static void CheckElements(const TypeDesc& type, const void* value, const PathFrame& frame, Failures* failures) {
    if (type.element->kind != Kind::kString || type.element->limits == nullptr) return;
    const auto& texts = *static_cast<const std::vector<std::string>*>(value);
    for (const std::string& text : texts) {
      if (BrokenTextConstraint(*type.element->limits, text).empty()) continue;
      failures->Add(&frame, ShownValue(type, value), false,
                    "Member must satisfy constraint: " + AllTextConstraints(*type.element->limits));
      return;
    }
  }

  Verdict Set(std::size_t index, const std::string& text) {
    const MemberDesc& member = operation_.input->members[index];
    const TypeDesc& type = *member.type;
    const std::uint64_t bit = std::uint64_t{1} << index;
    if (type.kind == Kind::kList) {
      if ((given_ & bit) == 0) member.Emplace(input_);
      given_ |= bit;
      *static_cast<std::string*>(type.list->append(const_cast<void*>(member.Get(input_)))) = text;
      return base::Done{};
    }
    if (type.kind == Kind::kEnum && !FindEnumValue(*type.enumeration, text)) {
      bad_enums_.emplace_back(index, text);
      return base::Done{};
    }
    given_ |= bit;
    switch (type.kind) {
      case Kind::kString:
        *static_cast<std::string*>(member.Emplace(input_)) = text;
        return base::Done{};
      case Kind::kInteger:
      case Kind::kLong: {
        const auto value = ParseInteger(text, type.kind);
        if (!value) return WrongText(member, "an integer", text);
        *static_cast<std::int64_t*>(member.Emplace(input_)) = *value;
        return base::Done{};
      }
      case Kind::kBoolean:
        if (text != "true" && text != "false") return WrongText(member, "true or false", text);
        *static_cast<bool*>(member.Emplace(input_)) = text == "true";
        return base::Done{};
      case Kind::kEnum:
        *static_cast<std::uint8_t*>(member.Emplace(input_)) =
            static_cast<std::uint8_t>(*FindEnumValue(*type.enumeration, text));
        return base::Done{};
      default:
        return WrongText(member, "no value", text);  // the model has no such query member
    }
  }

  static Refusal WrongText(const MemberDesc& member, std::string_view expected, const std::string& text) {
    return {kSerializationException,
            std::string(member.name) + ": " + std::string(expected) + " is expected; " + base::Quote(text) + " given"};
  }

  const OperationDesc& operation_;
  void* input_;
  std::uint64_t given_ = 0;  // bit i: members[i] has a value from the path or the query
  std::vector<std::pair<std::size_t, std::string>> bad_enums_;
};

// Gives the members that the caller left out their documented defaults (MemberDesc::default_json).
void ApplyDefaults(const StructureDesc& structure, void* input) {
  for (const MemberDesc& member : structure.members) {
    if (member.default_json.empty() || member.Get(input) != nullptr) continue;
    std::string_view text = member.default_json;
    if (text.front() == '"') text = text.substr(1, text.size() - 2);
    switch (member.type->kind) {
      case Kind::kBoolean:
        *static_cast<bool*>(member.Emplace(input)) = text == "true";
        break;
      case Kind::kString:
        *static_cast<std::string*>(member.Emplace(input)) = text;
        break;
      case Kind::kEnum:
        *static_cast<std::uint8_t*>(member.Emplace(input)) =
            static_cast<std::uint8_t>(*FindEnumValue(*member.type->enumeration, text));
        break;
      default:
        *static_cast<std::int64_t*>(member.Emplace(input)) = *ParseInteger(text, member.type->kind);
    }
  }
}

}  // namespace

Verdict DecodeRequest(const OperationDesc& operation, const Labels& labels, std::string_view query,
                      std::string_view body, void* input) {
  Binder binder(operation, input);
  MACIE_CHECK(binder.BindLabels(labels));
  MACIE_CHECK(binder.BindQuery(query));
  MACIE_CHECK(binder.Check());
  if (operation.has_body) MACIE_CHECK(DecodeBody(body, *operation.input, kRequestElementsMax, input));
  ApplyDefaults(*operation.input, input);
  return base::Done{};
}

}  // namespace macie_local::wire
