// detectc: the table of identifiers, src/detect/identifiers/*.json -> the C++ header OUT. A header whose text would not
// change is left alone, so that nothing is built again for nothing.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>

#include "detectc/compiled.h"

namespace {

namespace fs = std::filesystem;
namespace detectc = macie_local::detectc;

std::optional<std::string> ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

bool WriteChanged(const fs::path& path, const std::string& text) {
  if (ReadFile(path) == text) return true;
  fs::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  return static_cast<bool>(file);
}

std::map<std::string, std::string> ReadTable(const fs::path& dir) {
  std::map<std::string, std::string> files;
  for (const auto& each : fs::directory_iterator(dir)) {
    if (each.path().extension() != ".json") continue;
    auto text = ReadFile(each.path());
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
    if (WriteChanged(argv[2], detectc::Emit(detectc::Compile(std::move(entries)), keywords))) return 0;
    std::cerr << "detectc: cannot write " << argv[2] << "\n";
  } catch (const std::exception& error) {
    std::cerr << "detectc: " << error.what() << "\n";
  }
  return 1;
}
