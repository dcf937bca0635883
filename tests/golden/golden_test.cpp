// Texts that people and programs read, as files: the messages of refused requests, and what modelc writes for one
// family of operations. `./dev golden --update` writes them anew; the difference is then read as any other change.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
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

// requests.txt has one request a line: METHOD target [body]. A line that begins with # is a heading, or with "strict"
// turns the session to strict mode.
TEST(GoldenTest, Messages) {
  support::GatewayBench bench;
  std::ifstream requests(kFolder + "requests.txt");
  ASSERT_TRUE(requests.is_open());
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
           response.body.str() + "\n";
    ++sent;
  }
  EXPECT_GT(sent, 40);
  Compare("messages.txt", out);
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
