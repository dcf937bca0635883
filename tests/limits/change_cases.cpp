// The worst operations that write: large definitions, criteria over many buckets, many rules for a finding.
#include "limits/limit_case.h"

namespace macie_local::limits {
namespace {

constexpr std::size_t kSomeBuckets = 300;

std::string Quoted(const std::string& text) {
  return '"' + text + '"';
}
std::string Name(std::size_t i) {
  return Quoted("bucket-" + Digits(i, 6));
}

std::string OneTimeJob(const std::string& definition) {
  return R"({"name":"job","jobType":"ONE_TIME","clientToken":"token","s3JobDefinition":{)" + definition + "}}";
}

void JobOfBuckets(Meter& meter, std::size_t size) {
  PrepareBuckets(meter, size);
  meter.Ask("POST", "/jobs",
            OneTimeJob(Listed(R"("bucketDefinitions":[{"accountId":"123456789012","buckets":[)", size, Name, "]}]")));
}

std::string ByCriteria(const std::string& criteria) {
  return OneTimeJob(R"("bucketCriteria":{"excludes":{"and":[)" + criteria + "]}}");
}

void JobOfManyNames(Meter& meter, std::size_t size) {
  PrepareBuckets(meter, kSomeBuckets);
  meter.Ask("POST", "/jobs",
            ByCriteria(Listed(R"({"simpleCriterion":{"key":"S3_BUCKET_NAME","comparator":"EQ","values":[)", size, Name,
                              "]}}")),
            {200, 400});
}

void JobOfManyCriteria(Meter& meter, std::size_t size) {
  PrepareBuckets(meter, kSomeBuckets);
  const auto criterion = [](std::size_t i) {
    return R"({"simpleCriterion":{"key":"S3_BUCKET_NAME","comparator":"NE","values":[)" + Name(i) + "]}}";
  };
  meter.Ask("POST", "/jobs", ByCriteria(Listed("", size, criterion, "")), {200, 400});
}

void JobMatchingManyBuckets(Meter& meter, std::size_t size) {
  PrepareBuckets(meter, size);
  meter.Ask("POST", "/jobs",
            ByCriteria(R"({"simpleCriterion":{"key":"S3_BUCKET_NAME","comparator":"EQ","values":["other"]}})"));
}

void JobOfManyPrefixes(Meter& meter, std::size_t size) {
  PrepareBuckets(meter, 1);
  meter.Ask("POST", "/jobs",
            OneTimeJob(R"("bucketDefinitions":[{"accountId":"123456789012","buckets":["bucket-000000"]}],)" +
                       Listed(R"("scoping":{"includes":{"and":[{"simpleScopeTerm":{"key":"OBJECT_KEY",)"
                              R"("comparator":"STARTS_WITH","values":[)",
                              size, Name, "]}}]}}")),
            {200, 400});
}

void ManyTags(Meter& meter, std::size_t size) {
  const std::string job = meter.Prepare(
      "POST", "/jobs", OneTimeJob(R"("bucketDefinitions":[{"accountId":"123456789012","buckets":["bucket-000000"]}])"));
  constexpr std::string_view kArn = "arn:aws:macie2:us-east-1:123456789012:classification-job/";
  const std::string id = job.substr(job.find(kArn) + kArn.size(), 32);
  const auto tag = [](std::size_t i) { return Name(i) + R"(:"v")"; };
  meter.Ask("POST", "/tags/arn%3Aaws%3Amacie2%3Aus-east-1%3A123456789012%3Aclassification-job%2F" + id,
            Listed(R"({"tags":{)", size, tag, "}}"), {204, 400});
}

void DearAllowList(Meter& meter, std::size_t) {
  meter.Ask("POST", "/allow-lists",
            R"({"name":"list","clientToken":"token","criteria":{"regex":"(?:a|b|ab){1,200}(?:a|b|ba){1,120}[0-9]"}})",
            {200, 400});
}

void DearIdentifier(Meter& meter, std::size_t) {
  meter.Ask("POST", "/custom-data-identifiers",
            Listed(R"({"name":"one","regex":"(?:a|b|ab){1,200}(?:a|b|ba){1,120}[0-9]","keywords":[)", 50, Name, "]}"),
            {200, 400});
}

// Each of 20 findings is looked at by every filter.
void FindingsUnderManyFilters(Meter& meter, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    meter.Prepare("POST", "/findingsfilters",
                  R"({"name":)" + Name(i) + R"(,"action":"ARCHIVE","findingCriteria":{"criterion":{)" +
                      Listed(R"("resourcesAffected.s3Bucket.name":{"eq":[)", 50, Name, "]}}}}"));
  }
  meter.Ask("PUT", "/_macie-local/findings", FindingList(20));
}

void ManySampleTypes(Meter& meter, std::size_t size) {
  meter.Ask("POST", "/findings/sample",
            Listed(R"({"findingTypes":[)", size,
                   [](std::size_t) { return std::string(R"("Policy:IAMUser/S3BucketPublic")"); }, "]}"),
            {200, 400});
}

void ManyInvitations(Meter& meter, std::size_t size) {
  const auto account = [](std::size_t i) { return Quoted(Digits(i, 12)); };
  meter.Ask("POST", "/invitations", Listed(R"({"accountIds":[)", size, account, "]}"));
}

void DiscoveryOfManyBuckets(Meter& meter, std::size_t size) {
  PrepareBuckets(meter, size);
  meter.Ask("PUT", "/automated-discovery/configuration", R"({"status":"ENABLED"})");
}

void DiscoveryOfManyAccounts(Meter& meter, std::size_t size) {
  meter.Prepare("PUT", "/automated-discovery/configuration",
                R"({"status":"ENABLED","autoEnableOrganizationMembers":"NEW"})");
  const auto account = [](std::size_t i) { return R"({"accountId":")" + Digits(i, 12) + R"(","status":"ENABLED"})"; };
  meter.Ask("PATCH", "/automated-discovery/accounts", Listed(R"({"accounts":[)", size, account, "]}"), {200, 400});
}

constexpr LimitCase kCases[] = {
    {"CreateClassificationJob, many buckets", 200, 1000, JobOfBuckets},
    {"CreateClassificationJob, a list of names", 1000, 60'000, JobOfManyNames},
    {"CreateClassificationJob, many criteria", 100, 9000, JobOfManyCriteria},
    {"CreateClassificationJob, matching many buckets", 300, 20'000, JobMatchingManyBuckets},
    {"CreateClassificationJob, many prefixes", 1000, 60'000, JobOfManyPrefixes},
    {"TagResource, many tags", 1000, 50'000, ManyTags},
    {"CreateAllowList, a dear pattern", 0, 1, DearAllowList},
    {"CreateCustomDataIdentifier, a dear pattern", 0, 1, DearIdentifier},
    {"PUT findings, many findings filters", 20, 1000, FindingsUnderManyFilters},
    {"CreateSampleFindings, a long list of types", 1000, 25'000, ManySampleTypes},
    {"CreateInvitations, many accounts", 100, 1000, ManyInvitations},
    {"UpdateAutomatedDiscoveryConfiguration, many buckets", 200, 20'000, DiscoveryOfManyBuckets},
    {"BatchUpdateAutomatedDiscoveryAccounts, many accounts", 500, 20'000, DiscoveryOfManyAccounts},
};

}  // namespace

std::span<const LimitCase> ChangeCases() {
  return kCases;
}

}  // namespace macie_local::limits
