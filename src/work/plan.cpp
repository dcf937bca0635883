#include "work/plan.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "model/managed_data_identifiers.h"

namespace macie_local::work {
namespace {

using Selector = model::ManagedDataIdentifierSelector;

bool Chooses(Selector selector, const std::vector<std::string>& named, const model::ManagedDataIdentifier& identifier) {
  const auto is_named = [&] { return std::find(named.begin(), named.end(), identifier.id) != named.end(); };
  switch (selector) {
    case Selector::ALL:
      return true;
    case Selector::EXCLUDE:
      return !is_named();
    case Selector::INCLUDE:
      return is_named();
    case Selector::NONE:
      return false;
    case Selector::RECOMMENDED:
      break;
  }
  return identifier.recommended;
}

scan::CustomIdentifier CustomOf(const model::CustomDataIdentifierRecord& record) {
  scan::CustomIdentifier custom;
  custom.id = record.id.value_or("");
  custom.name = record.name.value_or("");
  custom.regex = record.regex.value_or("");
  custom.keywords = record.keywords.value_or(std::vector<std::string>());
  custom.ignore_words = record.ignoreWords.value_or(std::vector<std::string>());
  custom.maximum_match_distance = record.maximumMatchDistance.value_or(custom.maximum_match_distance);
  return custom;
}

}  // namespace

scan::Plan PlanOf(const state::Partition& partition, const model::JobRecord& job, const LookAtList& look) {
  scan::Plan plan;
  const Selector selector = job.managedDataIdentifierSelector.value_or(Selector::RECOMMENDED);
  const std::vector<std::string> named = job.managedDataIdentifierIds.value_or(std::vector<std::string>());
  for (const model::ManagedDataIdentifier& identifier : model::ManagedDataIdentifiers()) {
    if (Chooses(selector, named, identifier)) plan.identifiers.emplace_back(identifier.id);
  }
  for (const std::string& id : job.customDataIdentifierIds.value_or(std::vector<std::string>())) {
    const auto* record = partition.Find<model::CustomDataIdentifierRecord>(id);
    if (record != nullptr) plan.custom.push_back(CustomOf(*record));
  }
  for (const std::string& id : job.allowListIds.value_or(std::vector<std::string>())) {
    const auto* record = partition.Find<model::AllowListRecord>(id);
    if (record == nullptr || !record->criteria) continue;
    service::AllowListLook looked = look(*record);
    if (looked.status.code != model::AllowListStatusCode::OK) continue;
    scan::AllowList& list = plan.allow_lists.emplace_back();
    list.id = id;
    list.words = std::move(looked.words);
    list.regex = record->criteria->regex.value_or("");
  }
  return plan;
}

}  // namespace macie_local::work
