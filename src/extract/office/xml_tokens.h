// XML as a stream of tokens. Nothing is declared, nothing is looked up: of what a document type declares nothing is
// used, so that no entity becomes more than it is written with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/byte_stream.h"
#include "extract/window.h"

namespace macie_local::extract {

class XmlTokens {
 public:
  // Elements in each other, and the bytes of one tag: beyond them the text is malformed.
  static constexpr std::uint32_t kNestedMax = 256;
  static constexpr std::size_t kTagBytesMax = Window::kBytes - 1;

  enum class Kind : std::uint8_t {
    kStart,     // of an element; one that is empty has a kEnd, too
    kEnd,       // of an element, whatever its name is
    kText,      // some of the text between two tags: it may come in several pieces
    kFinished,  // nothing follows
    kMalformed  // what follows is no XML, or the source failed
  };

  // The source is UTF-8 and outlives it.
  explicit XmlTokens(base::ByteStream& source) : window_(source) {}

  // What the functions below return is valid until the next call.
  Kind Next();
  // Of kStart and kEnd; without a prefix.
  std::string_view name() const { return name_; }
  // Of kStart: returns the value of the first attribute of this name, whatever its prefix, or nothing. Valid until it
  // is called again.
  std::optional<std::string_view> Attribute(std::string_view name);
  std::string_view text() const { return text_; }
  bool failed() const { return window_.failed(); }

 private:
  std::string_view rest() const { return window_.bytes().substr(at_); }
  bool More();
  bool SkipPast(std::string_view mark);
  bool SkipDocumentType();
  std::optional<Kind> TakeMarkup();
  std::optional<Kind> TakeCdata();
  std::optional<Kind> TakeText();
  std::optional<std::size_t> FindTagEnd();
  Kind TakeTag();
  std::string_view Decoded(std::string_view text, std::string* scratch) const;

  Window window_;
  std::size_t at_ = 0;  // in the window: what is next
  std::uint32_t nested_ = 0;
  bool in_cdata_ = false;
  bool ends_ = false;  // the element that began is empty
  std::string_view name_;
  std::string_view attributes_;
  std::string_view text_;
  std::string decoded_text_;
  std::string decoded_value_;
};

}  // namespace macie_local::extract
