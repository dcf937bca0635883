#include "extract/markup/html_text.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/utf8.h"
#include "extract/markup/references.h"

namespace macie_local::extract {
namespace {

constexpr bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

constexpr bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr bool IsOfWord(char c) {
  return IsLetter(c) || static_cast<unsigned char>(c) >= 0x80;
}

constexpr char Small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Bytes of text that are more than themselves.
constexpr std::array<bool, 256> kSpecial = [] {
  std::array<bool, 256> special{};
  for (const char c : {'<', '&', ' ', '\t', '\n', '\r', '\f'}) special[static_cast<unsigned char>(c)] = true;
  return special;
}();

// Elements before and behind which a line ends, in the order of their names.
constexpr std::string_view kLines[] = {
    "address", "article",  "aside",  "blockquote", "body",   "br",     "button",  "caption",  "center",
    "dd",      "details",  "dialog", "dir",        "div",    "dl",     "dt",      "fieldset", "figcaption",
    "figure",  "footer",   "form",   "h1",         "h2",     "h3",     "h4",      "h5",       "h6",
    "head",    "header",   "hr",     "html",       "legend", "li",     "main",    "menu",     "nav",
    "ol",      "optgroup", "option", "p",          "pre",    "script", "section", "select",   "style",
    "summary", "table",    "tbody",  "textarea",   "tfoot",  "thead",  "title",   "tr",       "ul"};
static_assert(std::is_sorted(std::begin(kLines), std::end(kLines)));

}  // namespace

bool HtmlText::Take(std::string_view text, units::LinePosition* at, bool counted) {
  text_ = text;
  next_ = 0;
  at_ = at;
  counted_to_ = 0;
  counted_ = counted;
  while (next_ < text_.size() && goes_on_) Step();
  end_ = Here(text_.size());
  return goes_on_;
}

bool HtmlText::End() {
  text_ = {};
  next_ = 0;
  counted_to_ = 0;
  if (state_ == State::kReference) EndReference(false);
  if (state_ == State::kOpen) Give("<", counted_);
  state_ = State::kText;
  mark_ = end_;
  EndLine();
  return goes_on_;
}

void HtmlText::Step() {
  switch (state_) {
    case State::kText:
      return TakeText();
    case State::kReference:
      return TakeReference();
    case State::kOpen:
      return TakeOpen();
    case State::kClose:
      return TakeClose();
    case State::kDeclaration:
      return TakeDeclaration();
    case State::kName:
      return TakeName();
    case State::kTag:
      return TakeTag();
    case State::kBeforeValue:
      return TakeBeforeValue();
    case State::kValue:
      while (next_ < text_.size() && !IsSpace(next()) && next() != '>') ++next_;
      if (next_ < text_.size()) state_ = State::kTag;
      return;
    case State::kQuoted:
      if (SkipPast(quote_)) state_ = State::kTag;
      return;
    case State::kSkipped:
      if (SkipPast('>')) state_ = State::kText;
      return;
    case State::kComment:
      return TakeComment();
    case State::kRaw:
      return TakeRaw();
  }
}

void HtmlText::TakeText() {
  const std::size_t from = next_;
  std::size_t at = from;
  Last last = last_;
  for (; at < text_.size(); ++at) {
    const char c = text_[at];
    if (!kSpecial[static_cast<unsigned char>(c)]) {
      last = Last::kOther;
      continue;
    }
    if (c == '<' || c == '&') break;
    if (kept_spaces_) continue;
    if (c != ' ' || last != Last::kOther) break;
    last = Last::kSpace;
  }
  if (from < at) Append(text_.substr(from, at - from), Here(from), counted_);
  last_ = last;
  next_ = at;
  if (at == text_.size()) return;
  const char c = text_[at];
  if (c == '<' || c == '&') {
    mark_ = Here(at);
    reference_.clear();
    state_ = c == '<' ? State::kOpen : State::kReference;
  } else if (last_ == Last::kOther) {
    mark_ = Here(at);
    Give(" ", false);
    last_ = Last::kSpace;
  }
  ++next_;
}

void HtmlText::TakeReference() {
  const char c = next();
  const bool part = IsLetter(c) || (c >= '0' && c <= '9') || c == '#';
  if (part && reference_.size() < kHtmlReferenceBytesMax) {
    reference_.push_back(c);
    ++next_;
    return;
  }
  if (c == ';') ++next_;
  EndReference(c == ';');
}

void HtmlText::EndReference(bool closed) {
  constexpr unsigned kNoBreakSpace = 0xA0;
  constexpr unsigned kSoftHyphen = 0xAD;
  state_ = State::kText;
  const std::optional<unsigned> code = HtmlCharacter(reference_, closed);
  if (!code) {
    Give("&" + reference_ + (closed ? ";" : ""), counted_);
    last_ = Last::kOther;
  } else if (*code == kNoBreakSpace || (*code < 0x80 && IsSpace(static_cast<char>(*code)))) {
    if (last_ == Last::kOther) Give(" ", false);
    if (last_ == Last::kOther) last_ = Last::kSpace;
  } else if (*code != kSoftHyphen) {
    std::string character;
    base::AppendUtf8(*code, &character);
    Give(character, false);
    last_ = Last::kOther;
  }
}

void HtmlText::TakeOpen() {
  const char c = next();
  if (IsLetter(c)) return BeginName(false);
  if (c == '/' || c == '!' || c == '?') {
    ++next_;
    dashes_ = 0;
    state_ = c == '/' ? State::kClose : c == '!' ? State::kDeclaration : State::kSkipped;
    return;
  }
  state_ = State::kText;
  Give("<", counted_);
  last_ = Last::kOther;
}

void HtmlText::TakeClose() {
  if (IsLetter(next())) return BeginName(true);
  state_ = State::kSkipped;
}

void HtmlText::TakeDeclaration() {
  if (next() != '-') {
    state_ = State::kSkipped;
    return;
  }
  ++next_;
  if (++dashes_ == 2) state_ = State::kComment;
}

void HtmlText::BeginName(bool closes) {
  closes_ = closes;
  name_.clear();
  state_ = State::kName;
}

void HtmlText::TakeName() {
  for (; next_ < text_.size(); ++next_) {
    const char c = next();
    if (IsSpace(c) || c == '/' || c == '>') {
      slash_ = false;
      state_ = State::kTag;
      return;
    }
    if (name_.size() <= kNameBytesMax) name_.push_back(Small(c));
  }
}

void HtmlText::TakeTag() {
  for (; next_ < text_.size(); ++next_) {
    const char c = next();
    if (c == '>') {
      ++next_;
      return EndTag(slash_);
    }
    slash_ = c == '/';
    if (c == '=') {
      ++next_;
      state_ = State::kBeforeValue;
      return;
    }
  }
}

void HtmlText::TakeBeforeValue() {
  const char c = next();
  if (c == '>') {
    state_ = State::kTag;
    return;
  }
  if (!IsSpace(c)) {
    quote_ = c;
    state_ = c == '"' || c == '\'' ? State::kQuoted : State::kValue;
  }
  ++next_;
}

// An element that is empty by its tag, as XHTML has them, is no script that goes on to the end.
void HtmlText::EndTag(bool empty) {
  state_ = State::kText;
  if (name_ == "pre" || name_ == "textarea") kept_spaces_ = !closes_;
  if (std::binary_search(std::begin(kLines), std::end(kLines), name_)) EndLine();
  if (name_ == "td" || name_ == "th" || name_ == "input" || name_ == "img") EndCell();
  if (!closes_ && !empty && (name_ == "script" || name_ == "style")) {
    matched_ = 0;
    state_ = State::kRaw;
  }
}

void HtmlText::TakeComment() {
  while (next_ < text_.size()) {
    if (dashes_ == 0) {
      next_ = std::min(text_.find('-', next_), text_.size());
      if (next_ == text_.size()) return;
    }
    const char c = text_[next_++];
    if (c == '>' && dashes_ == 2) {
      state_ = State::kText;
      return;
    }
    dashes_ = c == '-' ? std::min(dashes_ + 1, 2u) : 0;
  }
}

// Goes on to "</", the name, and what may stand behind a name.
void HtmlText::TakeRaw() {
  while (next_ < text_.size()) {
    if (matched_ == 0) {
      next_ = std::min(text_.find('<', next_), text_.size());
      if (next_ == text_.size()) return;
    }
    const char c = next();
    if (matched_ == name_.size() + 2 && (IsSpace(c) || c == '/' || c == '>')) {
      closes_ = true;
      slash_ = false;
      state_ = State::kTag;
      return;
    }
    const char awaited = matched_ == 0                 ? '<'
                         : matched_ == 1               ? '/'
                         : matched_ < name_.size() + 2 ? name_[matched_ - 2]
                                                       : '\0';
    matched_ = Small(c) == awaited && c != '\0' ? matched_ + 1 : c == '<' ? 1 : 0;
    ++next_;
  }
}

bool HtmlText::SkipPast(char mark) {
  const std::size_t found = text_.find(mark, next_);
  next_ = found == std::string_view::npos ? text_.size() : found + 1;
  return found != std::string_view::npos;
}

void HtmlText::EndLine() {
  if (last_ == Last::kLineEnd) return;
  last_ = Last::kOther;  // what would stand for the end of a cell is not needed
  Give("\n", false);
  last_ = Last::kLineEnd;
}

void HtmlText::EndCell() {
  if (last_ != Last::kLineEnd) last_ = Last::kCell;
}

void HtmlText::Give(std::string_view text, bool counted) {
  Append(text, mark_, counted);
}

// Between cells stands a tab, so that numbers of two are not read as one; between words a space, so that first and last
// name are read as one.
void HtmlText::Append(std::string_view text, units::LinePosition at, bool counted) {
  if (last_ == Last::kCell) {
    last_ = Last::kOther;
    const bool words = IsOfWord(last_byte_) && IsOfWord(text.front());
    if (goes_on_ && !(words && space_given_)) goes_on_ = out_.Append(words ? " " : "\t", mark_, false);
  }
  if (goes_on_) goes_on_ = out_.Append(text, at, counted);
  const std::size_t last = text.find_last_not_of(' ');
  if (last != std::string_view::npos) last_byte_ = text[last];
  space_given_ = last + 1 < text.size() || last == std::string_view::npos;
}

units::LinePosition HtmlText::Here(std::size_t offset) {
  if (counted_) units::Advance(text_, counted_to_, offset, at_);
  counted_to_ = offset;
  return *at_;
}

}  // namespace macie_local::extract
