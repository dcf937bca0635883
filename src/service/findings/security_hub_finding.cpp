#include "service/findings/security_hub_finding.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "service/core/intake.h"
#include "wire/map.h"
#include "wire/type_desc.h"

namespace macie_local::service {
namespace {

// "SensitiveData:S3Object/Personal" of "Sensitive Data Identifications/PII/SensitiveData:S3Object-Personal".
std::optional<model::FindingType> TypeOf(const model::HubFinding& imported) {
  for (const std::string& path : imported.Types.value_or(std::vector<std::string>())) {
    std::string name = path.substr(path.rfind('/') + 1);
    std::replace(name.begin(), name.end(), '-', '/');
    if (const auto type = wire::ParseEnum<model::FindingType>(name)) return type;
  }
  return std::nullopt;
}

// ProductFields, by name.
class Fields {
 public:
  explicit Fields(const model::HubFinding& imported) : fields_(imported.ProductFields) {}

  std::optional<std::string> Text(std::string_view name) const {
    if (!fields_) return std::nullopt;
    for (const auto& [key, value] : *fields_) {
      if (key == name) return value;
    }
    return std::nullopt;
  }
  template <class E>
  std::optional<E> Enum(std::string_view name) const {
    const auto text = Text(name);
    return text ? wire::ParseEnum<E>(*text) : std::nullopt;
  }
  std::optional<std::int64_t> Number(std::string_view name) const {
    const auto text = Text(name);
    std::int64_t value = 0;
    if (!text) return std::nullopt;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    return error == std::errc() && end == text->data() + text->size() ? std::optional(value) : std::nullopt;
  }
  std::optional<bool> Flag(std::string_view name) const {
    const auto text = Text(name);
    if (text == "true") return true;
    if (text == "false") return false;
    return std::nullopt;
  }

 private:
  const std::optional<wire::Map<std::string>>& fields_;
};

const model::HubResource* FindResource(const model::HubFinding& imported, std::string_view type) {
  if (!imported.Resources) return nullptr;
  const auto found = std::find_if(imported.Resources->begin(), imported.Resources->end(),
                                  [&](const model::HubResource& resource) { return resource.Type == type; });
  return found == imported.Resources->end() ? nullptr : &*found;
}

// What follows the colons of "arn:aws:s3:::bucket/key".
std::string NameOf(const model::HubResource& resource) {
  const std::string arn = resource.Id.value_or("");
  return arn.substr(arn.rfind(":::") == std::string::npos ? 0 : arn.rfind(":::") + 3);
}

std::optional<std::vector<model::KeyValuePair>> TagsOf(const model::HubResource& resource) {
  if (!resource.Tags) return std::nullopt;
  std::vector<model::KeyValuePair> tags;
  for (const auto& [key, value] : *resource.Tags) {
    auto& tag = tags.emplace_back();
    tag.key = key;
    tag.value = value;
  }
  return tags;
}

void FillEncryption(const std::optional<std::string>& algorithm, const std::optional<std::string>& key,
                    base::Nested<model::ServerSideEncryption>* encryption) {
  const auto type = algorithm ? wire::ParseEnum<model::EncryptionType>(*algorithm) : std::nullopt;
  if (!type) return;
  auto& value = encryption->emplace();
  value.encryptionType = type;
  value.kmsMasterKeyId = key;
}

void FillBucketDetails(const model::HubBucket& details, model::S3Bucket* bucket) {
  bucket->createdAt = details.CreatedAt;
  if (details.OwnerId || details.OwnerName) {
    auto& owner = bucket->owner.emplace();
    owner.id = details.OwnerId;
    owner.displayName = details.OwnerName;
  }
  const auto& encryption = details.ServerSideEncryptionConfiguration;
  if (encryption && encryption->Rules && !encryption->Rules->empty()) {
    const auto& rule = encryption->Rules->front().ApplyServerSideEncryptionByDefault;
    if (rule) FillEncryption(rule->SSEAlgorithm, rule->KMSMasterKeyID, &bucket->defaultServerSideEncryption);
  }
  if (details.PublicAccessBlockConfiguration) {
    auto& permissions = Made(&Made(&bucket->publicAccess).permissionConfiguration);
    Made(&permissions.bucketLevelPermissions).blockPublicAccess = details.PublicAccessBlockConfiguration;
  }
}

void FillBucket(const Fields& fields, const model::HubResource& resource, model::S3Bucket* bucket) {
  bucket->arn = resource.Id;
  bucket->name = NameOf(resource);
  bucket->tags = TagsOf(resource);
  bucket->allowsUnencryptedObjectUploads =
      fields.Enum<model::AllowsUnencryptedObjectUploads>("S3Bucket.allowsUnencryptedObjectUploads");
  if (const auto permission = fields.Enum<model::EffectivePermission>("S3Bucket.effectivePermission")) {
    bucket->publicAccess.emplace().effectivePermission = permission;
  }
  if (resource.Details && resource.Details->AwsS3Bucket) FillBucketDetails(*resource.Details->AwsS3Bucket, bucket);
}

void FillObject(const Fields& fields, const model::HubResource& resource, model::S3Object* object) {
  const std::string path = NameOf(resource);
  object->path = fields.Text("S3Object.Path").value_or(path);
  if (const auto slash = path.find('/'); slash != std::string::npos) object->key = path.substr(slash + 1);
  object->tags = TagsOf(resource);
  object->extension = fields.Text("S3Object.Extension");
  object->publicAccess = fields.Flag("S3Object.PublicAccess");
  object->size = fields.Number("S3Object.Size");
  object->storageClass = fields.Enum<model::StorageClass>("S3Object.StorageClass");
  if (!resource.Details || !resource.Details->AwsS3Object) return;
  const model::HubObject& details = *resource.Details->AwsS3Object;
  object->lastModified = details.LastModified;
  object->eTag = details.ETag;
  object->versionId = details.VersionId;
  FillEncryption(details.ServerSideEncryption, details.SSEKMSKeyId, &object->serverSideEncryption);
}

void FillClassification(const Fields& fields, const model::HubResource& object, model::ClassificationDetails* details) {
  details->jobArn = fields.Text("JobArn");
  details->jobId = fields.Text("JobId");
  details->originType = fields.Enum<model::OriginType>("OriginType");
  if (!object.DataClassification) return;
  details->detailedResultsLocation = object.DataClassification->DetailedResultsLocation;
  details->result = object.DataClassification->Result;
}

void FillSeverity(const model::HubFinding& imported, model::Finding* finding) {
  using Description = model::SeverityDescription;
  if (!imported.Severity || !imported.Severity->Label) return;
  for (const Description one : {Description::Low, Description::Medium, Description::High}) {
    if (!base::EqualsWithoutCase(*imported.Severity->Label, wire::EnumName(one))) continue;
    finding->severity.emplace().description = one;
  }
}

}  // namespace

base::Result<model::Finding> FindingOfSecurityHub(const model::HubFinding& imported) {
  if (!imported.ProductArn || !imported.ProductArn->ends_with("product/aws/macie")) {
    return base::Error("is a finding of another product in Security Hub, " +
                       base::Quote(imported.ProductArn.value_or("")) + "; those of '.../product/aws/macie' are taken");
  }
  const auto type = TypeOf(imported);
  if (!type) return base::Error("must name a type of Macie's findings in its Types");
  const model::HubResource* const bucket = FindResource(imported, "AwsS3Bucket");
  if (bucket == nullptr) return base::Error("must have an AwsS3Bucket among its Resources");
  const Fields fields(imported);
  model::Finding finding;
  finding.type = type;
  finding.id = imported.Id;
  finding.accountId = imported.AwsAccountId;
  finding.region = imported.Region;
  finding.createdAt = imported.CreatedAt;
  finding.updatedAt = imported.UpdatedAt;
  finding.title = imported.Title;
  finding.description = imported.Description;
  finding.sample = imported.Sample;
  FillSeverity(imported, &finding);
  auto& resources = finding.resourcesAffected.emplace();
  FillBucket(fields, *bucket, &resources.s3Bucket.emplace());
  if (const model::HubResource* const object = FindResource(imported, "AwsS3Object")) {
    FillObject(fields, *object, &resources.s3Object.emplace());
    FillClassification(fields, *object, &finding.classificationDetails.emplace());
  }
  return finding;
}

}  // namespace macie_local::service
