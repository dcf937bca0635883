// SearchResources: its terms, blocks, sorts and refusals (behaviour B.11).
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "bucket_bench.h"

namespace macie_local::service {
namespace {

using support::Repeated;

const std::string kRefused = "ValidationException: ";

class SearchResourcesTest : public ::testing::Test {
 protected:
  SearchResourcesTest() {
    bench_.Put("{'bucketName':'b-1','tags':[{'key':'team','value':'hr'}],'objectCount':1,'sizeInBytes':9}");
    bench_.Put(
        "{'bucketName':'b-2','tags':[{'key':'team','value':'it'},{'key':'env','value':'hr'}],'objectCount':3,"
        "'sizeInBytes':1}");
    bench_.Put("{'bucketName':'b-3','sharedAccess':'EXTERNAL','objectCount':2,'sizeInBytes':5}");
    bench_.Put("{'bucketName':'b-4','errorCode':'ACCESS_DENIED'}");
  }
  std::string Including(const std::string& terms) {
    return bench_.Searched("{'bucketCriteria':{'includes':{'and':[" + terms + "]}}}");
  }
  std::string Excluding(const std::string& terms) {
    return bench_.Searched("{'bucketCriteria':{'excludes':{'and':[" + terms + "]}}}");
  }
  static std::string Simple(const std::string& comparator, const std::string& key, const std::string& values) {
    return "{'simpleCriterion':{'comparator':'" + comparator + "','key':'" + key + "','values':[" + values + "]}}";
  }
  static std::string Tag(const std::string& comparator, const std::string& values) {
    return "{'tagCriterion':{'comparator':'" + comparator + "','tagValues':[" + values + "]}}";
  }

  BucketBench bench_;
};

TEST_F(SearchResourcesTest, EachKeyWithBothComparatorsIncludesAndExcludes) {
  struct Row {
    std::string term, included, excluded;
  };
  const std::vector<Row> rows{
      {Simple("EQ", "S3_BUCKET_NAME", "'b-3','b-1'"), "b-1 b-3", "b-2 b-4"},
      {Simple("NE", "S3_BUCKET_NAME", "'b-3','b-1'"), "b-2 b-4", "b-1 b-3"},
      {Simple("EQ", "S3_BUCKET_NAME", "'B-1'"), "", "b-1 b-2 b-3 b-4"},
      {Simple("EQ", "ACCOUNT_ID", "'111122223333'"), "b-1 b-2 b-3 b-4", ""},
      {Simple("EQ", "S3_BUCKET_SHARED_ACCESS", "'EXTERNAL'"), "b-3", "b-1 b-2 b-4"},
      {Simple("NE", "S3_BUCKET_EFFECTIVE_PERMISSION", "'UNKNOWN'"), "b-1 b-2 b-3", "b-4"},
      {Simple("EQ", "AUTOMATED_DISCOVERY_MONITORING_STATUS", "'MONITORED'"), "", "b-1 b-2 b-3 b-4"},
      {Tag("EQ", "{'key':'team'}"), "b-1 b-2", "b-3 b-4"},
      {Tag("NE", "{'key':'team'}"), "b-3 b-4", "b-1 b-2"},
      {Tag("EQ", "{'value':'hr'}"), "b-1 b-2", "b-3 b-4"},
      {Tag("EQ", "{'key':'team','value':'hr'}"), "b-1", "b-2 b-3 b-4"},
      {Tag("EQ", "{'key':'Team'}"), "", "b-1 b-2 b-3 b-4"},
      {Tag("EQ", "{'key':'env'},{'key':'team','value':'hr'}"), "b-1 b-2", "b-3 b-4"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Including(row.term), row.included) << row.term;
    EXPECT_EQ(Excluding(row.term), row.excluded) << row.term;
  }
}

TEST_F(SearchResourcesTest, AllTermsOfABlockHoldAndWhatIsExcludedIsNotIncluded) {
  const std::string team = Tag("EQ", "{'key':'team'}");
  const std::string hr = Tag("EQ", "{'value':'hr'}");
  const std::string first = Simple("EQ", "S3_BUCKET_NAME", "'b-1'");
  EXPECT_EQ(Including(team + "," + first), "b-1");
  EXPECT_EQ(Excluding(hr + "," + first), "b-2 b-3 b-4") << "excluded is what all terms fit";
  EXPECT_EQ(
      bench_.Searched("{'bucketCriteria':{'includes':{'and':[" + team + "]},'excludes':{'and':[" + first + "]}}}"),
      "b-2");
  for (const std::string body : {"{}", "{'bucketCriteria':{}}", "{'bucketCriteria':{'includes':{}}}",
                                 "{'bucketCriteria':{'excludes':{'and':[]}}}"}) {
    EXPECT_EQ(bench_.Searched(body), "b-1 b-2 b-3 b-4") << body;
  }
}

TEST_F(SearchResourcesTest, TermsThatAreIncompleteAreRefusedWithTheirPlace) {
  const std::string where = kRefused + "bucketCriteria.includes.and[0]";
  const std::string null =
      kRefused + "1 validation error detected: Value null at 'bucketCriteria.includes.and.1.member.";
  const std::string needed = "' failed to satisfy constraint: Member must not be null";
  const std::string empty =
      kRefused + "1 validation error detected: Value '[]' at 'bucketCriteria.includes.and.1.member.";
  const std::string too_short = "' failed to satisfy constraint: Member must have length greater than or equal to 1";
  struct Row {
    std::string term, refusal;
  };
  const std::vector<Row> rows{
      {"{}", where + " must have exactly one of simpleCriterion and tagCriterion"},
      {"{'simpleCriterion':{'comparator':'EQ','key':'ACCOUNT_ID','values':['a']},'tagCriterion':{'comparator':'EQ',"
       "'tagValues':[{'key':'a'}]}}",
       where + " must have exactly one of simpleCriterion and tagCriterion"},
      {Tag("EQ", "{'key':'a'},{}"), where + ".tagCriterion.tagValues[1] must have a key, a value or both"},
      {"{'simpleCriterion':{'key':'ACCOUNT_ID','values':['a']}}", null + "simpleCriterion.comparator" + needed},
      {"{'simpleCriterion':{'comparator':'EQ','values':['a']}}", null + "simpleCriterion.key" + needed},
      {"{'simpleCriterion':{'comparator':'EQ','key':'ACCOUNT_ID'}}", null + "simpleCriterion.values" + needed},
      {"{'tagCriterion':{'tagValues':[{'key':'a'}]}}", null + "tagCriterion.comparator" + needed},
      {"{'tagCriterion':{'comparator':'EQ'}}", null + "tagCriterion.tagValues" + needed},
      {Simple("EQ", "ACCOUNT_ID", ""), empty + "simpleCriterion.values" + too_short},
      {Tag("NE", ""), empty + "tagCriterion.tagValues" + too_short},
  };
  for (const Row& row : rows) EXPECT_EQ(Including(row.term), row.refusal);
  EXPECT_NE(Including(Simple("GT", "ACCOUNT_ID", "'a'")).find("Member must satisfy enum value set"), std::string::npos);
}

TEST_F(SearchResourcesTest, ABlockHasAtMostAHundredTerms) {
  const std::string term = Simple("NE", "S3_BUCKET_NAME", "'b-1'");
  EXPECT_EQ(Including(Repeated(100, term)), "b-2 b-3 b-4");
  EXPECT_EQ(
      Including(Repeated(101, term)),
      kRefused + "The request failed because bucketCriteria.includes.and must have at most 100 terms; 101 given.");
}

TEST_F(SearchResourcesTest, SortsOfEachAttributeInPages) {
  struct Row {
    std::string sort, names;
  };
  const std::vector<Row> rows{
      {"{'attributeName':'RESOURCE_NAME','orderBy':'DESC'}", "b-4 b-3 b-2 b-1"},
      {"{'attributeName':'S3_CLASSIFIABLE_OBJECT_COUNT','orderBy':'DESC'}", "b-2 b-3 b-1 b-4"},
      {"{'attributeName':'S3_CLASSIFIABLE_SIZE_IN_BYTES'}", "b-2 b-3 b-1 b-4"},
      {"{'attributeName':'S3_CLASSIFIABLE_SIZE_IN_BYTES','orderBy':'DESC'}", "b-1 b-3 b-2 b-4"},
      {"{'attributeName':'ACCOUNT_ID','orderBy':'DESC'}", "b-1 b-2 b-3 b-4"},
  };
  for (const Row& row : rows) {
    const auto page = bench_.Search("{'maxResults':3,'sortCriteria':" + row.sort + "}");
    ASSERT_TRUE(page.ok() && page->nextToken) << row.sort;
    EXPECT_EQ(bench_.Searched("{'maxResults':3,'sortCriteria':" + row.sort + "}") + " " +
                  bench_.Searched("{'sortCriteria':" + row.sort + ",'nextToken':'" + *page->nextToken + "'}"),
              row.names)
        << row.sort;
    EXPECT_EQ(bench_.Searched("{'nextToken':'" + *page->nextToken + "'}"), kAnotherToken) << "another question";
  }
}

TEST_F(SearchResourcesTest, AMatchHasNeitherArnNorRegionNorTagsNorAccess) {
  const auto page =
      bench_.Search("{'bucketCriteria':{'includes':{'and':[" + Simple("EQ", "S3_BUCKET_NAME", "'b-4'") + "]}}}");
  EXPECT_EQ(support::Shown(page),
            "{'matchingResources':[{'matchingBucket':{'accountId':'111122223333',"
            "'automatedDiscoveryMonitoringStatus':'NOT_MONITORED','bucketName':'b-4','errorCode':'ACCESS_DENIED',"
            "'errorMessage':'Macie doesn't have permission to retrieve information about the bucket.',"
            "'jobDetails':{'isDefinedInJob':'FALSE','isMonitoredByJob':'FALSE'},'sensitivityScore':50}}]}");
}

}  // namespace
}  // namespace macie_local::service
