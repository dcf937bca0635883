#include "base/json_writer.h"

#include <charconv>

#include "base/json_bytes.h"
#include "base/timestamp.h"

namespace macie_local::base {
namespace {

bool NeedsEscape(unsigned char c) {
  return c < 0x20 || c == '"' || c == '\\';
}

char ShortEscape(char c) {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return 0;
  }
}

}  // namespace

void JsonWriter::RawSlow(std::string_view bytes) {
  Flush();
  if (bytes.size() >= buffer_.size()) {
    out_->append(bytes);
  } else {
    Raw(bytes);
  }
}

void JsonWriter::Escaped(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  constexpr std::size_t kEscapeMax = 6;  // \u001f
  std::size_t i = 0;
  while (i < text.size()) {
    if (Room() < kWord) Flush();
    if (text.size() - i >= kWord) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + i, kWord);
      if (!HasJsonSpecial(word)) {
        std::memcpy(at_, &word, kWord);
        at_ += kWord;
        i += kWord;
        continue;
      }
    }
    static_assert(kEscapeMax <= kWord);
    const char c = text[i++];
    if (!NeedsEscape(static_cast<unsigned char>(c))) {
      *at_++ = c;
    } else if (const char letter = ShortEscape(c)) {
      *at_++ = '\\';
      *at_++ = letter;
    } else {
      std::memcpy(at_, "\\u00", 4);
      at_[4] = kHex[static_cast<unsigned char>(c) >> 4];
      at_[5] = kHex[static_cast<unsigned char>(c) & 15];
      at_ += kEscapeMax;
    }
  }
}

void JsonWriter::Number(std::int64_t value) {
  constexpr std::size_t kDigitsMax = 20;
  if (Room() < kDigitsMax) Flush();
  at_ = std::to_chars(at_, at_ + kDigitsMax, value).ptr;
}

void JsonWriter::Number(double value) {
  constexpr std::size_t kDigitsMax = 32;
  if (Room() < kDigitsMax) Flush();
  at_ = std::to_chars(at_, at_ + kDigitsMax, value).ptr;
}

void JsonWriter::Time(Timestamp time, TimeForm form) {
  if (Room() < kIso8601BytesMax + 2) Flush();
  *at_++ = '"';
  at_ = WriteIso8601(time, at_, form);
  *at_++ = '"';
}

}  // namespace macie_local::base
