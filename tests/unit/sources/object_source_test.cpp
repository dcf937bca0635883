// What every source of objects does, whatever is behind it.
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "objects/folder.h"
#include "objects/md5.h"
#include "objects/source.h"
#include "state/object_source.h"
#include "state/transaction.h"
#include "support/files.h"
#include "support/ports.h"

namespace macie_local::objects {
namespace {

class InState {
 public:
  ObjectSource& source() { return source_; }
  void Put(const std::string& bucket, const std::string& key, const std::string& content) {
    auto object = std::make_shared<state::StoredObject>();
    object->info.key = key;
    object->info.size = content.size();
    Md5 sum;
    sum.Add(content);
    object->info.etag = sum.Finish();
    for (std::size_t at = 0; at < content.size(); at += state::kObjectPieceBytes) {
      object->pieces.push_back(std::make_shared<const std::string>(content.substr(at, state::kObjectPieceBytes)));
    }
    state::Transaction(&batch_, &ids_, Timestamp{}).PutObject(key_, bucket, object);
  }
  void Remove(const std::string& bucket, const std::string& key) {
    state::Transaction(&batch_, &ids_, Timestamp{}).EraseObject(key_, bucket, key);
  }

 private:
  const state::PartitionKey key_{"123456789012", "us-east-1"};
  state::Batch batch_;
  support::CountingIds ids_;
  state::StateObjects source_{key_, [this] {
                                batch_.Close();
                                return std::make_shared<const state::State>(batch_.state);
                              }};
};

class InFolder {
 public:
  InFolder() : source_(std::move(FolderSource::Open(folder_.File(""))).value()) {}
  ObjectSource& source() { return *source_; }
  void Put(const std::string& bucket, const std::string& key, const std::string& content) {
    const std::filesystem::path file = folder_.File(bucket + "/" + key);
    std::filesystem::create_directories(file.parent_path());
    support::WriteFile(file, content);
  }
  void Remove(const std::string& bucket, const std::string& key) {
    std::filesystem::remove(folder_.File(bucket + "/" + key));
  }

 private:
  support::TemporaryFolder folder_;
  std::shared_ptr<FolderSource> source_;
};

template <class Place>
class ObjectSourceTest : public testing::Test {
 protected:
  std::vector<ObjectInfo> List(const std::string& bucket, const std::string& after = "") {
    std::vector<ObjectInfo> all;
    const auto lister = place_.source().List(bucket, after);
    while (true) {
      const auto listed = lister->Next();
      EXPECT_TRUE(listed.ok()) << (listed.ok() ? "" : listed.error().text);
      if (!listed.ok() || listed->empty()) return all;
      EXPECT_LE(listed->size(), 1000u);
      all.insert(all.end(), listed->begin(), listed->end());
    }
  }
  std::vector<std::string> Keys(const std::string& bucket, const std::string& after = "") {
    std::vector<std::string> keys;
    for (const ObjectInfo& object : List(bucket, after)) keys.push_back(object.key);
    return keys;
  }
  // The content, or the error in brackets.
  std::string Read(const ObjectInfo& object) {
    const auto content = place_.source().Open("one", object);
    if (!content.ok()) return "(" + content.error().text + ")";
    std::string all;
    while (true) {
      const auto bytes = (*content)->Next();
      if (!bytes.ok()) return "(" + bytes.error().text + ")";
      if (bytes->empty()) return all;
      all.append(*bytes);
    }
  }

  Place place_;
};
using Places = testing::Types<InState, InFolder>;
TYPED_TEST_SUITE(ObjectSourceTest, Places);

TYPED_TEST(ObjectSourceTest, FindsWhatAListingTells) {
  this->place_.Put("one", "a/b", "content");
  this->place_.Put("one", "a-b", "");
  for (const ObjectInfo& object : this->List("one")) {
    const auto found = this->place_.source().Find("one", object.key);
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(*found, object);
  }
  EXPECT_EQ(*this->place_.source().Find("one", "a"), std::nullopt);
  EXPECT_EQ(*this->place_.source().Find("two", "a-b"), std::nullopt);
  this->place_.Remove("one", "a-b");
  EXPECT_EQ(*this->place_.source().Find("one", "a-b"), std::nullopt);
}

TYPED_TEST(ObjectSourceTest, ListsByTheBytesOfWholeKeys) {
  const std::vector<std::string> keys{"Z", "a-b", "a.txt", "a/b", "a/b.c/d", "a/b/c", "a/b0", "a0", "ab", "\xC3\xA9/x"};
  for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
    if (*key != "a/b") this->place_.Put("one", *key, *key);
  }
  this->place_.Put("two", "other", "x");
  std::vector<std::string> expected;
  for (const std::string& key : keys) {
    if (key != "a/b") expected.push_back(key);
  }
  EXPECT_EQ(this->Keys("one"), expected);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(this->Keys("one", expected[i]),
              std::vector<std::string>(expected.begin() + static_cast<std::ptrdiff_t>(i) + 1, expected.end()))
        << expected[i];
  }
  EXPECT_EQ(this->Keys("one", "a/").front(), "a/b.c/d");
  EXPECT_EQ(this->Keys("one", "a/b").front(), "a/b.c/d");
  EXPECT_EQ(this->Keys("one", "a/b.d").front(), "a/b/c");
}

TYPED_TEST(ObjectSourceTest, AnUnknownBucketHasNone) {
  this->place_.Put("one", "a", "x");
  for (const char* bucket : {"none", "", ".", "..", "one/", "../one"})
    EXPECT_TRUE(this->Keys(bucket).empty()) << bucket;
}

TYPED_TEST(ObjectSourceTest, ListsManyInParts) {
  std::vector<std::string> expected;
  for (int i = 1000; i < 3001; ++i) {
    expected.push_back("k" + std::to_string(i));
    this->place_.Put("one", expected.back(), "");
  }
  EXPECT_EQ(this->Keys("one"), expected);
}

TYPED_TEST(ObjectSourceTest, ReadsWhatWasListed) {
  const std::string large = std::string((1 << 20) - 1, 'x') + "\xC3\xA9" + std::string(300'000, 'y');
  this->place_.Put("one", "a/large", large);
  this->place_.Put("one", "empty", "");
  const auto listed = this->List("one");
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed[0].size, large.size());
  EXPECT_EQ(listed[0].storage_class, "STANDARD");
  EXPECT_EQ(listed[0].encryption, "AES256");
  EXPECT_EQ(this->Read(listed[0]), large);
  EXPECT_EQ(this->Read(listed[1]), "");
  Md5 sum;
  sum.Add(large);
  EXPECT_EQ(*this->place_.source().ETagOf("one", listed[0]), sum.Finish());
}

TYPED_TEST(ObjectSourceTest, WhatChangedOrWentIsAnError) {
  this->place_.Put("one", "changes", "before");
  this->place_.Put("one", "goes", "x");
  const auto listed = this->List("one");
  this->place_.Put("one", "changes", "and after");
  this->place_.Remove("one", "goes");
  EXPECT_NE(this->Read(listed[0]).find("has changed"), std::string::npos) << this->Read(listed[0]);
  EXPECT_NE(this->Read(listed[1]).find("is not there any more"), std::string::npos) << this->Read(listed[1]);
}

TYPED_TEST(ObjectSourceTest, AKeyLeadsNowhereElse) {
  this->place_.Put("one", "a/b", "x");
  ObjectInfo object = this->List("one").front();
  for (const char* key : {"../one/a/b", "a/../a/b", "./a/b", "a//b", "/a/b", "a/b/", "a", "", "a/."}) {
    object.key = key;
    EXPECT_NE(this->Read(object).find("is not there any more"), std::string::npos) << key << ": " << this->Read(object);
  }
}

}  // namespace
}  // namespace macie_local::objects
