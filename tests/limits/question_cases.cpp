// The worst questions: long criteria, many criteria, long texts, deep bodies, and much to look through.
#include "limits/limit_case.h"

namespace macie_local::limits {
namespace {

constexpr std::size_t kSomeBuckets = 300;

std::string Quoted(const std::string& text) {
  return '"' + text + '"';
}
std::string Number(std::size_t i) {
  return Quoted(Digits(i, 6));
}
std::string Account(std::size_t i) {
  return Quoted(Digits(i, 12));
}
std::string Name(std::size_t i) {
  return Quoted("name-" + Digits(i, 6));
}

void BucketsByNumbers(Meter& meter, std::size_t size) {
  PrepareBuckets(meter, kSomeBuckets);
  meter.Ask("POST", "/datasources/s3", Listed(R"({"criteria":{"objectCount":{"eq":[)", size, Number, "]}}}"),
            {200, 400});
}

void BucketsByNames(Meter& meter, std::size_t size) {
  PrepareBuckets(meter, kSomeBuckets);
  meter.Ask("POST", "/datasources/s3", Listed(R"({"criteria":{"bucketName":{"neq":[)", size, Name, "]}}}"), {200, 400});
}

// A token is bound to the question, whose length is the size.
void SecondPageOfALongQuestion(Meter& meter, std::size_t size) {
  PrepareBuckets(meter, kSomeBuckets);
  const std::string question =
      R"({"maxResults":1,"criteria":{"bucketName":{"neq":[")" + std::string(size, 'x') + R"("]}})";
  const std::string page = meter.Prepare("POST", "/datasources/s3", question + "}");
  constexpr std::string_view kToken = R"("nextToken":)";
  const std::string token = page.substr(page.find(kToken) + kToken.size());
  meter.Ask("POST", "/datasources/s3", question + R"(,"nextToken":)" + token);
}

void LongPageToken(Meter& meter, std::size_t size) {
  meter.Ask("POST", "/datasources/s3", R"({"nextToken":")" + std::string(size, 'A') + R"("})", {400});
}

void BucketStatistics(Meter& meter, std::size_t size) {
  PrepareBuckets(meter, size);
  meter.Ask("POST", "/datasources/s3/statistics", "{}");
}

std::string Search(const std::string& criteria) {
  return R"({"bucketCriteria":{"excludes":{"and":[)" + criteria + "]}}}";
}

void SearchByAccounts(Meter& meter, std::size_t size) {
  PrepareBuckets(meter, kSomeBuckets);
  meter.Ask(
      "POST", "/datasources/search-resources",
      Search(Listed(R"({"simpleCriterion":{"key":"ACCOUNT_ID","comparator":"EQ","values":[)", size, Account, "]}}")),
      {200, 400});
}

void SearchByTags(Meter& meter, std::size_t size) {
  PrepareBuckets(meter, kSomeBuckets);
  const auto tag = [](std::size_t i) { return R"({"key":"team","value":)" + Name(i) + "}"; };
  meter.Ask("POST", "/datasources/search-resources",
            Search(Listed(R"({"tagCriterion":{"comparator":"EQ","tagValues":[)", size, tag, "]}}")), {200, 400});
}

void SearchByManyCriteria(Meter& meter, std::size_t size) {
  PrepareBuckets(meter, kSomeBuckets);
  const auto criterion = [](std::size_t i) {
    return R"({"simpleCriterion":{"key":"S3_BUCKET_NAME","comparator":"NE","values":[)" + Name(i) + "]}}";
  };
  meter.Ask("POST", "/datasources/search-resources", Search(Listed("", size, criterion, "")), {200, 400});
}

void PrepareJobs(Meter& meter) {
  for (int i = 0; i < 20; ++i) {
    meter.Prepare("POST", "/jobs",
                  R"({"name":"job","jobType":"ONE_TIME","clientToken":"token-)" + std::to_string(i) +
                      R"(","s3JobDefinition":{"bucketDefinitions":[
                        {"accountId":"123456789012","buckets":["bucket-000000"]}]}})");
  }
}

void JobsByNames(Meter& meter, std::size_t size) {
  PrepareJobs(meter);
  meter.Ask("POST", "/jobs/list",
            Listed(R"({"filterCriteria":{"excludes":[{"key":"name","comparator":"EQ","values":[)", size, Name, "]}]}}"),
            {200, 400});
}

void JobsByManyTerms(Meter& meter, std::size_t size) {
  PrepareJobs(meter);
  const auto term = [](std::size_t i) {
    return R"({"key":"name","comparator":"CONTAINS","values":[)" + Name(i) + "]}";
  };
  meter.Ask("POST", "/jobs/list", Listed(R"({"filterCriteria":{"excludes":[)", size, term, "]}}"), {200, 400});
}

// As many values as a condition may have, of several fields.
std::string LargeFindingCriteria() {
  std::string criteria = R"({"findingCriteria":{"criterion":{)";
  for (const char* field :
       {"type", "id", "region", "accountId", "category", "severity.description", "resourcesAffected.s3Bucket.name"}) {
    criteria += Listed(Quoted(field) + R"(:{"neq":[)", 50, Name, "]},");
  }
  criteria.pop_back();
  return criteria + "}}";
}

void FindingsByLargeCriteria(Meter& meter, std::size_t size) {
  PrepareFindings(meter, size);
  meter.Ask("POST", "/findings", LargeFindingCriteria() + "}");
}

void FindingsByManyFields(Meter& meter, std::size_t size) {
  const auto condition = [](std::size_t i) { return Name(i) + R"(:{"eq":["a"]})"; };
  meter.Ask("POST", "/findings", Listed(R"({"findingCriteria":{"criterion":{)", size, condition, "}}}"), {400});
}

void FindingStatistics(Meter& meter, std::size_t size) {
  PrepareFindings(meter, size);
  meter.Ask("POST", "/findings/statistics", LargeFindingCriteria() + R"(,"groupBy":"type"})");
}

void FindingsByIds(Meter& meter, std::size_t size) {
  meter.Ask("POST", "/findings/describe", Listed(R"({"findingIds":[)", size, Name, "]}"), {200, 400});
}

void IdentifiersByIds(Meter& meter, std::size_t size) {
  meter.Ask("POST", "/custom-data-identifiers/get", Listed(R"({"ids":[)", size, Name, "]}"), {200, 400});
}

void UsageByAccounts(Meter& meter, std::size_t size) {
  meter.Ask("POST", "/usage/statistics",
            Listed(R"({"filterBy":[{"key":"accountId","comparator":"EQ","values":[)", size, Account, "]}]}"),
            {200, 400});
}

// Each place of the text is a match, and the next 210 are looked at for a longer one: just below the most steps of a
// test.
void DearPattern(Meter& meter, std::size_t size) {
  meter.Ask("POST", "/custom-data-identifiers/test",
            R"({"regex":"a(?:[ab]{0,210}c)?","keywords":["aaa"],"maximumMatchDistance":300,"sampleText":")" +
                std::string(size, 'a') + R"("})",
            {200, 400});
}

void LongQuery(Meter& meter, std::size_t size) {
  std::string target = "/findingsfilters?maxResults=5";
  for (std::size_t i = 0; i < size; ++i) target += "&a=%41";
  meter.Ask("GET", target, {}, {200, 400});
}

void DeepCriteria(Meter& meter, std::size_t size) {
  std::string body = R"({"criteria":)";
  for (std::size_t i = 0; i < size; ++i) body += R"({"a":)";
  meter.Ask("POST", "/datasources/s3", body, {400});
}

void DeepUnknownMember(Meter& meter, std::size_t size) {
  meter.Ask("POST", "/datasources/s3", R"({"a":)" + std::string(size, '[') + std::string(size, ']') + "}", {200, 400});
}

constexpr LimitCase kCases[] = {
    {"DescribeBuckets, a list of numbers", 1000, 100'000, BucketsByNumbers},
    {"DescribeBuckets, a list of names", 1000, 70'000, BucketsByNames},
    {"DescribeBuckets, second page of a long question", 20'000, 1'000'000, SecondPageOfALongQuestion},
    {"DescribeBuckets, long page token", 20'000, 1'000'000, LongPageToken},
    {"DescribeBuckets, deep criteria", 2000, 150'000, DeepCriteria},
    {"DescribeBuckets, deep unknown member", 5000, 500'000, DeepUnknownMember},
    {"GetBucketStatistics, many buckets", 300, 20'000, BucketStatistics},
    {"SearchResources, a list of accounts", 1000, 60'000, SearchByAccounts},
    {"SearchResources, a list of tags", 500, 24'000, SearchByTags},
    {"SearchResources, many criteria", 100, 9000, SearchByManyCriteria},
    {"ListClassificationJobs, a list of names", 1000, 70'000, JobsByNames},
    {"ListClassificationJobs, many terms", 300, 15'000, JobsByManyTerms},
    {"ListFindings, large criteria, many findings", 100, 10'000, FindingsByLargeCriteria},
    {"ListFindings, many fields", 1000, 35'000, FindingsByManyFields},
    {"GetFindingStatistics, large criteria, many findings", 100, 10'000, FindingStatistics},
    {"GetFindings, many ids", 1000, 70'000, FindingsByIds},
    {"BatchGetCustomDataIdentifiers, many ids", 1000, 70'000, IdentifiersByIds},
    {"GetUsageStatistics, a list of accounts", 2000, 60'000, UsageByAccounts},
    {"TestCustomDataIdentifier, a dear pattern", 0, 1000, DearPattern},
    {"ListFindingsFilters, long query", 500, 9000, LongQuery},
};

}  // namespace

std::span<const LimitCase> QuestionCases() {
  return kCases;
}

}  // namespace macie_local::limits
