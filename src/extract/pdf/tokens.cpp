#include "extract/pdf/tokens.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace macie_local::extract {
namespace {

enum Class : std::uint8_t { kRegular, kSpace, kDelimiter };

constexpr std::array<Class, 256> kClasses = [] {
  std::array<Class, 256> classes{};
  for (const std::size_t c : {0x00, 0x09, 0x0A, 0x0C, 0x0D, 0x20}) classes[c] = kSpace;
  for (const unsigned char c : std::string_view("()<>[]{}/%")) classes[c] = kDelimiter;
  return classes;
}();

Class ClassOf(char c) {
  return kClasses[static_cast<unsigned char>(c)];
}

int HexOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Reads a number; of what is not quite one the digits up to there count, as with others who read PDF.
bool TakeNumber(std::string_view text, double* number) {
  const bool negative = text.front() == '-';
  std::size_t at = 0;
  while (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  double value = 0;
  double scale = 0;
  bool digits = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '.' && scale == 0) {
      scale = 1;
    } else if (c >= '0' && c <= '9') {
      digits = true;
      value = value * 10 + (c - '0');
      scale *= 10;
    } else {
      break;
    }
  }
  if (!digits && scale == 0) return false;
  if (scale > 0) value /= scale;
  if (!std::isfinite(value)) value = 0;
  *number = negative ? -value : value;
  return true;
}

}  // namespace

void PdfTokens::SkipSpace() {
  while (at_ < bytes_.size()) {
    if (bytes_[at_] == '%') {
      at_ = std::min(bytes_.find_first_of("\r\n", at_), bytes_.size());
    } else if (ClassOf(bytes_[at_]) == kSpace) {
      ++at_;
    } else {
      return;
    }
  }
}

PdfTokens::Kind PdfTokens::Next() {
  while (true) {
    SkipSpace();
    if (at_ >= bytes_.size()) return Kind::kFinished;
    const char c = bytes_[at_];
    if (ClassOf(c) == kRegular) return TakeRegular();
    ++at_;
    const bool twice = at_ < bytes_.size() && bytes_[at_] == c;
    switch (c) {
      case '(':
        return TakeString();
      case '/':
        return TakeName();
      case '[':
        return Kind::kArrayBegin;
      case ']':
        return Kind::kArrayEnd;
      case '<':
        if (!twice) return TakeHexString();
        ++at_;
        return Kind::kDictionaryBegin;
      case '>':
        if (!twice) break;
        ++at_;
        return Kind::kDictionaryEnd;
      default:
        break;
    }
  }
}

PdfTokens::Kind PdfTokens::TakeRegular() {
  const std::size_t begin = at_;
  while (at_ < bytes_.size() && ClassOf(bytes_[at_]) == kRegular) ++at_;
  text_ = bytes_.substr(begin, at_ - begin);
  const char first = text_.front();
  const bool may_be_number = (first >= '0' && first <= '9') || first == '.' || first == '-' || first == '+';
  return may_be_number && TakeNumber(text_, &number_) ? Kind::kNumber : Kind::kWord;
}

PdfTokens::Kind PdfTokens::TakeName() {
  const std::size_t begin = at_;
  while (at_ < bytes_.size() && ClassOf(bytes_[at_]) == kRegular) ++at_;
  text_ = bytes_.substr(begin, at_ - begin);
  if (text_.find('#') == std::string_view::npos) return Kind::kName;
  decoded_.clear();
  for (std::size_t i = 0; i < text_.size(); ++i) {
    const int high = text_[i] == '#' && i + 2 < text_.size() ? HexOf(text_[i + 1]) : -1;
    const int low = high >= 0 ? HexOf(text_[i + 2]) : -1;
    decoded_ += low >= 0 ? static_cast<char>(high << 4 | low) : text_[i];
    if (low >= 0) i += 2;
  }
  text_ = decoded_;
  return Kind::kName;
}

PdfTokens::Kind PdfTokens::TakeHexString() {
  decoded_.clear();
  int high = -1;
  while (at_ < bytes_.size() && bytes_[at_] != '>') {
    const int digit = HexOf(bytes_[at_++]);
    if (digit < 0) continue;
    if (high >= 0) decoded_ += static_cast<char>(high << 4 | digit);
    high = high >= 0 ? -1 : digit;
  }
  if (high >= 0) decoded_ += static_cast<char>(high << 4);
  if (at_ < bytes_.size()) ++at_;
  text_ = decoded_;
  return Kind::kString;
}

PdfTokens::Kind PdfTokens::TakeString() {
  std::size_t nested = 1;
  decoded_.clear();
  while (at_ < bytes_.size()) {
    const std::size_t end = std::min(bytes_.find_first_of("()\\\r", at_), bytes_.size());
    decoded_.append(bytes_.substr(at_, end - at_));
    at_ = end;
    if (at_ == bytes_.size()) break;
    const char c = bytes_[at_++];
    if (c == '\\') {
      TakeEscape();
    } else if (c == '\r') {
      decoded_ += '\n';
      if (at_ < bytes_.size() && bytes_[at_] == '\n') ++at_;
    } else {
      nested += c == '(' ? 1 : 0;
      nested -= c == ')' ? 1 : 0;
      if (nested == 0) break;
      decoded_ += c;
    }
  }
  text_ = decoded_;
  return Kind::kString;
}

// What follows a "\" in a string.
void PdfTokens::TakeEscape() {
  constexpr std::string_view kLetters = "nrtbf";
  constexpr std::string_view kControls = "\n\r\t\b\f";
  if (at_ >= bytes_.size()) return;
  const char c = bytes_[at_++];
  if (const std::size_t letter = kLetters.find(c); letter != std::string_view::npos) {
    decoded_ += kControls[letter];
  } else if (c >= '0' && c <= '7') {
    int code = c - '0';
    for (int i = 0; i < 2 && at_ < bytes_.size() && bytes_[at_] >= '0' && bytes_[at_] <= '7'; ++i) {
      code = code * 8 + (bytes_[at_++] - '0');
    }
    decoded_ += static_cast<char>(code & 0xFF);
  } else if (c == '\r') {  // a line that goes on
    if (at_ < bytes_.size() && bytes_[at_] == '\n') ++at_;
  } else if (c != '\n') {
    decoded_ += c;
  }
}

void PdfTokens::SkipImage() {
  // The data may have an "EI" of their own: one counts that stands alone and is followed by what is text.
  constexpr std::size_t kBytesLookedAt = 16;
  const auto is_text = [](char c) { return ClassOf(c) == kSpace ? c != '\0' : c > 0x20 && c < 0x7F; };
  for (std::size_t at = bytes_.find("EI", at_); at != std::string_view::npos; at = bytes_.find("EI", at + 1)) {
    const std::string_view behind = bytes_.substr(at + 2, kBytesLookedAt);
    if (at == 0 || ClassOf(bytes_[at - 1]) != kSpace || !std::all_of(behind.begin(), behind.end(), is_text)) continue;
    if (!behind.empty() && ClassOf(behind.front()) == kRegular) continue;
    at_ = at + 2;
    return;
  }
  at_ = bytes_.size();
}

}  // namespace macie_local::extract
