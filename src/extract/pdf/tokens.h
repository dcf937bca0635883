// The tokens of content streams and of CMaps (ISO 32000-1, 7.2 and 7.8.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace macie_local::extract {

// Splits a stream of PDF, whatever it has: what is no token of any kind is passed over. Takes time that grows as the
// stream, and no memory but for one string or name.
class PdfTokens {
 public:
  enum class Kind : std::uint8_t {
    kNumber,
    kString,
    kName,
    kWord,  // an operator, or true, false, null
    kArrayBegin,
    kArrayEnd,
    kDictionaryBegin,
    kDictionaryEnd,
    kFinished  // nothing follows
  };

  // `bytes` outlives it.
  explicit PdfTokens(std::string_view bytes) : bytes_(bytes) {}

  // What the functions below return is valid until the next call.
  Kind Next();
  double number() const { return number_; }
  // Returns a string's bytes, or a name without its "/", both without escapes; or a word as it stands.
  std::string_view text() const { return text_; }

  // Passes over the data of an inline image, which follow the word "ID" that was just taken, and the "EI" behind them.
  void SkipImage();

 private:
  Kind TakeString();
  Kind TakeHexString();
  Kind TakeName();
  Kind TakeRegular();
  void TakeEscape();
  void SkipSpace();

  std::string_view bytes_;
  std::size_t at_ = 0;
  double number_ = 0;
  std::string_view text_;
  std::string decoded_;
};

}  // namespace macie_local::extract
