// Texts that people and programs read, as files: the messages of refused requests, and what modelc writes for one
// family of operations. `./dev golden --update` writes them anew; the difference is then read as any other change.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include "modelc/emit.h"
#include "modelc/load.h"
#include "support/bench_gateway.h"

namespace macie_local {
namespace {

const std::string kFolder = MACIE_SOURCE_DIR "/tests/golden/";

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

void Compare(const std::string& name, const std::string& text) {
  if (std::getenv("MACIE_GOLDEN_UPDATE") != nullptr) {
    std::ofstream(kFolder + name, std::ios::binary) << text;
    return;
  }
  EXPECT_EQ(ReadFile(kFolder + name), text) << "tests/golden/" << name << "; ./dev golden --update accepts it";
}

// Lines that differ are told one by one: the texts are long.
void CompareLines(const std::string& name, const std::string& text) {
  if (std::getenv("MACIE_GOLDEN_UPDATE") != nullptr) {
    Compare(name, text);
    return;
  }
  std::istringstream wanted(ReadFile(kFolder + name));
  std::istringstream given(text);
  std::string want;
  std::string have;
  for (int line = 1; line > 0; ++line) {
    const bool more_wanted = static_cast<bool>(std::getline(wanted, want));
    const bool more_given = static_cast<bool>(std::getline(given, have));
    if (!more_wanted && !more_given) return;
    if (more_wanted && more_given && want == have) continue;
    FAIL() << "tests/golden/" << name << ":" << line << ": " << (more_wanted ? want : "(end)")
           << "\ngiven: " << (more_given ? have : "(end)") << "\n./dev golden --update accepts it";
  }
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
  CompareLines("messages/" + name, out);
}

TEST(GoldenTest, Messages) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder + "requests")) {
    AnswerRequests(entry.path().filename().string());
    ++files;
  }
  EXPECT_GT(files, 0);
}

TEST(GoldenTest, GeneratedCodeOfOneFamily) {
  const std::string folder = MACIE_SOURCE_DIR "/src/model/";
  const auto model =
      modelc::Load({ReadFile(folder + "facts.json"), ReadFile(folder + "overlay.json"),
                    ReadFile(folder + "records.json"), ReadFile(folder + "managed_data_identifiers.json")});
  ASSERT_TRUE(model.ok()) << model.error().message;
  const modelc::Files files = modelc::EmitAll(*model);
  std::string out;
  for (const auto& [name, text] : files) {
    if (name.find("/tags.") != std::string::npos) out += "==== " + name + "\n" + text;
  }
  Compare("generated_tags.txt", out);
}

}  // namespace
}  // namespace macie_local
