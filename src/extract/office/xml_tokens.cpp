#include "extract/office/xml_tokens.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/utf8.h"

namespace macie_local::extract {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
// No longer reference is one: the longest is "&#x10FFFF;", but zeros may stand before it.
constexpr std::size_t kReferenceBytesMax = 16;

std::string_view WithoutPrefix(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// Appends what a reference, without "&" and ";", stands for: nothing when it is not known.
void AppendReference(std::string_view reference, std::string* out) {
  constexpr std::array<std::pair<std::string_view, char>, 5> kNamed = {
      {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}}};
  for (const auto& [name, character] : kNamed) {
    if (reference == name) out->push_back(character);
  }
  if (!reference.starts_with('#')) return;
  const bool hexadecimal = reference.substr(1).starts_with('x');
  const std::string_view digits = reference.substr(hexadecimal ? 2 : 1);
  constexpr unsigned kLast = 0x10FFFF;
  constexpr unsigned kReplacement = 0xFFFD;
  unsigned code = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, hexadecimal ? 16 : 10);
  if (error != std::errc() || end != digits.data() + digits.size() || code > kLast || code == 0) return;
  base::AppendUtf8(code >= 0xD800 && code < 0xE000 ? kReplacement : code, out);
}

}  // namespace

XmlTokens::Kind XmlTokens::Next() {
  if (std::exchange(ends_, false)) {
    --nested_;
    return Kind::kEnd;
  }
  while (true) {
    if (rest().empty() && !More()) {
      return nested_ == 0 && !in_cdata_ && !failed() ? Kind::kFinished : Kind::kMalformed;
    }
    const std::optional<Kind> kind = in_cdata_ ? TakeCdata() : rest().front() == '<' ? TakeMarkup() : TakeText();
    if (kind) return *kind;
  }
}

// Lets go of what was taken. Returns whether more has come.
bool XmlTokens::More() {
  const std::size_t before = rest().size();
  window_.Drop(at_);
  at_ = 0;
  window_.Fill();
  return window_.bytes().size() > before;
}

bool XmlTokens::SkipPast(std::string_view mark) {
  while (true) {
    const std::size_t found = rest().find(mark);
    if (found != std::string_view::npos) {
      at_ += found + mark.size();
      return true;
    }
    at_ += rest().size() - std::min(rest().size(), mark.size() - 1);
    if (!More()) return false;
  }
}

bool XmlTokens::SkipDocumentType() {
  int brackets = 0;
  char quote = '\0';
  while (true) {
    for (const char c : rest()) {
      ++at_;
      if (quote != '\0') {
        if (c == quote) quote = '\0';
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '[' || c == ']') {
        brackets += c == '[' ? 1 : -1;
      } else if (c == '>' && brackets <= 0) {
        return true;
      }
    }
    if (!More()) return false;
  }
}

std::optional<XmlTokens::Kind> XmlTokens::TakeMarkup() {
  constexpr std::string_view kCdata = "<![CDATA[";
  if (rest().size() < kCdata.size()) More();
  if (rest().starts_with(kCdata)) {
    at_ += kCdata.size();
    in_cdata_ = true;
    return std::nullopt;
  }
  bool skipped = false;
  if (rest().starts_with("<!--")) {
    at_ += 4;
    skipped = SkipPast("-->");
  } else if (rest().starts_with("<!")) {
    at_ += 2;
    skipped = SkipDocumentType();
  } else if (rest().starts_with("<?")) {
    at_ += 2;
    skipped = SkipPast("?>");
  } else {
    return TakeTag();
  }
  return skipped ? std::nullopt : std::optional(Kind::kMalformed);
}

std::optional<XmlTokens::Kind> XmlTokens::TakeCdata() {
  constexpr std::string_view kEnd = "]]>";
  const std::size_t found = rest().find(kEnd);
  in_cdata_ = found == std::string_view::npos;
  if (in_cdata_ && rest().size() < kEnd.size()) return More() ? std::nullopt : std::optional(Kind::kMalformed);
  text_ = rest().substr(0, in_cdata_ ? rest().size() - kEnd.size() + 1 : found);
  at_ += text_.size() + (in_cdata_ ? 0 : kEnd.size());
  return text_.empty() ? std::nullopt : std::optional(Kind::kText);
}

std::optional<XmlTokens::Kind> XmlTokens::TakeText() {
  const std::size_t end = rest().find('<');
  std::string_view text = rest().substr(0, end);
  if (end == std::string_view::npos) {
    // A reference may go on behind the window.
    const std::size_t reference = text.rfind('&');
    const bool cut = reference != std::string_view::npos && text.size() - reference < kReferenceBytesMax &&
                     text.find(';', reference) == std::string_view::npos;
    if (cut && reference == 0 && More()) return std::nullopt;
    if (cut && reference > 0) text = text.substr(0, reference);
  }
  at_ += text.size();
  text_ = Decoded(text, &decoded_text_);
  return text_.empty() ? std::nullopt : std::optional(Kind::kText);
}

XmlTokens::Kind XmlTokens::TakeTag() {
  std::size_t end = 1;
  char quote = '\0';
  while (true) {
    end = rest().find_first_of(quote == '"' ? "\"" : quote == '\'' ? "'" : "\"'>", end);
    if (end == std::string_view::npos) {
      end = rest().size();
      if (!More()) return Kind::kMalformed;
      continue;
    }
    const char c = rest()[end];
    if (c == '>' && quote == '\0') break;
    quote = quote == '\0' ? c : '\0';
    ++end;
  }
  std::string_view tag = rest().substr(1, end - 1);
  at_ += end + 1;
  const bool closes = tag.starts_with('/');
  const bool empty = tag.ends_with('/');
  if (closes) tag.remove_prefix(1);
  const std::size_t name = std::min(tag.find_first_of(" \t\r\n/"), tag.size());
  name_ = WithoutPrefix(tag.substr(0, name));
  attributes_ = tag.substr(name);
  if (name_.empty() || name_.find('<') != std::string_view::npos || (closes && nested_ == 0)) return Kind::kMalformed;
  if (closes) {
    --nested_;
    return Kind::kEnd;
  }
  ends_ = empty;
  return ++nested_ <= kNestedMax ? Kind::kStart : Kind::kMalformed;
}

std::optional<std::string_view> XmlTokens::Attribute(std::string_view name) {
  std::string_view rest = attributes_;
  while (true) {
    const std::size_t begin = rest.find_first_not_of(" \t\r\n/");
    if (begin == std::string_view::npos) return std::nullopt;
    rest.remove_prefix(begin);
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    std::string_view found = rest.substr(0, equals);
    found = found.substr(0, found.find_last_not_of(kSpace) + 1);
    rest.remove_prefix(equals + 1);
    const std::size_t quote = rest.find_first_not_of(kSpace);
    if (quote == std::string_view::npos || (rest[quote] != '"' && rest[quote] != '\'')) return std::nullopt;
    const std::size_t close = rest.find(rest[quote], quote + 1);
    if (close == std::string_view::npos) return std::nullopt;
    if (WithoutPrefix(found) == name) return Decoded(rest.substr(quote + 1, close - quote - 1), &decoded_value_);
    rest.remove_prefix(close + 1);
  }
}

std::string_view XmlTokens::Decoded(std::string_view text, std::string* scratch) const {
  std::size_t reference = text.find('&');
  if (reference == std::string_view::npos) return text;
  scratch->clear();
  while (reference != std::string_view::npos) {
    scratch->append(text.substr(0, reference));
    text.remove_prefix(reference);
    const std::size_t end = text.substr(0, kReferenceBytesMax).find(';');
    if (end == std::string_view::npos) {
      scratch->push_back('&');
      text.remove_prefix(1);
    } else {
      AppendReference(text.substr(1, end - 1), scratch);
      text.remove_prefix(end + 1);
    }
    reference = text.find('&');
  }
  scratch->append(text);
  return *scratch;
}

}  // namespace macie_local::extract
