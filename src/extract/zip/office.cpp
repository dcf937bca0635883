#include "extract/zip/office.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/text.h"
#include "extract/zip/directory.h"
#include "extract/zip/little_endian.h"

namespace macie_local::extract {
namespace {

struct Extension {
  std::string_view name;
  OfficeKind kind;
};
constexpr std::array kExtensions = {
    Extension{".docx", OfficeKind::kWord},   Extension{".docm", OfficeKind::kWord},
    Extension{".dotx", OfficeKind::kWord},   Extension{".dotm", OfficeKind::kWord},
    Extension{".xlsx", OfficeKind::kSheets}, Extension{".xlsm", OfficeKind::kSheets},
    Extension{".xltx", OfficeKind::kSheets}, Extension{".xltm", OfficeKind::kSheets},
    Extension{".pptx", OfficeKind::kSlides}, Extension{".pptm", OfficeKind::kSlides},
};

OfficeKind KindOfFolder(std::string_view path) {
  if (path.starts_with("word/")) return OfficeKind::kWord;
  if (path.starts_with("xl/")) return OfficeKind::kSheets;
  return path.starts_with("ppt/") ? OfficeKind::kSlides : OfficeKind::kNone;
}

bool IsCommonPart(std::string_view path) {
  return path == "[Content_Types].xml" || path.starts_with("_rels/") || path.starts_with("docProps/");
}

}  // namespace

OfficeKind OfficeKindOf(std::string_view head, std::string_view name) {
  for (const Extension& extension : kExtensions) {
    if (name.size() < extension.name.size()) continue;
    if (base::EqualsWithoutCase(name.substr(name.size() - extension.name.size()), extension.name)) {
      return extension.kind;
    }
  }
  bool common = false;
  auto kind = OfficeKind::kNone;
  for (std::size_t at = head.find("PK\x03\x04"); at != std::string_view::npos; at = head.find("PK\x03\x04", at + 1)) {
    if (head.size() - at < kZipHeaderBytes) break;
    const std::string_view path = head.substr(at + kZipHeaderBytes, LittleEndian16(head, at + 26));
    common = common || IsCommonPart(path);
    if (kind == OfficeKind::kNone) kind = KindOfFolder(path);
  }
  return common ? kind : OfficeKind::kNone;
}

std::string_view MimeOf(OfficeKind kind) {
  switch (kind) {
    case OfficeKind::kWord:
      return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    case OfficeKind::kSheets:
      return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    case OfficeKind::kSlides:
      return "application/vnd.openxmlformats-officedocument.presentationml.presentation";
    case OfficeKind::kNone:
      break;
  }
  return "application/zip";
}

}  // namespace macie_local::extract
