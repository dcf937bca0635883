#include "service/reveal/availability.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "service/core/relations.h"
#include "service/core/session_state.h"
#include "service/core/settings.h"
#include "service/findings/findings.h"

namespace macie_local::service {
namespace {

using Reason = model::UnavailabilityReasonCode;

constexpr std::int64_t kMegabyte = 1024 * 1024;  // [I]

// The objects that samples can be taken from, and how large they may be (UG:findings-retrieve-sd-proc,
// UG:macie-quotas [D]).
struct Revealable {
  std::string_view mime_type;
  std::int64_t bytes_max;
};
constexpr std::array kRevealable{
    Revealable{"application/avro", 70 * kMegabyte},
    Revealable{"application/gzip", 90 * kMegabyte},
    Revealable{"application/json", 25 * kMegabyte},
    Revealable{"application/parquet", 100 * kMegabyte},
    Revealable{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 20 * kMegabyte},
    Revealable{"application/zip", 355 * kMegabyte},
    Revealable{"text/csv", 255 * kMegabyte},
    Revealable{"text/plain", 100 * kMegabyte},
    Revealable{"text/tab-separated-values", 75 * kMegabyte},
};

bool HasResult(const state::Partition& own, const model::Finding& finding) {
  const auto* settings = own.Find<model::SettingsRecord>(state::kOnlyRecord);
  const bool exported =
      settings != nullptr && settings->exportConfiguration && settings->exportConfiguration->s3Destination;
  const std::string_view location = finding.classificationDetails->detailedResultsLocation.value_or("");
  return exported && !finding.sample.value_or(false) && !location.empty() &&
         location.find(kNotExportedBucket) == std::string_view::npos;
}

const Revealable* FindRevealable(const model::Finding& finding) {
  const auto& result = finding.classificationDetails->result;
  if (!result || !result->mimeType) return nullptr;
  const auto* found = std::find_if(kRevealable.begin(), kRevealable.end(),
                                   [&](const Revealable& each) { return each.mime_type == *result->mimeType; });
  return found == kRevealable.end() ? nullptr : found;
}

std::int64_t ObjectSize(const model::Finding& finding) {
  const auto& resources = finding.resourcesAffected;
  return resources && resources->s3Object ? resources->s3Object->size.value_or(0) : 0;
}

// Its own, or one that it administers and whose Macie is enabled (API reference [D]).
bool IsInOrganization(const RevealView& view, const state::PartitionKey& account) {
  if (account == view.call.caller) return true;
  const model::MemberRecord* member = MemberOf(view.partition_of(view.call.caller), account.account);
  if (member == nullptr || member->relationshipStatus != model::RelationshipStatus::Enabled) return false;
  const auto session =
      SessionInForce(view.call.environment, view.state_created_at, account, view.partition_of(account));
  return session && session->status == model::MacieStatus::ENABLED;
}

bool IsBucketKnown(const RevealView& view, const model::Finding& finding) {
  const auto& resources = finding.resourcesAffected;
  if (!resources || !resources->s3Bucket || !resources->s3Bucket->name) return false;
  const auto accounts = AccountsInView(view.partition_of(view.call.caller), view.call.caller);
  return std::any_of(accounts.begin(), accounts.end(), [&](const state::PartitionKey& account) {
    return view.partition_of(account).buckets.RowId(*resources->s3Bucket->name).has_value();
  });
}

}  // namespace

std::vector<Reason> ReasonsAgainst(const RevealView& view, const model::Finding& finding) {
  // Nothing else is asked of a policy finding: it has no object and no result.
  if (finding.category == model::FindingCategory::POLICY || !finding.classificationDetails) {
    return {Reason::UNSUPPORTED_FINDING_TYPE};
  }
  std::vector<Reason> reasons;
  const Revealable* revealable = FindRevealable(finding);
  if (revealable != nullptr && ObjectSize(finding) > revealable->bytes_max) {
    reasons.push_back(Reason::OBJECT_EXCEEDS_SIZE_QUOTA);
  }
  if (revealable == nullptr) reasons.push_back(Reason::UNSUPPORTED_OBJECT_TYPE);
  if (!HasResult(view.partition_of(view.call.caller), finding)) {
    reasons.push_back(Reason::INVALID_CLASSIFICATION_RESULT);
  }
  const std::string account(finding.accountId.value_or(view.call.caller.account));
  if (!IsInOrganization(view, {account, view.call.caller.region})) {
    reasons.push_back(Reason::ACCOUNT_NOT_IN_ORGANIZATION);  // and its inventory is not seen
  } else if (!IsBucketKnown(view, finding)) {
    reasons.push_back(Reason::OBJECT_UNAVAILABLE);
  }
  return reasons;
}

}  // namespace macie_local::service
