// Paths, queries and bodies into inputs; and the routes of all operations.
#include "wire/request.h"

#include <gtest/gtest.h>

#include "model/operations.h"
#include "model/types/jobs.h"
#include "model/types/tags.h"
#include "support/sample.h"
#include "wire/codec.h"
#include "wire/framework_errors.h"
#include "wire/pattern.h"

namespace macie_local::wire {
namespace {

// The operation's path with every label replaced by `value`.
std::string PathOf(const OperationDesc& operation, std::string_view value) {
  std::string path;
  for (std::size_t at = 0; at < operation.uri.size();) {
    if (operation.uri[at] != '{') {
      path += operation.uri[at++];
      continue;
    }
    path += value;
    at = operation.uri.find('}', at) + 1;
  }
  return path;
}

TEST(RequestTest, EveryRouteLeadsToItsOperation) {
  for (const OperationDesc& operation : model::Operations()) {
    const std::string path = PathOf(operation, "some-id");
    const Route route = model::FindRoute(operation.method_name, path);
    ASSERT_EQ(route.outcome, RouteOutcome::kFound) << operation.name;
    EXPECT_EQ(route.operation, &operation) << operation.name;
    for (std::size_t i = 0; i < route.labels.count; ++i) EXPECT_EQ(route.labels.values[i], "some-id");
  }
}

TEST(RequestTest, UnknownPathsAndMethodsAreTold) {
  EXPECT_EQ(model::FindRoute("GET", "/nothing").outcome, RouteOutcome::kUnknownPath);
  EXPECT_EQ(model::FindRoute("GET", "/macie/").outcome, RouteOutcome::kUnknownPath);
  EXPECT_EQ(model::FindRoute("TRACE", "/macie").outcome, RouteOutcome::kUnknownMethod);
  EXPECT_EQ(model::FindRoute("HEAD", "/macie").operation, model::FindRoute("GET", "/macie").operation);
  EXPECT_EQ(model::FindRoute("HEAD", "/jobs").outcome, model::FindRoute("GET", "/jobs").outcome);
  EXPECT_EQ(model::FindRoute("get", "/macie").outcome, RouteOutcome::kUnknownMethod);
  EXPECT_EQ(model::FindRoute("POST", "").outcome, RouteOutcome::kUnknownPath);
}

TEST(RequestTest, LiteralsMayBePercentEncoded) {
  const auto same = [](std::string_view method, std::string_view path, std::string_view encoded) {
    const Route plain = model::FindRoute(method, path);
    const Route route = model::FindRoute(method, encoded);
    EXPECT_EQ(plain.outcome, RouteOutcome::kFound) << path;
    EXPECT_EQ(route.operation, plain.operation) << encoded;
    EXPECT_EQ(route.labels.count, plain.labels.count) << encoded;
  };
  same("GET", "/macie", "/%6dacie");
  same("GET", "/macie", "/%6D%61%63%69%65");
  same("POST", "/datasources/s3", "/datasources/%733");
  same("POST", "/datasources/s3", "/d%61tasources/s%33");
  same("GET", "/jobs/some-id", "/j%6fbs/some%2Did");
  EXPECT_EQ(model::FindRoute("GET", "/j%6fbs/some%2Did").labels.values[0], "some%2Did");
  // Decoded once; and a slash that was encoded is none.
  for (const char* path : {"/%256dacie", "/%macie", "/%6", "/macie%", "/macie%00", "/mac%49e", "/datasources%2Fs3"}) {
    EXPECT_EQ(model::FindRoute("GET", path).outcome, RouteOutcome::kUnknownPath) << path;
    EXPECT_EQ(model::FindRoute("POST", path).outcome, RouteOutcome::kUnknownPath) << path;
  }
}

TEST(RequestTest, ATagArnIsTheRestOfThePath) {
  const Route route =
      model::FindRoute("GET", "/tags/arn%3Aaws%3Amacie2%3Aus-east-1%3A123456789012%3Aclassification-job%2Fabc");
  ASSERT_EQ(route.outcome, RouteOutcome::kFound);
  model::ListTagsForResourceRequest input;
  ASSERT_TRUE(DecodeRequest(*route.operation, route.labels, "", "", &input).ok());
  EXPECT_EQ(input.resourceArn, "arn:aws:macie2:us-east-1:123456789012:classification-job/abc");
  const Route plain = model::FindRoute("GET", "/tags/arn:aws:macie2:us-east-1:123456789012:classification-job/abc");
  ASSERT_EQ(plain.outcome, RouteOutcome::kFound);
  model::ListTagsForResourceRequest again;
  ASSERT_TRUE(DecodeRequest(*plain.operation, plain.labels, "", "", &again).ok());
  EXPECT_EQ(again.resourceArn, input.resourceArn);
}

TEST(RequestTest, QueryListsAndOddEscapes) {
  const Route route = model::FindRoute("DELETE", "/tags/x");
  model::UntagResourceRequest input;
  ASSERT_TRUE(
      DecodeRequest(*route.operation, route.labels, "tagKeys=a+b&&tagKeys=%C3%A9%2B&other=1&tagKeys=c", "", &input)
          .ok());
  EXPECT_EQ(input.tagKeys, (std::vector<std::string>{"a b", "\xc3\xa9+", "c"}));
  for (const std::string_view bad : {"tagKeys=%", "tagKeys=%4", "tagKeys=%zz", "tagKeys=%ff"}) {
    model::UntagResourceRequest refused;
    const auto status = DecodeRequest(*route.operation, route.labels, bad, "", &refused);
    ASSERT_FALSE(status.ok()) << bad;
    EXPECT_EQ(&status.error().shape.get(), &kSerializationException);
  }
}

TEST(RequestTest, ARequiredMemberOfTheQueryIsGivenWhenTheQueryNamesIt) {
  const auto refusal = [](std::string_view query, model::UntagResourceRequest* input) {
    const Route route = model::FindRoute("DELETE", "/tags/");
    const auto status = DecodeRequest(*route.operation, route.labels, query, "", input);
    return status.ok() ? "taken" : status.error().text;
  };
  model::UntagResourceRequest without;
  EXPECT_EQ(refusal("other=1", &without),
            "1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: Member must not be "
            "null");
  // Empty, but given, as is the label of the path.
  model::UntagResourceRequest empty;
  EXPECT_EQ(refusal("tagKeys=a&tagKeys", &empty).find("must not be null"), std::string::npos);
  model::UntagResourceRequest one;
  EXPECT_EQ(refusal("tagKeys=a", &one), "taken");
  EXPECT_EQ(one.tagKeys, std::vector<std::string>{"a"});
  EXPECT_EQ(one.resourceArn, "");
}

TEST(RequestTest, EveryOperationTakesASampleOfItself) {
  sample::Maker maker(7);
  for (const OperationDesc& operation : model::Operations()) {
    AnyStructure sample(*operation.input);
    maker.Fill(*operation.input, {}, sample.get(), false);
    std::string body;
    EncodeTo(*operation.input, sample.get(), Nulls::kOmit, &body);
    const std::string path = PathOf(operation, "aaaaaaaaaaaaaaaaaaaaaa");
    const Route route = model::FindRoute(operation.method_name, path);
    AnyStructure input(*operation.input);
    std::string query;
    for (const MemberDesc& member : operation.input->members) {
      if (member.location == Location::kQuery && member.required) query += std::string(member.name) + "=1&";
    }
    const auto status = DecodeRequest(operation, route.labels, query, operation.has_body ? body : "", input.get());
    const bool typed_query = !status.ok() && status.error().text.find("'1'") != std::string::npos;
    EXPECT_TRUE(status.ok() || typed_query) << operation.name << ": " << (status.ok() ? "" : status.error().text);
  }
}

TEST(RequestTest, DefaultsComeFromTheTables) {
  const Route route = model::FindRoute("POST", "/jobs");
  model::CreateClassificationJobRequest input;
  const auto status = DecodeRequest(
      *route.operation, route.labels, "",
      R"({"clientToken":"t","jobType":"ONE_TIME","name":"n","s3JobDefinition":{"bucketDefinitions":[{"accountId":"123456789012","buckets":["b"]}]}})",
      &input);
  ASSERT_TRUE(status.ok()) << status.error().text;
  EXPECT_EQ(input.samplingPercentage, 100);
  EXPECT_EQ(input.initialRun, false);
}

TEST(PatternTest, EveryPatternOfTheModelIsInTheSubset) {
  sample::Maker maker(3);
  for (const OperationDesc& operation : model::Operations()) {
    for (const StructureDesc* structure : {operation.input, operation.output}) {
      AnyStructure object(*structure);
      EXPECT_NO_THROW(maker.Fill(*structure, {.percent_absent = 0}, object.get())) << structure->name;
    }
  }
}

TEST(PatternTest, MatchesWhole) {
  EXPECT_TRUE(MatchesWhole("^[0-9]{12}$", "123456789012"));
  EXPECT_FALSE(MatchesWhole("^[0-9]{12}$", "12345678901"));
  EXPECT_FALSE(MatchesWhole("^[0-9]{12}$", "1234567890123"));
  EXPECT_TRUE(MatchesWhole("^arn:(aws|aws-cn):macie2:[a-z1-9-]{9,20}:\\d{12}:allow-list\\/[a-z0-9]{2}$",
                           "arn:aws-cn:macie2:cn-north-1:123456789012:allow-list/a1"));
  EXPECT_TRUE(MatchesWhole("^.*$", ""));
  EXPECT_FALSE(MatchesWhole("^.+$", ""));
  EXPECT_FALSE(MatchesWhole("^(a|b", "a"));
}

TEST(RequestTest, TheElementsOfABodyAreBounded) {
  const Route route = model::FindRoute("POST", "/findings");
  ASSERT_EQ(route.outcome, RouteOutcome::kFound);
  const auto decode = [&](std::size_t numbers) {
    std::string body = R"({"findingCriteria":{"criterion":{"count":{"eq":[")";
    for (std::size_t i = 1; i < numbers; ++i) body += "1\",\"";
    AnyStructure input(*route.operation->input);
    return DecodeRequest(*route.operation, route.labels, "", body + "1\"]}}}}", input.get());
  };
  // The field of the criterion is one too. What is taken is judged by the API's own limits.
  const wire::Verdict taken = decode(kRequestElementsMax - 1);
  ASSERT_FALSE(taken.ok());
  EXPECT_NE(taken.error().text.find("Member must have length less than or equal to 50"), std::string::npos);
  const wire::Verdict refused = decode(kRequestElementsMax);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(&refused.error().shape.get(), &kSerializationException);
  EXPECT_EQ(
      refused.error().text,
      "findingCriteria.criterion.count.eq[19999]: at most 20000 are taken, of lists and maps together; more given");
}

}  // namespace
}  // namespace macie_local::wire
