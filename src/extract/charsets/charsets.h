// The charsets that texts name, and their conversion to UTF-8 by the C library.
#pragma once

#include <iconv.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "extract/format.h"

namespace macie_local::extract {

// Returns the charset that MIME, HTML or XML calls so, in letters of any case; what has other characters than letters
// and digits counts without them. Nothing when it is none of those that are known. US-ASCII and ISO-8859-1 are
// Windows-1252, as in HTML.
std::optional<Charset> CharsetNamed(std::string_view name);

// Returns the charset that the first bytes of HTML or XML declare, or nothing. One whose characters are not ASCII's
// where those are meant can't be what it was declared in, and is nothing.
std::optional<Charset> DeclaredCharset(std::string_view head);

// Converts text of one charset piece by piece. What is no character of it becomes U+FFFD.
class Converter {
 public:
  // Charsets from Charset::kOther on go through the C library; where that lacks one, it is read as Windows-1252.
  explicit Converter(Charset charset);

  Charset charset() const { return charset_; }
  bool available() const { return descriptor_ != nullptr; }
  // Appends the text to `out`, but for the beginning of a character whose rest has not come.
  void Take(std::string_view bytes, std::string* out);
  // Ends the text. Another may follow.
  void End(std::string* out);

 private:
  struct Close {
    void operator()(void* descriptor) const { iconv_close(descriptor); }
  };
  int ConvertSome(std::string_view* bytes, std::string* out);

  Charset charset_;
  std::unique_ptr<void, Close> descriptor_;
  std::string rest_;
};

// Keeps what the C library needs for all charsets in memory while it lives: a process that can open no files makes
// one before.
class HeldCharsets {
 public:
  HeldCharsets();

  // How many the C library lacks.
  std::size_t missing() const { return missing_; }

 private:
  std::vector<Converter> held_;
  std::size_t missing_ = 0;
};

}  // namespace macie_local::extract
