// Retrieving samples: when it may be asked for, how long it takes, how often, and what it finds (behaviour 8).
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "model/handlers/export_configuration.h"
#include "model/handlers/reveal.h"
#include "model/quotas.h"
#include "service/buckets/intake.h"
#include "support/operations.h"

namespace macie_local::service {
namespace {

using namespace std::chrono_literals;
using support::RefusalOf;
using support::Shown;

const std::string kNoSuchId = "ResourceNotFoundException: Resource not found. Verify any provided IDs are correct.";
const std::string kProcessing = "{'status':'PROCESSING'}";
const std::string kError =
    "{'error':'Macie can't retrieve the samples. You're not allowed to access the affected S3 object or the object is "
    "encrypted with a key that you're not allowed to use.','status':'ERROR'}";

class Occurrences : public ::testing::Test {
 protected:
  Occurrences() {
    bench_.Do([&](state::Transaction& transaction) {
      model::BucketMetadata bucket;
      bucket.bucketName = "payroll";
      transaction.PutBucket(bench_.home, *CompleteBucket(bench_.home, "bucket", bench_.now, bucket));
    });
    EXPECT_EQ(RefusalOf(bench_.Ask(&PutClassificationExportConfiguration,
                                   "{'configuration':{'s3Destination':{'bucketName':'results','kmsKeyArn':"
                                   "'arn:aws:kms:us-east-1:111122223333:key/k'}}}")),
              "");
    Enable("ENABLED");
    PutFinding("f");
  }
  void Enable(const std::string& status) {
    EXPECT_EQ(RefusalOf(bench_.Ask(&UpdateRevealConfiguration,
                                   "{'configuration':{'status':'" + status + "','kmsKeyId':'k'}}")),
              "");
  }
  void PutFinding(const std::string& id, const std::string& mime_type = "text/csv") {
    bench_.Do([&](state::Transaction& transaction) {
      model::Finding finding;
      finding.id = id;
      finding.accountId = bench_.home.account;
      finding.category = model::FindingCategory::CLASSIFICATION;
      finding.createdAt = bench_.now;
      finding.updatedAt = bench_.now;
      auto& details = finding.classificationDetails.emplace();
      details.detailedResultsLocation = "s3://results/one";
      details.result.emplace().mimeType = mime_type;
      finding.resourcesAffected.emplace().s3Bucket.emplace().name = "payroll";
      transaction.Put(bench_.home, id, finding);
    });
  }
  std::string Retrieve(const std::string& finding = "f") {
    return Shown(bench_.Ask(&GetSensitiveDataOccurrences, {finding, "", ""}));
  }
  std::string Availability(const std::string& finding) {
    return Shown(bench_.Ask(&GetSensitiveDataOccurrencesAvailability, {finding, "", ""}));
  }

  support::OperationBench bench_;
};

TEST_F(Occurrences, ARetrievalIsProcessedForASecondAndThenFails) {
  EXPECT_EQ(Retrieve(), kProcessing);
  bench_.now += 1s - 1us;
  EXPECT_EQ(Retrieve(), kProcessing);
  bench_.now += 1us;
  EXPECT_EQ(Retrieve(), kError);
  EXPECT_EQ(Retrieve(), kError);
}

TEST_F(Occurrences, WhatAStateDocumentSaysIsFound) {
  bench_.Do([&](state::Transaction& transaction) {
    model::OccurrencesRecord record;
    record.findingId = "f";
    model::DetectedDataDetails sample;
    sample.value = "Jane Doe";
    record.sensitiveDataOccurrences.emplace().emplace_back("NAME", std::vector{sample});
    transaction.Put(bench_.home, "f", record);
  });
  EXPECT_EQ(Retrieve(), kProcessing);
  bench_.now += 1s;
  EXPECT_EQ(Retrieve(), "{'sensitiveDataOccurrences':{'NAME':[{'value':'Jane Doe'}]},'status':'SUCCESS'}");
  bench_.now += std::chrono::days(2);
  PutFinding("other");
  EXPECT_EQ(Retrieve("other"), kProcessing) << "which forgets what was found on other days";
  EXPECT_EQ(Retrieve(), kProcessing);
  bench_.now += 1s;
  EXPECT_NE(Retrieve().find("Jane Doe"), std::string::npos) << "what a document said outlives the day";
}

TEST_F(Occurrences, OnAnotherDayTheyAreRetrievedAnew) {
  bench_.now = *base::ParseIso8601("2026-11-21T23:59:58Z");
  EXPECT_EQ(Retrieve(), kProcessing);
  bench_.now += 2s - 1us;
  EXPECT_EQ(Retrieve(), kError);
  bench_.now += 1us;  // midnight UTC
  EXPECT_EQ(Retrieve(), kProcessing);
}

TEST_F(Occurrences, OfADayThereAreAHundredRetrievals) {
  for (std::int64_t i = 0; i < model::kRevealRequestsPerDay; ++i) {
    const std::string id = "f" + std::to_string(i);
    PutFinding(id);
    ASSERT_EQ(Retrieve(id), kProcessing);
  }
  EXPECT_EQ(
      Retrieve(),
      "ServiceQuotaExceededException: The request failed because it exceeds the quota for retrievals of sensitive "
      "data samples a day: 101 given, at most 100 allowed.");
  EXPECT_EQ(Retrieve("f0"), kProcessing) << "one that was begun is none more";
  bench_.now += std::chrono::days(1);
  EXPECT_EQ(Retrieve(), kProcessing);
}

TEST_F(Occurrences, WhileItIsDisabledNothingIsRetrieved) {
  Enable("DISABLED");
  const std::string denied =
      "AccessDeniedException: The request failed because retrieval of sensitive data samples isn't enabled for your "
      "account.";
  EXPECT_EQ(Retrieve(), denied);
  EXPECT_EQ(Retrieve("none"), denied) << "before the finding is looked for";
  EXPECT_EQ(Availability("f"), "{'code':'AVAILABLE','reasons':[]}") << "what is available does not depend on it";
}

TEST_F(Occurrences, WhatIsUnavailableIsUnprocessableWithTheFirstReason) {
  PutFinding("image", "image/png");
  EXPECT_EQ(Availability("image"), "{'code':'UNAVAILABLE','reasons':['UNSUPPORTED_OBJECT_TYPE']}");
  EXPECT_EQ(Retrieve("image"), "UnprocessableEntityException: UNSUPPORTED_OBJECT_TYPE");
  ASSERT_EQ(RefusalOf(bench_.Ask(&PutClassificationExportConfiguration, "{'configuration':{}}")), "");
  EXPECT_EQ(Availability("image"),
            "{'code':'UNAVAILABLE','reasons':['UNSUPPORTED_OBJECT_TYPE','INVALID_CLASSIFICATION_RESULT']}");
  EXPECT_EQ(Retrieve("image"), "UnprocessableEntityException: UNSUPPORTED_OBJECT_TYPE");
  EXPECT_EQ(Retrieve("f"), "UnprocessableEntityException: INVALID_CLASSIFICATION_RESULT");
}

TEST_F(Occurrences, AnUnknownFindingIsNotFound) {
  EXPECT_EQ(Retrieve("none"), kNoSuchId);
  EXPECT_EQ(Availability("none"), kNoSuchId);
  bench_.home.account = "222222222222";
  EXPECT_EQ(Availability("f"), kNoSuchId) << "another account's finding";
}

}  // namespace
}  // namespace macie_local::service
