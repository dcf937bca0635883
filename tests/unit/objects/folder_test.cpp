// What is a folder's own; what it has in common with other sources is tested in tests/unit/sources.
#include "objects/folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "support/files.h"

namespace macie_local::objects {
namespace {

class FolderTest : public testing::Test {
 protected:
  void Put(const std::string& name, const std::string& content = "x") {
    const std::filesystem::path file = folder_.File("root/" + name);
    std::filesystem::create_directories(file.parent_path());
    support::WriteFile(file, content);
  }
  void Link(const std::string& name, const std::string& target) {
    ASSERT_EQ(symlink(target.c_str(), folder_.File("root/" + name).c_str()), 0);
  }
  std::shared_ptr<FolderSource> Open() {
    std::filesystem::create_directories(folder_.File("root"));
    return std::move(FolderSource::Open(folder_.File("root"))).value();
  }
  static std::vector<ObjectInfo> List(FolderSource& source, const std::string& bucket) {
    auto listed = source.List(bucket, "")->Next();
    EXPECT_TRUE(listed.ok()) << (listed.ok() ? "" : listed.error().text);
    return listed.ok() ? *listed : std::vector<ObjectInfo>();
  }
  static std::vector<std::string> Keys(FolderSource& source, const std::string& bucket) {
    std::vector<std::string> keys;
    for (const ObjectInfo& object : List(source, bucket)) keys.push_back(object.key);
    return keys;
  }

  support::TemporaryFolder folder_;
};

using Names = std::vector<std::string>;

TEST_F(FolderTest, FoldersAreBucketsAndFilesBesideThemABucketOfTheFoldersName) {
  Put("beta/x");
  Put("alpha/x");
  EXPECT_EQ(*Open()->Buckets(), (Names{"alpha", "beta"}));
  Put("file.csv");
  Put("alpha.json", "{}");
  Put("gamma.json", "{}");
  const auto source = Open();
  EXPECT_EQ(*source->Buckets(), (Names{"alpha", "beta", "root"}));
  EXPECT_EQ(Keys(*source, "root"), (Names{"file.csv", "gamma.json"}));
  EXPECT_EQ(*source->MetadataOf("alpha"), "{}");
  EXPECT_EQ(*source->MetadataOf("beta"), std::nullopt);
  EXPECT_EQ(*source->MetadataOf("root"), std::nullopt);
}

TEST_F(FolderTest, AnObjectIsFoundWhereAListingTellsIt) {
  support::WriteFile(folder_.File("secret"), "secret");
  Put("one/folder/file", "content");
  Put("one.json", "{}");
  Put("other.json", "{}");
  Link("one/link", "folder/file");
  Link("one/out", "../../secret");
  Link("one/away", "folder");
  const auto source = Open();
  const auto found = [&](const std::string& bucket, const std::string& key) {
    const auto object = source->Find(bucket, key);
    return object.ok() && object->has_value();
  };
  for (const ObjectInfo& object : List(*source, "one")) {
    EXPECT_EQ(*source->Find("one", object.key), object);
  }
  EXPECT_TRUE(found("one", "folder/file"));
  EXPECT_TRUE(found("one", "link"));
  for (const char* key : {"", "folder", "folder/", "folder/none", "folder//file", "none/file", "out", "away/file",
                          "../one/folder/file", "folder/../link"}) {
    EXPECT_FALSE(found("one", key)) << key;
  }
  EXPECT_FALSE(found("one", std::string("link\0", 5)));
  EXPECT_FALSE(found("none", "link"));
  EXPECT_FALSE(found("..", "secret"));
  EXPECT_TRUE(found("root", "other.json"));
  EXPECT_FALSE(found("root", "one.json"));
  EXPECT_FALSE(found("root", "one/link"));
}

TEST_F(FolderTest, AFolderOfTheFoldersNameHidesTheFiles) {
  Put("file.csv");
  Put("root/inner.csv");
  const auto source = Open();
  EXPECT_EQ(*source->Buckets(), (Names{"root"}));
  EXPECT_EQ(Keys(*source, "root"), (Names{"inner.csv"}));
}

TEST_F(FolderTest, LinksLeadNowhereElse) {
  support::WriteFile(folder_.File("secret"), "secret");
  std::filesystem::create_directories(folder_.File("outside"));
  support::WriteFile(folder_.File("outside/secret"), "secret");
  Put("one/real", "content");
  Put("two/other");
  Link("one/absolute", folder_.File("root/one/real"));
  Link("one/relative", "../two/other");
  Link("one/out", "../../secret");
  Link("one/out-absolute", folder_.File("secret"));
  Link("one/out-folder", "../../outside");
  Link("one/in-folder", "../two");
  Link("one/dangling", "nothing");
  Link("one/device", "/dev/null");
  Link("linked", "two");
  ASSERT_EQ(mkfifo(folder_.File("root/one/pipe").c_str(), 0600), 0);
  const auto source = Open();
  EXPECT_EQ(*source->Buckets(), (Names{"one", "two"}));
  EXPECT_EQ(Keys(*source, "one"), (Names{"absolute", "real", "relative"}));
  EXPECT_TRUE(Keys(*source, "linked").empty());
  for (const char* key : {"out", "out-absolute", "out-folder/secret", "in-folder/other", "device", "pipe"}) {
    ObjectInfo object = List(*source, "one").front();
    object.key = key;
    EXPECT_FALSE(source->Open("one", object).ok()) << key;
  }
}

// The target is swapped between the listing and the reading.
TEST_F(FolderTest, ALinkThatIsTurnedIsFollowedNowhereElse) {
  support::WriteFile(folder_.File("secret"), "content");
  Put("one/real", "content");
  Link("one/link", "real");
  const auto source = Open();
  const ObjectInfo link = List(*source, "one").front();
  ASSERT_EQ(link.key, "link");
  EXPECT_TRUE(source->Open("one", link).ok());
  std::filesystem::remove(folder_.File("root/one/link"));
  Link("one/link", "../../secret");
  EXPECT_FALSE(source->Open("one", link).ok());
}

// What was listed as a file is something else when it is read.
TEST_F(FolderTest, WhatTakesAFilesPlaceIsNotRead) {
  std::filesystem::create_directories(folder_.File("outside"));
  support::WriteFile(folder_.File("outside/file"), "content");
  Put("one/folder/file", "content");
  Put("one/plain", "content");
  const auto source = Open();
  const std::vector<ObjectInfo> listed = List(*source, "one");
  ASSERT_EQ(Keys(*source, "one"), (Names{"folder/file", "plain"}));
  for (const ObjectInfo& object : listed) EXPECT_TRUE(source->Open("one", object).ok()) << object.key;

  std::filesystem::rename(folder_.File("root/one/folder"), folder_.File("root/one/was"));
  Link("one/folder", "../../outside");
  EXPECT_FALSE(source->Open("one", listed[0]).ok());
  std::filesystem::remove(folder_.File("root/one/folder"));
  Link("one/folder", "was");  // a folder that is a link is passed over, wherever it leads
  EXPECT_FALSE(source->Open("one", listed[0]).ok());

  std::filesystem::remove(folder_.File("root/one/plain"));
  ASSERT_EQ(mkfifo(folder_.File("root/one/plain").c_str(), 0600), 0);
  EXPECT_FALSE(source->Open("one", listed[1]).ok());
}

TEST_F(FolderTest, KeysAndBucketsLeadNowhereElse) {
  support::WriteFile(folder_.File("file"), "content");
  Put("one/file", "content");
  Put("two/file", "content");
  const auto source = Open();
  ObjectInfo object = List(*source, "one").front();
  EXPECT_TRUE(source->Open("one", object).ok());
  for (const char* bucket : {"", ".", "..", "one/", "one/../two", "./one"}) {
    EXPECT_FALSE(source->Open(bucket, object).ok()) << bucket;
  }
  for (const char* key : {"../one/file", "../../file", "./file", "/file", "x//../file", "file/", ""}) {
    object.key = key;
    EXPECT_FALSE(source->Open("one", object).ok()) << key;
  }
  object.key = std::string("file\0", 5);
  EXPECT_FALSE(source->Open("one", object).ok());
}

// Pieces are of at most 256 KiB; what is said of a size holds at their bounds.
TEST_F(FolderTest, FilesAreReadWhole) {
  const auto source = Open();
  for (const std::size_t size : {0u, 1u, 262'143u, 262'144u, 262'145u, 600'000u}) {
    Put("one/a", std::string(size, 'x'));
    const auto content = source->Open("one", List(*source, "one").front());
    ASSERT_TRUE(content.ok());
    std::size_t read = 0;
    for (auto piece = (*content)->Next(); piece.ok() && !piece->empty(); piece = (*content)->Next()) {
      read += piece->size();
    }
    EXPECT_EQ(read, size);
    EXPECT_TRUE((*content)->Next().ok());
  }
}

TEST_F(FolderTest, NamesThatAreNotUtf8AndKeysThatAreTooLongAreNone) {
  Put("one/good");
  Put("one/\xFF");
  const std::string long_name(250, 'n');
  std::string folder = "one/" + long_name + "/" + long_name + "/" + long_name + "/" + long_name + "/";
  // The key has 1,024 bytes, and one more.
  Put(folder + std::string(1024 - 4 * 251, 'k'));
  Put(folder + std::string(1025 - 4 * 251, 'k'));
  const auto keys = Keys(*Open(), "one");
  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys[0], "good");
  EXPECT_EQ(keys[1].size(), FolderSource::kKeyBytesMax);
}

TEST_F(FolderTest, FoldersMayLieSoDeepAndNoDeeper) {
  std::string name = "one/";
  for (std::size_t i = 0; i < FolderSource::kDepthMax; ++i) name += "d/";
  Put(name + "deep");
  EXPECT_EQ(Keys(*Open(), "one").size(), 1u);
  Put(name + "d/deeper");
  const auto listed = Open()->List("one", "")->Next();
  ASSERT_FALSE(listed.ok());
  EXPECT_NE(listed.error().text.find("more than 64 folders deep"), std::string::npos) << listed.error().text;
}

TEST_F(FolderTest, RulesTellOfObjectsByKeyAndByPattern) {
  Put("one/a.csv");
  Put("one/x/b.csv");
  Put("one/x/b.txt");
  const auto source = Open();
  ObjectRule all;
  all.key = "*.csv";
  all.is_pattern = true;
  all.storage_class = "GLACIER";
  all.tags = std::vector<std::pair<std::string, std::string>>{{"team", "a"}};
  ObjectRule one;
  one.key = "x/b.csv";
  one.storage_class = "STANDARD_IA";
  one.encryption.emplace("aws:kms", "key");
  one.last_modified = Timestamp(std::chrono::seconds(5));
  source->SetRules("one", {all, one});
  const auto listed = List(*source, "one");
  ASSERT_EQ(listed.size(), 3u);
  EXPECT_EQ(listed[0].storage_class, "GLACIER");
  EXPECT_EQ(listed[1].storage_class, "STANDARD_IA");
  EXPECT_EQ(listed[1].kms_key_id, "key");
  EXPECT_EQ(listed[1].tags.size(), 1u);
  EXPECT_EQ(listed[1].last_modified, Timestamp(std::chrono::seconds(5)));
  EXPECT_EQ(listed[2].storage_class, "STANDARD");
  EXPECT_TRUE(source->Open("one", listed[1]).ok());
}

TEST_F(FolderTest, PatternsFit) {
  for (const auto& [pattern, text] : std::vector<std::pair<std::string, std::string>>{{"*", ""},
                                                                                      {"*", "a/b"},
                                                                                      {"a*", "a"},
                                                                                      {"*.csv", "x/y.csv"},
                                                                                      {"a?c", "abc"},
                                                                                      {"*b*b", "abab"},
                                                                                      {"", ""},
                                                                                      {"**", "x"},
                                                                                      {"[a]", "[a]"}}) {
    EXPECT_TRUE(FitsPattern(pattern, text)) << pattern << " " << text;
  }
  for (const auto& [pattern, text] : std::vector<std::pair<std::string, std::string>>{
           {"", "a"}, {"?", ""}, {"a*", "ba"}, {"*.csv", "x.csv.gz"}, {"*b", "ba"}, {"a", "A"}, {"[a]", "a"}}) {
    EXPECT_FALSE(FitsPattern(pattern, text)) << pattern << " " << text;
  }
  EXPECT_FALSE(FitsPattern("*a*a*a*a*a*a*a*a*b", std::string(1024, 'a')));
}

TEST_F(FolderTest, AFileThatChangesWhileItIsReadIsAnError) {
  Put("one/a", std::string(1'000'000, 'x'));
  const auto source = Open();
  const auto content = source->Open("one", List(*source, "one").front());
  ASSERT_TRUE(content.ok());
  ASSERT_TRUE((*content)->Next().ok());
  std::filesystem::resize_file(folder_.File("root/one/a"), 500'000);
  const auto next = (*content)->Next();
  ASSERT_FALSE(next.ok());
  EXPECT_NE(next.error().text.find("has changed while it was read"), std::string::npos) << next.error().text;
}

TEST_F(FolderTest, MetadataHasABound) {
  Put("one/a");
  Put("one.json", std::string(FolderSource::kMetadataBytesMax, ' '));
  const auto source = Open();
  EXPECT_TRUE(source->MetadataOf("one").ok());
  Put("one.json", std::string(FolderSource::kMetadataBytesMax + 1, ' '));
  EXPECT_FALSE(source->MetadataOf("one").ok());
}

TEST_F(FolderTest, WhatIsNoFolderIsRefused) {
  Put("file");
  EXPECT_FALSE(FolderSource::Open(folder_.File("root/file")).ok());
  EXPECT_FALSE(FolderSource::Open(folder_.File("none")).ok());
}

}  // namespace
}  // namespace macie_local::objects
