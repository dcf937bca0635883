// What a mail has to be read of text: its fields and its parts, put into one free text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "extract/mail/text_charset.h"
#include "extract/markup/free_text.h"
#include "extract/markup/html_text.h"
#include "units/lines.h"

namespace macie_local::extract {

// One field after the other, encoded words decoded and folded lines joined. What returns bool returns false once the
// sink has stopped.
class FieldText {
 public:
  explicit FieldText(FreeText& out) : out_(out) {}

  // Takes a line of a field, or a part of one.
  bool Take(std::string_view text, units::LinePosition at);
  // The next line of the field, which began with spaces, follows.
  void Fold(units::LinePosition at);
  // The field has ended.
  bool End();

 private:
  bool GiveSpace();
  bool GivePlain(std::string_view text, units::LinePosition at);

  FreeText& out_;
  units::LinePosition last_;
  bool folded_ = false;      // a space is to be given before what follows
  bool after_word_ = false;  // nothing but spaces has come behind an encoded word
};

// The text of one part.
class PartText {
 public:
  PartText(FreeText& out, std::string_view charset, bool is_html);

  // As FreeText::Append.
  bool Take(std::string_view bytes, units::LinePosition at, bool counted);
  bool End();

 private:
  bool Give(std::string_view text, units::LinePosition at, bool counted);

  FreeText& out_;
  TextCharset charset_;
  std::optional<HtmlText> html_;
  std::string text_;
  units::LinePosition last_;
};

}  // namespace macie_local::extract
