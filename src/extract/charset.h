// Characters of texts that are not UTF-8, as UTF-8.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/byte_stream.h"
#include "extract/charsets/charsets.h"
#include "extract/format.h"

namespace macie_local::extract {

// Returns whether all of `text` is UTF-8, but for a last character that may be cut short.
bool IsUtf8Begun(std::string_view text);

// Gives its source as UTF-8, without a byte order mark. UTF-8 itself passes as it is, whatever malformed bytes it has;
// half of a surrogate pair, or of a unit of UTF-16, is U+FFFD. The source outlives it.
class Utf8Stream : public base::ByteStream {
 public:
  Utf8Stream(base::ByteStream& source, Charset charset);

  base::Result<std::string_view> Next() override;

 private:
  // Both fill out_ with as much of rest_ or slice as there is; what is left of a character goes to or stays in rest_.
  void TakeUtf8(std::string_view slice);
  void TakeUtf16(std::string_view slice);
  std::size_t ConvertUtf16(std::string_view bytes);
  void TakeOther(std::string_view slice);

  base::ByteStream& source_;
  Charset charset_;
  std::optional<Converter> converter_;  // of Charset::kOther and beyond
  std::string_view piece_;              // what is left of the source's last
  std::string out_;
  std::string rest_;
  bool begun_ = false;  // the byte order mark has been passed
  bool ended_ = false;
};

// Returns `bytes`, the beginning of a text, as UTF-8.
std::string ToUtf8(std::string_view bytes, Charset charset);

}  // namespace macie_local::extract
