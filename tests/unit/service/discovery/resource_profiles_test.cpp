// What discovery knows of a bucket, and what is changed of it by hand (behaviour B.12, 13).
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "model/handlers/custom_data_identifiers.h"
#include "model/handlers/resource_profiles.h"
#include "model/quotas.h"
#include "unit/service/buckets/bucket_bench.h"

namespace macie_local::service {
namespace {

using support::RefusalOf;
using support::Repeated;
using support::Shown;

const std::string kOfBucket = "resourceArn=arn:aws:s3:::payroll";
const std::string kProfile =
    "{'bucketName':'payroll','statistics':{'totalItemsClassified':10,'totalItemsSensitive':5},"
    "'detections':[{'id':'NAME','type':'MANAGED','count':3},{'id':'0a','type':'CUSTOM','name':'ours','count':4}]}";

class ResourceProfiles : public ::testing::Test {
 protected:
  ResourceProfiles() { bench_.Put("{'bucketName':'payroll','objectCount':10,'sensitivityScore':60}"); }

  void PutProfile(std::string json) {
    std::replace(json.begin(), json.end(), '\'', '"');
    const auto profile = wire::Decode<model::ResourceProfileRecord>(json, {});
    ASSERT_TRUE(profile.ok()) << profile.error().text;
    bench_.Do([&](state::Transaction& transaction) { transaction.Put(bench_.home, "payroll", *profile); });
  }
  model::GetResourceProfileResponse Get() {
    auto profile = bench_.Ask(&GetResourceProfile, {"", kOfBucket, ""});
    EXPECT_EQ(RefusalOf(profile), "");
    return *std::move(profile);
  }
  std::string Override(const std::string& body) {
    return RefusalOf(bench_.Ask(&UpdateResourceProfile, {"", kOfBucket, body}));
  }
  std::string Suppress(const std::string& identifiers) {
    return RefusalOf(bench_.Ask(&UpdateResourceProfileDetections,
                                {"", kOfBucket, "{'suppressDataIdentifiers':[" + identifiers + "]}"}));
  }
  std::string ScoreInInventory() {
    return std::to_string(
        *bench_.Describe("{'criteria':{'bucketName':{'eq':['payroll']}}}")->buckets->front().sensitivityScore);
  }

  BucketBench bench_;
};

TEST_F(ResourceProfiles, ABucketThatWasNeverLookedAtHasItsScoreAndCountsOfZero) {
  EXPECT_EQ(Shown(bench_.Ask(&GetResourceProfile, {"", kOfBucket, ""})),
            "{'sensitivityScore':60,'sensitivityScoreOverridden':false,'statistics':{'totalBytesClassified':0,"
            "'totalDetections':0,'totalDetectionsSuppressed':0,'totalItemsClassified':0,'totalItemsSensitive':0,"
            "'totalItemsSkipped':0,'totalItemsSkippedInvalidEncryption':0,'totalItemsSkippedInvalidKms':0,"
            "'totalItemsSkippedPermissionDenied':0}}");
  EXPECT_EQ(Shown(bench_.Ask(&ListResourceProfileArtifacts, {"", kOfBucket, ""})), "{'artifacts':[]}");
  EXPECT_EQ(Shown(bench_.Ask(&ListResourceProfileDetections, {"", kOfBucket, ""})), "{'detections':[]}");
}

TEST_F(ResourceProfiles, AScoreSetByHandIsAHundredUntilItIsTakenBack) {
  PutProfile(kProfile);
  EXPECT_EQ(Override("{'sensitivityScoreOverride':100}"), "");
  EXPECT_EQ(Get().sensitivityScore, 100);
  EXPECT_EQ(Get().sensitivityScoreOverridden, true);
  EXPECT_EQ(ScoreInInventory(), "100");
  for (const std::string wrong : {"99", "101", "0", "-1"}) {
    EXPECT_NE(Override("{'sensitivityScoreOverride':" + wrong + "}").find("at 'sensitivityScoreOverride' failed"),
              std::string::npos);
  }
  EXPECT_EQ(Get().sensitivityScore, 100);
  EXPECT_EQ(Override("{'sensitivityScoreOverride':null}"), "");
  EXPECT_EQ(Get().sensitivityScoreOverridden, false);
  EXPECT_EQ(Get().sensitivityScore, 51 + 20 + 2 * 2);
  EXPECT_EQ(ScoreInInventory(), "75");
}

TEST_F(ResourceProfiles, AnUpdateThatChangesNothingLeavesTheScore) {
  EXPECT_EQ(Override("{}"), "");
  EXPECT_EQ(Suppress(""), "");
  EXPECT_EQ(Get().sensitivityScore, 60);
  EXPECT_EQ(Get().profileUpdatedAt, std::nullopt);
}

TEST_F(ResourceProfiles, SuppressionReplacesTheListAndCountsAtOnce) {
  PutProfile(kProfile);
  EXPECT_EQ(Suppress("{'id':'NAME','type':'MANAGED'}"), "");
  EXPECT_EQ(Get().sensitivityScore, 51 + 20 + 2);
  EXPECT_EQ(Get().statistics->totalDetections, 7);
  EXPECT_EQ(Get().statistics->totalDetectionsSuppressed, 3);
  EXPECT_EQ(Get().profileUpdatedAt, *base::ParseIso8601("2026-11-21T10:00:00.123Z"));
  EXPECT_EQ(Suppress("{'id':'0a','type':'CUSTOM'},{'id':'0a','type':'CUSTOM'},{'id':'ADDRESS','type':'MANAGED'}"), "");
  EXPECT_EQ(Get().statistics->totalDetectionsSuppressed, 4);
  EXPECT_EQ(Suppress("{'id':'0a','type':'CUSTOM'},{'id':'NAME','type':'MANAGED'}"), "");
  EXPECT_EQ(Get().sensitivityScore, 1) << "all classified, and nothing left of what was found";
  EXPECT_EQ(Suppress(""), "");
  EXPECT_EQ(Get().statistics->totalDetectionsSuppressed, 0);
}

TEST_F(ResourceProfiles, WhatIsSuppressedIsManagedTheCallersOrDetected) {
  PutProfile(kProfile);
  const std::string unknown =
      "ValidationException: The request failed because suppressDataIdentifiers has the unknown id ";
  EXPECT_EQ(Suppress("{'id':'NO_SUCH','type':'MANAGED'}"), unknown + "'NO_SUCH'.");
  EXPECT_EQ(Suppress("{'id':'NAME','type':'CUSTOM'}"), unknown + "'NAME'.");
  const auto own = bench_.Ask(&CreateCustomDataIdentifier, "{'name':'n','regex':'a+'}");
  EXPECT_EQ(Suppress("{'id':'" + *own->customDataIdentifierId + "','type':'CUSTOM'}"), "");
  const std::string one = "{'id':'NAME','type':'MANAGED'}";
  EXPECT_EQ(Suppress(Repeated(100, one)), "");
  EXPECT_NE(Suppress(Repeated(101, one)).find("at 'suppressDataIdentifiers' failed"), std::string::npos);
}

TEST_F(ResourceProfiles, DetectionsAreListedByNameInPages) {
  PutProfile(kProfile);
  ASSERT_EQ(Suppress("{'id':'0a','type':'CUSTOM'}"), "");
  const std::string name = "{'count':3,'id':'NAME','name':'NAME','suppressed':false,'type':'MANAGED'}";
  const std::string ours = "{'count':4,'id':'0a','name':'ours','suppressed':true,'type':'CUSTOM'}";
  EXPECT_EQ(Shown(bench_.Ask(&ListResourceProfileDetections, {"", kOfBucket, ""})),
            "{'detections':[" + name + "," + ours + "]}");
  const auto first = bench_.Ask(&ListResourceProfileDetections, {"", kOfBucket + "&maxResults=1", ""});
  ASSERT_EQ(first->detections->size(), 1U);
  EXPECT_EQ(Shown(bench_.Ask(&ListResourceProfileDetections, {"", kOfBucket + "&nextToken=" + *first->nextToken, ""})),
            "{'detections':[" + ours + "]}");
}

TEST_F(ResourceProfiles, OfTheObjectsAHundredAreShownSensitiveOnesFirstAndSkippedLast) {
  const auto artifact = [](const std::string& key, const std::string& status, const std::string& more) {
    return "{'arn':'arn:aws:s3:::payroll/" + key + "','classificationResultStatus':'" + status + "'" + more + "}";
  };
  const std::string skipped = artifact("skipped", "SKIPPED", ",'sensitive':true");
  PutProfile("{'bucketName':'payroll','artifacts':[" + skipped + "," + artifact("plain", "COMPLETE", "") + "," +
             artifact("found", "PARTIAL", ",'sensitive':true") + "]}");
  EXPECT_EQ(Shown(bench_.Ask(&ListResourceProfileArtifacts, {"", kOfBucket, ""})),
            "{'artifacts':[" + artifact("found", "PARTIAL", ",'sensitive':true") + "," +
                artifact("plain", "COMPLETE", ",'sensitive':false") + "," + artifact("skipped", "SKIPPED", "") + "]}");
  PutProfile("{'bucketName':'payroll','artifacts':[" + Repeated(101, skipped) + "]}");
  EXPECT_EQ(bench_.Ask(&ListResourceProfileArtifacts, {"", kOfBucket, ""})->artifacts->size(),
            static_cast<std::size_t>(model::kArtifactsPerResourceProfile));
}

TEST_F(ResourceProfiles, TheArnIsThatOfABucketOfTheInventory) {
  const auto get = [&](const std::string& arn) {
    return RefusalOf(bench_.Ask(&GetResourceProfile, {"", "resourceArn=" + arn, ""}));
  };
  for (const std::string arn : {"payroll", "arn:aws:s3:::payroll/key", "arn:aws:sns:us-east-1:1:payroll"}) {
    EXPECT_EQ(get(arn),
              "ValidationException: The request failed because resourceArn must be the ARN of an S3 bucket; '" + arn +
                  "' given.");
  }
  for (const std::string arn : {"arn:aws:s3:::other", "arn:aws-cn:s3:::payroll"}) {
    EXPECT_EQ(get(arn),
              "ResourceNotFoundException: The request failed because the bucket '" + arn + "' doesn't exist.");
  }
}

TEST_F(ResourceProfiles, AProfileLiesWithTheOwnerOfTheBucketAndItsAdministratorChangesIt) {
  bench_.Put("{'bucketName':'theirs','objectCount':1}", "222222222222");
  const std::string theirs = "resourceArn=arn:aws:s3:::theirs";
  const auto override_theirs = [&] {
    return RefusalOf(bench_.Ask(&UpdateResourceProfile, {"", theirs, "{'sensitivityScoreOverride':100}"}));
  };
  EXPECT_EQ(override_theirs(),
            "ResourceNotFoundException: The request failed because the bucket 'arn:aws:s3:::theirs' doesn't exist.");
  bench_.PutMember("222222222222", model::RelationshipStatus::Enabled);
  EXPECT_EQ(override_theirs(), "");
  bench_.home.account = "222222222222";
  EXPECT_EQ(bench_.Ask(&GetResourceProfile, {"", theirs, ""})->sensitivityScore, 100);
}

}  // namespace
}  // namespace macie_local::service
