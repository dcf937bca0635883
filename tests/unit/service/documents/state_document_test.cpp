// Proves that a state document is read whatever its order, that what is wrong is told as decoding the whole would tell
// it, and that no text crashes the reader.
#include "service/documents/state_document.h"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "base/body.h"
#include "service/documents/state_export.h"
#include "service/findings/view.h"
#include "support/ports.h"

namespace macie_local::service {
namespace {

constexpr std::string_view kDocument = R"({"version":1,"accounts":{
"123456789012":{
"us-east-1":{"jobs":[{"jobId":"00000000000000000000000000000001","name":"first","jobType":"ONE_TIME","jobStatus":"COMPLETE","createdAt":"2023-01-01T00:00:00Z","s3JobDefinition":{"bucketDefinitions":[
  {"accountId":"123456789012","buckets":["payroll"]}]}}],
 "buckets":[{"bucketName":"payroll","tags":[{"key":"team","value":"hr"}]},{"bucketName":"other","objectCount":3}],
 "resourceProfiles":[{"bucketName":"payroll","sensitivityScoreOverridden":true,"statistics":{"totalItemsClassified":3}}],
 "allowLists":[{"id":"0123456789abcdef012345","name":"names","criteria":{"regex":"x+"}}],
 "members":[{"accountId":"222222222222","email":"a@example.com"}],
 "session":{"status":"ENABLED"}},
"eu-west-1":{"buckets":[]}},
"333333333333":{}}})";

class StateDocumentTest : public testing::Test {
 protected:
  // The error, or nothing; what a refused text changed is dropped.
  std::string Put(std::string_view text) {
    state::Batch batch;
    state::Transaction transaction(&batch, &ids_, Timestamp(std::chrono::seconds(1'700'000'000)));
    const auto put = ReplaceState(environment_, {"123456789012", "us-east-1"}, text, std::nullopt, transaction);
    if (!put.ok()) return put.error().text;
    batch.Close();
    batch_ = std::move(batch);
    return "";
  }
  std::string Exported() {
    return base::Body(
               std::make_shared<StateExport>(std::make_shared<const state::State>(batch_.state), ExportOptions()))
        .str();
  }

  Environment environment_;
  support::CountingIds ids_;
  state::Batch batch_;
};

TEST_F(StateDocumentTest, ReadsMembersInAnyOrder) {
  ASSERT_EQ(Put(kDocument), "");
  const std::string exported = Exported();
  for (const auto* part : {"payroll", "other", "\"jobs\"", "allowLists", "members", "resourceProfiles"}) {
    EXPECT_NE(exported.find(part), std::string::npos) << part << exported;
  }
  EXPECT_EQ(exported.find("eu-west-1"), std::string::npos) << exported;
  ASSERT_EQ(Put(exported), "");
  EXPECT_EQ(Exported(), exported);
}

TEST_F(StateDocumentTest, NothingStandsTwice) {
  const std::string twice = ": stands twice; each member may stand once";
  const std::pair<std::string, std::string> cases[] = {
      {R"({"version":1,"version":1,"accounts":{}})", "line 1: version" + twice},
      {R"({"accounts":null,"version":1,"accounts":{}})", "line 1: accounts" + twice},
      {R"({"version":1,"accounts":{"123456789012":{},"123456789012":{}}})", "line 1: accounts.123456789012" + twice},
      {"{\"version\":1,\"accounts\":{\"123456789012\":{\"us-east-1\":{},\n\"us-east-1\":{}}}}",
       "line 2: accounts.123456789012.us-east-1" + twice},
      {R"({"version":1,"accounts":{"123456789012":{"us-east-1":{"buckets":[],"buckets":null}}}})",
       "line 1: accounts.123456789012.us-east-1.buckets" + twice},
      {R"({"version":1,"accounts":{"123456789012":{"us-east-1":{"session":{"status":null,"status":"ENABLED"}}}}})",
       "line 1: accounts.123456789012.us-east-1.session.status" + twice},
      {R"({"version":1,"accounts":{"123456789012":{"us-east-1":{"allowLists":[{"id":"0123456789abcdef012345","name":"n","criteria":{"regex":"x+"},"tags":{"a":"1","a":"2"}}]}}}})",
       "line 1: accounts.123456789012.us-east-1.allowLists[0].tags.a" + twice},
      {R"({"buckets":[{"bucketName":"first","bucketName":"second"}]})", "line 1: buckets[0].bucketName" + twice},
  };
  for (const auto& [text, error] : cases) EXPECT_EQ(Put(text), error) << text;
}

// The same buckets as other programs print them.
TEST_F(StateDocumentTest, TakesWhatClientsAdd) {
  ASSERT_EQ(Put(R"({"buckets":[{"bucketName":"one","bucketCreatedAt":"2020-10-26T13:47:03.127Z","versioning":true}]})"),
            "");
  const std::string expected = Exported();
  for (const char* text : {
           R"({"NextToken":"e30=","buckets":[{"bucketName":"one","bucketCreatedAt":"2020-10-26T13:47:03.127000+0000",)"
           R"("versioning":true,"errorCode":null}]})",
           R"({"ResponseMetadata":{"HTTPStatusCode":200},"buckets":[{"bucketName":"one","versioning":true,)"
           R"("bucketCreatedAt":"2020-10-26 13:47:03.127000+00:00"}],"nextToken":null})",
           R"({"Buckets":[{"BucketCreatedAt":"2020-10-26T13:47:03.127Z","BucketName":"one","ErrorCode":"",)"
           R"("SharedAccess":"","Versioning":true,"Tags":null}],"NextToken":null,"ResultMetadata":{}})",
       }) {
    ASSERT_EQ(Put(text), "");
    EXPECT_EQ(Exported(), expected) << text;
  }
  // An envelope's contents must be JSON, and one name of a member is as good as the other.
  EXPECT_EQ(Put(R"({"ResponseMetadata":{,"buckets":[]})"), "line 1: malformed JSON at byte 21: a string is expected");
  EXPECT_EQ(Put(R"({"buckets":[{"bucketName":"one","BucketName":"one"}]})"),
            "line 1: buckets[0].bucketName: stands twice; each member may stand once");
}

TEST_F(StateDocumentTest, FindingsPastTheirRetentionAreCounted) {
  const auto finding = [](const std::string& id, const std::string& time) {
    return R"({"type":"Policy:IAMUser/S3BucketPublic","id":")" + id + R"(","createdAt":")" + time + "\"}";
  };
  // The time of Put is 2023-11-14T22:13:20Z, 90 days after the first.
  ASSERT_EQ(Put("{\"findings\":[" + finding("a", "2023-08-16T22:13:20Z") + "," +
                finding("b", "2023-08-16T22:13:20.000001Z") + "," + finding("c", "2001-01-01T00:00:00Z") + "]}"),
            "");
  EXPECT_EQ(CountPastRetention(batch_.state, Timestamp(std::chrono::seconds(1'700'000'000))), 2u);
}

TEST_F(StateDocumentTest, TimesAndSumsAtTheirEndsComeBack) {
  const auto put = [&](const std::string& remaining) {
    return Put(R"({"version":1,"accounts":{"123456789012":{"us-east-1":{)"
               R"("buckets":[{"bucketName":"full","bucketCreatedAt":"0000-01-01T00:00:00Z",)"
               R"("unclassifiableObjectCount":{"fileType":9223372036854775807,"storageClass":9223372036854775807}}],)"
               R"("jobs":[{"jobId":"00000000000000000000000000000001","name":"j","jobType":"SCHEDULED",)"
               R"("jobStatus":"USER_PAUSED","createdAt":"9999-12-31T23:59:59.999999Z",)"
               R"("scheduleFrequency":{"dailySchedule":{}},"userPausedDetails":{},)"
               R"("s3JobDefinition":{"bucketDefinitions":[{"accountId":"123456789012","buckets":["full"]}]},)"
               R"("emulator":{"pausedRunRemaining":)" +
               remaining + "}}]}}}}");
  };
  for (const char* remaining : {"0", "316224000000000000"}) {
    ASSERT_EQ(put(remaining), "");
    const std::string exported = Exported();
    EXPECT_NE(exported.find("\"total\":9223372036854775807"), std::string::npos) << exported;
    ASSERT_EQ(Put(exported), "");
    EXPECT_EQ(Exported(), exported);
  }
  for (const std::string remaining : {"-1", "316224000000000001"}) {
    EXPECT_EQ(put(remaining),
              "accounts.123456789012.us-east-1.jobs[0].emulator.pausedRunRemaining: must be 0 to 316224000000000000 "
              "microseconds; " +
                  remaining + " given");
  }
}

TEST_F(StateDocumentTest, AListHasEachIdOnce) {
  const auto with = [](const std::string& members) {
    return R"({"version":1,"accounts":{"123456789012":{"us-east-1":{)" + members + "}}}}";
  };
  const std::string job =
      R"({"jobId":"00000000000000000000000000000001","name":"j","jobType":"ONE_TIME","jobStatus":"COMPLETE",)"
      R"("createdAt":"2023-01-01T00:00:00Z","s3JobDefinition":{"bucketDefinitions":[{"accountId":"123456789012","buckets":["one"]}]}})";
  EXPECT_EQ(Put(with("\"jobs\":[" + job + "," + job + "]")),
            "accounts.123456789012.us-east-1.jobs[1]: has the id '00000000000000000000000000000001' of a record before "
            "it; each may stand once");
  const std::string member = R"({"accountId":"222222222222","email":"a@example.com"})";
  EXPECT_EQ(
      Put(with("\"members\":[" + member + "," + member + "]")),
      "accounts.123456789012.us-east-1.members[1]: has the id '222222222222' of a record before it; each may stand "
      "once");
  // Buckets are replaced by name, as PUT buckets does.
  EXPECT_EQ(Put(with(R"("buckets":[{"bucketName":"one","objectCount":1},{"bucketName":"one","objectCount":2}])")), "");
  EXPECT_NE(Exported().find("\"objectCount\":2"), std::string::npos);
  EXPECT_EQ(Exported().find("\"objectCount\":1,"), std::string::npos);
}

TEST_F(StateDocumentTest, TellsTheFirstMistakeOfTheText) {
  const std::pair<std::string, std::string> cases[] = {
      {"", "line 1: version: is required; 1 is the version that is known"},
      {"5", "line 1: an object is expected; a number given"},
      {"[5]", "line 1: buckets[0]: an object is expected; a number given"},
      {"[{\"bucketName\":\"one\"},\n{\"no\":1}]",
       "line 2: buckets[1].no: unknown member; allowed are accountId, allowsUnencryptedObjectUploads, "
       "automatedDiscoveryMonitoringStatus, bucketArn, bucketCreatedAt, bucketName, classifiableObjectCount, "
       "classifiableSizeInBytes, errorCode, errorMessage, jobDetails, lastAutomatedDiscoveryTime, lastUpdated, "
       "objectCount, objectCountByEncryptionType, publicAccess, region, replicationDetails, sensitivityScore, "
       "serverSideEncryption, sharedAccess, sizeInBytes, sizeInBytesCompressed, tags, unclassifiableObjectCount, "
       "unclassifiableObjectSizeInBytes, versioning, objects"},
      {"[{\"bucketName\":\"one\"}] 1", "line 1: there is more behind the buckets"},
      {"[{\"bucketName\":\"one\"}",
       "line 1: buckets[1]: a comma or the closing bracket is expected; the end of the text given"},
      {R"([{"bucketName":"one","region":"here"}])", "buckets[0].region: 'here' is no region"},
      {R"({"findings":[{"type":"Policy:IAMUser/S3BucketPublic"}]})", "findings[0].id: is required"},
      {"{\"version\":2}", "line 1: version: 2 given; 1 is the version that is known"},
      {"{\"version\":\"1\"}", "line 1: version: an integer is expected; a string given"},
      {"{\"version\":1}}", "line 1: malformed JSON at byte 13: there is more behind the closing brace"},
      {"{\"version\":1,\n\"acounts\":{}}",
       "line 2: acounts: unknown member; allowed are version, accounts, buckets, findings"},
      {"{\"version\":1,\"accounts\":{},\"buckets\":[]}",
       "line 1: buckets: a document has either accounts or, as describe-buckets and get-findings print them, buckets "
       "and "
       "findings; both given"},
      {"{\"version\":1,\"accounts\":{},\"findings\":[]}",
       "line 1: findings: a document has either accounts or, as describe-buckets and get-findings print them, buckets "
       "and "
       "findings; both given"},
      // What comes first in the text is told, although sessions are taken before buckets, and names before values.
      {R"({"version":1,"accounts":{"123456789012":{"us-east-1":{"buckets":[{"bucketName":"ok1"},
{"bucketName":5}],"session":{"status":"NO"}}}}})",
       "line 2: accounts.123456789012.us-east-1.buckets[1].bucketName: a string is expected; a number given"},
      {R"({"version":1,"accounts":{"123456789012":{"us-east-1":{"buckets":[{"bucketName":"x"}],
"session":{"status":5}}}}})",
       "line 2: accounts.123456789012.us-east-1.session.status: a string is expected; a number given"},
      {R"({"version":1,"accounts":{"123456789012":{"us-east-1":{"buckets":[{"bucketName":"ok1"},{}]}}}})",
       "accounts.123456789012.us-east-1.buckets[1].bucketName: is required"},
      {R"({"version":1,"accounts":{"12":{}}})", "accounts.12: must be 12 digits"},
  };
  for (const auto& [text, message] : cases) EXPECT_EQ(Put(text), message) << text;
}

// More than one thread takes at a time, in pieces (buckets/import.cpp).
constexpr int kMany = 3000;

std::string ManyBuckets(const std::map<int, std::string>& others) {
  std::string text = R"({"version":1,"accounts":{"123456789012":{"us-east-1":{"buckets":[)";
  for (int i = 0; i < kMany; ++i) {
    if (i > 0) text += ",";
    const auto other = others.find(i);
    text += other != others.end() ? other->second : R"({"bucketName":"many-)" + std::to_string(i) + "\"}";
  }
  return text + "]}}}}";
}

TEST_F(StateDocumentTest, OfManyBucketsTheFirstMistakeIsTold) {
  const std::string unnamed = R"({"objectCount":1})";
  const std::string unread = R"({"bucketName":5})";
  const std::string where = "accounts.123456789012.us-east-1.buckets";
  for (const int first : {0, 511, 512, 1500, kMany - 1}) {
    for (const int second : {first + 1, first + 600, first + 1200}) {
      EXPECT_EQ(Put(ManyBuckets({{first, unnamed}, {second, R"({"bucketName":"x"})"}})),
                where + "[" + std::to_string(first) + "].bucketName: is required");
      // What the text alone tells comes first.
      EXPECT_EQ(
          Put(ManyBuckets({{first, unread}, {second, unread}, {first / 2, unnamed}})),
          "line 1: " + where + "[" + std::to_string(first) + "].bucketName: a string is expected; a number given");
    }
  }
  EXPECT_NE(Put(ManyBuckets({{kMany - 1, "5"}})), "");
}

TEST_F(StateDocumentTest, OfManyBucketsOfANameTheLastCounts) {
  std::map<int, std::string> same;
  for (int i = 0; i < kMany; i += 100) {
    same[i] = R"({"bucketName":"same","objectCount":)" + std::to_string(i) + "}";
  }
  ASSERT_EQ(Put(ManyBuckets(same)), "");
  const auto& buckets = batch_.state.partition({"123456789012", "us-east-1"}).buckets;
  EXPECT_EQ(buckets.size(), kMany - same.size() + 1);
  EXPECT_EQ(buckets.Find("same")->objectCount, kMany - 100);
  EXPECT_TRUE(buckets.Find("many-2999"));
}

TEST_F(StateDocumentTest, NoBrokenTextIsTaken) {
  ASSERT_EQ(Put(kDocument), "");
  const std::string before = Exported();
  for (std::size_t size = 0; size < kDocument.size(); ++size) {
    EXPECT_NE(Put(kDocument.substr(0, size)), "") << size;
  }
  for (std::size_t at = 0; at < kDocument.size(); ++at) {
    for (const char c : {'\0', '"', '}', ',', '\\', '\xff'}) {
      std::string text(kDocument);
      if (text[at] == c) continue;
      text[at] = c;
      Put(text);  // some are taken, as other names are
    }
  }
  ASSERT_EQ(Put(before), "");
  EXPECT_EQ(Exported(), before);
}

}  // namespace
}  // namespace macie_local::service
