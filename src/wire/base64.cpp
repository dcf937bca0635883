#include "wire/base64.h"

#include <algorithm>
#include <cstdint>

namespace macie_local::wire {
namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNone = 255;

constexpr auto kValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNone);
  for (std::size_t i = 0; i < kDigits.size(); ++i) {
    values[static_cast<unsigned char>(kDigits[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}();

std::uint32_t Byte(char c) {
  return static_cast<unsigned char>(c);
}

void AppendThree(const char* bytes, std::string* out) {
  const std::uint32_t bits = Byte(bytes[0]) << 16 | Byte(bytes[1]) << 8 | Byte(bytes[2]);
  const std::array<char, 4> four{kDigits[bits >> 18], kDigits[(bits >> 12) & 63], kDigits[(bits >> 6) & 63],
                                 kDigits[bits & 63]};
  out->append(four.data(), four.size());
}

}  // namespace

void Base64Encoder::Add(std::string_view bytes, std::string* out) {
  while (held_bytes_ > 0 && !bytes.empty()) {
    held_[held_bytes_++] = bytes.front();
    bytes.remove_prefix(1);
    if (held_bytes_ < held_.size()) continue;
    AppendThree(held_.data(), out);
    held_bytes_ = 0;
  }
  for (; bytes.size() >= held_.size(); bytes.remove_prefix(held_.size())) AppendThree(bytes.data(), out);
  for (const char byte : bytes) held_[held_bytes_++] = byte;
}

void Base64Encoder::Finish(std::string* out) {
  if (held_bytes_ == 0) return;
  const std::size_t missing = held_.size() - held_bytes_;
  std::fill(held_.begin() + static_cast<std::ptrdiff_t>(held_bytes_), held_.end(), '\0');
  AppendThree(held_.data(), out);
  out->replace(out->size() - missing, missing, missing, '=');
  held_bytes_ = 0;
}

std::optional<std::string> FromBase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text.substr(0, text.size() - padding)) {
    const std::uint8_t value = kValues[static_cast<unsigned char>(c)];
    if (value == kNone) return std::nullopt;
    bits = (bits << 6) | value;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out.push_back(static_cast<char>((bits >> held) & 255));
  }
  if ((bits & ((1u << held) - 1)) != 0) return std::nullopt;
  return out;
}

}  // namespace macie_local::wire
