#include "gateway/control/list_body.h"

#include "base/text.h"
#include "model/types/records.h"
#include "wire/codec.h"
#include "wire/document_index.h"
#include "wire/json_reader.h"

namespace macie_local::gateway {
namespace {

// Only of a text that can't be taken.
constexpr std::size_t kExplainedElementsMax = 1'000'000;

// Whether `body` is an object without the member `name`, in whatever case, as far as it can be read.
bool IsObjectWithout(std::string_view body, std::string_view name) {
  wire::JsonReader reader(body);
  if (!reader.Eat('{')) return false;
  std::string member;
  while (reader.Peek() == '"') {
    if (!reader.ReadString(&member) || base::EqualsWithoutCase(member, name)) return false;
    if (!reader.Eat(':') || !reader.Skip(wire::kDepthMax)) return false;
    if (!reader.Eat(',')) break;
  }
  return reader.Eat('}') && reader.AtEnd();
}

}  // namespace

std::string PlaceOf(const ListBody& list, std::size_t index) {
  return std::string(list.member) + "[" + std::to_string(index) + "]";
}

base::Result<std::string_view> FindList(const ListBody& list) {
  if (wire::IsArray(list.body)) return list.body;
  const std::string name(list.member);
  if (IsObjectWithout(list.body, name)) {
    return base::Error("an array of " + name + " is expected, [...] or {\"" + name +
                       "\": [...]}; an object without \"" + name + "\" given");
  }
  if (const auto members = wire::IndexObject(list.body, list.document)) {
    const std::string_view text = members->Find(*wire::FindMember(list.document, list.member));
    if (!text.empty()) return text;
  } else {
    // The codec says what is wrong, and where.
    wire::AnyStructure unused(list.document);
    wire::DecodeOptions options;
    options.strict = true;
    options.check_only = true;
    options.elements_max = kExplainedElementsMax;
    options.other_forms = list.forms;
    MACIE_CHECK(wire::DecodeInto(list.body, list.document, unused.get(), options));
  }
  return base::Error(name + ": an array is expected");
}

}  // namespace macie_local::gateway
