#include "extract/office/xml_tokens.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/utf8.h"

namespace macie_local::extract {
namespace {

bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// No longer reference is one: the longest is "&#x10FFFF;", but zeros may stand before it.
constexpr std::size_t kReferenceBytesMax = 16;

std::string_view WithoutPrefix(std::string_view name) {
  std::size_t begin = name.size();
  while (begin > 0 && name[begin - 1] != ':') --begin;
  return name.substr(begin);
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

// Finds where the tag ends that begins at `at_`: the place of its ">", outside of quotes. Nothing where none comes.
std::optional<std::size_t> XmlTokens::FindTagEnd() {
  std::size_t end = 1;
  char quote = '\0';
  while (true) {
    const std::string_view bytes = rest();
    for (; end < bytes.size(); ++end) {
      const char c = bytes[end];
      if (quote != '\0') {
        if (c == quote) quote = '\0';
      } else if (c == '>') {
        return end;
      } else if (c == '"' || c == '\'') {
        quote = c;
      }
    }
    if (!More()) return std::nullopt;
  }
}

XmlTokens::Kind XmlTokens::TakeTag() {
  const auto end = FindTagEnd();
  if (!end) return Kind::kMalformed;
  std::string_view tag = rest().substr(1, *end - 1);
  at_ += *end + 1;
  const bool closes = tag.starts_with('/');
  const bool empty = tag.ends_with('/');
  if (closes) tag.remove_prefix(1);
  std::size_t name = 0;
  while (name < tag.size() && !IsSpace(tag[name]) && tag[name] != '/') ++name;
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
    std::size_t at = 0;
    while (at < rest.size() && (IsSpace(rest[at]) || rest[at] == '/')) ++at;
    const std::size_t begin = at;
    while (at < rest.size() && rest[at] != '=') ++at;
    if (at == rest.size()) return std::nullopt;
    std::size_t end = at++;
    while (end > begin && IsSpace(rest[end - 1])) --end;
    while (at < rest.size() && IsSpace(rest[at])) ++at;
    if (at == rest.size() || (rest[at] != '"' && rest[at] != '\'')) return std::nullopt;
    const std::size_t close = rest.find(rest[at], at + 1);
    if (close == std::string_view::npos) return std::nullopt;
    if (WithoutPrefix(rest.substr(begin, end - begin)) == name) {
      return Decoded(rest.substr(at + 1, close - at - 1), &decoded_value_);
    }
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
