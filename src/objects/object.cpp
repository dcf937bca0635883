#include "objects/object.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace macie_local::objects {
namespace {

constexpr std::array<std::string_view, 6> kClasses{
    "GLACIER_IR", "INTELLIGENT_TIERING", "ONEZONE_IA", "REDUCED_REDUNDANCY", "STANDARD", "STANDARD_IA"};

// Those that Macie's documentation names (behaviour 19.1 [D]).
constexpr std::array<std::string_view, 20> kNamed{"avro", "csv",  "doc",  "docx",    "eml", "gz",  "gzip",
                                                  "htm",  "html", "json", "jsonl",   "pdf", "tar", "tsv",
                                                  "txt",  "xls",  "xlsx", "parquet", "xml", "zip"};
// The names of plain text behind its "and others" [I].
constexpr std::array<std::string_view, 16> kOtherText{"yaml", "yml",        "log", "md",    "markdown", "ini",
                                                      "conf", "cfg",        "env", "sql",   "toml",     "text",
                                                      "rst",  "properties", "tex", "ndjson"};

template <std::size_t kCount>
bool Contains(const std::array<std::string_view, kCount>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::string_view ExtensionOf(std::string_view key) {
  const std::size_t slash = key.rfind('/');
  if (slash != std::string_view::npos) key.remove_prefix(slash + 1);
  const std::size_t dot = key.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : key.substr(dot + 1);
}

bool IsSupportedClass(std::string_view storage_class) {
  return Contains(kClasses, storage_class);
}

bool HasSupportedExtension(std::string_view key) {
  std::string extension(ExtensionOf(key));
  for (char& letter : extension) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return Contains(kNamed, extension) || Contains(kOtherText, extension);
}

}  // namespace macie_local::objects
