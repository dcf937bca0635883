#include "extract/mail/text_charset.h"

#include "base/text.h"
#include "base/utf8.h"
#include "extract/charset.h"

namespace macie_local::extract {
namespace {

// How many of the last bytes may be a character that is cut short.
std::size_t CutBytes(std::string_view bytes) {
  for (std::size_t back = 1; back <= 3 && back <= bytes.size(); ++back) {
    const auto byte = static_cast<unsigned char>(bytes[bytes.size() - back]);
    if (byte >= 0xC0) return back;
    if (byte < 0x80) break;
  }
  return 0;
}

}  // namespace

TextCharset::TextCharset(std::string_view name) {
  const std::optional<Charset> charset = CharsetNamed(name);
  as_it_is_ = charset == Charset::kUtf8;
  const bool guessed = !charset || as_it_is_ || base::EqualsWithoutCase(name, "us-ascii");
  if (!guessed) converter_.emplace(*charset);
}

void TextCharset::Take(std::string_view bytes, std::string* out) {
  if (as_it_is_) {
    out->append(bytes);
  } else if (converter_) {
    converter_->Take(bytes, out);
  } else {
    Guess(bytes, false, out);
  }
}

void TextCharset::End(std::string* out) {
  if (converter_) converter_->End(out);
  if (!rest_.empty()) Guess({}, true, out);
}

void TextCharset::Guess(std::string_view bytes, bool all, std::string* out) {
  std::string joined;
  if (!rest_.empty()) {
    joined = rest_.append(bytes);
    bytes = joined;
    rest_.clear();
  }
  const std::size_t cut = all ? 0 : CutBytes(bytes);
  const std::string_view whole = bytes.substr(0, bytes.size() - cut);
  if (!base::IsUtf8(whole) || (cut > 0 && !IsUtf8Begun(bytes))) {
    out->append(ToUtf8(bytes, Charset::kWindows1252));
    return;
  }
  if (cut > 0 && base::IsUtf8(bytes)) {
    out->append(bytes);
    return;
  }
  out->append(whole);
  rest_ = bytes.substr(whole.size());
}

}  // namespace macie_local::extract
