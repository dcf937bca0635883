#include "extract/parquet/schema.h"

#include <string_view>

#include "extract/json_stack.h"
#include "units/lines.h"

namespace macie_local::extract {
namespace {

using Repetition = ParquetElement::Repetition;

// Which step of a path the children of an element are.
enum class Children : std::uint8_t {
  kNamed,
  kElements,  // of a LIST or MAP: the list, whose name says nothing
  kItem       // of the list in a LIST: the element, whose name says nothing
};

// An element whose children come next.
struct Parent {
  std::int32_t children_left;
  std::uint32_t context;
  std::uint32_t definitions;
  std::uint32_t repetitions;
  Children children;
};

ParquetShown ShownOf(const ParquetElement& element) {
  if (element.meaning == ParquetMeaning::kOther) return ParquetShown::kNot;
  switch (*element.type) {
    case ParquetType::kBoolean:
      return ParquetShown::kNot;
    case ParquetType::kInt96:
      return ParquetShown::kInt96;
    case ParquetType::kFloat:
      return ParquetShown::kFloat;
    case ParquetType::kDouble:
      return ParquetShown::kDouble;
    case ParquetType::kInt32:
    case ParquetType::kInt64:
      break;
    case ParquetType::kByteArray:
    case ParquetType::kFixed:
      if (element.meaning == ParquetMeaning::kText) return ParquetShown::kText;
      if (element.meaning == ParquetMeaning::kDecimal) return ParquetShown::kDecimal;
      if (element.meaning != ParquetMeaning::kUuid) return ParquetShown::kBinary;
      // Of another type or length it is none.
      return *element.type == ParquetType::kFixed && element.length == 16 ? ParquetShown::kUuid : ParquetShown::kBinary;
  }
  switch (element.meaning) {
    case ParquetMeaning::kUnsigned:
      return ParquetShown::kUnsigned;
    case ParquetMeaning::kDecimal:
      return ParquetShown::kDecimal;
    case ParquetMeaning::kDate:
      return ParquetShown::kDate;
    case ParquetMeaning::kTime:
      return ParquetShown::kTime;
    case ParquetMeaning::kTimestamp:
      return ParquetShown::kTimestamp;
    default:
      return ParquetShown::kInteger;
  }
}

// Which step the children of `element` are, itself a child of one whose children are `of_parent`. In lists of older
// writers the element that is there several times is the item itself: it has no children, or several, or one of these
// names [the format's rules for older lists].
Children ChildrenOf(const ParquetElement& element, Children of_parent) {
  const bool is_list = element.meaning == ParquetMeaning::kList;
  if (element.children != 1) return Children::kNamed;
  if (is_list || element.meaning == ParquetMeaning::kMap) return Children::kElements;
  const bool is_item = element.name == "array" || element.name.ends_with("_tuple");
  return of_parent == Children::kElements && !is_item ? Children::kItem : Children::kNamed;
}

std::uint32_t Member(std::uint32_t parent, std::string_view name, units::Contexts* contexts) {
  if (name.size() > kMemberNameBytesMax) {
    name.remove_prefix(units::CharacterBegin(name, name.size() - kMemberNameBytesMax));
  }
  return contexts->Member(parent, name);
}

// Makes `element` a parent, of its own children.
Parent Enter(const ParquetElement& element, const Parent& parent, units::Contexts* contexts) {
  const bool is_repeated = element.repetition == Repetition::kRepeated;
  const bool is_named = parent.children == Children::kNamed || (parent.children == Children::kElements && !is_repeated);
  Parent entered{.children_left = element.children,
                 .context = is_named ? Member(parent.context, element.name, contexts) : parent.context,
                 .definitions = parent.definitions + (element.repetition == Repetition::kRequired ? 0u : 1u),
                 .repetitions = parent.repetitions + (is_repeated ? 1u : 0u),
                 .children = ChildrenOf(element, is_named ? Children::kNamed : parent.children)};
  if (is_repeated) entered.context = contexts->Element(entered.context);
  return entered;
}

ParquetColumn ColumnOf(const ParquetElement& element, const Parent& entered) {
  return {.type = *element.type,
          .shown = ShownOf(element),
          .context = entered.context,
          .definitions = entered.definitions,
          .repetitions = entered.repetitions,
          .length = static_cast<std::uint32_t>(element.length),
          .scale = element.scale,
          .per_second = element.per_second};
}

}  // namespace

ParquetSchemaEnd ReadParquetSchema(std::span<const ParquetElement> elements, units::Contexts* contexts,
                                   std::vector<ParquetColumn>* columns) {
  if (elements.empty()) return ParquetSchemaEnd::kMalformed;
  // The first is the record, whatever it is called.
  std::vector<Parent> parents = {{elements[0].children, 0, 0, 0, Children::kNamed}};
  for (const ParquetElement& element : elements.subspan(1)) {
    while (!parents.empty() && parents.back().children_left == 0) parents.pop_back();
    if (parents.empty()) return ParquetSchemaEnd::kMalformed;
    --parents.back().children_left;
    if (contexts->Full() || parents.size() > kParquetNestedMax) return ParquetSchemaEnd::kTooMuch;
    const Parent entered = Enter(element, parents.back(), contexts);
    if (element.children > 0) {
      parents.push_back(entered);
    } else if (element.type) {
      columns->push_back(ColumnOf(element, entered));
    }
  }
  while (!parents.empty() && parents.back().children_left == 0) parents.pop_back();
  return parents.empty() ? ParquetSchemaEnd::kWell : ParquetSchemaEnd::kMalformed;
}

}  // namespace macie_local::extract
