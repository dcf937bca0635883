// Reads and writes files for the programs that make sources of data: modelc, detectc, namesc.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace macie_local::sourcegen {

// Returns the content of a file, or nullopt when it can't be read.
std::optional<std::string> ReadWholeFile(const std::filesystem::path& path);

// Writes a file, and the folders that lead to it. One whose text would not change is left alone, so that nothing is
// built again for nothing. Returns false when it can't be written.
bool WriteIfChanged(const std::filesystem::path& path, const std::string& text);

}  // namespace macie_local::sourcegen
