// Office files of all kinds, right and wrong.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "unit/extract/zip_writer.h"

namespace macie_local::extract {

// A part of a type, which is told by its end.
struct OfficePart {
  std::string name{};
  std::string type{};
  std::string xml{};
};

inline std::string OfficeFile(const std::vector<OfficePart>& parts, const std::vector<ZipPart>& others = {}) {
  std::string types = "<?xml version=\"1.0\"?><Types><Default Extension=\"rels\" ContentType=\"relations+xml\"/>";
  std::vector<ZipPart> files(1);
  for (const OfficePart& part : parts) {
    files.push_back({part.name, part.xml});
    types += "<Override PartName=\"/" + part.name + "\" ContentType=\"application/vnd.some." + part.type + "+xml\"/>";
  }
  files.front() = {"[Content_Types].xml", types + "</Types>"};
  files.insert(files.end(), others.begin(), others.end());
  return Zip(files);
}

inline std::string WordXml(const std::string& body) {
  return "<?xml version=\"1.0\"?><w:document xmlns:w=\"x\"><w:body>" + body + "</w:body></w:document>";
}
inline std::string Paragraph(const std::string& text) {
  return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>";
}
inline std::string Docx(const std::string& body) {
  return OfficeFile({{"word/document.xml", "document.main", WordXml(body)}});
}

}  // namespace macie_local::extract
