// The criteria of DescribeBuckets: each operator on each kind of field, and what is refused (behaviour B.7).
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "bucket_bench.h"

namespace macie_local::service {
namespace {

using support::Repeated;

const std::string kRefused = "ValidationException: ";

class BucketCriteria : public ::testing::Test {
 protected:
  BucketCriteria() {
    bench_.Put(
        "{'bucketName':'full','bucketCreatedAt':'2021-01-01T00:00:00Z','objectCount':10,'sizeInBytes':1000,"
        "'sharedAccess':'EXTERNAL','versioning':true,'sensitivityScore':80,"
        "'serverSideEncryption':{'type':'aws:kms','kmsMasterKeyId':'k1'},"
        "'replicationDetails':{'replicated':true,'replicationAccounts':['222222222222','333333333333']},"
        "'tags':[{'key':'team','value':'hr'},{'key':'env','value':'prod'}]}");
    bench_.Put("{'bucketName':'plain','bucketCreatedAt':'2022-01-01T00:00:00Z','objectCount':5,'sizeInBytes':7}");
    bench_.Put("{'bucketName':'locked','bucketCreatedAt':'2023-01-01T00:00:00Z','errorCode':'ACCESS_DENIED'}");
  }
  std::string With(const std::string& criteria) { return bench_.Described("{'criteria':{" + criteria + "}}"); }

  struct Row {
    std::string criteria, names;
  };
  void Expect(const std::vector<Row>& rows) {
    for (const Row& row : rows) EXPECT_EQ(With(row.criteria), row.names) << row.criteria;
  }

  BucketBench bench_;
};

TEST_F(BucketCriteria, TextIsComparedWholeAndWithItsCase) {
  Expect({
      {"'bucketName':{'eq':['plain','full','none']}", "full plain"},
      {"'bucketName':{'eq':['Full']}", ""},
      {"'bucketName':{'eq':['fu']}", ""},
      {"'bucketName':{'eq':['fu*']}", ""},
      {"'bucketName':{'neq':['full','plain']}", "locked"},
      {"'accountId':{'eq':['111122223333']}", "full locked plain"},
      {"'accountId':{'neq':['111122223333']}", ""},
      {"'bucketArn':{'eq':['arn:aws:s3:::plain']}", "plain"},
      {"'region':{'neq':['us-east-1']}", ""},
  });
}

TEST_F(BucketCriteria, PrefixesAreOfTheNameAlone) {
  Expect({
      {"'bucketName':{'prefix':'pl'}", "plain"},
      {"'bucketName':{'prefix':'plain'}", "plain"},
      {"'bucketName':{'prefix':'plain-'}", ""},
      {"'bucketName':{'prefix':'PL'}", ""},
      {"'bucketName':{'prefix':''}", "full locked plain"},
      {"'bucketName':{'prefix':'fu','neq':['full']}", ""},
      {"'region':{'prefix':'us'}", kRefused + "criteria.region can't have the operator prefix; allowed: eq, neq"},
      {"'objectCount':{'prefix':'1'}",
       kRefused + "criteria.objectCount can't have the operator prefix; allowed: eq, neq, gt, gte, lt, lte"},
  });
}

TEST_F(BucketCriteria, EnumerationsAndBooleansAreSpelledAsTheApiSpellsThem) {
  Expect({
      {"'sharedAccess':{'eq':['EXTERNAL']}", "full"},
      {"'sharedAccess':{'eq':['external']}", ""},
      {"'sharedAccess':{'neq':['EXTERNAL']}", "locked plain"},
      {"'serverSideEncryption.type':{'eq':['aws:kms','NONE']}", "full"},
      {"'publicAccess.effectivePermission':{'eq':['UNKNOWN']}", "locked"},
      {"'jobDetails.isDefinedInJob':{'eq':['FALSE']}", "full locked plain"},
      {"'versioning':{'eq':['true']}", "full"},
      {"'versioning':{'eq':['true','false']}", "full locked plain"},
      {"'versioning':{'neq':['true']}", "locked plain"},
      {"'versioning':{'eq':['TRUE']}", kRefused + "criteria.versioning.eq must be \"true\" or \"false\"; 'TRUE' given"},
  });
}

TEST_F(BucketCriteria, AFieldThatIsNullMatchesNeqAndNothingElse) {
  Expect({
      {"'errorCode':{'eq':['ACCESS_DENIED']}", "locked"},
      {"'errorCode':{'neq':['ACCESS_DENIED']}", "full plain"},
      {"'serverSideEncryption.kmsMasterKeyId':{'neq':['k1']}", "locked plain"},
      {"'serverSideEncryption.kmsMasterKeyId':{'eq':['']}", ""},
      {"'objectCount':{'neq':['10']}", "locked plain"},
      {"'objectCount':{'gte':-9223372036854775808}", "full plain"},
      {"'objectCount':{'lte':9223372036854775807}", "full plain"},
  });
}

TEST_F(BucketCriteria, NumbersHaveEveryOperatorAtTheirBounds) {
  Expect({
      {"'objectCount':{'eq':['10']}", "full"},
      {"'objectCount':{'eq':['5','10']}", "full plain"},
      {"'objectCount':{'gt':5}", "full"},
      {"'objectCount':{'gt':4}", "full plain"},
      {"'objectCount':{'gt':10}", ""},
      {"'objectCount':{'gte':5}", "full plain"},
      {"'objectCount':{'gte':6}", "full"},
      {"'objectCount':{'lt':10}", "plain"},
      {"'objectCount':{'lt':5}", ""},
      {"'objectCount':{'lte':5}", "plain"},
      {"'objectCount':{'lte':4}", ""},
      {"'objectCount':{'gt':9223372036854775807}", ""},
      {"'objectCount':{'lt':-9223372036854775808}", ""},
      {"'objectCount':{'eq':['many']}", kRefused + "criteria.objectCount.eq must be integers as strings; 'many' given"},
      {"'objectCount':{'eq':['1.0']}", kRefused + "criteria.objectCount.eq must be integers as strings; '1.0' given"},
  });
}

TEST_F(BucketCriteria, SeveralOperatorsAndSeveralFieldsAllHold) {
  Expect({
      {"'objectCount':{'gte':5,'lte':10}", "full plain"},
      {"'objectCount':{'gt':5,'lt':10}", ""},
      {"'objectCount':{'gte':5,'lte':10,'neq':['10']}", "plain"},
      {"'objectCount':{'gte':10,'lte':5}", ""},
      {"'objectCount':{'gt':1},'versioning':{'eq':['true']}", "full"},
      {"'objectCount':{'gt':1},'sharedAccess':{'eq':['INTERNAL']}", ""},
      {"'bucketName':{'eq':['full'],'neq':['full']}", ""},
  });
}

TEST_F(BucketCriteria, DatesAreComparedForOrderWithEpochMilliseconds) {
  const std::string at = "1609459200000";  // 2021-01-01T00:00:00Z
  Expect({
      {"'bucketCreatedAt':{'gte':" + at + ",'lte':" + at + "}", "full"},
      {"'bucketCreatedAt':{'gt':" + at + "}", "locked plain"},
      {"'bucketCreatedAt':{'lt':" + at + "}", ""},
      {"'bucketCreatedAt':{'lt':1609459200001}", "full"},
      {"'bucketCreatedAt':{'lt':9223372036854775807}", "full locked plain"},
      {"'jobDetails.lastJobRunTime':{'gt':0}", ""},
      {"'bucketCreatedAt':{'eq':['2021-01-01T00:00:00Z']}",
       kRefused + "criteria.bucketCreatedAt can't have the operator eq; allowed: gt, gte, lt, lte"},
  });
}

TEST_F(BucketCriteria, OfListsAnElementEqualsAndKeysAndValuesOfTagsAreTwoFields) {
  Expect({
      {"'tags.key':{'eq':['team','none']}", "full"},
      {"'tags.key':{'neq':['team']}", "locked plain"},
      {"'tags.value':{'eq':['hr']}", "full"},
      {"'tags.value':{'eq':['HR']}", ""},
      {"'tags.key':{'eq':['team']},'tags.value':{'eq':['prod']}", "full"},
      {"'replicationDetails.replicationAccounts':{'eq':['333333333333']}", "full"},
      {"'replicationDetails.replicationAccounts':{'neq':['333333333333']}", "locked plain"},
      {"'tags.key':{'prefix':'t'}", kRefused + "criteria.tags.key can't have the operator prefix; allowed: eq, neq"},
  });
}

TEST_F(BucketCriteria, NoCriteriaAndEmptyConditionsAreAllBuckets) {
  EXPECT_EQ(bench_.Described("{}"), "full locked plain");
  Expect({{"", "full locked plain"}, {"'objectCount':{}", "full locked plain"}});
}

TEST_F(BucketCriteria, WhatIsNoFieldOrTakesNoSuchOperatorIsRefused) {
  const auto unknown = [](const std::string& field) {
    return kRefused + "criteria names the unknown field '" + field +
           "'; a dotted path of the bucket's metadata is expected, such as bucketName or "
           "publicAccess.effectivePermission";
  };
  Expect({
      {"'nope':{'eq':['a']}", unknown("nope")},
      {"'bucketname':{'eq':['a']}", unknown("bucketname")},
      {"'tags':{'eq':['a']}", unknown("tags")},
      {"'publicAccess':{'eq':['a']}", unknown("publicAccess")},
      {"'bucketName':{'gt':1}", kRefused + "criteria.bucketName can't have the operator gt; allowed: eq, neq, prefix"},
      {"'versioning':{'lte':1}", kRefused + "criteria.versioning can't have the operator lte; allowed: eq, neq"},
      {"'bucketName':{'neq':[]}", kRefused + "criteria.bucketName.neq must have at least one value"},
      {"'objectCount':{'eq':[]}", kRefused + "criteria.objectCount.eq must have at least one value"},
  });
}

TEST_F(BucketCriteria, TheValuesOfAListAndOfARequestHaveTheirBounds) {
  const auto list = [](const std::string& field, std::int64_t count) {
    return "'" + field + "':{'eq':[" + Repeated(count, "'full'") + "]}";
  };
  const std::string refused = kRefused + "The request failed because ";
  EXPECT_EQ(With(list("bucketName", 1000)), "full");
  EXPECT_EQ(With(list("bucketName", 1001)),
            refused + "criteria.bucketName.eq must have at most 1000 values; 1001 given.");
  std::string five = list("bucketName", 1000);
  for (const std::string field : {"bucketArn", "accountId", "errorMessage", "jobDetails.lastJobId"}) {
    five += "," + list(field, 1000);
  }
  EXPECT_EQ(With(five), "");
  EXPECT_EQ(With(five + "," + list("region", 1)),
            refused +
                "the request, as far as criteria.region.eq, must have at most 5000 values in its criteria; 5001 "
                "given.");
  const auto bytes = [&](std::size_t size) { return With("'bucketName':{'eq':['" + std::string(size, 'x') + "']}"); };
  EXPECT_EQ(bytes(1024 * 1024), "");
  EXPECT_EQ(bytes(1024 * 1024 + 1),
            refused +
                "the request, as far as criteria.bucketName.eq, must have at most 1048576 bytes of values in its "
                "criteria; 1048577 given.");
}

}  // namespace
}  // namespace macie_local::service
