#include "objects/object.h"

#include <algorithm>
#include <array>

#include "base/text.h"

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
bool HasOneOf(const std::array<std::string_view, kCount>& extensions, std::string_view extension) {
  return std::any_of(extensions.begin(), extensions.end(),
                     [&](std::string_view each) { return base::EqualsWithoutCase(each, extension); });
}

}  // namespace

std::string_view ExtensionOf(std::string_view key) {
  const std::size_t slash = key.rfind('/');
  if (slash != std::string_view::npos) key.remove_prefix(slash + 1);
  const std::size_t dot = key.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : key.substr(dot + 1);
}

bool IsSupportedClass(std::string_view storage_class) {
  return std::find(kClasses.begin(), kClasses.end(), storage_class) != kClasses.end();
}

bool HasSupportedExtension(std::string_view key) {
  const std::string_view extension = ExtensionOf(key);
  return HasOneOf(kNamed, extension) || HasOneOf(kOtherText, extension);
}

}  // namespace macie_local::objects
