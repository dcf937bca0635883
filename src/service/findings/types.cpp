#include "service/findings/types.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>

namespace macie_local::service {
namespace {

using Type = model::FindingType;
using Level = model::SeverityDescription;
using Category = model::FindingCategory;

// The wording of 2024 where it is known, else our own in its manner (behaviour 16.5, 16.6 [I]).
struct TypeRow {
  Type type;
  FindingTypeInfo info;
  Level severity;  // of policy findings
};
constexpr std::array kTypes{
    TypeRow{Type::Policy_IAMUser_S3BlockPublicAccessDisabled,
            {Category::POLICY, "Block public access settings are disabled for the S3 bucket",
             "All bucket-level block public access settings were disabled for the S3 bucket. Access to the bucket is "
             "controlled by account-level block public access settings, access control lists (ACLs), and the bucket’s "
             "bucket policy."},
            Level::High},
    TypeRow{Type::Policy_IAMUser_S3BucketEncryptionDisabled,
            {Category::POLICY, "Encryption is disabled for the S3 bucket",
             "Encryption is disabled for the Amazon S3 bucket. The data in the bucket isn’t encrypted using "
             "server-side encryption."},
            Level::Low},
    TypeRow{Type::Policy_IAMUser_S3BucketPublic,
            {Category::POLICY, "The S3 bucket is publicly accessible",
             "The access control list (ACL) or bucket policy for the S3 bucket allows public access to the bucket."},
            Level::High},
    TypeRow{Type::Policy_IAMUser_S3BucketSharedExternally,
            {Category::POLICY, "The S3 bucket is shared with an external AWS account",
             "The access control list (ACL) or bucket policy for the Amazon S3 bucket allows the bucket to be shared "
             "with an AWS account that isn’t part of your Amazon Macie organization."},
            Level::High},
    TypeRow{Type::Policy_IAMUser_S3BucketReplicatedExternally,
            {Category::POLICY, "The S3 bucket is configured to replicate objects to an external AWS account",
             "Replication is enabled for the S3 bucket and the destination bucket is owned by an AWS account that "
             "isn’t part of your Amazon Macie organization."},
            Level::High},
    TypeRow{Type::Policy_IAMUser_S3BucketSharedWithCloudFront,
            {Category::POLICY, "The S3 bucket is shared with Amazon CloudFront",
             "The bucket policy for the S3 bucket allows the bucket to be shared with an Amazon CloudFront origin "
             "access identity (OAI) or origin access control (OAC)."},
            Level::Medium},
    TypeRow{Type::SensitiveData_S3Object_Credentials,
            {Category::CLASSIFICATION, "The S3 object contains credentials data",
             "The S3 object contains credentials data such as private keys or AWS secret access keys."},
            Level::Low},
    TypeRow{Type::SensitiveData_S3Object_Financial,
            {Category::CLASSIFICATION, "The S3 object contains financial information",
             "The S3 object contains financial information such as bank account numbers or credit card numbers."},
            Level::Low},
    TypeRow{Type::SensitiveData_S3Object_Personal,
            {Category::CLASSIFICATION, "The S3 object contains personal information",
             "The object contains personal information such as first or last names, addresses, or identification "
             "numbers."},
            Level::Low},
    TypeRow{Type::SensitiveData_S3Object_CustomIdentifier,
            {Category::CLASSIFICATION, "The S3 object contains text that matches custom data identifier criteria",
             "The S3 object contains text that matches the criteria of one or more custom data identifiers. The object "
             "might contain multiple types of sensitive data."},
            Level::Low},
    TypeRow{Type::SensitiveData_S3Object_Multiple,
            {Category::CLASSIFICATION, "The S3 object contains multiple categories of sensitive data",
             "The S3 object contains more than one category of sensitive data."},
            Level::Low},
};

// By the number of occurrences: 1, 2 to 99, 100 and more (behaviour 16.4 [D]).
constexpr std::int64_t kSeveral = 2;
constexpr std::int64_t kMany = 100;
struct Levels {
  Level one, several, many;
};
constexpr Levels kGradual{Level::Low, Level::Medium, Level::High};
constexpr Levels kSteep{Level::Medium, Level::High, Level::High};
constexpr Levels kLate{Level::Medium, Level::Medium, Level::High};
constexpr Levels kAlwaysHigh{Level::High, Level::High, Level::High};

struct DetectionRow {
  std::string_view ending;  // of the detection type, or all of it
  Levels levels;
};
// All other types are High, however often they occur.
constexpr std::array kDetections{
    DetectionRow{"CREDIT_CARD_EXPIRATION", kGradual},
    DetectionRow{"CREDIT_CARD_SECURITY_CODE", kSteep},
    DetectionRow{"MEDICAL_DEVICE_UDI", kGradual},
    DetectionRow{"DATE_OF_BIRTH", kGradual},
    DetectionRow{"DRIVERS_LICENSE", kGradual},
    DetectionRow{"HTTP_COOKIE", kGradual},
    DetectionRow{"ADDRESS", kGradual},
    DetectionRow{"NAME", kGradual},
    DetectionRow{"BRAZIL_CEP_CODE", kGradual},
    DetectionRow{"PHONE_NUMBER", kGradual},
    DetectionRow{"LATITUDE_LONGITUDE", {Level::Low, Level::Medium, Level::Medium}},
    DetectionRow{"PASSPORT_NUMBER", kSteep},
    DetectionRow{"ARGENTINA_TARJETA_SUBE", kLate},
    DetectionRow{"ARGENTINA_ORGANIZATION_TAX_IDENTIFICATION_NUMBER", kLate},
    DetectionRow{"COLOMBIA_ORGANIZATION_NIT_NUMBER", kLate},
    DetectionRow{"MEXICO_ORGANIZATION_RFC_NUMBER", kLate},
    DetectionRow{"VEHICLE_IDENTIFICATION_NUMBER", {Level::Low, Level::Low, Level::Medium}},
};
// Of a custom data identifier without levels of its own [D]; of a finding that is put in, which does not tell whether
// it has any, of each [I].
constexpr Level kCustomLevel = Level::Medium;

const TypeRow& RowOf(Type type) {
  const auto row = std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeRow& r) { return r.type == type; });
  if (row == kTypes.end()) throw std::logic_error("a finding type without a description");
  return *row;
}

Level LevelOf(model::DataIdentifierSeverity severity) {
  switch (severity) {
    case model::DataIdentifierSeverity::LOW:
      return Level::Low;
    case model::DataIdentifierSeverity::MEDIUM:
      return Level::Medium;
    case model::DataIdentifierSeverity::HIGH:
      break;
  }
  return Level::High;
}

Level HighestOf(const model::ClassificationResult& result) {
  Level highest = Level::Low;
  if (result.sensitiveData) {
    for (const auto& item : *result.sensitiveData) {
      if (!item.detections) continue;
      for (const auto& detection : *item.detections) {
        highest = std::max(highest, SeverityOf(detection.type.value_or(""), detection.count.value_or(1)));
      }
    }
  }
  const auto& custom = result.customDataIdentifiers;
  if (custom && custom->detections && !custom->detections->empty()) highest = std::max(highest, kCustomLevel);
  return highest;
}

}  // namespace

const FindingTypeInfo& DescribeFindingType(Type type) {
  return RowOf(type).info;
}

model::Severity MakeSeverity(Level level) {
  static_assert(Level::Low < Level::Medium && Level::Medium < Level::High);
  model::Severity severity;
  severity.description = level;
  severity.score = level == Level::Low ? 1 : level == Level::Medium ? 2 : 3;
  return severity;
}

Level SeverityOf(std::string_view type, std::int64_t count) {
  const auto row = std::find_if(kDetections.begin(), kDetections.end(),
                                [&](const DetectionRow& r) { return type.ends_with(r.ending); });
  const Levels& levels = row == kDetections.end() ? kAlwaysHigh : row->levels;
  return count >= kMany ? levels.many : count >= kSeveral ? levels.several : levels.one;
}

std::optional<Level> SeverityOfCustom(const std::vector<model::SeverityLevel>& levels, std::int64_t count) {
  if (levels.empty()) return kCustomLevel;
  std::optional<Level> highest;
  for (const model::SeverityLevel& level : levels) {
    if (count >= level.occurrencesThreshold) highest = std::max(highest, std::optional(LevelOf(level.severity)));
  }
  return highest;
}

model::Severity SeverityOf(const model::Finding& finding) {
  const TypeRow& row = RowOf(*finding.type);
  if (row.info.category == Category::POLICY) return MakeSeverity(row.severity);
  const auto& details = finding.classificationDetails;
  return MakeSeverity(details && details->result ? HighestOf(*details->result) : Level::Low);
}

}  // namespace macie_local::service
