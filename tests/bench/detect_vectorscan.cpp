#include "detect_vectorscan.h"

#include <hs/hs.h>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "detect/table.h"

namespace macie_local::bench {
namespace {

namespace table = detect::table;

std::string TextOf(std::size_t begin, std::size_t size) {
  return {reinterpret_cast<const char*>(table::kTexts.data()) + begin, size};
}

// Each run of one kind as a class with a count.
std::string Expression(const std::string& form) {
  std::string text;
  for (std::size_t at = 0; at < form.size();) {
    std::size_t end = at;
    while (end < form.size() && form[end] == form[at]) ++end;
    const char kind = form[at];
    text += kind == '9'   ? "[0-9]"
            : kind == 'A' ? "[A-Z]"
            : kind == 'X' ? "[0-9A-Z]"
            : kind == '.' ? "\\."
                          : std::string(1, kind);
    if (end - at > 1) text += "{" + std::to_string(end - at) + "}";
    at = end;
  }
  return text;
}

std::string Escaped(const std::string& keyword) {
  std::string text;
  for (const char c : keyword) {
    if (c == ' ') {
      text += "[ _-]?";
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80) {
      text += c;
    } else {
      text += std::string("\\") + c;
    }
  }
  return text;
}

}  // namespace

struct Vectorscan::Impl {
  hs_database_t* database = nullptr;
  hs_scratch_t* scratch = nullptr;
};

Vectorscan::Vectorscan() : impl_(std::make_unique<Impl>()) {
  std::vector<std::string> texts;
  std::vector<unsigned> flags;
  for (const auto& keyword : table::kKeywords) {
    texts.push_back(Escaped(TextOf(keyword.text, keyword.size)));
    flags.push_back(HS_FLAG_CASELESS);
  }
  std::map<unsigned, std::string> forms;
  for (const auto& pattern : table::kPatterns) {
    std::string& all = forms[pattern.identifier];
    const std::string prefix = TextOf(pattern.text, pattern.prefix_size) + (pattern.prefix_size == 0 ? "" : " ");
    all += (all.empty() ? "" : "|") + Expression(prefix + TextOf(pattern.text + pattern.prefix_size, pattern.size));
  }
  for (const auto& iban : table::kIbans) {
    std::string& form = forms[1000u + iban.identifier];
    form = std::string(iban.country, 2) + "[0-9]{2}(?:[ -]?[0-9A-Z]{4}){" + std::to_string((iban.length - 4) / 4) + "}";
    if (iban.length % 4 != 0) form += "[ -]?[0-9A-Z]{" + std::to_string(iban.length % 4) + "}";
  }
  for (const char* other :
       {"[A-Za-z0-9+/]{40}", "AIza[A-Za-z0-9_-]{35}", "[Aa]uthorization: ?[Bb]asic +[A-Za-z0-9+/]{4}",
        "eyJ[A-Za-z0-9_-]+\\.eyJ[A-Za-z0-9_-]+\\.", "-----BEGIN [A-Z ]{0,12}PRIVATE KEY", "PuTTY-User-Key-File-",
        "[spr]k_(?:live|test)_[0-9A-Za-z]{10}", "[Cc]ookie: ?[0-9A-Za-z_-]+=", "%B[0-9]{13,19}\\^|;[0-9]{13,19}="}) {
    texts.emplace_back(other);
    flags.push_back(0);
  }
  for (const auto& [identifier, all] : forms) {
    texts.push_back("\\b(?:" + all + ")\\b");
    flags.push_back(0);
  }
  std::vector<const char*> pointers;
  for (const std::string& text : texts) pointers.push_back(text.c_str());
  hs_compile_error_t* error = nullptr;
  if (hs_compile_multi(pointers.data(), flags.data(), nullptr, static_cast<unsigned>(pointers.size()), HS_MODE_BLOCK,
                       nullptr, &impl_->database, &error) != HS_SUCCESS) {
    throw std::runtime_error(std::string("Vectorscan: ") + error->message + " in " +
                             texts[static_cast<unsigned>(error->expression)]);
  }
  hs_alloc_scratch(impl_->database, &impl_->scratch);
}

Vectorscan::~Vectorscan() {
  hs_free_scratch(impl_->scratch);
  hs_free_database(impl_->database);
}

std::uint64_t Vectorscan::Scan(std::string_view text) {
  std::uint64_t ends = 0;
  const auto count = [](unsigned, unsigned long long, unsigned long long, unsigned, void* all) {
    ++*static_cast<std::uint64_t*>(all);
    return 0;
  };
  hs_scan(impl_->database, text.data(), static_cast<unsigned>(text.size()), 0, impl_->scratch, count, &ends);
  return ends;
}

}  // namespace macie_local::bench
