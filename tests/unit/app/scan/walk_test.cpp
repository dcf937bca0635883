#include "app/scan/walk.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace macie_local::app {
namespace {

class WalkTest : public testing::Test {
 protected:
  WalkTest() { std::filesystem::create_directories(folder_); }
  ~WalkTest() override { std::filesystem::remove_all(folder_); }
  void Touch(const std::string& name) {
    std::filesystem::create_directories(std::filesystem::path(folder_ + name).parent_path());
    std::ofstream(folder_ + name) << "x";
  }
  // The paths of a walk, without the folder's, and with the error where there is one.
  std::vector<std::string> Paths(std::vector<std::string> given, PathRules rules = {}) {
    for (std::string& path : given) path = folder_ + path;
    Walk walk(std::move(given), std::move(rules));
    std::vector<std::string> paths;
    while (const auto visit = walk.Next()) {
      const std::string error = visit->error == 0 ? "" : " " + std::to_string(visit->error);
      paths.push_back(visit->path.substr(folder_.size()) + error);
    }
    return paths;
  }
  using Names = std::vector<std::string>;

  std::string folder_ = testing::TempDir() + "walk" + std::to_string(getpid()) + "/";
};

TEST_F(WalkTest, NamesComeInTheOrderOfTheirBytes) {
  for (const char* name : {"b/two", "a", "b/one/x", "b.txt", "B", "c"}) Touch(name);
  EXPECT_EQ(Paths({""}), (Names{"B", "a", "b/one/x", "b/two", "b.txt", "c"}));
}

TEST_F(WalkTest, APatternWithoutASlashIsHeldAgainstNames) {
  for (const char* name : {"a.txt", "b/a.txt", "b/c.csv", "vendor/a.txt", "b/vendor/a.txt"}) Touch(name);
  EXPECT_EQ(Paths({""}, {{}, {"vendor"}}), (Names{"a.txt", "b/a.txt", "b/c.csv"}));
  EXPECT_EQ(Paths({""}, {{"*.csv", "?.doc"}, {}}), (Names{"b/c.csv"}));
  EXPECT_EQ(Paths({""}, {{"*.txt"}, {"v*", "[b]"}}), (Names{"a.txt"}));
}

TEST_F(WalkTest, APatternWithASlashIsHeldAgainstPaths) {
  for (const char* name : {"a.txt", "b/a.txt", "b/c/a.txt", "c/a.txt"}) Touch(name);
  EXPECT_EQ(Paths({""}, {{}, {"*/b/c"}}), (Names{"a.txt", "b/a.txt", "c/a.txt"}));
  EXPECT_EQ(Paths({""}, {{"*/c/*"}, {}}), (Names{"b/c/a.txt", "c/a.txt"}));
}

TEST_F(WalkTest, TheRulesHoldForGivenPathsToo) {
  for (const char* name : {"a.txt", "b.csv", "vendor/x.txt"}) Touch(name);
  EXPECT_EQ(Paths({"a.txt", "b.csv", "vendor/"}, {{}, {"*.csv", "vendor"}}), (Names{"a.txt"}));
}

TEST_F(WalkTest, GivenPathsComeInTheirOrder) {
  for (const char* name : {"a", "b/x", "c"}) Touch(name);
  EXPECT_EQ(Paths({"c", "b", "b/", "a"}), (Names{"c", "b/x", "b/x", "a"}));
}

TEST_F(WalkTest, LinksInFoldersAreNotFollowed) {
  Touch("a");
  Touch("b/x");
  std::filesystem::create_directory_symlink(folder_, folder_ + "b/loop");
  std::filesystem::create_symlink(folder_ + "a", folder_ + "link");
  EXPECT_EQ(Paths({""}), (Names{"a", "b/x"}));
  EXPECT_EQ(Paths({"link", "b/loop"}), (Names{"link", "b/loop/a", "b/loop/b/x"}));
}

TEST_F(WalkTest, WhatIsNoFileIsPassedOverUnlessItIsGiven) {
  ASSERT_EQ(mkfifo((folder_ + "pipe").c_str(), 0600), 0);
  EXPECT_EQ(Paths({""}), Names{});
  EXPECT_EQ(Paths({"pipe"}), Names{"pipe"});
}

TEST_F(WalkTest, WhatIsNotThereIsToldWithTheError) {
  Touch("a");
  EXPECT_EQ(Paths({"none", "a", "a/b"}),
            (Names{"none " + std::to_string(ENOENT), "a", "a/b " + std::to_string(ENOTDIR)}));
}

}  // namespace
}  // namespace macie_local::app
