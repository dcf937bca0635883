#include "sourcegen/files.h"

#include <fstream>
#include <sstream>
#include <utility>

namespace macie_local::sourcegen {

std::optional<std::string> ReadWholeFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

bool WriteIfChanged(const std::filesystem::path& path, const std::string& text) {
  if (ReadWholeFile(path) == text) return true;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  return static_cast<bool>(file);
}

}  // namespace macie_local::sourcegen
