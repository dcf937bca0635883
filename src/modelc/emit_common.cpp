#include "modelc/emit.h"

#include <cctype>
#include <set>

namespace macie_local::modelc {

std::string Identifier(const std::string& name) {
  static const std::set<std::string> kKeywords{"and",  "or",    "not",       "xor",    "new",     "delete", "default",
                                               "enum", "class", "namespace", "public", "private", "union",  "operator",
                                               "int",  "long",  "double",    "bool",   "true",    "false",  "NULL"};
  std::string out;
  for (const char c : name) out += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  if (!out.empty() && std::isdigit(static_cast<unsigned char>(out[0]))) out = "_" + out;
  if (kKeywords.contains(out)) out += "_";
  return out;
}

std::string CppType(const Type& type) {
  switch (type.kind) {
    case Kind::kString:
      return "std::string";
    case Kind::kBoolean:
      return "bool";
    case Kind::kInteger:
    case Kind::kLong:
      return "std::int64_t";
    case Kind::kDouble:
      return "double";
    case Kind::kTimestamp:
      return "Timestamp";
    case Kind::kEnum:
    case Kind::kStructure:
      return type.name;
    case Kind::kList:
      return "std::vector<" + CppType(*type.element) + ">";
    case Kind::kMap:
      return "wire::Map<" + CppType(*type.element) + ">";
  }
  return "";
}

std::string HolderOf(const Type& type, bool required, const std::string& cpp_type) {
  if (type.shared_text) return "base::SharedText";
  if (required) return cpp_type;
  return (type.kind == Kind::kStructure ? "base::Nested<" : "std::optional<") + cpp_type + ">";
}

std::string Quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string ConstantName(const std::string& name) {
  std::string out = "k" + name;
  out[1] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[1])));
  return out;
}

Files EmitAll(const Model& model) {
  Files files;
  EmitTypes(model, &files);
  EmitTables(model, &files);
  EmitOperations(model, &files);
  EmitConstants(model, &files);
  return files;
}

}  // namespace macie_local::modelc
