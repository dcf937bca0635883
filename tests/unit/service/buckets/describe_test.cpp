// Sorts, pages and tokens of DescribeBuckets, and whose buckets it shows (behaviour B.1, B.8, A.9).
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "bucket_bench.h"

namespace macie_local::service {
namespace {

class DescribeBucketsTest : public ::testing::Test {
 protected:
  // All names, page by page.
  std::string Walk(int size, const std::string& more) {
    std::string all;
    std::string token;
    do {
      const auto page =
          bench_.Describe("{'maxResults':" + std::to_string(size) + more + ",'nextToken':'" + token + "'}");
      if (!page.ok()) return support::RefusalOf(page);
      EXPECT_FALSE(page->buckets->empty()) << "an empty page had a token";
      for (const auto& bucket : *page->buckets) all += (all.empty() ? "" : " ") + *bucket.bucketName;
      token = page->nextToken.value_or("");
    } while (!token.empty());
    return all;
  }
  static std::string Sort(const std::string& attribute, const std::string& order) {
    return ",'sortCriteria':{'attributeName':'" + attribute + "','orderBy':'" + order + "'}";
  }
  // b-1 to b-5; two pairs have the same number of objects, one has none to tell.
  void PutFive() {
    for (const std::string bucket : {"'b-3','objectCount':7,'sizeInBytes':1", "'b-1','objectCount':3,'sizeInBytes':5",
                                     "'b-5','objectCount':3,'sizeInBytes':2", "'b-4','errorCode':'ACCESS_DENIED'",
                                     "'b-2','objectCount':7,'sizeInBytes':9"}) {
      bench_.Put("{'bucketName':" + bucket + "}");
    }
  }

  BucketBench bench_;
};

TEST_F(DescribeBucketsTest, SortsKeepEqualOnesByNameAndNullsLastInBothDirections) {
  PutFive();
  struct Row {
    std::string attribute, order, names;
  };
  const std::vector<Row> rows{
      {"bucketName", "ASC", "b-1 b-2 b-3 b-4 b-5"},  {"bucketName", "DESC", "b-5 b-4 b-3 b-2 b-1"},
      {"objectCount", "ASC", "b-1 b-5 b-2 b-3 b-4"}, {"objectCount", "DESC", "b-2 b-3 b-1 b-5 b-4"},
      {"sizeInBytes", "ASC", "b-3 b-5 b-1 b-2 b-4"}, {"sizeInBytes", "DESC", "b-2 b-1 b-5 b-3 b-4"},
      {"accountId", "DESC", "b-1 b-2 b-3 b-4 b-5"},  {"classifiableObjectCount", "DESC", "b-2 b-3 b-1 b-5 b-4"},
      {"errorCode", "DESC", "b-4 b-1 b-2 b-3 b-5"},
  };
  for (const Row& row : rows) {
    for (int size = 1; size <= 6; ++size) {
      EXPECT_EQ(Walk(size, Sort(row.attribute, row.order)), row.names) << row.attribute << row.order << size;
    }
  }
}

TEST_F(DescribeBucketsTest, ByNameWithoutASortAndAscendingWithoutADirection) {
  PutFive();
  EXPECT_EQ(Walk(2, ""), "b-1 b-2 b-3 b-4 b-5");
  EXPECT_EQ(Walk(2, ",'sortCriteria':{'attributeName':'sizeInBytes'}"), "b-3 b-5 b-1 b-2 b-4");
  EXPECT_EQ(Walk(2, ",'sortCriteria':{'orderBy':'DESC'}"), "b-5 b-4 b-3 b-2 b-1");
}

TEST_F(DescribeBucketsTest, WhatHasNoSingleValueIsNoSort) {
  for (const std::string attribute : {"nope", "tags", "tags.key", "replicationDetails.replicationAccounts", ""}) {
    EXPECT_EQ(Walk(50, Sort(attribute, "ASC")),
              "ValidationException: sortCriteria.attributeName can't be '" + attribute +
                  "'; allowed: accountId, bucketName, classifiableObjectCount, classifiableSizeInBytes, objectCount, "
                  "sensitivityScore, sizeInBytes, or the path of any other single value");
  }
}

TEST_F(DescribeBucketsTest, APageHasFiftyUnlessToldOtherwise) {
  for (int i = 100; i < 151; ++i) bench_.Put("{'bucketName':'b-" + std::to_string(i) + "'}");
  const auto page = bench_.Describe("{}");
  EXPECT_EQ(page->buckets->size(), 50U);
  EXPECT_EQ(bench_.Described("{'nextToken':'" + page->nextToken.value() + "'}"), "b-150");
  EXPECT_EQ(bench_.Describe("{'maxResults':51}")->nextToken, std::nullopt);
}

TEST_F(DescribeBucketsTest, SizesAreOneToAThousand) {
  PutFive();
  const std::string detected = "ValidationException: 1 validation error detected: Value '";
  const std::string constraint = "' at 'maxResults' failed to satisfy constraint: Member must have value ";
  EXPECT_EQ(bench_.Described("{'maxResults':1}"), "b-1");
  EXPECT_EQ(bench_.Described("{'maxResults':1000}"), "b-1 b-2 b-3 b-4 b-5");
  EXPECT_EQ(bench_.Described("{'maxResults':0}"), detected + "0" + constraint + "greater than or equal to 1");
  EXPECT_EQ(bench_.Described("{'maxResults':1001}"), detected + "1001" + constraint + "less than or equal to 1000");
}

TEST_F(DescribeBucketsTest, PagesStayRightWhileBucketsComeAndGo) {
  PutFive();
  const std::string token = *bench_.Describe("{'maxResults':2}")->nextToken;  // b-1, b-2
  bench_.Do([&](state::Transaction& transaction) {
    transaction.EraseBucket(bench_.home, "b-2");  // where the page ended
    transaction.EraseBucket(bench_.home, "b-3");
  });
  bench_.Put("{'bucketName':'b-00'}");
  bench_.Put("{'bucketName':'b-25'}");
  EXPECT_EQ(bench_.Described("{'nextToken':'" + token + "'}"), "b-25 b-4 b-5");
}

TEST_F(DescribeBucketsTest, ATokenIsOfItsQuestionOperationAccountAndRegionAlone) {
  PutFive();
  const std::string token = *bench_.Describe("{'maxResults':3}")->nextToken;
  const auto with = [&](const std::string& more) { return "{'nextToken':'" + token + "'" + more + "}"; };
  EXPECT_EQ(bench_.Described(with("")), "b-4 b-5");
  EXPECT_EQ(bench_.Described(with(",'maxResults':1")), "b-4") << "the size may change";
  EXPECT_EQ(bench_.Described(with(",'criteria':{}")), "b-4 b-5") << "no criteria and {} ask the same";
  EXPECT_EQ(bench_.Described(with(",'criteria':{'bucketName':{'prefix':'b'}}")), kAnotherToken);
  EXPECT_EQ(bench_.Described(with(Sort("bucketName", "ASC"))), kAnotherToken);
  EXPECT_EQ(bench_.Searched(with("")), kAnotherToken);
  bench_.home.region = "eu-west-1";
  EXPECT_EQ(bench_.Described(with("")), kAnotherToken);
  bench_.home = {"222222222222", "us-east-1"};
  EXPECT_EQ(bench_.Described(with("")), kAnotherToken);
}

TEST_F(DescribeBucketsTest, AnAlteredTokenIsRefusedWhereverItIsAltered) {
  PutFive();
  const std::string token = *bench_.Describe("{'maxResults':3}")->nextToken;
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string altered = token;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(bench_.Described("{'nextToken':'" + altered + "'}"), kAnotherToken) << i;
  }
  for (const std::string& forged : {token + "A", token.substr(1), std::string("x"), std::string(20'000, 'a')}) {
    EXPECT_EQ(bench_.Described("{'nextToken':'" + forged + "'}"), kAnotherToken);
  }
  EXPECT_EQ(bench_.Described("{'nextToken':''}"), "b-1 b-2 b-3 b-4 b-5") << "an empty token is none";
}

TEST_F(DescribeBucketsTest, AnAdministratorSeesTheBucketsOfMembersWhoseMacieIsEnabled) {
  using Status = model::RelationshipStatus;
  bench_.Put("{'bucketName':'b-1','objectCount':2}");
  bench_.Put("{'bucketName':'b-0','objectCount':3}", "222222222222");
  bench_.Put("{'bucketName':'b-2','objectCount':1}", "222222222222");
  bench_.PutMember("222222222222", Status::Enabled);
  for (int size = 1; size <= 4; ++size) {
    EXPECT_EQ(Walk(size, ""), "b-0 b-1 b-2") << size;
    EXPECT_EQ(Walk(size, Sort("objectCount", "ASC")), "b-2 b-1 b-0") << size;
    EXPECT_EQ(Walk(size, Sort("accountId", "DESC")), "b-0 b-2 b-1") << size;
  }
  EXPECT_EQ(bench_.Described("{'criteria':{'accountId':{'neq':['222222222222']}}}"), "b-1");
  for (const Status status : {Status::Paused, Status::Removed, Status::Created, Status::AccountSuspended}) {
    bench_.PutMember("222222222222", status);
    EXPECT_EQ(Walk(50, ""), "b-1") << wire::EnumName(status);
  }
  bench_.home.account = "222222222222";
  EXPECT_EQ(Walk(50, ""), "b-0 b-2") << "a member sees its own";
}

}  // namespace
}  // namespace macie_local::service
