#include "wire/json_reader.h"

#include "base/json_bytes.h"
#include "base/text.h"
#include "base/utf8.h"

namespace macie_local::wire {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::string_view JsonKindName(char c) {
  switch (c) {
    case '{':
      return "an object";
    case '[':
      return "an array";
    case '"':
      return "a string";
    case 't':
    case 'f':
      return "a boolean";
    case 'n':
      return "null";
    case '\0':
      return "the end of the text";
    default:
      return c == '-' || IsDigit(c) ? "a number" : "no JSON value";
  }
}

bool JsonReader::Fail(std::string message) {
  if (error_.empty()) error_ = std::move(message);
  return false;
}

bool JsonReader::ReadHex4(unsigned* value) {
  if (end_ - at_ < 4) return Fail("an escape \\u needs four hexadecimal digits");
  *value = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = *at_++;
    unsigned digit = 0;
    if (IsDigit(c))
      digit = static_cast<unsigned>(c - '0');
    else if (c >= 'a' && c <= 'f')
      digit = static_cast<unsigned>(c - 'a' + 10);
    else if (c >= 'A' && c <= 'F')
      digit = static_cast<unsigned>(c - 'A' + 10);
    else
      return Fail("an escape \\u needs four hexadecimal digits");
    *value = *value * 16 + digit;
  }
  return true;
}

// After the backslash.
bool JsonReader::ReadEscape(std::string* out) {
  if (at_ >= end_) return Fail("a string has no closing quotation mark");
  switch (const char c = *at_++) {
    case '"':
    case '\\':
    case '/':
      out->push_back(c);
      return true;
    case 'b':
      out->push_back('\b');
      return true;
    case 'f':
      out->push_back('\f');
      return true;
    case 'n':
      out->push_back('\n');
      return true;
    case 'r':
      out->push_back('\r');
      return true;
    case 't':
      out->push_back('\t');
      return true;
    case 'u':
      break;
    default:
      return Fail("a string has an unknown escape");
  }
  unsigned code = 0;
  if (!ReadHex4(&code)) return false;
  if (code >= 0xD800 && code < 0xDC00) {
    unsigned low = 0;
    if (end_ - at_ < 2 || at_[0] != '\\' || at_[1] != 'u') return Fail("a string has half of a surrogate pair");
    at_ += 2;
    if (!ReadHex4(&low)) return false;
    if (low < 0xDC00 || low > 0xDFFF) return Fail("a string has half of a surrogate pair");
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
  } else if (code >= 0xDC00 && code <= 0xDFFF) {
    return Fail("a string has half of a surrogate pair");
  }
  base::AppendUtf8(code, out);
  return true;
}

// At its opening mark: the closing one of a string without escapes that is ASCII, as nearly all are. Null: it is
// something else, or too close to the end of the text to be looked at so.
inline const char* JsonReader::EndOfPlainString() const {
  for (const char* at = at_ + 1; end_ - at >= 16; at += 16) {
    const base::PlainBytes bytes = base::PlainBytesAt(at);
    if (!bytes.ascii) return nullptr;
    if (bytes.count < 16) return at[bytes.count] == '"' ? at + bytes.count : nullptr;
  }
  return nullptr;
}

bool JsonReader::ReadString(std::string* out) {
  if (Peek() == '"') {
    if (const char* const end = EndOfPlainString()) {
      out->assign(at_ + 1, end);
      at_ = end + 1;
      return true;
    }
  }
  out->clear();
  return TakeString(out);
}

inline bool JsonReader::SkipString() {
  if (Peek() == '"') {
    if (const char* const end = EndOfPlainString()) {
      at_ = end + 1;
      return true;
    }
  }
  return TakeString(nullptr);
}

bool JsonReader::TakeString(std::string* out) {
  if (Peek() != '"' || at_ >= end_) return Fail("a string is expected");
  ++at_;
  while (true) {
    const char* const start = at_;
    bool ascii = true;
    for (int count = 16; count == 16 && end_ - at_ >= 16; at_ += count) {
      const base::PlainBytes bytes = base::PlainBytesAt(at_);
      ascii = ascii && bytes.ascii;
      count = bytes.count;
    }
    while (at_ < end_ && *at_ != '"' && *at_ != '\\' && static_cast<unsigned char>(*at_) >= 0x20) {
      ascii = ascii && static_cast<unsigned char>(*at_) < 0x80;
      ++at_;
    }
    const std::string_view plain(start, static_cast<std::size_t>(at_ - start));
    if (!ascii && !base::IsUtf8(plain)) {
      at_ = start;
      return Fail("a string is not UTF-8");
    }
    if (out != nullptr) out->append(plain);
    if (at_ >= end_) return Fail("a string has no closing quotation mark");
    const char c = *at_;
    if (static_cast<unsigned char>(c) < 0x20) return Fail("a string has a control character that is not escaped");
    ++at_;
    if (c == '"') return true;
    if (out == nullptr) scratch_.clear();
    if (!ReadEscape(out != nullptr ? out : &scratch_)) return false;
  }
}

bool JsonReader::ReadNumber(std::string_view* text) {
  Peek();
  const char* const start = at_;
  const auto digits = [&] {
    const char* const first = at_;
    while (at_ < end_ && IsDigit(*at_)) ++at_;
    return at_ != first;
  };
  if (at_ < end_ && *at_ == '-') ++at_;
  if (at_ < end_ && *at_ == '0') {
    ++at_;
  } else if (!digits()) {
    return Fail("a number is expected");
  }
  if (at_ < end_ && *at_ == '.') {
    ++at_;
    if (!digits()) return Fail("a number needs a digit after its point");
  }
  if (at_ < end_ && (*at_ == 'e' || *at_ == 'E')) {
    ++at_;
    if (at_ < end_ && (*at_ == '+' || *at_ == '-')) ++at_;
    if (!digits()) return Fail("a number needs a digit in its exponent");
  }
  *text = std::string_view(start, static_cast<std::size_t>(at_ - start));
  return true;
}

bool JsonReader::ReadLiteral(std::string_view literal) {
  Peek();
  if (std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(literal)) {
    at_ += literal.size();
    return true;
  }
  return Fail("no JSON value");
}

bool JsonReader::Skip(int depth_left) {
  const char first = Peek();
  std::string_view number;
  switch (first) {
    case '"':
      return SkipString();
    case 't':
      return ReadLiteral("true");
    case 'f':
      return ReadLiteral("false");
    case 'n':
      return ReadLiteral("null");
    case '{':
    case '[':
      break;
    default:
      return ReadNumber(&number);
  }
  if (depth_left <= 0) return Fail("the text is nested too deeply");
  ++at_;
  const char closing = first == '{' ? '}' : ']';
  if (Eat(closing)) return true;
  while (true) {
    if (first == '{' && (!SkipString() || (!Eat(':') && !Fail("a colon is expected")))) return false;
    if (!Skip(depth_left - 1)) return false;
    const char next = Peek();
    if (next != closing && next != ',') return Fail("a comma or the closing bracket is expected");
    ++at_;
    if (next == closing) return true;
  }
}

}  // namespace macie_local::wire
