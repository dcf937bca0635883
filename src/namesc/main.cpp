// namesc: the facts about names and places, src/names/facts -> the C++ file OUT with the tables.
#include <fstream>
#include <iostream>
#include <sstream>

#include "namesc/facts.h"

namespace {

namespace namesc = macie_local::namesc;

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) throw namesc::FactsError("cannot read " + path);
  return std::move(text).str();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: namesc FACTS_DIR OUT\n";
    return 2;
  }
  try {
    std::vector<namesc::Encoded> tables;
    for (const namesc::Notation& notation : namesc::kNotations) {
      const std::string text = ReadFile(std::string(argv[1]) + "/" + std::string(notation.file));
      tables.push_back(namesc::Encode(notation, namesc::Parse(notation, text)));
    }
    std::ofstream out(argv[2], std::ios::binary);
    out << namesc::Emit(tables);
    out.close();
    if (out) return 0;
    std::cerr << "namesc: cannot write " << argv[2] << "\n";
  } catch (const std::exception& error) {
    std::cerr << "namesc: " << error.what() << "\n";
  }
  return 1;
}
