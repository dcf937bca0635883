// detectc: the table of identifiers, src/detect/identifiers/*.json -> the C++ header OUT. A header whose text would not
// change is left alone, so that nothing is built again for nothing.
#include <filesystem>
#include <iostream>
#include <map>
#include <string>
#include <utility>

#include "detectc/compiled.h"
#include "sourcegen/files.h"

namespace {

namespace fs = std::filesystem;
namespace sourcegen = macie_local::sourcegen;
namespace detectc = macie_local::detectc;

std::map<std::string, std::string> ReadTable(const fs::path& dir) {
  std::map<std::string, std::string> files;
  for (const auto& each : fs::directory_iterator(dir)) {
    if (each.path().extension() != ".json") continue;
    auto text = sourcegen::ReadWholeFile(each.path());
    if (!text) throw detectc::TableError("cannot read " + each.path().string());
    files[each.path().filename().string()] = std::move(*text);
  }
  return files;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: detectc TABLE_DIR OUT\n";
    return 2;
  }
  try {
    std::vector<detectc::Entry> entries = detectc::Load(ReadTable(argv[1]));
    const detectc::KeywordTable keywords = detectc::CompileKeywords(entries);
    if (sourcegen::WriteIfChanged(argv[2], detectc::Emit(detectc::Compile(std::move(entries)), keywords))) return 0;
    std::cerr << "detectc: cannot write " << argv[2] << "\n";
  } catch (const std::exception& error) {
    std::cerr << "detectc: " << error.what() << "\n";
  }
  return 1;
}
