// Sample findings: each type of the model has one that holds together.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/timestamp.h"
#include "service/findings/sample_findings.h"
#include "support/operations.h"
#include "wire/codec.h"

namespace macie_local::service {
namespace {

using Type = model::FindingType;

class SampleFindings : public ::testing::TestWithParam<std::size_t> {
 protected:
  static Type type() { return static_cast<Type>(GetParam()); }
  model::Finding Make() {
    auto transaction = bench_.Write();
    return MakeSample(bench_.home, transaction, type());
  }
  support::OperationBench bench_;
};

std::size_t CountOf(const model::Occurrences& occurrences) {
  const auto size = [](const auto& list) { return list ? list->size() : 0; };
  return size(occurrences.cells) + size(occurrences.lineRanges) + size(occurrences.offsetRanges) +
         size(occurrences.pages) + size(occurrences.records);
}

TEST_P(SampleFindings, IsAboutTheSampleBucket) {
  bench_.home = {"210987654321", "cn-north-1"};
  const model::Finding finding = Make();
  ASSERT_TRUE(finding.resourcesAffected && finding.resourcesAffected->s3Bucket);
  const auto& bucket = *finding.resourcesAffected->s3Bucket;
  EXPECT_EQ(kSampleBucket, *bucket.name);
  EXPECT_EQ("arn:aws-cn:s3:::macie-sample-finding-bucket", *bucket.arn);
  EXPECT_EQ("aws-cn", *finding.partition);
  EXPECT_EQ("210987654321", *finding.accountId);
  EXPECT_EQ("cn-north-1", *finding.region);
  EXPECT_TRUE(*finding.sample);
  EXPECT_EQ(base::TruncateToMillis(bench_.now), *finding.createdAt);
  EXPECT_EQ(base::TruncateToMillis(bench_.now), *finding.updatedAt);
}

TEST_P(SampleFindings, LeavesNoPlaceholderOpen) {
  std::string json;
  wire::Encode(Make(), wire::Nulls::kOmit, &json);
  for (const char* name : {"$account", "$region", "$partition", "$bucket", "$time", "$job", "$uuid"}) {
    EXPECT_EQ(std::string::npos, json.find(name)) << json;
  }
}

TEST_P(SampleFindings, IsOfOneCategoryOnly) {
  const model::Finding finding = Make();
  const bool policy = finding.category == model::FindingCategory::POLICY;
  EXPECT_EQ(policy, finding.policyDetails.has_value());
  EXPECT_EQ(!policy, finding.classificationDetails.has_value());
  EXPECT_EQ(!policy, finding.resourcesAffected->s3Object.has_value());
  EXPECT_EQ(36U, (*finding.id).size()) << "the ids of samples are UUIDs, whatever they tell";
}

TEST_P(SampleFindings, CountsWhatItTells) {
  const model::Finding finding = Make();
  if (!finding.classificationDetails) return;
  const auto& result = *finding.classificationDetails->result;
  std::int64_t told = 0;
  std::size_t places = 0;
  for (const auto& item : *result.sensitiveData) {
    std::int64_t total = 0;
    for (const auto& detection : *item.detections) {
      total += *detection.count;
      places += CountOf(*detection.occurrences);
    }
    EXPECT_EQ(total, *item.totalCount);
    told += total;
  }
  std::int64_t custom = 0;
  for (const auto& detection : *result.customDataIdentifiers->detections) {
    custom += *detection.count;
    places += CountOf(*detection.occurrences);
  }
  EXPECT_EQ(custom, *result.customDataIdentifiers->totalCount);
  EXPECT_GT(told + custom, 0);
  EXPECT_LE(places, 15U);
  EXPECT_EQ(static_cast<std::int64_t>(places) < told + custom, *result.additionalOccurrences);
  EXPECT_EQ(*finding.resourcesAffected->s3Object->size, *result.sizeClassified);
}

TEST_P(SampleFindings, HasTheSeverityOfItsType) {
  const std::set<Type> low{Type::Policy_IAMUser_S3BucketEncryptionDisabled, Type::SensitiveData_S3Object_Personal};
  const std::set<Type> medium{Type::Policy_IAMUser_S3BucketSharedWithCloudFront,
                              Type::SensitiveData_S3Object_CustomIdentifier};
  const std::int64_t expected = low.contains(type()) ? 1 : medium.contains(type()) ? 2 : 3;
  EXPECT_EQ(expected, *Make().severity->score);
}

TEST_P(SampleFindings, TellsTheActorsNetworkAsTheGuideDoes) {
  const model::Finding finding = Make();
  if (!finding.policyDetails) return;
  std::string json;
  wire::Encode(*finding.policyDetails->actor->ipAddressDetails, wire::Nulls::kOmit, &json);
  EXPECT_EQ(
      json,
      R"({"ipAddressV4":"192.0.2.0","ipCity":{"name":"Ashburn"},"ipCountry":{"code":"US","name":"United States"},)"
      R"("ipGeoLocation":{"lat":39.0481,"lon":-77.4728},"ipOwner":{"asn":"-1","asnOrg":"ExampleFindingASNOrg",)"
      R"("isp":"ExampleFindingISP","org":"ExampleFindingORG"}})");
}

INSTANTIATE_TEST_SUITE_P(OfEachType, SampleFindings,
                         ::testing::Range(std::size_t{0},
                                          DescribeType(static_cast<const Type*>(nullptr)).values.size()));

}  // namespace
}  // namespace macie_local::service
