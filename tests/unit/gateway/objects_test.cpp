// Objects by the control plane: what is put is got, and what is refused leaves nothing.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "gateway/control/object_upload.h"
#include "support/bench_gateway.h"

namespace macie_local::gateway {
namespace {

using support::GatewayBench;
using Json = nlohmann::json;
using Fields = std::vector<std::pair<std::string_view, std::string_view>>;

class ObjectsTest : public testing::Test {
 protected:
  Response Put(const std::string& target, std::string_view body, const Fields& headers = {}) {
    Request request;
    request.method = "PUT";
    const std::string path = "/_macie-local/objects/" + target;
    request.target = path;
    request.host = "localhost:6224";
    request.body = body;
    request.headers = headers;
    return bench_.Send(request);
  }
  Response Get(const std::string& target) { return bench_.Send("GET", "/_macie-local/objects/" + target); }
  Json List(const std::string& target) { return Json::parse(Get(target).body.str()); }
  Json Bucket(const std::string& name) {
    const Json buckets = Json::parse(bench_.Send("GET", "/_macie-local/buckets").body.str());
    for (const Json& bucket : buckets.at("buckets")) {
      if (bucket.at("bucketName") == name) return bucket;
    }
    return nullptr;
  }
  static std::string Message(const Response& response) {
    return Json::parse(response.body.str()).value("message", response.body.str());
  }
  static std::string Header(const Response& response, std::string_view name) {
    for (const auto& [one, value] : response.headers) {
      if (base::EqualsWithoutCase(one, name)) return value;
    }
    return "(none)";
  }

  GatewayBench bench_;
};

TEST_F(ObjectsTest, WhatIsPutIsGotWithItsHeaders) {
  const Response put = Put("payroll/a/b.csv", "name,ssn",
                           {{"Content-Type", "text/csv"},
                            {"X-Amz-Storage-Class", "GLACIER_IR"},
                            {"x-amz-tagging", "team=h+r&empty=&e=%C3%A9"},
                            {"x-amz-server-side-encryption", "aws:kms"},
                            {"x-amz-server-side-encryption-aws-kms-key-id", "alias/key"},
                            {"x-macie-local-last-modified", "2023-01-02T03:04:05Z"}});
  ASSERT_EQ(put.status, 200) << put.body.str();
  EXPECT_EQ(
      Json::parse(put.body.str()),
      Json::parse(R"({"bucketName":"payroll","key":"a/b.csv","size":8,"eTag":"cf2774d62fe5d56dc601118d129af114"})"));
  const Response got = Get("payroll/a/b.csv");
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.body.str(), "name,ssn");  // without a line end
  EXPECT_EQ(Header(got, "Content-Type"), "text/csv");
  EXPECT_EQ(Header(got, "ETag"), "\"cf2774d62fe5d56dc601118d129af114\"");
  EXPECT_EQ(Header(got, "x-amz-storage-class"), "GLACIER_IR");
  EXPECT_EQ(Header(got, "x-amz-tagging"), "team=h%20r&empty=&e=%C3%A9");
  EXPECT_EQ(Header(got, "x-amz-server-side-encryption"), "aws:kms");
  EXPECT_EQ(Header(got, "x-amz-server-side-encryption-aws-kms-key-id"), "alias/key");
  EXPECT_EQ(Header(got, "x-macie-local-last-modified"), "2023-01-02T03:04:05Z");
  EXPECT_EQ(Header(got, "x-macie-local-size"), "8");
  EXPECT_EQ(Header(got, "Content-Security-Policy"), "sandbox");
  EXPECT_EQ(Bucket("payroll").at("objectCount"), 1);
  EXPECT_EQ(Bucket("payroll").at("objectCountByEncryptionType").at("kmsManaged"), 1);
  EXPECT_EQ(Bucket("payroll").at("sensitivityScore"), 50);
}

TEST_F(ObjectsTest, AKeyIsAllThatFollowsTheBucket) {
  const std::pair<std::string, std::string> keys[] = {{"a", "a"},
                                                      {"a/", "a/"},
                                                      {"a//b", "a//b"},
                                                      {"/a", "/a"},
                                                      {"a%2Fb", "a/b"},
                                                      {"%252F", "%2F"},
                                                      {"../x", "../x"},
                                                      {"a%00b", std::string("a\0b", 3)},
                                                      {"%C3%A9", "\xC3\xA9"},
                                                      {"a+b", "a+b"},
                                                      {".", "."}};
  for (const auto& [path, key] : keys) {
    const Response put = Put("one/" + path, key);
    ASSERT_EQ(put.status, 200) << path << put.body.str();
    EXPECT_EQ(Json::parse(put.body.str()).at("key"), key) << path;
    EXPECT_EQ(Get("one/" + path).body.str(), key) << path;
  }
  EXPECT_EQ(List("one").at("objects").size(), std::size(keys));
  for (const char* path : {"one/%FF", "one/%C3", "one/%", "one/%zz"}) {
    EXPECT_EQ(Put(path, "x").status, 400) << path;
    EXPECT_TRUE(base::IsUtf8(Put(path, "x").body.str()));
  }
  EXPECT_EQ(Put("one/" + std::string(1024, 'k'), "x").status, 200);
  EXPECT_EQ(Message(Put("one/" + std::string(1025, 'k'), "x")), "object.key: must have 1 to 1024 bytes; 1025 given");
  EXPECT_EQ(Put("one/", "x").status, 404);
  EXPECT_EQ(Put("o!/a", "x").status, 400);
}

TEST_F(ObjectsTest, WhatIsWrongWithAHeaderIsToldAndNothingIsThere) {
  const std::pair<Fields, std::string> cases[] = {
      {{{"x-amz-storage-class", "ICE"}}, "object.storageClass: must be one of STANDARD"},
      {{{"x-amz-tagging", "a=%"}}, "header x-amz-tagging: must be key=value&..., percent-encoded UTF-8; 'a=%' given"},
      {{{"x-amz-tagging", "=v"}}, "object.tags[0].key: must have 1 to 128 characters"},
      {{{"x-amz-tagging", "a=1&a=2"}}, "object.tags[1].key: 'a' is given twice"},
      {{{"x-amz-server-side-encryption", "none"}}, "header x-amz-server-side-encryption: must be AES256, aws:kms or"},
      {{{"x-amz-server-side-encryption-aws-kms-key-id", "k"}}, "header x-amz-server-side-encryption: must be AES256"},
      {{{"x-macie-local-last-modified", "today"}}, "header x-macie-local-last-modified: must be an ISO 8601 time"},
      {{{"content-type", "\xFF"}}, "object.contentType: must be at most 255 printable ASCII"},
      {{{"content-type", "a"}, {"Content-Type", "b"}}, "header Content-Type: is given twice"},
  };
  for (const auto& [headers, message] : cases) {
    const Response response = Put("one/a", "x", headers);
    EXPECT_EQ(response.status, 400) << message;
    EXPECT_EQ(Message(response).find(message), 0u) << Message(response);
  }
  EXPECT_EQ(Get("one/a").status, 404);
  EXPECT_EQ(Bucket("one"), nullptr);
}

TEST_F(ObjectsTest, ALongObjectComesInSteps) {
  std::string content;
  while (content.size() < 2 * ObjectUpload::kStepBytes + 5) content += std::to_string(content.size());
  ASSERT_EQ(Put("one/long", content).status, 200);
  EXPECT_EQ(Get("one/long").body.str(), content);
  for (const std::size_t size : {state::kObjectPieceBytes, ObjectUpload::kStepBytes, ObjectUpload::kStepBytes + 1}) {
    ASSERT_EQ(Put("one/edge", content.substr(0, size)).status, 200);
    EXPECT_EQ(Get("one/edge").body.str(), content.substr(0, size));
  }
  EXPECT_EQ(Bucket("one").at("objectCount"), 2);
  ASSERT_EQ(Put("one/empty", "").status, 200);
  EXPECT_EQ(Get("one/empty").body.str(), "");
}

TEST_F(ObjectsTest, ADeletionSaysWhetherItWasThere) {
  Put("one/a.csv", "123");
  Put("one/b.csv", "1234");
  EXPECT_EQ(bench_.Send("DELETE", "/_macie-local/objects/one/a.csv").body.str(), "{\"deleted\":true}\n");
  EXPECT_EQ(bench_.Send("DELETE", "/_macie-local/objects/one/a.csv").body.str(), "{\"deleted\":false}\n");
  EXPECT_EQ(Bucket("one").at("sizeInBytes"), 4);
  bench_.Send("DELETE", "/_macie-local/objects/one/b.csv");
  EXPECT_EQ(Bucket("one").at("objectCount"), 0);
  EXPECT_EQ(Bucket("one").at("sensitivityScore"), 1);
}

TEST_F(ObjectsTest, AListComesInPages) {
  for (const char* key : {"a", "a/1", "a/2", "b", "c/1"}) Put(std::string("one/") + key, "x");
  const auto keys = [](const Json& list) {
    std::vector<std::string> all;
    for (const Json& object : list.at("objects")) all.push_back(object.at("key"));
    return all;
  };
  using Keys = std::vector<std::string>;
  const Json first = List("one?limit=2");
  EXPECT_EQ(keys(first), (Keys{"a", "a/1"}));
  EXPECT_EQ(first.at("next"), "a/1");
  const Json last = List("one?limit=3&after=a%2F1");
  EXPECT_EQ(keys(last), (Keys{"a/2", "b", "c/1"}));
  EXPECT_FALSE(last.contains("next"));
  EXPECT_EQ(keys(List("one?prefix=a/")), (Keys{"a/1", "a/2"}));
  EXPECT_EQ(keys(List("one?prefix=a/&after=a/1")), (Keys{"a/2"}));
  EXPECT_EQ(keys(List("one?prefix=a/&after=b")), Keys{});
  EXPECT_EQ(keys(List("none")), Keys{});
  EXPECT_FALSE(first.at("objects")[0].contains("firstPiece"));
  for (const char* limit : {"0", "1001", "x", ""}) {
    EXPECT_EQ(Message(Get(std::string("one?limit=") + limit)).find("limit: must be a number from 1 to 1000"), 0u);
  }
  EXPECT_EQ(Get("one?limit=1000").status, 200);
}

TEST_F(ObjectsTest, AllContentTogetherHasABound) {
  bench_.environment.object_bytes_max = 10;
  EXPECT_EQ(Put("one/a", "1234567890").status, 200);
  const Response refused = Put("one/b", "1");
  EXPECT_EQ(refused.status, 507);
  EXPECT_EQ(Message(refused),
            "the content of all objects may have 10 bytes together (--object-bytes-max); there are "
            "10, and 1 more given");
  EXPECT_EQ(Put("one/a", "0987654321").status, 200);  // in the place of as much
  EXPECT_EQ(Put("one/a", "12345678901").status, 507);
  EXPECT_EQ(Put("one/c", "").status, 200);
  EXPECT_EQ(Get("one/a").body.str(), "0987654321");
}

TEST_F(ObjectsTest, OneObjectHasABound) {
  const auto& gateway = bench_.gateway();
  EXPECT_EQ(gateway.BodyBytesMax("PUT", "/_macie-local/objects/one/a/b?account=123456789012"), 1u << 30);
  EXPECT_EQ(gateway.BodyBytesMax("PUT", "/_macie-local/objects/one"), 64u << 10);
}

TEST_F(ObjectsTest, PutBucketsKeepsObjectsAndADeletionOfTheBucketTakesThem) {
  Put("one/a.csv", "123");
  bench_.Send("PUT", "/_macie-local/buckets", R"([{"bucketName":"one","objectCount":9,"versioning":true}])");
  EXPECT_EQ(Bucket("one").at("objectCount"), 1);
  EXPECT_EQ(Bucket("one").at("versioning"), true);
  EXPECT_EQ(Get("one/a.csv").status, 200);
  bench_.Send("PUT", "/_macie-local/buckets", R"([{"bucketName":"one","objects":[{"key":"b","text":"x"}]}])");
  EXPECT_EQ(Get("one/a.csv").status, 404);
  EXPECT_EQ(Get("one/b").body.str(), "x");
  EXPECT_EQ(bench_.Send("DELETE", "/_macie-local/buckets/one").status, 200);
  EXPECT_EQ(Get("one/b").status, 404);
}

TEST_F(ObjectsTest, ResetsAndSnapshotsBringThemBack) {
  Put("one/a.csv", "before");
  ASSERT_EQ(bench_.Send("POST", "/_macie-local/snapshots", R"({"name":"s"})").status, 200);
  Put("one/a.csv", "after");
  Put("two/b.csv", "x");
  ASSERT_EQ(bench_.Send("POST", "/_macie-local/snapshots/s/restore").status, 200);
  EXPECT_EQ(Get("one/a.csv").body.str(), "before");
  EXPECT_EQ(Get("two/b.csv").status, 404);
  EXPECT_EQ(Bucket("one").at("sizeInBytes"), 6);
  const std::string state = bench_.Send("GET", "/_macie-local/state").body.str();
  ASSERT_EQ(bench_.Send("POST", "/_macie-local/reset").status, 200);
  EXPECT_EQ(Get("one/a.csv").status, 404);
  ASSERT_EQ(bench_.Send("PUT", "/_macie-local/state", state).status, 200);
  EXPECT_EQ(Get("one/a.csv").body.str(), "before");
}

TEST_F(ObjectsTest, AccountsAndRegionsAreApart) {
  Put("one/a?account=111122223333&region=eu-west-1", "x");
  EXPECT_EQ(Get("one/a").status, 404);
  EXPECT_EQ(Get("one/a?account=111122223333&region=eu-west-1").body.str(), "x");
}

}  // namespace
}  // namespace macie_local::gateway
