// Runs every file of each fuzz target's corpus, whole and cut short: what a fuzzer found stays found.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz/fuzz.h"

namespace macie_local::fuzz {

#define MACIE_FUZZ_TARGET(name, function) void function(std::string_view input);
#include "fuzz_targets.inc"
#undef MACIE_FUZZ_TARGET

namespace {

// A file is cut at every byte, or at this many places spread over it.
constexpr std::size_t kCutsMax = 256;
constexpr std::size_t kFilesMin = 4;

struct Target {
  const char* name;
  void (*run)(std::string_view input);
};

constexpr Target kTargets[] = {
#define MACIE_FUZZ_TARGET(name, function) {#name, function},
#include "fuzz_targets.inc"
#undef MACIE_FUZZ_TARGET
};

void PrintTo(const Target& target, std::ostream* out) {
  *out << target.name;
}

std::vector<std::filesystem::path> Corpus(const std::string& name) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(MACIE_SOURCE_DIR "/tests/fuzz/corpus/" + name)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

class ReplayTest : public testing::TestWithParam<Target> {
 protected:
  static void Run(const std::filesystem::path& path, std::string_view input) {
    try {
      GetParam().run(input);
    } catch (const std::exception& broken) {
      ADD_FAILURE() << path << " cut to " << input.size() << " bytes: " << broken.what();
    }
  }
};

TEST_P(ReplayTest, TheCorpusWholeAndCut) {
  const auto files = Corpus(GetParam().name);
  EXPECT_GE(files.size(), kFilesMin);
  for (const auto& path : files) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    Run(path, bytes);
    const std::size_t cuts = std::min(bytes.size(), kCutsMax);
    // Each cut is a string of its own, so that reading past its end is seen by ASan.
    for (std::size_t i = 0; i < cuts; ++i) Run(path, std::string(bytes, 0, bytes.size() * i / cuts));
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, ReplayTest, testing::ValuesIn(kTargets),
                         [](const auto& target) { return target.param.name; });

}  // namespace
}  // namespace macie_local::fuzz
