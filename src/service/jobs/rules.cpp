#include "service/jobs/rules.h"

#include <cstdint>
#include <optional>
#include <string>

#include "base/text.h"
#include "model/managed_data_identifiers.h"
#include "model/quotas.h"
#include "service/buckets/buckets.h"
#include "service/core/arns.h"
#include "service/core/messages.h"
#include "service/core/relations.h"
#include "service/core/tag_rules.h"
#include "service/identifiers/identifiers.h"
#include "service/jobs/messages.h"
#include "service/jobs/scope.h"
#include "wire/codec.h"

namespace macie_local::service {
namespace {

using base::Done;
using wire::Verdict;

template <class List>
bool IsEmpty(const std::optional<List>& list) {
  return !list || list->empty();
}

// Rules R1 to R4 of behaviour C.1.1.
Verdict CheckSchedule(const model::CreateClassificationJobRequest& request) {
  if (request.jobType == model::JobType::ONE_TIME) {
    if (request.scheduleFrequency) return InvalidJob("scheduleFrequency can't be specified for a ONE_TIME job");
    return Done{};
  }
  if (!request.scheduleFrequency) return InvalidJob("scheduleFrequency is required for a SCHEDULED job");
  const auto& schedule = *request.scheduleFrequency;
  const int kinds =
      schedule.dailySchedule.has_value() + schedule.weeklySchedule.has_value() + schedule.monthlySchedule.has_value();
  if (kinds != 1) {
    return InvalidJob("scheduleFrequency must have exactly one of dailySchedule, weeklySchedule and monthlySchedule; " +
                      std::to_string(kinds) + " given");
  }
  return Done{};
}

// Rules R7, R8, R11 and the selectors of behaviour C.1.1.
Verdict CheckIdentifiers(const model::CreateClassificationJobRequest& request) {
  using Selector = model::ManagedDataIdentifierSelector;
  const Selector selector = *request.managedDataIdentifierSelector;  // the default is in by now
  const bool takes_ids = selector == Selector::EXCLUDE || selector == Selector::INCLUDE;
  const std::string name(wire::EnumName(selector));
  if (!takes_ids && !IsEmpty(request.managedDataIdentifierIds)) {
    return InvalidJob("managedDataIdentifierIds can't be specified when managedDataIdentifierSelector is " + name +
                      (selector == Selector::RECOMMENDED ? " (the default)" : ""));
  }
  if (takes_ids && IsEmpty(request.managedDataIdentifierIds)) {
    return InvalidJob("managedDataIdentifierIds must have at least one id when managedDataIdentifierSelector is " +
                      name);
  }
  if (selector == Selector::NONE && IsEmpty(request.customDataIdentifierIds)) {
    return InvalidJob("customDataIdentifierIds must have at least one id when managedDataIdentifierSelector is NONE");
  }
  if (request.managedDataIdentifierIds) {
    for (const auto& id : *request.managedDataIdentifierIds) {
      if (!model::FindManagedDataIdentifier(id)) {
        return InvalidJob("managedDataIdentifierIds has the unknown id " + base::Quote(id));
      }
    }
  }
  return Done{};
}

// Rules R12, R13 of behaviour C.1.1, and the quota of buckets.
Verdict CheckBucketDefinitions(const state::PartitionKey& key, const state::Partition& own,
                               const std::vector<model::S3BucketDefinitionForJob>& definitions) {
  if (definitions.empty()) return InvalidJob("s3JobDefinition.bucketDefinitions must have at least one element");
  std::size_t buckets = 0;
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    const std::string where = "s3JobDefinition.bucketDefinitions[" + std::to_string(i) + "]";
    const auto& definition = definitions[i];
    if (!IsAccountId(definition.accountId)) {
      return InvalidJob(where + ".accountId must be 12 digits; " + base::Quote(definition.accountId) + " given");
    }
    const model::MemberRecord* member = MemberOf(own, definition.accountId);
    if (definition.accountId != key.account && (member == nullptr || !IsAssociated(*member))) {
      return InvalidJob("account is not associated with your account: " + where + ".accountId " + definition.accountId);
    }
    if (definition.buckets.empty()) return InvalidJob(where + ".buckets must have at least one bucket name");
    buckets += definition.buckets.size();
  }
  if (buckets > static_cast<std::size_t>(model::kBucketsPerJob)) {
    return QuotaExceeded("buckets per job", buckets, model::kBucketsPerJob);
  }
  return Done{};
}

// Rule R6 of behaviour C.1.1, and what hangs from it.
Verdict CheckDefinition(const state::PartitionKey& key, const state::Partition& own,
                        const model::S3JobDefinition& definition) {
  const bool criteria = definition.bucketCriteria.has_value();
  if (criteria == definition.bucketDefinitions.has_value()) {
    return InvalidJob(criteria ? "s3JobDefinition can have bucketCriteria or bucketDefinitions, not both"
                               : "s3JobDefinition must have bucketCriteria or bucketDefinitions");
  }
  if (criteria) {
    const Verdict status = CheckJobBucketCriteria(*definition.bucketCriteria);
    if (!status.ok()) return InvalidJob(status.error().text);
  } else {
    MACIE_CHECK(CheckBucketDefinitions(key, own, *definition.bucketDefinitions));
  }
  if (const auto fault = FaultOfScoping(definition)) return InvalidJob("s3JobDefinition." + *fault);
  return Done{};
}

// Rules R9, R10 of behaviour C.1.1 for the ids of one kind: `is_there` tells whether there is one of an id.
template <class IsThere>
Verdict CheckIds(std::string_view what, const std::optional<std::vector<std::string>>& ids, std::int64_t allowed,
                 const IsThere& is_there) {
  if (!ids) return Done{};
  if (ids->size() > static_cast<std::size_t>(allowed)) {
    return QuotaExceeded(std::string(what) + "s per job", ids->size(), allowed);
  }
  for (const auto& id : *ids) {
    if (!is_there(id)) return NoSuchResource(what, id);
  }
  return Done{};
}

Verdict CheckReferences(const state::Partition& partition, const model::CreateClassificationJobRequest& request) {
  MACIE_CHECK(CheckIds("custom data identifier", request.customDataIdentifierIds, model::kCustomDataIdentifiersPerJob,
                       [&](const std::string& id) { return FindCustomDataIdentifier(partition, id) != nullptr; }));
  return CheckIds("allow list", request.allowListIds, model::kAllowListsPerJob,
                  [&](const std::string& id) { return partition.Find<model::AllowListRecord>(id) != nullptr; });
}

}  // namespace

Verdict CheckJob(const state::PartitionKey& key, const state::Partition& own,
                 const model::CreateClassificationJobRequest& request) {
  MACIE_CHECK(CheckSchedule(request));
  MACIE_CHECK(CheckDefinition(key, own, request.s3JobDefinition));
  MACIE_CHECK(CheckIdentifiers(request));
  if (request.tags) MACIE_CHECK(CheckNewTags(*request.tags));
  return CheckReferences(own, request);
}

}  // namespace macie_local::service
