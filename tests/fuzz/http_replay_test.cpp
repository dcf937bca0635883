// Every file of the HTTP corpus, and every one of them cut short at each byte: what a fuzzer found stays found.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "http_fuzz.h"

namespace macie_local::fuzz {
namespace {

TEST(HttpReplayTest, TheCorpus) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(MACIE_SOURCE_DIR "/tests/fuzz/http/corpus")) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
      ReadHttp(reinterpret_cast<const std::uint8_t*>(bytes.data()), size);
    }
    ++files;
  }
  EXPECT_GE(files, 15);
}

}  // namespace
}  // namespace macie_local::fuzz
