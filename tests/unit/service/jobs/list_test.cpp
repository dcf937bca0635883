// ListClassificationJobs (behaviour C.7): filters, sorts, pages, and what is refused.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "model/handlers/jobs.h"
#include "support/operations.h"

namespace macie_local::service {
namespace {

using namespace std::chrono_literals;
using support::RefusalOf;
using support::Shown;

const std::string kRefused = "ValidationException: The request failed because ";
const std::string kDefinition =
    "'s3JobDefinition':{'bucketDefinitions':[{'accountId':'111122223333','buckets':['b']}]}";
const std::string kAnotherToken =
    kRefused + "nextToken isn't a token that this operation returned for the same request.";

// Five jobs, a minute apart from 10:00 on; the last waits for its day, the others run.
class JobList : public ::testing::Test {
 protected:
  JobList() {
    bench_.now = *base::ParseIso8601("2026-11-21T10:00:00Z");  // a Saturday
    for (const std::string name : {"beta", "alpha", "gamma", "delta", "weekly"}) {
      const std::string type =
          name == "weekly" ? "'SCHEDULED','scheduleFrequency':{'weeklySchedule':{'dayOfWeek':'SUNDAY'}}" : "'ONE_TIME'";
      const auto created = bench_.Ask(&CreateClassificationJob, "{'clientToken':'" + name + "','name':'" + name +
                                                                    "','jobType':" + type + "," + kDefinition + "}");
      EXPECT_EQ(RefusalOf(created), "");
      bench_.now += 1min;
    }
  }

  // The names of a page, or the refusal.
  std::string Names(const std::string& body) {
    const auto page = bench_.Ask(&ListClassificationJobs, body);
    if (!page.ok()) return RefusalOf(page);
    std::string names;
    for (const auto& item : *page->items) names += (names.empty() ? "" : " ") + *item.name;
    return names;
  }
  static std::string Term(const std::string& key, const std::string& comparator, const std::string& values) {
    return "{'key':'" + key + "','comparator':'" + comparator + "','values':[" + values + "]}";
  }
  std::string Including(const std::string& terms) {
    return Names("{'filterCriteria':{'includes':[" + terms + "]},'sortCriteria':{'attributeName':'createdAt'}}");
  }
  std::string Excluding(const std::string& terms) {
    return Names("{'filterCriteria':{'excludes':[" + terms + "]},'sortCriteria':{'attributeName':'createdAt'}}");
  }
  std::string Token(const std::string& body) { return *bench_.Ask(&ListClassificationJobs, body)->nextToken; }

  support::OperationBench bench_;
};

TEST_F(JobList, EachComparatorOfEachKeyIncludesAndExcludes) {
  struct Row {
    std::string term, included, excluded;
  };
  const std::vector<Row> rows{
      {Term("name", "EQ", "'beta','delta'"), "beta delta", "alpha gamma weekly"},
      {Term("name", "EQ", "'Beta'"), "", "beta alpha gamma delta weekly"},
      {Term("name", "NE", "'beta','weekly'"), "alpha gamma delta", "beta weekly"},
      {Term("name", "CONTAINS", "'lt','mm'"), "gamma delta", "beta alpha weekly"},
      {Term("name", "STARTS_WITH", "'al','w'"), "alpha weekly", "beta gamma delta"},
      {Term("jobType", "EQ", "'SCHEDULED'"), "weekly", "beta alpha gamma delta"},
      {Term("jobType", "NE", "'SCHEDULED'"), "beta alpha gamma delta", "weekly"},
      {Term("jobStatus", "EQ", "'IDLE','PAUSED'"), "weekly", "beta alpha gamma delta"},
      {Term("jobStatus", "NE", "'IDLE'"), "beta alpha gamma delta", "weekly"},
      {Term("createdAt", "EQ", "'2026-11-21T10:01:00Z'"), "alpha", "beta gamma delta weekly"},
      {Term("createdAt", "NE", "'2026-11-21T10:01:00Z'"), "beta gamma delta weekly", "alpha"},
      {Term("createdAt", "LT", "'2026-11-21T10:01:00Z'"), "beta", "alpha gamma delta weekly"},
      {Term("createdAt", "LTE", "'2026-11-21T10:01:00Z'"), "beta alpha", "gamma delta weekly"},
      {Term("createdAt", "GT", "'2026-11-21T10:03:00Z'"), "weekly", "beta alpha gamma delta"},
      {Term("createdAt", "GTE", "'2026-11-21T11:03:00+01:00'"), "delta weekly", "beta alpha gamma"},
      {Term("createdAt", "LT", "'1795255260000'"), "beta", "alpha gamma delta weekly"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Including(row.term), row.included) << row.term;
    EXPECT_EQ(Excluding(row.term), row.excluded) << row.term;
  }
}

TEST_F(JobList, AllIncludeTermsMustHoldAndAllExcludeTermsTakeAway) {
  const std::string with_a = Term("name", "CONTAINS", "'ta'");                  // beta, delta
  const std::string early = Term("createdAt", "LT", "'2026-11-21T10:02:00Z'");  // beta, alpha
  EXPECT_EQ(Including(with_a + "," + early), "beta");
  EXPECT_EQ(Excluding(with_a + "," + early), "alpha gamma delta weekly");
  EXPECT_EQ(Names("{'filterCriteria':{'includes':[" + with_a + "],'excludes':[" + early + "]}}"), "delta");
}

TEST_F(JobList, NoFilterAtAllAndEmptyListsOfTermsAreAllJobs) {
  for (const std::string body : {"{}", "{'filterCriteria':{}}", "{'filterCriteria':{'includes':[],'excludes':[]}}"}) {
    EXPECT_EQ(Names(body), "weekly delta gamma alpha beta") << body;
  }
}

TEST_F(JobList, NewestFirstWithoutASortAndAscendingWithoutADirection) {
  struct Row {
    std::string sort, names;
  };
  const std::vector<Row> rows{
      {"{}", "beta alpha gamma delta weekly"},
      {"{'attributeName':'createdAt','orderBy':'DESC'}", "weekly delta gamma alpha beta"},
      {"{'attributeName':'name'}", "alpha beta delta gamma weekly"},
      {"{'attributeName':'name','orderBy':'DESC'}", "weekly gamma delta beta alpha"},
      {"{'orderBy':'DESC'}", "weekly delta gamma alpha beta"},
  };
  EXPECT_EQ(Names("{}"), "weekly delta gamma alpha beta");
  for (const Row& row : rows) EXPECT_EQ(Names("{'sortCriteria':" + row.sort + "}"), row.names) << row.sort;
}

TEST_F(JobList, EnumerationsSortByTheirSpellingAndEqualOnesById) {
  const auto sorted = [&](const std::string& attribute, const std::string& order) {
    const auto page = bench_.Ask(&ListClassificationJobs,
                                 "{'sortCriteria':{'attributeName':'" + attribute + "','orderBy':'" + order + "'}}");
    return *page->items;
  };
  // IDLE is before RUNNING, ONE_TIME before SCHEDULED.
  EXPECT_EQ(*sorted("jobStatus", "ASC").front().name, "weekly");
  EXPECT_EQ(*sorted("jobStatus", "DESC").back().name, "weekly");
  for (const std::string order : {"ASC", "DESC"}) {
    auto items = sorted("jobType", order);
    EXPECT_EQ(*items[order == "ASC" ? 4 : 0].name, "weekly");
    std::erase_if(items, [](const auto& item) { return item.name == "weekly"; });
    for (std::size_t i = 1; i < items.size(); ++i) EXPECT_LT(*items[i - 1].jobId, *items[i].jobId) << order;
  }
}

TEST_F(JobList, ATermThatDoesNotFitItsKeyIsRefusedWithItsPlace) {
  const std::string where = kRefused + "filterCriteria.includes[1].";
  struct Row {
    std::string term, refusal;
  };
  const std::vector<Row> rows{
      {Term("jobStatus", "GT", "'IDLE'"), "comparator can't be GT for jobStatus; allowed: EQ, NE."},
      {Term("jobType", "CONTAINS", "'ONE'"), "comparator can't be CONTAINS for jobType; allowed: EQ, NE."},
      {Term("name", "LTE", "'a'"), "comparator can't be LTE for name; allowed: EQ, NE, CONTAINS, STARTS_WITH."},
      {Term("createdAt", "STARTS_WITH", "'2026'"),
       "comparator can't be STARTS_WITH for createdAt; allowed: EQ, NE, GT, GTE, LT, LTE."},
      {Term("createdAt", "EQ", "'today'"), "values must be times such as '2023-09-24T14:31:13Z'; 'today' given."},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Including(Term("name", "EQ", "'a'") + "," + row.term), where + row.refusal);
  }
}

TEST_F(JobList, ValuesComparedWithJobAfterJobAreFew) {
  const auto values = [](std::size_t count, const std::string& value) {
    std::string list = value;
    for (std::size_t i = 1; i < count; ++i) list += "," + value;
    return list;
  };
  EXPECT_EQ(Including(Term("name", "CONTAINS", values(50, "'lt'"))), "delta");
  EXPECT_EQ(Including(Term("name", "CONTAINS", values(51, "'lt'"))),
            kRefused + "filterCriteria.includes[0].values must have at most 50 values; 51 given.");
  EXPECT_EQ(Including(Term("name", "EQ", values(1000, "'delta'"))), "delta");
  EXPECT_NE(Including(Term("name", "EQ", values(1001, "'delta'"))), "delta");
  const std::string fifty = Term("name", "STARTS_WITH", values(50, "'d'"));
  EXPECT_EQ(Including(values(5, fifty)), "delta");
  EXPECT_EQ(Including(values(5, fifty) + "," + Term("name", "STARTS_WITH", "'d'")),
            kRefused +
                "the request, as far as filterCriteria.includes[5].values, must have at most 250 values in its "
                "criteria; 251 given.");
}

TEST_F(JobList, AListOfTermsHasAtMostAHundred) {
  const auto terms = [](std::size_t count) {
    std::string list = Term("name", "NE", "'beta'");
    for (std::size_t i = 1; i < count; ++i) list += "," + Term("name", "NE", "'beta'");
    return list;
  };
  EXPECT_EQ(Including(terms(100)), "alpha gamma delta weekly");
  EXPECT_EQ(Including(terms(101)), kRefused + "filterCriteria.includes must have at most 100 terms; 101 given.");
}

TEST_F(JobList, PagesOfEachSizeHoldEveryJobOnceInOrder) {
  for (const std::string sort : {"", ",'sortCriteria':{'attributeName':'jobType','orderBy':'DESC'}"}) {
    const std::string whole = Names("{'maxResults':1000" + sort + "}");
    for (int size = 1; size <= 5; ++size) {
      const std::string body = "'maxResults':" + std::to_string(size) + sort;
      std::string all;
      std::string token;
      int pages = 0;
      do {
        const auto page = bench_.Ask(&ListClassificationJobs, "{" + body + ",'nextToken':'" + token + "'}");
        ASSERT_EQ(RefusalOf(page), "");
        EXPECT_FALSE(page->items->empty()) << "an empty page had a token";
        for (const auto& item : *page->items) all += (all.empty() ? "" : " ") + *item.name;
        token = page->nextToken.value_or("");
        ++pages;
      } while (!token.empty());
      EXPECT_EQ(all, whole) << body;
      EXPECT_EQ(pages, (5 + size - 1) / size) << body;
    }
  }
}

TEST_F(JobList, APageGoesOnBehindTheJobWhereTheLastOneEnded) {
  const std::string token = Token("{'maxResults':2}");  // weekly, delta
  ASSERT_EQ(RefusalOf(bench_.Ask(&CreateClassificationJob,
                                 "{'clientToken':'x','name':'newer','jobType':'ONE_TIME'," + kDefinition + "}")),
            "");
  EXPECT_EQ(Names("{'maxResults':2,'nextToken':'" + token + "'}"), "gamma alpha");
}

TEST_F(JobList, SizesAreOneToAThousand) {
  const std::string constraint = "' at 'maxResults' failed to satisfy constraint: Member must have value ";
  const std::string detected = "ValidationException: 1 validation error detected: Value '";
  EXPECT_EQ(Names("{'maxResults':1}"), "weekly");
  EXPECT_EQ(Names("{'maxResults':1000}"), "weekly delta gamma alpha beta");
  EXPECT_EQ(Names("{'maxResults':0}"), detected + "0" + constraint + "greater than or equal to 1");
  EXPECT_EQ(Names("{'maxResults':1001}"), detected + "1001" + constraint + "less than or equal to 1000");
}

TEST_F(JobList, APageHasFiftyUnlessToldOtherwise) {
  for (int i = 0; i < 46; ++i) {
    ASSERT_EQ(
        RefusalOf(bench_.Ask(&CreateClassificationJob, "{'clientToken':'t" + std::to_string(i) +
                                                           "','name':'n','jobType':'ONE_TIME'," + kDefinition + "}")),
        "");
  }
  const auto page = bench_.Ask(&ListClassificationJobs, "{}");
  EXPECT_EQ(page->items->size(), 50U);
  EXPECT_EQ(Names("{'nextToken':'" + page->nextToken.value() + "'}"), "beta");
}

TEST_F(JobList, ATokenIsOfItsQuestionAccountAndRegionAlone) {
  const std::string token = Token("{'maxResults':2}");
  EXPECT_EQ(Names("{'nextToken':'" + token + "'}"), "gamma alpha beta") << "the size may change";
  EXPECT_EQ(Names("{'sortCriteria':{'attributeName':'name'},'nextToken':'" + token + "'}"), kAnotherToken);
  EXPECT_EQ(Names("{'filterCriteria':{'includes':[]},'nextToken':'" + token + "'}"), kAnotherToken);
  bench_.home.region = "eu-west-1";
  EXPECT_EQ(Names("{'nextToken':'" + token + "'}"), kAnotherToken);
  bench_.home = {"222222222222", "us-east-1"};
  EXPECT_EQ(Names("{'nextToken':'" + token + "'}"), kAnotherToken);
}

TEST_F(JobList, AnAlteredTokenIsRefusedWhereverItIsAltered) {
  const std::string token = Token("{'maxResults':2}");
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string altered = token;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(Names("{'nextToken':'" + altered + "'}"), kAnotherToken) << i;
  }
  EXPECT_EQ(Names("{'nextToken':'" + token.substr(0, token.size() - 1) + "'}"), kAnotherToken);
  EXPECT_EQ(Names("{'nextToken':''}"), "weekly delta gamma alpha beta") << "an empty token is none";
}

TEST_F(JobList, ASummaryHasNeitherArnNorTagsNorTheTimeOfItsRun) {
  const auto page =
      bench_.Ask(&ListClassificationJobs, "{'filterCriteria':{'includes':[" + Term("name", "EQ", "'weekly'") + "]}}");
  EXPECT_EQ(Shown(page),
            "{'items':[{'bucketDefinitions':[{'accountId':'111122223333','buckets':['b']}],'createdAt':'2026-11-21T10:"
            "04:00.000Z','jobId':'" +
                *page->items->front().jobId + "','jobStatus':'IDLE','jobType':'SCHEDULED','name':'weekly'}]}");
}

TEST_F(JobList, JobsAreOfTheirAccountAndRegion) {
  bench_.home.region = "eu-west-1";
  EXPECT_EQ(Shown(bench_.Ask(&ListClassificationJobs, "{}")), "{'items':[]}");
}

}  // namespace
}  // namespace macie_local::service
