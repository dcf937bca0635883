// Which changes of a bucket make policy findings.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "base/timestamp.h"
#include "service/buckets/intake.h"
#include "service/findings/policy_findings.h"
#include "support/operations.h"
#include "wire/codec.h"

namespace macie_local::service {
namespace {

using Types = std::vector<std::string>;

// What of a finding's type tells it from the others.
std::string ShortName(model::FindingType type) {
  return std::string(wire::EnumName(type)).substr(std::string("Policy:IAMUser/S3").size());
}

class BucketPolicyFindings : public ::testing::Test {
 protected:
  // Puts the bucket "b-1" as `json` describes it beyond its name; the findings that this made or counted up.
  Types Put(const std::string& json) {
    const auto told = wire::Decode<model::BucketMetadata>(
        R"({"bucketName":"b-1")" + (json.empty() ? "" : "," + json) + "}", {.strict = true});
    EXPECT_TRUE(told.ok()) << told.error().text;
    bench_.now += std::chrono::hours(1);
    {
      auto transaction = bench_.Write();
      BucketWatch watch(bench_.environment, bench_.home, transaction);
      auto bucket = CompleteBucket(bench_.home, "bucket", bench_.now, *told);
      watch.Compare(*told, *bucket);
      transaction.PutBucket(bench_.home, *bucket);
    }
    Types types;
    ForEach([&](const model::Finding& finding) {
      if (finding.updatedAt == base::TruncateToMillis(bench_.now)) types.push_back(ShortName(*finding.type));
    });
    std::sort(types.begin(), types.end());
    return types;
  }
  void ForEach(const std::function<void(const model::Finding&)>& visit) {
    const auto snapshot = bench_.Read();
    for (const auto& [id, row] : snapshot.partition(bench_.home).table<model::Finding>()) visit(*row.record);
  }
  std::size_t Count() {
    std::size_t count = 0;
    ForEach([&](const model::Finding&) { ++count; });
    return count;
  }
  void PutSession(model::MacieStatus status, bool disabled) {
    auto transaction = bench_.Write();
    model::SessionRecord session;
    session.status = status;
    session.emulator.emplace().disabled = disabled;
    transaction.PutSession(bench_.home, session);
  }

  support::OperationBench bench_;
};

const std::string kPublic = R"("publicAccess":{"effectivePermission":"PUBLIC"})";
const std::string kShared = R"("sharedAccess":"EXTERNAL")";
const std::string kReplicated = R"("replicationDetails":{"replicatedExternally":true})";
const std::string kKms = R"("serverSideEncryption":{"type":"aws:kms","kmsMasterKeyId":"k"})";
const std::string kDsse = R"("serverSideEncryption":{"type":"aws:kms:dsse","kmsMasterKeyId":"k"})";
const std::string kUnencrypted = R"("serverSideEncryption":{"type":"NONE"})";

std::string Blocks(const std::string& of_bucket) {
  return R"("publicAccess":{"permissionConfiguration":{"bucketLevelPermissions":{"blockPublicAccess":)" + of_bucket +
         "}}}";
}
const std::string kAllOff = Blocks(
    R"({"blockPublicAcls":false,"blockPublicPolicy":false,"ignorePublicAcls":false,"restrictPublicBuckets":false})");
const std::string kOneOn = Blocks(
    R"({"blockPublicAcls":false,"blockPublicPolicy":true,"ignorePublicAcls":false,"restrictPublicBuckets":false})");

TEST_F(BucketPolicyFindings, ABucketAsS3CreatesItMakesNone) {
  EXPECT_EQ(Types{}, Put(""));
  EXPECT_EQ(Types{}, Put(""));
  EXPECT_EQ(Types{}, Put(R"("sharedAccess":"INTERNAL","replicationDetails":{"replicationAccounts":["111122223333"]})"));
}

TEST_F(BucketPolicyFindings, ANewBucketIsComparedWithAFreshOne) {
  EXPECT_EQ((Types{"BucketEncryptionDisabled", "BucketPublic", "BucketReplicatedExternally", "BucketSharedExternally"}),
            Put(kPublic + "," + kShared + "," + kReplicated + "," + kUnencrypted));
}

TEST_F(BucketPolicyFindings, EachTransitionMakesItsFinding) {
  EXPECT_EQ(Types{}, Put(""));
  EXPECT_EQ(Types{"BucketPublic"}, Put(kPublic));
  EXPECT_EQ(Types{}, Put(kPublic)) << "the same state again";
  EXPECT_EQ(Types{"BucketSharedExternally"}, Put(kShared));
  EXPECT_EQ(Types{"BucketReplicatedExternally"}, Put(kShared + "," + kReplicated));
  EXPECT_EQ(Types{}, Put(kOneOn));
  EXPECT_EQ(Types{"BlockPublicAccessDisabled"}, Put(kAllOff));
  EXPECT_EQ(Types{}, Put(kAllOff));
  EXPECT_EQ(4U, Count());
}

TEST_F(BucketPolicyFindings, BlocksThatNobodySpokeOfAreNotTurnedOff) {
  EXPECT_EQ(Types{}, Put(Blocks(R"({"blockPublicAcls":true})")));
  EXPECT_EQ(Types{}, Put(""));
}

TEST_F(BucketPolicyFindings, AKeyIsMoreThanWhatS3DoesByItself) {
  EXPECT_EQ(Types{}, Put(kKms));
  EXPECT_EQ(Types{}, Put(kDsse));
  EXPECT_EQ(Types{"BucketEncryptionDisabled"}, Put(""));
  EXPECT_EQ(Types{}, Put(""));
  EXPECT_EQ(Types{"BucketEncryptionDisabled"}, Put(kUnencrypted));
  EXPECT_EQ(Types{}, Put("")) << "better than before";
  EXPECT_EQ(1U, Count());
}

TEST_F(BucketPolicyFindings, WhatCantBeReadMakesNone) {
  EXPECT_EQ(Types{"BucketPublic"}, Put(kPublic + "," + kKms));
  EXPECT_EQ(Types{}, Put(R"("errorCode":"ACCESS_DENIED")"));
}

TEST_F(BucketPolicyFindings, AProblemThatComesBackIsCountedUp) {
  Put(kPublic);
  Put("");
  EXPECT_EQ(Types{"BucketPublic"}, Put(kPublic));
  EXPECT_EQ(1U, Count());
  ForEach([&](const model::Finding& finding) {
    EXPECT_EQ(2, *finding.count);
    EXPECT_EQ(std::chrono::hours(2), *finding.updatedAt - *finding.createdAt);
  });
}

TEST_F(BucketPolicyFindings, AFindingTellsOfTheBucketAsItIsNow) {
  Put(R"("accountId":"210987654321","tags":[{"key":"team","value":"hr"}],)" + kPublic + "," + kKms);
  ForEach([&](const model::Finding& finding) {
    EXPECT_EQ("210987654321", *finding.accountId);
    const auto& bucket = *finding.resourcesAffected->s3Bucket;
    EXPECT_EQ("arn:aws:s3:::b-1", *bucket.arn);
    EXPECT_EQ(model::EffectivePermission::PUBLIC, *bucket.publicAccess->effectivePermission);
    EXPECT_EQ(model::EncryptionType::aws_kms, *bucket.defaultServerSideEncryption->encryptionType);
    EXPECT_EQ("hr", *bucket.tags->front().value);
    EXPECT_FALSE(finding.resourcesAffected->s3Object);
    EXPECT_FALSE(*finding.sample);
    EXPECT_EQ("PutBucketPolicy", *finding.policyDetails->action->apiCallDetails->api);
    EXPECT_EQ("arn:aws:iam::210987654321:root", *finding.policyDetails->actor->userIdentity->root->arn);
  });
  EXPECT_EQ(1U, Count());
}

TEST_F(BucketPolicyFindings, NothingIsFoundWithoutMacie) {
  PutSession(model::MacieStatus::PAUSED, false);
  EXPECT_EQ(Types{}, Put(kPublic));
  PutSession(model::MacieStatus::ENABLED, true);
  EXPECT_EQ(Types{}, Put(kPublic + "," + kShared));
  PutSession(model::MacieStatus::ENABLED, false);
  EXPECT_EQ(Types{}, Put(kPublic + "," + kShared)) << "it was so before";
  EXPECT_EQ(Types{"BucketReplicatedExternally"}, Put(kPublic + "," + kReplicated));
}

}  // namespace
}  // namespace macie_local::service
