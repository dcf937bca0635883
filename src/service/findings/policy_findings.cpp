#include "service/findings/policy_findings.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "service/core/arns.h"
#include "service/core/session_state.h"
#include "service/findings/intake.h"
#include "service/findings/new_finding.h"
#include "state/bucket_schema.h"

namespace macie_local::service {
namespace {

using Type = model::FindingType;
using Encryption = model::Type;

// What of a bucket policy findings are about. What Macie can't tell counts as harmless.
struct Exposure {
  bool is_public = false;
  bool shared_externally = false;
  bool replicated_externally = false;
  bool unblocked = false;  // all four settings of the bucket's own
  std::optional<Encryption> encryption = Encryption::AES256;
};

constexpr Exposure kFreshBucket;

Exposure ExposureOf(const model::BucketMetadata& bucket) {
  Exposure exposure;
  exposure.is_public =
      bucket.publicAccess && bucket.publicAccess->effectivePermission == model::EffectivePermission::PUBLIC;
  exposure.shared_externally = bucket.sharedAccess == model::SharedAccess::EXTERNAL;
  exposure.replicated_externally = bucket.replicationDetails && bucket.replicationDetails->replicatedExternally == true;
  exposure.encryption = bucket.serverSideEncryption ? bucket.serverSideEncryption->type : std::nullopt;
  return exposure;
}

const model::BlockPublicAccess* OwnBlocks(const model::BucketMetadata& bucket) {
  if (!bucket.publicAccess || !bucket.publicAccess->permissionConfiguration) return nullptr;
  const auto& own = bucket.publicAccess->permissionConfiguration->bucketLevelPermissions;
  return own && own->blockPublicAccess ? &*own->blockPublicAccess : nullptr;
}

bool AreAllOff(const model::BlockPublicAccess& blocks) {
  const auto off = [](const std::optional<bool>& setting) { return !setting.value_or(false); };
  return off(blocks.blockPublicAcls) && off(blocks.blockPublicPolicy) && off(blocks.ignorePublicAcls) &&
         off(blocks.restrictPublicBuckets);
}

// Where a stored bucket has what its exposure follows from.
struct Columns {
  explicit Columns(const state::BucketSchema& schema)
      : effective_permission(schema.Column("publicAccess.effectivePermission")),
        shared_access(schema.Column("sharedAccess")),
        replicated_externally(schema.Column("replicationDetails.replicatedExternally")),
        encryption(schema.Column("serverSideEncryption.type")) {
    const std::string blocks = "publicAccess.permissionConfiguration.bucketLevelPermissions.blockPublicAccess.";
    own_blocks = {schema.Column(blocks + "blockPublicAcls"), schema.Column(blocks + "blockPublicPolicy"),
                  schema.Column(blocks + "ignorePublicAcls"), schema.Column(blocks + "restrictPublicBuckets")};
  }
  std::size_t effective_permission, shared_access, replicated_externally, encryption;
  std::array<std::size_t, 4> own_blocks;
};

// Of the bucket as it is now, without building it from its row.
Exposure StoredExposure(const state::BucketTable& buckets, std::string_view name) {
  static const Columns columns(state::BucketSchema::Get());
  const engine::Table& table = buckets.table();
  const auto slot = table.Find(name);
  if (!slot) return kFreshBucket;
  const auto is = [&](std::size_t column, auto choice) {
    return table.Number(*slot, column) == static_cast<std::int64_t>(choice);
  };
  Exposure exposure;
  exposure.is_public = is(columns.effective_permission, model::EffectivePermission::PUBLIC);
  exposure.shared_externally = is(columns.shared_access, model::SharedAccess::EXTERNAL);
  exposure.replicated_externally = is(columns.replicated_externally, true);
  exposure.unblocked = true;
  for (const std::size_t column : columns.own_blocks) exposure.unblocked &= is(column, false);
  exposure.encryption.reset();
  if (const auto type = table.Number(*slot, columns.encryption)) exposure.encryption = static_cast<Encryption>(*type);
  return exposure;
}

// Whether the default encryption is gone, or reset from a KMS key to what S3 does by itself.
bool LosesEncryption(const Exposure& before, const Exposure& after) {
  if (after.encryption == before.encryption) return false;
  const bool had_key = before.encryption == Encryption::aws_kms || before.encryption == Encryption::aws_kms_dsse;
  return after.encryption == Encryption::NONE || (after.encryption == Encryption::AES256 && had_key);
}

// Nothing tells who changed the bucket: it was the root user of the account that owns it [I].
model::UserIdentity Changer(const std::string& owner, std::string_view region) {
  model::UserIdentity identity;
  identity.type = model::UserIdentityType::Root;
  auto& root = identity.root.emplace();
  root.accountId = owner;
  root.principalId = owner;
  root.arn = std::string("arn:").append(PartitionOfRegion(region)) + ":iam::" + owner + ":root";
  return identity;
}

}  // namespace

BucketWatch::BucketWatch(const Environment& environment, const state::PartitionKey& key,
                         state::Transaction& transaction)
    : key_(key), transaction_(transaction), door_(transaction) {
  const auto session = SessionInForce(environment, transaction.state_created_at(), key, transaction.partition(key));
  on_ = session && session->status != model::MacieStatus::PAUSED;
}

void BucketWatch::Compare(const model::BucketMetadata& told, const model::BucketMetadata& bucket) {
  if (!on_) return;
  Exposure after = ExposureOf(bucket);
  const model::BlockPublicAccess* blocks = OwnBlocks(told);
  after.unblocked = blocks != nullptr && !bucket.errorCode && AreAllOff(*blocks);
  const Exposure before = StoredExposure(transaction_.partition(key_).buckets, *bucket.bucketName);
  if (after.is_public && !before.is_public) Enter(Type::Policy_IAMUser_S3BucketPublic, bucket);
  // The metadata does not say whether the share is with CloudFront alone.
  if (after.shared_externally && !before.shared_externally) {
    Enter(Type::Policy_IAMUser_S3BucketSharedExternally, bucket);
  }
  if (after.replicated_externally && !before.replicated_externally) {
    Enter(Type::Policy_IAMUser_S3BucketReplicatedExternally, bucket);
  }
  if (after.unblocked && !before.unblocked) Enter(Type::Policy_IAMUser_S3BlockPublicAccessDisabled, bucket);
  if (LosesEncryption(before, after)) Enter(Type::Policy_IAMUser_S3BucketEncryptionDisabled, bucket);
}

void BucketWatch::Enter(Type type, const model::BucketMetadata& bucket) {
  model::Finding finding;
  finding.type = type;
  finding.accountId = bucket.accountId;
  finding.resourcesAffected.emplace().s3Bucket = AffectedBucketOf(bucket);
  finding.policyDetails.emplace().actor.emplace().userIdentity = Changer(*bucket.accountId, key_.region);
  door_.Enter(key_, NewFinding(key_, transaction_, std::move(finding)));
}

}  // namespace macie_local::service
