// The text of HTML, as its bytes come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "extract/markup/free_text.h"
#include "units/lines.h"

namespace macie_local::extract {

// Keeps no more than the tag, reference or mark that it is in, whatever is in each other. Of what stands between tags
// it leaves out scripts, styles and comments; spaces in a row are one, elements that begin a line do so, and cells of a
// row are words of a line [I].
class HtmlText {
 public:
  // `out` outlives it.
  explicit HtmlText(FreeText& out) : out_(out) {}

  // Takes text, in UTF-8, that stands in the object from `at` on, as FreeText::Append does. What is counted takes `at`
  // behind it; "\r" and "\n" that end one line come together. Returns false once the sink has stopped.
  bool Take(std::string_view text, units::LinePosition* at, bool counted);
  // Nothing follows. Returns as Take does.
  bool End();

 private:
  static constexpr std::size_t kNameBytesMax = 10;  // no name that is looked at is longer

  enum class State : std::uint8_t {
    kText,
    kReference,    // behind "&"
    kOpen,         // behind "<"
    kClose,        // behind "</"
    kDeclaration,  // behind "<!" or "<!-"
    kName,         // in the name of a tag
    kTag,          // between its attributes
    kBeforeValue,  // behind "="
    kValue,        // in a value without quotes
    kQuoted,       // in one with
    kSkipped,      // up to ">"
    kComment,
    kRaw  // in a script or a style
  };
  enum class Last : std::uint8_t {
    kLineEnd,
    kSpace,
    kCell,  // a cell has ended; what stands for that is not given yet
    kOther
  };

  char next() const { return text_[next_]; }
  void Step();
  void TakeText();
  void TakeReference();
  void TakeOpen();
  void TakeClose();
  void TakeDeclaration();
  void TakeName();
  void TakeTag();
  void TakeBeforeValue();
  void TakeComment();
  void TakeRaw();
  // Goes past the next `mark`, if there is one. Returns whether there was.
  bool SkipPast(char mark);
  void BeginName(bool closes);
  void EndTag(bool empty);
  void EndReference(bool closed);
  void EndLine();
  void EndCell();
  // Appends what is written from `mark_` on, which has no line end.
  void Give(std::string_view text, bool counted);
  void Append(std::string_view text, units::LinePosition at, bool counted);
  units::LinePosition Here(std::size_t offset);

  FreeText& out_;
  std::string_view text_;
  std::size_t next_ = 0;
  units::LinePosition* at_ = nullptr;
  std::size_t counted_to_ = 0;  // at_ is the place of this byte
  bool counted_ = false;
  bool goes_on_ = true;

  State state_ = State::kText;
  Last last_ = Last::kLineEnd;
  char last_byte_ = '\0';     // that was given and is no space
  bool space_given_ = false;  // behind it
  bool kept_spaces_ = false;  // as in <pre>
  bool closes_ = false;       // the tag
  bool slash_ = false;        // the byte before was "/", between attributes
  char quote_ = '\0';
  std::uint32_t dashes_ = 0;  // before, in a comment; 2 and more are 2
  std::size_t matched_ = 0;   // of the tag that ends a script or style
  units::LinePosition mark_;  // where the "<" or "&" stands
  units::LinePosition end_;   // of what was taken
  std::string name_;          // of the tag, in small letters, or of the script's or style's; not longer than is known
  std::string reference_;
};

}  // namespace macie_local::extract
