// Findings filters of state documents.
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "service/core/arns.h"
#include "service/core/intake.h"
#include "service/core/messages.h"
#include "service/findings/criteria.h"
#include "service/findings/filter_intake.h"

namespace macie_local::service {

template <>
base::Result<model::FindingsFilterRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                         Timestamp, model::FindingsFilterRecord record) {
  if (!record.id) return Wrong(where + ".id", "is required");
  if (!record.name) return Wrong(where + ".name", "is required");
  if (!record.action) return Wrong(where + ".action", "is required");
  if (!record.findingCriteria) return Wrong(where + ".findingCriteria", "is required");
  if (!record.position) return Wrong(where + ".position", "is required");
  const auto compiled = CompileFindingCriteria(where + ".findingCriteria", *record.findingCriteria);
  if (!compiled.ok()) return base::Error(compiled.error().text);
  if (!record.arn) {
    record.arn = MacieArn(key, state::Family<model::FindingsFilterRecord>::kTaggedType, *record.id);
  }
  if (!record.tags) record.tags.emplace();
  return record;
}

base::Status CheckFindingsFilters(const std::string& where, const state::Table<model::FindingsFilterRecord>& table) {
  std::set<std::int64_t> positions;
  std::set<std::string_view> names;
  for (const auto& [id, row] : table) {
    if (!positions.insert(*row.record->position).second) {
      return Wrong(where, "two filters have the position " + std::to_string(*row.record->position));
    }
    if (!names.insert(*row.record->name).second) {
      return Wrong(where, "two filters have the name " + base::Quote(*row.record->name));
    }
  }
  const auto count = static_cast<std::int64_t>(positions.size());
  if (count > 0 && (*positions.begin() != 1 || *positions.rbegin() != count)) {
    return Wrong(where, "the positions must be 1 to " + std::to_string(count) + ", one for each filter; " +
                            std::to_string(*positions.begin()) + " to " + std::to_string(*positions.rbegin()) +
                            " given");
  }
  return base::Done{};
}

}  // namespace macie_local::service
