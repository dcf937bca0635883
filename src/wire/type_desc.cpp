#include "wire/type_desc.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"

namespace macie_local::wire {

std::optional<std::size_t> FindMember(const StructureDesc& structure, std::string_view name) {
  const auto found =
      std::lower_bound(structure.by_name.begin(), structure.by_name.end(), name,
                       [&](std::uint8_t i, std::string_view n) { return structure.members[i].name < n; });
  if (found == structure.by_name.end() || structure.members[*found].name != name) return std::nullopt;
  return *found;
}

std::optional<std::size_t> FindMemberOfDocument(const StructureDesc& structure, std::string_view name) {
  if (const auto exact = FindMember(structure, name)) return exact;
  for (std::size_t i = 0; i < structure.members.size(); ++i) {
    if (base::EqualsWithoutCase(structure.members[i].name, name)) return i;
  }
  return std::nullopt;
}

bool IsOfEnvelope(std::string_view name) {
  // In turn: more pages, of the API, of the AWS CLI's --max-items; boto3; the JavaScript SDK; Go's; Java's first.
  constexpr std::string_view kNames[] = {"nextToken",      "NextToken",           "ResponseMetadata", "$metadata",
                                         "ResultMetadata", "sdkResponseMetadata", "sdkHttpMetadata"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

std::optional<std::size_t> FindEnumValue(const EnumDesc& enumeration, std::string_view name) {
  for (std::size_t i = 0; i < enumeration.values.size(); ++i) {
    if (enumeration.values[i] == name) return i;
  }
  return std::nullopt;
}

std::vector<std::uint32_t> OrderByKey(std::size_t count, const std::string& (*key)(const void*, std::size_t),
                                      const void* map) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const int compared = key(map, a).compare(key(map, b));
    return compared != 0 ? compared < 0 : a < b;
  });
  return order;
}

}  // namespace macie_local::wire
