// namesc: the facts about names and places, src/names/facts -> the C++ file OUT with the tables. It
// is left alone when it would not change.
#include <iostream>
#include <string>
#include <vector>

#include "namesc/facts.h"
#include "sourcegen/files.h"

namespace {

namespace sourcegen = macie_local::sourcegen;
namespace namesc = macie_local::namesc;

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: namesc FACTS_DIR OUT\n";
    return 2;
  }
  try {
    std::vector<namesc::Encoded> tables;
    for (const namesc::Notation& notation : namesc::kNotations) {
      const std::string path = std::string(argv[1]) + "/" + std::string(notation.file);
      const auto text = sourcegen::ReadWholeFile(path);
      if (!text) throw namesc::FactsError("cannot read " + path);
      tables.push_back(namesc::Encode(notation, namesc::Parse(notation, *text)));
    }
    if (sourcegen::WriteIfChanged(argv[2], namesc::Emit(tables))) return 0;
    std::cerr << "namesc: cannot write " << argv[2] << "\n";
  } catch (const std::exception& error) {
    std::cerr << "namesc: " << error.what() << "\n";
  }
  return 1;
}
