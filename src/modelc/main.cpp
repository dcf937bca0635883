// modelc: src/model -> C++ under OUT/model, or (--client-model) the service model that AWS's own clients read.
// Files whose text would not change are left alone, so that nothing is built again for nothing.
#include <filesystem>
#include <iostream>
#include <optional>

#include "modelc/emit.h"
#include "modelc/load.h"
#include "sourcegen/files.h"

namespace {

namespace fs = std::filesystem;
namespace sourcegen = macie_local::sourcegen;
using macie_local::modelc::Files;

constexpr char kUsage[] =
    "usage: modelc MODEL_DIR OUT_DIR [--families a,b,...]\n"
    "       modelc --client-model MODEL_DIR OUT_DIR\n";

bool WriteChanged(const fs::path& out, const Files& files) {
  for (const auto& [name, text] : files) {
    const fs::path path = out / name;
    if (!sourcegen::WriteIfChanged(path, text)) {
      std::cerr << "modelc: cannot write " << path.string() << "\n";
      return false;
    }
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  const bool client_model = !words.empty() && words[0] == "--client-model";
  if (client_model) words.erase(words.begin());
  std::optional<std::string> families;
  if (words.size() == 4 && words[2] == "--families") families = words[3];
  if (words.size() != 2 && !families) {
    std::cerr << kUsage;
    return 2;
  }
  const fs::path dir = words[0];
  macie_local::modelc::Sources sources;
  for (const auto& [name, text] : {std::pair{"facts.json", &sources.facts},
                                   {"overlay.json", &sources.overlay},
                                   {"records.json", &sources.records},
                                   {"managed_data_identifiers.json", &sources.managed_data_identifiers}}) {
    auto read = sourcegen::ReadWholeFile(dir / name);
    if (!read) {
      std::cerr << "modelc: cannot read " << (dir / name).string() << "\n";
      return 2;
    }
    *text = std::move(*read);
  }
  const auto model = macie_local::modelc::Load(sources);
  if (!model.ok()) {
    std::cerr << "modelc: " << model.error().text << "\n";
    return 2;
  }
  if (families) {
    std::string found;
    for (const auto& family : model->families) found += (found.empty() ? "" : ",") + family;
    if (found != *families) {
      std::cerr << "modelc: the model's families are " << found << ", but CMake found " << *families
                << " in src/model/facts.json when it configured the build\n";
      return 2;
    }
  }
  const Files files =
      client_model ? macie_local::modelc::EmitClientModel(*model) : macie_local::modelc::EmitAll(*model);
  return WriteChanged(words[1], files) ? 0 : 1;
}
