#include "extract/mail/mail_text.h"

#include <utility>

#include "extract/mail/fields.h"

namespace macie_local::extract {

bool FieldText::Take(std::string_view text, units::LinePosition at) {
  constexpr std::string_view kBlank = " \t";
  text = text.substr(0, text.find_last_not_of(kBlank) + 1);
  for (std::size_t from = 0; from < text.size();) {
    const EncodedWord word = FindWord(text, from);
    const bool is_word = word.begin < word.end;
    const std::string_view before = text.substr(from, word.begin - from);
    const bool blank = before.find_first_not_of(kBlank) == std::string_view::npos;
    // Spaces between two encoded words are not meant.
    if (is_word && after_word_ && blank) {
      folded_ = false;
    } else if (!GiveSpace() || (!before.empty() && !GivePlain(before, at))) {
      return false;
    }
    units::Advance(text, from, word.begin, &at);
    if (is_word) {
      std::string decoded;
      TextCharset charset(word.charset);
      charset.Take(BytesOf(word), &decoded);
      charset.End(&decoded);
      if (!out_.Append(decoded, at, false)) return false;
    }
    after_word_ = is_word;
    units::Advance(text, word.begin, word.end, &at);
    last_ = at;
    from = word.end;
  }
  return true;
}

void FieldText::Fold(units::LinePosition at) {
  last_ = at;
  folded_ = true;
}

bool FieldText::End() {
  folded_ = false;
  after_word_ = false;
  return out_.Append("\n", last_, false);
}

bool FieldText::GiveSpace() {
  return !std::exchange(folded_, false) || out_.Append(" ", last_, false);
}

bool FieldText::GivePlain(std::string_view text, units::LinePosition at) {
  std::string plain;
  TextCharset charset("");
  charset.Take(text, &plain);
  charset.End(&plain);
  return out_.Append(plain, at, true);
}

PartText::PartText(FreeText& out, std::string_view charset, bool is_html) : out_(out), charset_(charset) {
  if (is_html) html_.emplace(out);
}

bool PartText::Take(std::string_view bytes, units::LinePosition at, bool counted) {
  last_ = at;
  text_.clear();
  charset_.Take(bytes, &text_);
  return Give(text_, at, counted);
}

bool PartText::End() {
  text_.clear();
  charset_.End(&text_);
  if (!Give(text_, last_, false)) return false;
  if (html_ && !html_->End()) return false;
  return out_.at_line_begin() || out_.Append("\n", last_, false);
}

bool PartText::Give(std::string_view text, units::LinePosition at, bool counted) {
  return html_ ? html_->Take(text, &at, counted) : out_.Append(text, at, counted);
}

}  // namespace macie_local::extract
