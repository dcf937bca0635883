// Severity by detection type and count, row by row of the documented table.
#include "service/findings/types.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "model/managed_data_identifiers.h"
#include "support/files.h"
#include "wire/type_desc.h"

namespace macie_local::service {
namespace {

model::Finding Sensitive() {
  model::Finding finding;
  finding.type = model::FindingType::SensitiveData_S3Object_Multiple;
  finding.classificationDetails.emplace().result.emplace().sensitiveData.emplace();
  return finding;
}

void AddDetection(std::string_view type, std::int64_t count, model::Finding* finding) {
  auto& item = finding->classificationDetails->result->sensitiveData->emplace_back();
  auto& detection = item.detections.emplace().emplace_back();
  detection.type = std::string(type);
  detection.count = count;
}

// The first letters of the severities of 1, 2, 99 and 100 occurrences.
std::string LevelsOf(std::string_view type) {
  std::string levels;
  for (const std::int64_t count : {1, 2, 99, 100}) {
    model::Finding finding = Sensitive();
    AddDetection(type, count, &finding);
    levels += wire::EnumName(*SeverityOf(finding).description)[0];
  }
  return levels;
}

TEST(FindingTypes, SeverityOfEveryDetectionTypeIsTheDocumentedOne) {
  for (const auto& [type, levels] :
       std::vector<std::pair<std::string, std::string>>{{"AWS_CREDENTIALS", "HHHH"},
                                                        {"GERMANY_BANK_ACCOUNT_NUMBER", "HHHH"},
                                                        {"CREDIT_CARD_EXPIRATION", "LMMH"},
                                                        {"CREDIT_CARD_MAGNETIC_STRIPE", "HHHH"},
                                                        {"CREDIT_CARD_NUMBER_(NO_KEYWORD)", "HHHH"},
                                                        {"CREDIT_CARD_SECURITY_CODE", "MHHH"},
                                                        {"UK_NHS_NUMBER", "HHHH"},
                                                        {"MEDICAL_DEVICE_UDI", "LMMH"},
                                                        {"DATE_OF_BIRTH", "LMMH"},
                                                        {"DRIVERS_LICENSE", "LMMH"},
                                                        {"SPAIN_DRIVERS_LICENSE", "LMMH"},
                                                        {"NAME", "LMMH"},
                                                        {"HTTP_COOKIE", "LMMH"},
                                                        {"ADDRESS", "LMMH"},
                                                        {"BRAZIL_CEP_CODE", "LMMH"},
                                                        {"PHONE_NUMBER", "LMMH"},
                                                        {"UK_PHONE_NUMBER", "LMMH"},
                                                        {"UK_ELECTORAL_ROLL_NUMBER", "HHHH"},
                                                        {"USA_SOCIAL_SECURITY_NUMBER", "HHHH"},
                                                        {"LATITUDE_LONGITUDE", "LMMM"},
                                                        {"USA_PASSPORT_NUMBER", "MHHH"},
                                                        {"ARGENTINA_TARJETA_SUBE", "MMMH"},
                                                        {"ARGENTINA_ORGANIZATION_TAX_IDENTIFICATION_NUMBER", "MMMH"},
                                                        {"ARGENTINA_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER", "HHHH"},
                                                        {"COLOMBIA_ORGANIZATION_NIT_NUMBER", "MMMH"},
                                                        {"MEXICO_ORGANIZATION_RFC_NUMBER", "MMMH"},
                                                        {"VEHICLE_IDENTIFICATION_NUMBER", "LLLM"}}) {
    EXPECT_EQ(LevelsOf(type), levels) << type;
  }
}

TEST(FindingTypes, EveryManagedIdentifierHasItsSeverity) {
  std::string known =
      "# How severe 1, 2, 99 and 100 occurrences are of what each managed data identifier detects "
      "(behaviour 16.4): L, M, H.\n\n";
  for (const auto& identifier : model::ManagedDataIdentifiers()) {
    const std::string id(identifier.id);
    known += id + " " + LevelsOf(id) + "\n";
    for (const std::int64_t count : {1, 2, 99, 100}) {
      model::Finding finding = Sensitive();
      AddDetection(id, count, &finding);
      EXPECT_EQ(SeverityOf(id, count), *SeverityOf(finding).description) << id;
    }
  }
  EXPECT_EQ(model::ManagedDataIdentifiers().size(), 166U);
  EXPECT_EQ(known, support::ReadFile(MACIE_SOURCE_DIR "/tests/unit/service/findings/severities.txt"));
}

TEST(FindingTypes, ACustomIdentifierIsAsSevereAsTheHighestLevelItReaches) {
  std::vector<model::SeverityLevel> levels;
  const auto of = [&](std::int64_t count) {
    const auto severity = SeverityOfCustom(levels, count);
    return severity ? std::string(wire::EnumName(*severity)) : "";
  };
  EXPECT_EQ(of(1), "Medium");
  EXPECT_EQ(of(1000), "Medium");
  const auto add = [&](model::DataIdentifierSeverity severity, std::int64_t threshold) {
    model::SeverityLevel& level = levels.emplace_back();
    level.severity = severity;
    level.occurrencesThreshold = threshold;
  };
  add(model::DataIdentifierSeverity::HIGH, 50);
  EXPECT_EQ(of(49), "");
  EXPECT_EQ(of(50), "High");
  add(model::DataIdentifierSeverity::LOW, 2);
  EXPECT_EQ(of(1), "");
  EXPECT_EQ(of(2), "Low");
  EXPECT_EQ(of(49), "Low");
  EXPECT_EQ(of(50), "High");
  add(model::DataIdentifierSeverity::MEDIUM, 10);
  EXPECT_EQ(of(9), "Low");
  EXPECT_EQ(of(10), "Medium");
}

TEST(FindingTypes, TheHighestDetectionDecides) {
  model::Finding finding = Sensitive();
  EXPECT_EQ(SeverityOf(finding).score, 1);
  AddDetection("NAME", 1, &finding);
  EXPECT_EQ(SeverityOf(finding).score, 1);
  finding.classificationDetails->result->customDataIdentifiers.emplace().detections.emplace().emplace_back();
  EXPECT_EQ(SeverityOf(finding).score, 2);
  AddDetection("AWS_CREDENTIALS", 1, &finding);
  EXPECT_EQ(SeverityOf(finding).score, 3);
}

TEST(FindingTypes, EveryTypeIsDescribed) {
  const auto& types = wire::Describe<model::Finding>();
  const auto index = wire::FindMember(types, "type");
  const auto& names = types.members[*index].type->enumeration->values;
  EXPECT_EQ(names.size(), 11u);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto& info = DescribeFindingType(static_cast<model::FindingType>(i));
    EXPECT_EQ(info.category == model::FindingCategory::POLICY, names[i].starts_with("Policy:")) << names[i];
    EXPECT_FALSE(info.title.empty());
    EXPECT_FALSE(info.title.ends_with('.')) << names[i];
    EXPECT_TRUE(info.description.ends_with('.')) << names[i];
  }
}

TEST(FindingTypes, SensitiveDataHasTheTitlesOf2024) {
  const auto title = [](model::FindingType type) { return std::string(DescribeFindingType(type).title); };
  EXPECT_EQ(title(model::FindingType::SensitiveData_S3Object_Credentials), "The S3 object contains credentials data");
  EXPECT_EQ(title(model::FindingType::SensitiveData_S3Object_Financial),
            "The S3 object contains financial information");
  EXPECT_EQ(title(model::FindingType::SensitiveData_S3Object_Personal), "The S3 object contains personal information");
  EXPECT_EQ(title(model::FindingType::SensitiveData_S3Object_Multiple),
            "The S3 object contains multiple categories of sensitive data");
  EXPECT_EQ(title(model::FindingType::SensitiveData_S3Object_CustomIdentifier),
            "The S3 object contains text that matches custom data identifier criteria");
}

TEST(FindingTypes, PolicySeverityFollowsTheType) {
  model::Finding finding;
  finding.count = 500;
  const auto score = [&](model::FindingType type) {
    finding.type = type;
    return *SeverityOf(finding).score;
  };
  EXPECT_EQ(score(model::FindingType::Policy_IAMUser_S3BlockPublicAccessDisabled), 3);
  EXPECT_EQ(score(model::FindingType::Policy_IAMUser_S3BucketPublic), 3);
  EXPECT_EQ(score(model::FindingType::Policy_IAMUser_S3BucketReplicatedExternally), 3);
  EXPECT_EQ(score(model::FindingType::Policy_IAMUser_S3BucketSharedExternally), 3);
  EXPECT_EQ(score(model::FindingType::Policy_IAMUser_S3BucketSharedWithCloudFront), 2);
  EXPECT_EQ(score(model::FindingType::Policy_IAMUser_S3BucketEncryptionDisabled), 1);
}

}  // namespace
}  // namespace macie_local::service
