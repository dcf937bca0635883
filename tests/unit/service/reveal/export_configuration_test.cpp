// Where results of classification go (behaviour 7).
#include <gtest/gtest.h>

#include <string>

#include "model/handlers/export_configuration.h"
#include "support/operations.h"

namespace macie_local::service {
namespace {

using support::Shown;

const std::string kDestination =
    "{'configuration':{'s3Destination':{'bucketName':'results','keyPrefix':'macie/','kmsKeyArn':"
    "'arn:aws:kms:us-east-1:111122223333:key/k'}}}";
const std::string kNothing = "{'configuration':{}}";

class ExportConfiguration : public ::testing::Test {
 protected:
  std::string Get() { return Shown(bench_.Ask(&GetClassificationExportConfiguration, "")); }
  std::string Put(const std::string& body) { return Shown(bench_.Ask(&PutClassificationExportConfiguration, body)); }

  support::OperationBench bench_;
};

TEST_F(ExportConfiguration, IsAnEmptyObjectUntilItIsSet) {
  EXPECT_EQ(Get(), kNothing);
}

TEST_F(ExportConfiguration, WhatWasPutIsRepeatedKeptAndClearedByAnEmptyOne) {
  EXPECT_EQ(Put(kDestination), kDestination);
  EXPECT_EQ(Get(), kDestination);
  EXPECT_EQ(Put(kNothing), kNothing);
  EXPECT_EQ(Get(), kNothing);
}

TEST_F(ExportConfiguration, IsOfOneAccountAndRegion) {
  ASSERT_EQ(Put(kDestination), kDestination);
  bench_.home.region = "eu-west-1";
  EXPECT_EQ(Get(), kNothing);
  bench_.home = {"222222222222", "us-east-1"};
  EXPECT_EQ(Get(), kNothing);
}

TEST_F(ExportConfiguration, ItsKeyIsNamedByAnArnOfKms) {
  const auto with_key = [&](const std::string& key) {
    return Put("{'configuration':{'s3Destination':{'bucketName':'results','kmsKeyArn':'" + key + "'}}}");
  };
  for (const std::string key : {"arn:aws-cn:kms:cn-north-1:111122223333:key/k", "arn:aws:kms:eu-west-1:2:key/mrk-1"}) {
    EXPECT_NE(with_key(key).find(key), std::string::npos);
    EXPECT_EQ(with_key(key).find("Exception"), std::string::npos);
  }
  const std::string before = Get();
  for (const std::string key : {"k", "alias/k", "arn:aws:s3:::bucket", "arn:aws:kms:us-east-1:111122223333:alias/k"}) {
    EXPECT_EQ(
        with_key(key),
        "ValidationException: The request failed because configuration.s3Destination.kmsKeyArn must be the ARN of "
        "a KMS key, such as arn:aws:kms:us-east-1:123456789012:key/<id>; '" +
            key + "' given.");
  }
  EXPECT_EQ(Get(), before);
}

}  // namespace
}  // namespace macie_local::service
