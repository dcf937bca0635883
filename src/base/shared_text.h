// An optional text behind one pointer, whose bytes never change: for the texts of records that are kept by the hundred
// thousand, where most are absent or the same in many records.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace macie_local::base {

// Used as std::optional<std::string> is, but read as a std::string_view and only ever replaced whole. A copy shares the
// bytes: it costs a count and no memory. Holds 8 bytes, and with a text one allocation of 8 bytes and the text.
// Threads: as std::optional; copies that share their bytes may belong to different threads.
class SharedText {
 public:
  SharedText() = default;
  SharedText(std::nullopt_t) {}  // NOLINT: as std::optional
  // Throws std::length_error for a text of 4 GiB or more.
  SharedText(std::string_view text) : bytes_(Make(text)) {}                    // NOLINT: as std::optional
  SharedText(const std::string& text) : SharedText(std::string_view(text)) {}  // NOLINT: as std::optional
  SharedText(const char* text) : SharedText(std::string_view(text)) {}         // NOLINT: as std::optional
  SharedText(const std::optional<std::string>& text) {                         // NOLINT: as std::optional
    if (text) bytes_ = Make(*text);
  }
  SharedText(const SharedText& other);
  SharedText(SharedText&& other) noexcept : bytes_(std::exchange(other.bytes_, nullptr)) {}
  SharedText& operator=(SharedText other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~SharedText();

  bool has_value() const { return bytes_ != nullptr; }
  explicit operator bool() const { return bytes_ != nullptr; }

  // These require a text. What they return is valid as long as a SharedText holds these bytes.
  std::string_view operator*() const;
  std::string_view value() const { return **this; }
  std::string str() const { return std::string(**this); }

  // Returns the text, or `fallback` where there is none; `fallback` must outlive what is returned.
  std::string_view value_or(std::string_view fallback) const { return bytes_ != nullptr ? **this : fallback; }
  std::string_view value_or(const char* fallback) const { return value_or(std::string_view(fallback)); }
  std::string_view value_or(std::string&& fallback) const = delete;
  std::optional<std::string> ToOptional() const;

  void reset() { *this = SharedText(); }

  // Says whether both hold the very same bytes, not only equal ones.
  bool SharesWith(const SharedText& other) const { return bytes_ == other.bytes_; }

  friend bool operator==(const SharedText& a, const SharedText& b) {
    if (a.bytes_ == b.bytes_) return true;
    return a.bytes_ != nullptr && b.bytes_ != nullptr && *a == *b;
  }
  // Compare as std::optional does: an absent text is less than any other.
  friend std::strong_ordering operator<=>(const SharedText& a, const SharedText& b) {
    if (a.bytes_ == b.bytes_) return std::strong_ordering::equal;
    return b.bytes_ != nullptr ? a <=> *b : std::strong_ordering::greater;
  }
  friend std::strong_ordering operator<=>(const SharedText& a, std::string_view b) {
    return a.bytes_ != nullptr ? *a <=> b : std::strong_ordering::less;
  }
  friend bool operator==(const SharedText& a, std::string_view b) { return a.bytes_ != nullptr && *a == b; }
  friend bool operator==(const SharedText& a, const char* b) { return a == std::string_view(b); }
  friend bool operator==(const SharedText& a, const std::string& b) { return a == std::string_view(b); }

 private:
  struct Bytes;  // a count of holders and a size, then the text
  static Bytes* Make(std::string_view text);

  Bytes* bytes_ = nullptr;
};

}  // namespace macie_local::base
