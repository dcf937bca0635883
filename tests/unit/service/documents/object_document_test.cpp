// Objects of buckets in state documents: what is taken, what is refused and where, and that an export says the same.
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/body.h"
#include "service/buckets/buckets.h"
#include "service/documents/documents.h"
#include "support/ports.h"

namespace macie_local::service {
namespace {

const state::PartitionKey kKey{"123456789012", "us-east-1"};

class ObjectDocumentTest : public testing::Test {
 protected:
  // The error, or nothing.
  std::string Put(const std::string& text) {
    state::Batch batch;
    state::Transaction transaction(&batch, &ids_, Timestamp(std::chrono::seconds(1'700'000'000)));
    const auto put = ReplaceState(environment_, kKey, text, std::nullopt, transaction);
    if (!put.ok()) return put.error().text;
    batch.Close();
    batch_ = std::move(batch);
    return "";
  }
  std::string PutObjects(const std::string& objects) {
    return Put(R"({"version":1,"accounts":{"123456789012":{"us-east-1":{"buckets":[{"bucketName":"one","objects":)" +
               objects + "}]}}}}");
  }
  std::string Exported(ExportOptions options = {}) {
    return base::Body(
               std::make_shared<StateExport>(std::make_shared<const state::State>(batch_.state), std::move(options)))
        .str();
  }
  const state::Partition& partition() { return batch_.state.partition(kKey); }
  const state::StoredObject& Object(const std::string& key) { return *partition().objects.Find("one", key)->object; }

  Environment environment_;
  support::CountingIds ids_;
  state::Batch batch_;
};

std::string ContentOf(const state::StoredObject& object) {
  std::string all;
  for (const state::ObjectPiece& piece : object.pieces) all += *piece;
  return all;
}

TEST_F(ObjectDocumentTest, ObjectsAreTakenAndCounted) {
  ASSERT_EQ(PutObjects(R"([
    {"key":"a.csv","text":"name,ssn\n","contentType":"text/csv","storageClass":"STANDARD_IA",
     "lastModified":"2023-01-01T00:00:00Z","tags":[{"key":"team","value":"hr"}],
     "serverSideEncryption":{"encryptionType":"aws:kms","kmsMasterKeyId":"alias/key"}},
    {"key":"b/c.bin","base64":"AP8="},
    {"key":"d/"}])"),
            "");
  const state::StoredObject& csv = Object("a.csv");
  EXPECT_EQ(ContentOf(csv), "name,ssn\n");
  EXPECT_EQ(csv.info.etag, "1aac5ecfae480fbac1920084fdadf9b0");
  EXPECT_EQ(csv.info.storage_class, "STANDARD_IA");
  EXPECT_EQ(csv.info.encryption, "aws:kms");
  EXPECT_EQ(csv.info.kms_key_id, "alias/key");
  EXPECT_EQ(csv.content_type, "text/csv");
  EXPECT_EQ(ContentOf(Object("b/c.bin")), std::string("\0\xFF", 2));
  EXPECT_EQ(Object("b/c.bin").content_type, kContentTypeDefault);
  EXPECT_EQ(Object("d/").info.size, 0u);
  EXPECT_EQ(Object("d/").info.last_modified, Timestamp(std::chrono::seconds(1'700'000'000)));
  const auto bucket = *partition().buckets.Find("one");
  EXPECT_EQ(bucket.objectCount, 3);
  EXPECT_EQ(bucket.sizeInBytes, 11);
  EXPECT_EQ(bucket.classifiableObjectCount, 1);
  EXPECT_EQ(bucket.unclassifiableObjectCount->fileType, 2);
  EXPECT_EQ(bucket.objectCountByEncryptionType->kmsManaged, 1);
  EXPECT_EQ(bucket.objectCountByEncryptionType->s3Managed, 2);
  EXPECT_EQ(batch_.state.object_bytes, 11u);
}

TEST_F(ObjectDocumentTest, AnExportSaysTheSame) {
  // A character that two pieces share, and bytes that are no text in the last piece alone.
  const std::string shared(state::kObjectPieceBytes - 1, 'x');
  ASSERT_EQ(
      PutObjects(R"([{"key":"text","text":")" + shared + "\xE2\x82\xAC\\u0000\\\"" + R"("},{"key":"bytes","base64":")" +
                 std::string(4 * 400'000, 'Y') + R"(/w=="},{"key":"\u00e9 \u0000"}])"),
      "");
  const std::string exported = Exported();
  EXPECT_NE(exported.find("\xE2\x82\xAC\\u0000\\\"\""), std::string::npos);
  const std::string bytes = ContentOf(Object("bytes"));
  ASSERT_EQ(Put(exported), "");
  EXPECT_EQ(ContentOf(Object("bytes")), bytes);
  EXPECT_EQ(ContentOf(Object("text")).size(), shared.size() + 5);
  EXPECT_EQ(Exported(), exported);
}

TEST_F(ObjectDocumentTest, AnExportComesInPieces) {
  ASSERT_EQ(PutObjects(R"([{"key":"a","text":")" + std::string(3 << 20, 'x') + R"("}])"), "");
  StateExport source(std::make_shared<const state::State>(batch_.state), {});
  std::string piece;
  std::size_t pieces = 0;
  for (bool more = true; more; ++pieces) {
    piece.clear();
    more = source.Next(&piece);
    EXPECT_LE(piece.size(), 2 * StateExport::kPieceBytes);
  }
  EXPECT_GE(pieces, 12u);
}

TEST_F(ObjectDocumentTest, AnExportMayLeaveObjectsAndBucketsOut) {
  ASSERT_EQ(Put(R"([{"bucketName":"one","objects":[{"key":"a","text":"x"}]},{"bucketName":"two"}])"), "");
  EXPECT_EQ(Exported({.objects = false}).find("\"objects\":["), std::string::npos);
  const std::string left = Exported({.leave_out = [](const state::PartitionKey& key, std::string_view name) {
    return key == kKey && name == "one";
  }});
  EXPECT_EQ(left.find("\"one\""), std::string::npos) << left;
  EXPECT_NE(left.find("\"two\""), std::string::npos) << left;
  EXPECT_EQ(Put(left), "");
}

TEST_F(ObjectDocumentTest, ASharedObjectIsTheSameInMemory) {
  ASSERT_EQ(PutObjects(R"([{"key":"a","text":"x"}])"), "");
  const auto saved = std::make_shared<const state::State>(batch_.state);
  const state::ObjectPiece piece = Object("a").pieces.front();
  ASSERT_EQ(Put(Exported({.objects = false})), "");
  EXPECT_TRUE(partition().objects.empty());
  EXPECT_EQ(partition().buckets.Find("one")->objectCount, 1);
  {
    state::Transaction transaction(&batch_, &ids_, Timestamp{});
    ASSERT_TRUE(ShareObjects(environment_, *saved, std::nullopt, transaction).ok());
  }
  batch_.Close();
  EXPECT_EQ(Object("a").pieces.front(), piece);
}

TEST_F(ObjectDocumentTest, EveryMistakeIsToldWithItsPlace) {
  const std::string place = "accounts.123456789012.us-east-1.buckets[0].objects[0]";
  const std::pair<std::string, std::string> cases[] = {
      {R"([{"text":"x"}])", place + ".key: is required"},
      {R"([{"key":""}])", place + ".key: must have 1 to 1024 bytes; 0 given"},
      {R"([{"key":")" + std::string(1025, 'k') + R"("}])", place + ".key: must have 1 to 1024 bytes; 1025 given"},
      {R"([{"key":"a","text":"x","base64":""}])", place + ": has either text or base64; both given"},
      {R"([{"key":"a","base64":"AP8"}])", place + ".base64: is not base64 with padding, as RFC 4648 has it"},
      {R"([{"key":"a","base64":"A-8="}])", place + ".base64: is not base64 with padding, as RFC 4648 has it"},
      {R"([{"key":"a","storageClass":"ICE"}])", place + ".storageClass: must be one of STANDARD"},
      {R"([{"key":"a","serverSideEncryption":{"encryptionType":"UNKNOWN"}}])",
       place + ".serverSideEncryption.encryptionType: must be NONE, AES256, aws:kms or aws:kms:dsse; it is required"},
      {R"([{"key":"a","serverSideEncryption":{"encryptionType":"AES256","kmsMasterKeyId":"k"}}])",
       place + ".serverSideEncryption.kmsMasterKeyId: goes with"},
      {R"([{"key":"a","contentType":"\u00e9"}])", place + ".contentType: must be at most 255 printable ASCII"},
      {R"([{"key":"a","contentType":")" + std::string(256, 't') + R"("}])",
       place + ".contentType: must be at most 255"},
      {R"([{"key":"a","tags":[{"value":"v"}]}])", place + ".tags[0].key: must have 1 to 128 characters"},
      {R"([{"key":"a","tags":[{"key":"k"},{"key":"k"}]}])", place + ".tags[1].key: 'k' is given twice"},
      {R"([{"key":"a"},{"key":"a"}])",
       "accounts.123456789012.us-east-1.buckets[0].objects[1].key: 'a' is the key of an object before it, too"},
  };
  for (const auto& [objects, message] : cases) {
    const std::string told = PutObjects(objects);
    EXPECT_EQ(told.find(message), 0u) << objects << ": " << told;
  }
  EXPECT_EQ(PutObjects(R"([{"key":"a","lastModified":"now"}])").find("line 1: " + place + ".lastModified: "), 0u);
  EXPECT_EQ(PutObjects(R"([{"key":"a","body":"x"}])").find("line 1: " + place + ".body: unknown member"), 0u);
}

TEST_F(ObjectDocumentTest, EachBoundIsTaken) {
  std::string tags;
  for (std::size_t i = 0; i < kObjectTagsMax; ++i) {
    tags += (i == 0 ? R"({"key":")" : R"(,{"key":")") + std::to_string(i) + std::string(kObjectTagKeyMax - 1, 'k') +
            R"(","value":")" + std::string(kObjectTagValueMax, 'v') + "\"}";
  }
  const std::string rest = R"(","contentType":")" + std::string(kObjectContentTypeBytesMax, 't') +
                           R"(","serverSideEncryption":{"encryptionType":"aws:kms","kmsMasterKeyId":")" +
                           std::string(kObjectKmsKeyBytesMax, 'k') + R"("},"tags":[)";
  const std::string head = R"([{"key":")" + std::string(kObjectKeyBytesMax, 'k') + rest;
  EXPECT_EQ(PutObjects(head + tags + "]}]"), "");
  EXPECT_NE(PutObjects(head + tags + R"(,{"key":"one more"}]}])").find(".tags: has at most 10 tags; 11 given"),
            std::string::npos);
}

TEST_F(ObjectDocumentTest, TheContentOfAllHasABound) {
  environment_.object_bytes_max = 5;
  EXPECT_EQ(PutObjects(R"([{"key":"a","text":"123"},{"key":"b","text":"45"}])"), "");
  const std::string told = PutObjects(R"([{"key":"a","text":"123"},{"key":"b","text":"456"}])");
  EXPECT_EQ(told,
            "accounts.123456789012.us-east-1.buckets[0].objects[1]: the content of all objects may have 5 bytes "
            "together (--object-bytes-max); there are 3, and 3 more given");
}

TEST_F(ObjectDocumentTest, ABucketKeepsItsObjectsUnlessTheDocumentHasSome) {
  ASSERT_EQ(PutObjects(R"([{"key":"a","text":"123"}])"), "");
  const auto add = [&](const std::string& text) {
    state::Transaction transaction(&batch_, &ids_, Timestamp{});
    const auto imported = ImportState(environment_, kKey, text, std::nullopt, transaction);
    EXPECT_TRUE(imported.ok()) << (imported.ok() ? "" : imported.error().text);
    batch_.Close();
  };
  add(R"([{"bucketName":"one","objectCount":77,"versioning":true}])");
  EXPECT_EQ(partition().buckets.Find("one")->objectCount, 1);
  EXPECT_EQ(partition().buckets.Find("one")->versioning, true);
  EXPECT_EQ(Object("a").info.size, 3u);
  add(R"([{"bucketName":"one","objects":[{"key":"b","text":"1234"}]}])");
  EXPECT_EQ(partition().objects.Find("one", "a"), nullptr);
  EXPECT_EQ(partition().buckets.Find("one")->sizeInBytes, 4);
  add(R"([{"bucketName":"one","objects":[],"objectCount":77}])");
  EXPECT_TRUE(partition().objects.empty());
  EXPECT_EQ(partition().buckets.Find("one")->objectCount, 77);
  EXPECT_EQ(batch_.state.object_bytes, 0u);
}

// Of two buckets of one name the last counts, with the objects that either has.
TEST_F(ObjectDocumentTest, ABucketTwiceHasCountsThatFitItsObjects) {
  ASSERT_EQ(Put(R"([{"bucketName":"one","objects":[{"key":"a","text":"123"}]},{"bucketName":"one","objectCount":9}])"),
            "");
  EXPECT_EQ(partition().buckets.Find("one")->objectCount, 1);
  ASSERT_EQ(Put(R"({"version":1,"accounts":{"123456789012":{"us-east-1":{"buckets":[
    {"bucketName":"one","objects":[{"key":"a","text":"123"}]},{"bucketName":"one","objectCount":9}]}}}})"),
            "");
  EXPECT_EQ(partition().buckets.Find("one")->objectCount, 1);
}

}  // namespace
}  // namespace macie_local::service
