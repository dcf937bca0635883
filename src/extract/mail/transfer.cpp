#include "extract/mail/transfer.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace macie_local::extract {
namespace {

constexpr std::uint8_t kNoDigit = 0xFF;

constexpr std::array<std::uint8_t, 256> kDigits = [] {
  std::array<std::uint8_t, 256> digits{};
  digits.fill(kNoDigit);
  std::uint8_t value = 0;
  for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")) {
    digits[static_cast<unsigned char>(c)] = value++;
  }
  return digits;
}();

std::uint8_t DigitOf(char c) {
  return kDigits[static_cast<unsigned char>(c)];
}

int HexOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Whether text[at] begins the mark and two hexadecimal digits.
bool IsEscape(std::string_view text, std::size_t at, char mark = '=') {
  return text.size() - at >= 3 && text[at] == mark && HexOf(text[at + 1]) >= 0 && HexOf(text[at + 2]) >= 0;
}

char EscapedAt(std::string_view text, std::size_t at) {
  return static_cast<char>(HexOf(text[at + 1]) * 16 + HexOf(text[at + 2]));
}

}  // namespace

Transfer TransferNamed(std::string_view value) {
  const std::string_view name = value.substr(0, value.find_first_of(" \t;("));
  if (base::EqualsWithoutCase(name, "base64")) return Transfer::kBase64;
  return base::EqualsWithoutCase(name, "quoted-printable") ? Transfer::kQuotedPrintable : Transfer::kAsItIs;
}

void Base64::Take(std::string_view text, std::string* out) {
  std::size_t at = 0;
  while (at < text.size()) {
    while (sixes_ == 0 && text.size() - at >= 4) {
      const std::uint32_t a = DigitOf(text[at]);
      const std::uint32_t b = DigitOf(text[at + 1]);
      const std::uint32_t c = DigitOf(text[at + 2]);
      const std::uint32_t d = DigitOf(text[at + 3]);
      if ((a | b | c | d) >= 64) break;
      const std::uint32_t all = a << 18 | b << 12 | c << 6 | d;
      const std::array<char, 3> bytes = {static_cast<char>(all >> 16), static_cast<char>(all >> 8),
                                         static_cast<char>(all)};
      out->append(bytes.data(), bytes.size());
      at += 4;
    }
    if (at == text.size()) return;
    const char c = text[at++];
    if (c == '=') End(out);
    const std::uint8_t digit = DigitOf(c);
    if (digit == kNoDigit) continue;
    bits_ = bits_ << 6 | digit;
    if (++sixes_ < 4) continue;
    for (const int shift : {16, 8, 0}) out->push_back(static_cast<char>(bits_ >> shift));
    sixes_ = 0;
  }
}

void Base64::End(std::string* out) {
  if (sixes_ == 2) out->push_back(static_cast<char>(bits_ >> 4));
  if (sixes_ == 3) {
    out->push_back(static_cast<char>(bits_ >> 10));
    out->push_back(static_cast<char>(bits_ >> 2));
  }
  sixes_ = 0;
}

void DecodeEscapes(std::string_view text, char mark, std::string* out) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool escape = IsEscape(text, at, mark);
    out->push_back(escape ? EscapedAt(text, at) : text[at]);
    if (escape) at += 2;
  }
}

const std::vector<DecodedPiece>& TransferDecoder::Take(const MailLine& line) {
  pieces_.clear();
  decoded_.clear();
  last_ = line.at;
  switch (transfer_) {
    case Transfer::kAsItIs:
      pieces_.push_back({line.with_end, line.at, true});
      break;
    case Transfer::kBase64:
      base64_.Take(line.text, &decoded_);
      if (!decoded_.empty()) pieces_.push_back({decoded_, line.at, false});
      break;
    case Transfer::kQuotedPrintable:
      TakeQuotedPrintable(line);
      break;
  }
  return pieces_;
}

const std::vector<DecodedPiece>& TransferDecoder::End() {
  pieces_.clear();
  decoded_.clear();
  base64_.End(&decoded_);
  if (!decoded_.empty()) pieces_.push_back({decoded_, last_, false});
  return pieces_;
}

// Spaces at the end of a line are not meant, and "=" there takes the line's end away.
void TransferDecoder::TakeQuotedPrintable(const MailLine& line) {
  std::string_view text = line.text;
  const bool ends = text.size() < line.with_end.size() || text.size() < kMailLineBytesMax;
  if (ends) text = text.substr(0, text.find_last_not_of(" \t") + 1);
  const bool joined = ends && text.ends_with('=');
  if (joined) text.remove_suffix(1);
  decoded_.reserve(text.size());  // the pieces are views of it
  units::LinePosition at = line.at;
  std::size_t from = 0;
  while (from < text.size()) {
    std::size_t escape = from;
    do {
      escape = std::min(text.find('=', escape), text.size());
    } while (escape < text.size() && !IsEscape(text, escape) && ++escape > 0);
    if (escape > from) pieces_.push_back({text.substr(from, escape - from), at, true});
    units::Advance(line.text, from, escape, &at);
    from = escape;
    const std::size_t begin = decoded_.size();
    for (; from < text.size() && IsEscape(text, from); from += 3) decoded_.push_back(EscapedAt(text, from));
    if (decoded_.size() > begin) pieces_.push_back({std::string_view(decoded_).substr(begin), at, false});
    units::Advance(line.text, escape, from, &at);
  }
  if (joined || line.text.size() == line.with_end.size()) return;
  units::Advance(line.text, from, line.text.size(), &at);
  pieces_.push_back({line.with_end.substr(line.text.size()), at, true});
}

}  // namespace macie_local::extract
