// Writes PDF files for tests: objects by number, and where they are.
#pragma once

#include <zlib.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace macie_local::extract {

inline std::string PdfStream(std::string_view bytes, const std::string& members = "") {
  return "<<" + members + "/Length " + std::to_string(bytes.size()) + ">>stream\n" + std::string(bytes) + "\nendstream";
}

inline std::string Deflated(std::string_view bytes) {
  std::string packed(compressBound(bytes.size()), '\0');
  uLongf size = packed.size();
  compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(),
            Z_BEST_COMPRESSION);
  packed.resize(size);
  return packed;
}

inline std::string PackedPdfStream(std::string_view bytes, const std::string& members = "") {
  return PdfStream(Deflated(bytes), members + "/Filter/FlateDecode");
}

// Object 1 is the catalog. `objects` are the others, from 2 on. `trailer` are more members of the trailer.
inline std::string PdfFile(const std::vector<std::string>& objects, const std::string& catalog = "/Pages 2 0 R",
                           const std::string& trailer = "") {
  std::string file = "%PDF-1.4\n";
  std::string table = "0000000000 65535 f \n";
  std::size_t number = 0;
  const auto add = [&](const std::string& object) {
    const std::string position = std::to_string(file.size());
    table += std::string(10 - position.size(), '0') + position + " 00000 n \n";
    file += std::to_string(++number) + " 0 obj\n" + object + "\nendobj\n";
  };
  add("<</Type/Catalog" + catalog + ">>");
  for (const std::string& object : objects) add(object);
  const std::string begin = std::to_string(file.size());
  const std::string size = std::to_string(number + 1);
  return file + "xref\n0 " + size + "\n" + table + "trailer\n<</Size " + size + "/Root 1 0 R" + trailer +
         ">>\nstartxref\n" + begin + "\n%%EOF\n";
}

// A page of number 3 with the content of number 4 and the font of number 5, called F; `others` are from 6 on.
inline std::string PdfOfPage(const std::string& content, const std::string& font, std::vector<std::string> others = {},
                             const std::string& members = "") {
  std::vector<std::string> objects = {
      "<</Type/Pages/Kids[3 0 R]/Count 1/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R" + members + ">>", content, font};
  objects.insert(objects.end(), others.begin(), others.end());
  return PdfFile(objects);
}

inline const std::string kPdfFont = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";

inline std::string PdfOfText(const std::string& operators, const std::string& font = kPdfFont) {
  return PdfOfPage(PdfStream("BT /F 10 Tf " + operators + " ET"), font);
}

}  // namespace macie_local::extract
