#include "service/findings/fields.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/text.h"

namespace macie_local::service {
namespace {

// The documented names: what stands before them, and the rest of each.
struct NameGroup {
  std::string_view prefix;
  std::string_view rests;
};
constexpr std::string_view kBlocks = "blockPublicAcls blockPublicPolicy ignorePublicAcls restrictPublicBuckets";
constexpr std::string_view kReadWrite = "allowsPublicReadAccess allowsPublicWriteAccess";
constexpr std::string_view kSessionOwner =
    "accessKeyId accountId principalId arn sessionContext.sessionIssuer.type sessionContext.sessionIssuer.userName";
constexpr std::array kNames{
    NameGroup{"", "accountId archived category count createdAt id region sample severity.description type updatedAt"},
    NameGroup{"resourcesAffected.s3Bucket.",
              "createdAt defaultServerSideEncryption.encryptionType defaultServerSideEncryption.kmsMasterKeyId "
              "allowsUnencryptedObjectUploads name owner.displayName publicAccess.effectivePermission tags.key "
              "tags.value"},
    NameGroup{
        "resourcesAffected.s3Bucket.publicAccess.permissionConfiguration.accountLevelPermissions.blockPublicAccess.",
        kBlocks},
    NameGroup{
        "resourcesAffected.s3Bucket.publicAccess.permissionConfiguration.bucketLevelPermissions.blockPublicAccess.",
        kBlocks},
    NameGroup{
        "resourcesAffected.s3Bucket.publicAccess.permissionConfiguration.bucketLevelPermissions.accessControlList.",
        kReadWrite},
    NameGroup{"resourcesAffected.s3Bucket.publicAccess.permissionConfiguration.bucketLevelPermissions.bucketPolicy.",
              kReadWrite},
    NameGroup{"resourcesAffected.s3Object.",
              "serverSideEncryption.kmsMasterKeyId serverSideEncryption.encryptionType extension lastModified key path "
              "publicAccess tags.key tags.value"},
    NameGroup{"policyDetails.action.",
              "actionType apiCallDetails.api apiCallDetails.apiServiceName "
              "apiCallDetails.firstSeen apiCallDetails.lastSeen"},
    NameGroup{"policyDetails.actor.", "domainDetails.domainName userIdentity.type"},
    NameGroup{"policyDetails.actor.ipAddressDetails.",
              "ipCity.name ipCountry.name ipOwner.asn ipOwner.asnOrg ipOwner.isp ipAddressV4"},
    NameGroup{"policyDetails.actor.userIdentity.assumedRole.", kSessionOwner},
    NameGroup{"policyDetails.actor.userIdentity.federatedUser.", kSessionOwner},
    NameGroup{"policyDetails.actor.userIdentity.",
              "awsAccount.accountId awsAccount.principalId awsService.invokedBy iamUser.accountId iamUser.principalId "
              "iamUser.userName root.accountId root.principalId"},
    NameGroup{"classificationDetails.",
              "jobId originType result.customDataIdentifiers.detections.arn "
              "result.customDataIdentifiers.detections.name result.customDataIdentifiers.detections.count "
              "result.mimeType result.sizeClassified result.status.code result.sensitiveData.category "
              "result.sensitiveData.detections.type result.sensitiveData.detections.count"},
};

constexpr std::array<std::string_view, 8> kExactMatch{
    "resourcesAffected.s3Bucket.tags.key",
    "resourcesAffected.s3Bucket.tags.value",
    "resourcesAffected.s3Object.tags.key",
    "resourcesAffected.s3Object.tags.value",
    "classificationDetails.result.customDataIdentifiers.detections.arn",
    "classificationDetails.result.customDataIdentifiers.detections.name",
    "classificationDetails.result.sensitiveData.category",
    "classificationDetails.result.sensitiveData.detections.type",
};

FindingField::Kind KindOf(const wire::TypeDesc& type) {
  switch (type.kind) {
    case wire::Kind::kBoolean:
      return FindingField::Kind::kBoolean;
    case wire::Kind::kInteger:
    case wire::Kind::kLong:
      return FindingField::Kind::kNumber;
    case wire::Kind::kTimestamp:
      return FindingField::Kind::kDate;
    default:
      return FindingField::Kind::kText;
  }
}

std::vector<FindingField> ResolveAll() {
  std::vector<FindingField> fields;
  for (const NameGroup& group : kNames) {
    std::string_view rests = group.rests;
    while (!rests.empty())
      fields.push_back(ResolveFindingPath(std::string(group.prefix).append(base::NextPart(" ", &rests))));
  }
  std::sort(fields.begin(), fields.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return fields;
}

}  // namespace

FindingField ResolveFindingPath(std::string name) {
  FindingField field;
  const wire::StructureDesc* structure = &wire::Describe<model::Finding>();
  std::string_view rest = name;
  while (!rest.empty()) {
    const auto index = structure == nullptr ? std::nullopt : wire::FindMember(*structure, base::NextPart(".", &rest));
    if (!index) throw std::logic_error("findings have no field " + name);
    field.path.push_back(&structure->members[*index]);
    const wire::TypeDesc& type = *field.path.back()->type;
    structure = type.kind == wire::Kind::kList ? type.element->structure : type.structure;
  }
  field.kind = KindOf(*field.path.back()->type);
  field.takes_exact_match = std::find(kExactMatch.begin(), kExactMatch.end(), name) != kExactMatch.end();
  field.name = std::move(name);
  return field;
}

std::span<const FindingField> FindingFields() {
  static const std::vector<FindingField> fields = ResolveAll();
  return fields;
}

const FindingField* FindFindingField(std::string_view name) {
  const auto fields = FindingFields();
  const auto found = std::lower_bound(fields.begin(), fields.end(), name,
                                      [](const FindingField& field, std::string_view n) { return field.name < n; });
  return found != fields.end() && found->name == name ? &*found : nullptr;
}

FieldValue ReadField(const wire::TypeDesc& type, const void* value) {
  switch (type.kind) {
    case wire::Kind::kBoolean:
      return {{}, *static_cast<const bool*>(value) ? 1 : 0};
    case wire::Kind::kInteger:
    case wire::Kind::kLong:
      return {{}, *static_cast<const std::int64_t*>(value)};
    case wire::Kind::kTimestamp:
      return {{}, static_cast<const Timestamp*>(value)->time_since_epoch().count()};
    case wire::Kind::kEnum:
      return {type.enumeration->values[*static_cast<const std::uint8_t*>(value)], 0};
    default:
      return {wire::TextOf(type, value), 0};
  }
}

}  // namespace macie_local::service
