#include "service/jobs/rules.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "base/text.h"
#include "base/timestamp.h"
#include "model/managed_data_identifiers.h"
#include "model/quotas.h"
#include "service/buckets/buckets.h"
#include "service/core/arns.h"
#include "service/core/messages.h"
#include "service/core/relations.h"
#include "service/core/tag_rules.h"
#include "service/identifiers/identifiers.h"
#include "service/jobs/messages.h"
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
  if (*request.jobType == model::JobType::ONE_TIME) {
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
    if (!IsAccountId(*definition.accountId)) {
      return InvalidJob(where + ".accountId must be 12 digits; " + base::Quote(*definition.accountId) + " given");
    }
    const model::MemberRecord* member = MemberOf(own, *definition.accountId);
    if (*definition.accountId != key.account && (member == nullptr || !IsAssociated(*member))) {
      return InvalidJob("account is not associated with your account: " + where + ".accountId " +
                        *definition.accountId);
    }
    if (definition.buckets->empty()) return InvalidJob(where + ".buckets must have at least one bucket name");
    buckets += definition.buckets->size();
  }
  if (buckets > static_cast<std::size_t>(model::kBucketsPerJob)) {
    return QuotaExceeded("buckets per job", buckets, model::kBucketsPerJob);
  }
  return Done{};
}

bool IsSize(const std::string& text) {
  return !text.empty() && text.size() <= 18 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Verdict CheckSimpleScopeTerm(const std::string& where, const model::SimpleScopeTerm& term) {
  using Key = model::ScopeFilterKey;
  using Comparator = model::JobComparator;
  const Key key = *term.key;
  const Comparator comparator = *term.comparator;
  const std::string key_name(wire::EnumName(key));
  const auto refuse = [&](std::string_view allowed) {
    return InvalidJob(where + ".comparator can't be " + std::string(wire::EnumName(comparator)) + " for " + key_name +
                      "; allowed: " + std::string(allowed));
  };
  const bool equality = comparator == Comparator::EQ || comparator == Comparator::NE;
  const bool order = comparator == Comparator::GT || comparator == Comparator::GTE || comparator == Comparator::LT ||
                     comparator == Comparator::LTE;
  if (term.values->empty()) return InvalidJob(where + ".values must have at least one value");
  switch (key) {
    case Key::OBJECT_EXTENSION:
      return equality ? Verdict(Done{}) : Verdict(refuse("EQ, NE"));
    case Key::OBJECT_KEY:
      return comparator == Comparator::STARTS_WITH ? Verdict(Done{}) : Verdict(refuse("STARTS_WITH"));
    case Key::OBJECT_SIZE:
    case Key::OBJECT_LAST_MODIFIED_DATE:
      break;
  }
  if (!equality && !order) return refuse("EQ, NE, GT, GTE, LT, LTE");
  if (term.values->size() != 1) {
    return InvalidJob(where + ".values must have exactly one value for " + key_name + "; " +
                      std::to_string(term.values->size()) + " given");
  }
  const std::string& value = term.values->front();
  if (key == Key::OBJECT_SIZE ? IsSize(value) : base::ParseIso8601(value).has_value()) return Done{};
  return InvalidJob(
      where + ".values must be " +
      (key == Key::OBJECT_SIZE ? "a number of bytes such as '4096'" : "a time such as '2023-09-24T14:31:13Z'") + "; " +
      base::Quote(value) + " given");
}

Verdict CheckTagScopeTerm(const std::string& where, const model::TagScopeTerm& term) {
  if (*term.comparator != model::JobComparator::EQ && *term.comparator != model::JobComparator::NE) {
    return InvalidJob(where + ".comparator can't be " + std::string(wire::EnumName(*term.comparator)) +
                      "; allowed: EQ, NE");
  }
  if (*term.key != "TAG") {
    return InvalidJob(where + ".key must be TAG; " + base::Quote(*term.key) + " given");
  }
  if (term.tagValues->empty()) return InvalidJob(where + ".tagValues must have at least one element");
  for (const auto& pair : *term.tagValues) {
    if (!pair.key) return InvalidJob(where + ".tagValues must have a key in each element");
  }
  return Done{};
}

Verdict CheckScopeBlock(const std::string& where, const std::optional<model::JobScopingBlock>& block) {
  if (!block || !block->and_) return Done{};
  for (std::size_t i = 0; i < block->and_->size(); ++i) {
    const auto& term = (*block->and_)[i];
    const std::string at = where + ".and[" + std::to_string(i) + "]";
    if (term.simpleScopeTerm.has_value() == term.tagScopeTerm.has_value()) {
      return InvalidJob(at + " must have exactly one of simpleScopeTerm and tagScopeTerm");
    }
    MACIE_CHECK(term.simpleScopeTerm ? CheckSimpleScopeTerm(at + ".simpleScopeTerm", *term.simpleScopeTerm)
                                     : CheckTagScopeTerm(at + ".tagScopeTerm", *term.tagScopeTerm));
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
  if (!definition.scoping) return Done{};
  MACIE_CHECK(CheckScopeBlock("s3JobDefinition.scoping.includes", definition.scoping->includes));
  return CheckScopeBlock("s3JobDefinition.scoping.excludes", definition.scoping->excludes);
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
  MACIE_CHECK(CheckDefinition(key, own, *request.s3JobDefinition));
  MACIE_CHECK(CheckIdentifiers(request));
  if (request.tags) MACIE_CHECK(CheckNewTags(*request.tags));
  return CheckReferences(own, request);
}

}  // namespace macie_local::service
