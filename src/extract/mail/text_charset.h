// Text of a mail as UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "extract/charsets/charsets.h"

namespace macie_local::extract {

// Text whose charset is not told, not known, or told to be US-ASCII is UTF-8 in each piece that is, else Windows-1252;
// told to be UTF-8, it passes as it is.
class TextCharset {
 public:
  explicit TextCharset(std::string_view name);

  // Appends the text of the bytes to `out`; the beginning of a character waits for its rest.
  void Take(std::string_view bytes, std::string* out);
  void End(std::string* out);

 private:
  void Guess(std::string_view bytes, bool all, std::string* out);

  bool as_it_is_ = false;
  std::optional<Converter> converter_;
  std::string rest_;  // of what is guessed
};

}  // namespace macie_local::extract
