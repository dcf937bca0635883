// Lists that are put: their bounds, their mistakes, that nothing refused is applied in part, and that they come back as
// one text however it is cut.
#include "gateway/control/list_body.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "gateway/faults.h"
#include "model/types/records.h"
#include "support/bench_gateway.h"

namespace macie_local::gateway {
namespace {

using support::GatewayBench;
using Json = nlohmann::json;

constexpr std::string_view kFindings = "/_macie-local/findings";

std::string Message(const Response& response) {
  return Json::parse(response.body.str()).value("message", "");
}

std::string Listed(std::size_t count, const std::string& element) {
  std::string text = "[";
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ",") + element;
  return text + "]";
}

base::Status Take(std::string_view body, std::size_t records_max, std::size_t* taken) {
  return ForEachRecord<model::Finding>({body, wire::Describe<model::FindingList>(), "findings"}, {records_max},
                                       [&](std::size_t index, const model::Finding&) -> base::Status {
                                         EXPECT_EQ(index, (*taken)++);
                                         return base::Done{};
                                       });
}

TEST(ListBodyTest, TakesAsManyAsTheBoundAndNoneMore) {
  for (const std::string& form : {Listed(3, "{}"), " { \"findings\" : " + Listed(3, "{}") + " } "}) {
    std::size_t taken = 0;
    EXPECT_TRUE(Take(form, 3, &taken).ok());
    EXPECT_EQ(taken, 3u);
    taken = 0;
    const base::Status refused = Take(form, 2, &taken);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().text, "findings[2]: at most 2 are taken at once; more given");
    EXPECT_EQ(taken, 2u);
  }
}

TEST(ListBodyTest, SaysWhatIsWrongAndWhere) {
  for (const auto& [body, message] : {
           std::pair{"", "findings: an array is expected"},
           {"5", "an object is expected; a number given"},
           {"{}",
            R"(an array of findings is expected, [...] or {"findings": [...]}; an object without "findings" given)"},
           {R"( {"type":"x","count":{"findings":[]}} )",
            R"(an array of findings is expected, [...] or {"findings": [...]}; an object without "findings" given)"},
           {R"({"findings":null})", "findings: an array is expected"},
           {R"({"findings":{}})", "findings: an array is expected; an object given"},
           {R"({"findings":[],"more":1})", "more: unknown member; allowed are findings"},
           {R"({"finding")", "malformed JSON at byte 10: a colon is expected"},
           {"[{}", "findings[1]: a comma or the closing bracket is expected; the end of the text given"},
           {"[{}] 1", "there is more behind the findings"},
           {R"([{},{"count":"x"}])", "findings[1].count: an integer is expected; a string given"},
       }) {
    std::size_t taken = 0;
    const base::Status refused = Take(body, 9, &taken);
    ASSERT_FALSE(refused.ok()) << body;
    EXPECT_EQ(refused.error().text, message) << body;
  }
}

TEST(ListBodyTest, NothingOfARefusedListIsApplied) {
  GatewayBench bench;
  const std::string before = bench.Send("GET", "/_macie-local/state").body.str();
  EXPECT_EQ(Message(bench.Send("PUT", kFindings, R"([{"type":"SensitiveData:S3Object/Personal"},{}])")),
            "findings[1].type: is required");
  EXPECT_EQ(Message(bench.Send("PUT", kFindings, "[{},{\"no\":1}]")), "findings[0].type: is required");
  EXPECT_EQ(bench.Send("GET", "/_macie-local/state").body.str(), before);
}

TEST(ListBodyTest, ABucketStandsOnceInARequest) {
  GatewayBench bench;
  const auto put = [&](std::string_view body) { return bench.Send("PUT", "/_macie-local/buckets", body); };
  ASSERT_EQ(put(R"([{"bucketName":"aaa"},{"bucketName":"bbb"}])").status, 200);
  const std::string before = bench.Send("GET", "/_macie-local/buckets").body.str();
  const Response refused = put(
      R"({"buckets":[{"bucketName":"ccc"},{"bucketName":"aaa","objectCount":1},{"bucketName":"bbb"},{"bucketName":"aaa"}]})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(Message(refused), "buckets[3]: 'aaa' is named twice; buckets[1] has that name, too");
  EXPECT_EQ(bench.Send("GET", "/_macie-local/buckets").body.str(), before);
  // Another request replaces; names that differ in case are two, as old buckets have them.
  EXPECT_EQ(put(R"([{"bucketName":"aaa"},{"bucketName":"AAA"},{"bucketName":"b_C"}])").status, 200);
  EXPECT_EQ(put(R"({"Buckets":[{"bucketName":"aaa"}]})").status, 200);  // as Go spells it
  EXPECT_EQ(Message(put(R"({"bucketName":"aaa"})")),
            R"(an array of buckets is expected, [...] or {"buckets": [...]}; an object without "buckets" given)");
}

TEST(ListBodyTest, TheElementsInsideAFindingAreBounded) {
  GatewayBench bench;
  const auto put = [&](std::size_t tags) {
    return bench.Send("PUT", kFindings,
                      R"([{"type":"SensitiveData:S3Object/Personal","resourcesAffected":{"s3Bucket":{"tags":)" +
                          Listed(tags, "{}") + "}}}]");
  };
  EXPECT_EQ(put(10'000).status, 200);
  EXPECT_EQ(Message(put(10'001)),
            "findings[0].resourcesAffected.s3Bucket.tags[10000]: at most 10000 are taken, of lists and maps "
            "together; more given");
}

TEST(ListBodyTest, TheElementsInsideAnEventAreBounded) {
  GatewayBench bench;
  const auto put = [&](std::size_t tags) {
    return bench.Send("PUT", kFindings,
                      R"([{"version":"0","detail-type":"Macie Finding","resources":[],"detail":{)"
                      R"("type":"SensitiveData:S3Object/Personal","resourcesAffected":{"s3Bucket":{"tags":)" +
                          Listed(tags, "{}") + "}}}}]");
  };
  EXPECT_EQ(put(10'000).status, 200);
  EXPECT_EQ(Message(put(10'001)),
            "findings[0].detail.resourcesAffected.s3Bucket.tags[10000]: at most 10000 are taken, of lists and maps "
            "together; more given");
}

TEST(ListBodyTest, FindingsComeBackAsOneTextHoweverItIsCut) {
  GatewayBench bench;
  EXPECT_EQ(bench.Send("GET", kFindings).body.str(), "{\"findings\":[]}\n");
  const Response put =
      bench.Send("PUT", kFindings, Listed(900, R"({"type":"SensitiveData:S3Object/Personal","count":2})"));
  ASSERT_EQ(put.status, 200) << put.body.str();
  EXPECT_EQ(Json::parse(put.body.str()).at("findingIds").size(), 900u);
  const Response got = bench.Send("GET", kFindings);
  EXPECT_NE(got.body.source(), nullptr);  // it did not fit into one piece
  const std::string text = got.body.str();
  EXPECT_TRUE(text.ends_with("]}\n"));
  const Json findings = Json::parse(text).at("findings");
  ASSERT_EQ(findings.size(), 900u);
  // What is in the state document, in its order.
  const Json state = Json::parse(bench.Send("GET", "/_macie-local/state").body.str());
  EXPECT_EQ(findings, state.at("accounts").at("123456789012").at("us-east-1").at("findings"));
  GatewayBench other;
  ASSERT_EQ(other.Send("PUT", kFindings, text).status, 200);
  EXPECT_EQ(other.Send("GET", kFindings).body.str(), text);
}

TEST(ListBodyTest, FaultRulesAreBoundedInNumberAndBytes) {
  GatewayBench bench;
  const auto put = [&](std::size_t count) {
    return bench.Send("PUT", "/_macie-local/faults", Listed(count, R"({"latencyMs":1})"));
  };
  EXPECT_EQ(put(FaultRules::kRulesMax).status, 200);
  EXPECT_EQ(Message(put(FaultRules::kRulesMax + 1)), "rules[1000]: at most 1000 are taken at once; more given");
  FaultRules faults;
  const auto add = [&](std::size_t bytes) {
    model::FaultRule rule;
    rule.answer.emplace().status = 200;
    rule.answer->body = std::string(bytes, 'x');
    return faults.Add(FaultRules::Check({rule}).value());
  };
  EXPECT_TRUE(add(FaultRules::kTextBytesMax - 1));
  EXPECT_FALSE(add(2));
  EXPECT_TRUE(add(1));
  EXPECT_FALSE(add(1));
}

TEST(ListBodyTest, TheAccountsOfAnOrganizationAreBounded) {
  GatewayBench bench;
  const Response refused =
      bench.Send("PUT", "/_macie-local/organization",
                 R"({"managementAccountId":"123456789012","accounts":)" + Listed(20'001, R"({"accountId":"1"})") + "}");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(Message(refused), "accounts[20000]: at most 20000 are taken, of lists and maps together; more given");
}

}  // namespace
}  // namespace macie_local::gateway
