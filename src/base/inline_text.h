// A short text that keeps its bytes in itself: for keys of maps whose nodes are copied often.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

namespace macie_local::base {

// A text of at most kMax bytes. Compares as std::string does.
template <std::size_t kMax>
class InlineText {
 public:
  static_assert(kMax < 256);
  static constexpr std::size_t kSizeMax = kMax;

  InlineText() = default;
  // Throws std::length_error for a longer text: callers look at the size first.
  explicit InlineText(std::string_view text) : size_(static_cast<std::uint8_t>(text.size())) {
    if (text.size() > kMax) throw std::length_error("a key is longer than " + std::to_string(kMax) + " bytes");
    std::memcpy(bytes_.data(), text.data(), text.size());
  }
  std::string_view view() const { return {bytes_.data(), size_}; }
  std::string str() const { return std::string(view()); }

  std::strong_ordering operator<=>(const InlineText& other) const { return view() <=> other.view(); }
  bool operator==(const InlineText& other) const { return view() == other.view(); }
  std::strong_ordering operator<=>(std::string_view other) const { return view() <=> other; }
  bool operator==(std::string_view other) const { return view() == other; }

 private:
  std::array<char, kMax> bytes_{};
  std::uint8_t size_ = 0;
};

}  // namespace macie_local::base
