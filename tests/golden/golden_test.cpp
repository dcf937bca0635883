// Texts that people and programs read, as files: the messages of refused requests, and what modelc writes for one
// family of operations. `./dev golden --update` writes them anew; the difference is then read as any other change.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>

#include "modelc/emit.h"
#include "modelc/load.h"
#include "support/bench_gateway.h"
#include "support/files.h"
#include "support/line_differences.h"

namespace macie_local {
namespace {

using support::ReadFile;

const std::string kFolder = MACIE_SOURCE_DIR "/tests/golden/";

bool IsUpdate() {
  return std::getenv("MACIE_GOLDEN_UPDATE") != nullptr;
}

// Every line that differs is told: one look says what a change did.
void Compare(const std::string& name, const std::string& text) {
  if (IsUpdate()) return support::WriteFile(kFolder + name, text);
  ASSERT_TRUE(std::filesystem::exists(kFolder + name))
      << "tests/golden/" << name << " is not there; ./dev golden --update makes it";
  const std::string differences = support::LineDifferences(ReadFile(kFolder + name), text);
  EXPECT_TRUE(differences.empty()) << "tests/golden/" << name << " (-) and what is given now (+):\n"
                                   << differences << "./dev golden --update accepts it";
}

std::set<std::string> NamesIn(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder + folder)) {
    names.insert(entry.path().filename().string());
  }
  return names;
}

// The answers to the requests of one file, each file's before a server of its own. A line is a request: METHOD target
// [body]; one that begins with # is a heading, and "strict" turns the session to strict mode.
void AnswerRequests(const std::string& name) {
  support::GatewayBench bench;
  std::istringstream requests(ReadFile(kFolder + "requests/" + name));
  std::string out;
  int sent = 0;
  for (std::string line; std::getline(requests, line);) {
    if (line.empty() || line.front() == '#') {
      out += line + "\n";
      continue;
    }
    if (line == "strict") {
      bench.environment.session = SessionMode::kStrict;
      continue;
    }
    const std::size_t method_end = line.find(' ');
    const std::size_t target_end = std::min(line.size(), line.find(' ', method_end + 1));
    const std::string method = line.substr(0, method_end);
    const std::string target = line.substr(method_end + 1, target_end - method_end - 1);
    const std::string body = target_end < line.size() ? line.substr(target_end + 1) : "";
    const gateway::Response response = bench.Send(method, target, body);
    out += "> " + line + "\n" + std::to_string(response.status) + " " + std::string(response.error_type) + "\n" +
           response.body.str();
    if (!out.ends_with('\n')) out += "\n";  // the control plane's answers end so by themselves
    ++sent;
  }
  EXPECT_GT(sent, 0) << name;
  Compare("messages/" + name, out);
}

TEST(GoldenTest, Messages) {
  const std::set<std::string> names = NamesIn("requests");
  EXPECT_FALSE(names.empty());
  for (const std::string& name : names) AnswerRequests(name);
  for (const std::string& name : NamesIn("messages")) {
    if (names.contains(name)) continue;
    if (IsUpdate()) {
      std::filesystem::remove(kFolder + "messages/" + name);
    } else {
      ADD_FAILURE() << "tests/golden/messages/" << name << " answers no requests: there is no requests/" << name
                    << "; ./dev golden --update removes it";
    }
  }
}

// The comparison itself, which would otherwise be seen only by what it lets pass.
TEST(GoldenTest, EveryLineThatDiffersIsTold) {
  using support::LineDifferences;
  EXPECT_EQ(LineDifferences("", ""), "");
  EXPECT_EQ(LineDifferences("a\nb\n", "a\nb\n"), "");
  EXPECT_EQ(LineDifferences("a\nb\nc\nd\n", "a\nB\nc\nD\n"), "2 - b\n2 + B\n4 - d\n4 + D\n");
  EXPECT_EQ(LineDifferences("a\nb\nc\n", "a\nnew\nb\nc\n"), "2 + new\n");
  EXPECT_EQ(LineDifferences("a\nb\nc\nd\n", "b\nd\n"), "1 - a\n3 - c\n");
  EXPECT_EQ(LineDifferences("a\n", "a"), "2 - \n");
  EXPECT_EQ(LineDifferences("x\n", "y\nz\n"), "1 - x\n1 + y\n2 + z\n");
}

TEST(GoldenTest, GeneratedCodeOfOneFamily) {
  const std::string folder = MACIE_SOURCE_DIR "/src/model/";
  const auto model =
      modelc::Load({ReadFile(folder + "facts.json"), ReadFile(folder + "overlay.json"),
                    ReadFile(folder + "records.json"), ReadFile(folder + "managed_data_identifiers.json")});
  ASSERT_TRUE(model.ok()) << model.error().text;
  const modelc::Files files = modelc::EmitAll(*model);
  std::string out;
  for (const auto& [name, text] : files) {
    if (name.find("/tags.") != std::string::npos) out += "==== " + name + "\n" + text;
  }
  Compare("generated_tags.txt", out);
}

}  // namespace
}  // namespace macie_local
