#include "extract/ole/mime.h"

#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "base/text.h"
#include "extract/zip/office.h"

namespace macie_local::extract {
namespace {

using Named = std::pair<std::string_view, std::string_view>;

constexpr std::string_view kXls = "application/vnd.ms-excel";
constexpr std::string_view kDoc = "application/msword";
constexpr std::array kEndings = {Named{".xls", kXls}, Named{".xlt", kXls}, Named{".doc", kDoc}, Named{".dot", kDoc}};
constexpr std::array kStreams = {Named{"Workbook", kXls}, Named{"Book", kXls}, Named{"WordDocument", kDoc}};

// Names in directories are UTF-16.
std::string Wide(std::string_view name) {
  std::string wide;
  for (const char c : name) wide.append(1, c).push_back('\0');
  return wide;
}

}  // namespace

std::string_view MimeOfOle(std::string_view head, std::string_view name) {
  constexpr std::size_t kEntryBytes = 128;
  for (const auto& [ending, mime] : kEndings) {
    if (name.size() < ending.size()) continue;
    if (base::EqualsWithoutCase(name.substr(name.size() - ending.size()), ending)) return mime;
  }
  if (const OfficeKind kind = OfficeKindOf({}, name); kind != OfficeKind::kNone) return MimeOf(kind);  // encrypted
  for (const auto& [stream, mime] : kStreams) {
    const std::string begin = Wide(stream) + std::string(2, '\0');
    for (std::size_t at = 0; at < head.size(); at += kEntryBytes) {
      if (head.substr(at).starts_with(begin)) return mime;
    }
  }
  return "application/x-ole-storage";
}

}  // namespace macie_local::extract
