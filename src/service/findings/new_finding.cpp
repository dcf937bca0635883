#include "service/findings/new_finding.h"

#include <string>
#include <utility>

#include "service/findings/intake.h"

namespace macie_local::service {
namespace {

using Type = model::FindingType;

std::string_view UsualCall(Type type) {
  switch (type) {
    case Type::Policy_IAMUser_S3BlockPublicAccessDisabled:
      return "PutBucketPublicAccessBlock";
    case Type::Policy_IAMUser_S3BucketEncryptionDisabled:
      return "DeleteBucketEncryption";
    case Type::Policy_IAMUser_S3BucketReplicatedExternally:
      return "PutBucketReplication";
    case Type::Policy_IAMUser_S3BucketSharedExternally:
      return "PutBucketAcl";
    default:
      return "PutBucketPolicy";
  }
}

void NameCall(Type type, model::PolicyDetails* details) {
  auto& action = details->action ? *details->action : details->action.emplace();
  auto& call = action.apiCallDetails ? *action.apiCallDetails : action.apiCallDetails.emplace();
  if (!call.api) call.api = std::string(UsualCall(type));
}

}  // namespace

model::Finding NewFinding(const state::PartitionKey& owner, state::Transaction& transaction, model::Finding finding) {
  const model::FindingType type = *finding.type;
  finding.id = NewFindingId(finding, transaction.ids());
  if (finding.policyDetails) NameCall(type, &*finding.policyDetails);
  // It came from no client, so nothing in it can be refused.
  return CompleteFinding(owner, "finding", transaction.now(), nullptr, std::move(finding)).value();
}

}  // namespace macie_local::service
