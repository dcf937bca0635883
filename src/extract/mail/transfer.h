// Content-Transfer-Encoding: the bytes that lines of a mail stand for (RFC 2045).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "extract/mail/lines.h"
#include "units/lines.h"

namespace macie_local::extract {

enum class Transfer : std::uint8_t { kAsItIs, kBase64, kQuotedPrintable };

// By the field's value. What is not known stands as it is.
Transfer TransferNamed(std::string_view value);

// Bytes that come one behind the other out of a line: `counted` as FreeText::Append has it.
struct DecodedPiece {
  std::string_view bytes;
  units::LinePosition at;
  bool counted;
};

// Decodes base64 that may have other characters within, may end and begin anew, and may be cut short.
class Base64 {
 public:
  void Take(std::string_view text, std::string* out);
  // Appends what a text that was cut short still stands for, and begins anew.
  void End(std::string* out);

 private:
  std::uint32_t bits_ = 0;
  int sixes_ = 0;  // of bits that are held
};

// Appends the text with a byte for each `mark` that two hexadecimal digits follow.
void DecodeEscapes(std::string_view text, char mark, std::string* out);

class TransferDecoder {
 public:
  explicit TransferDecoder(Transfer transfer) : transfer_(transfer) {}

  // Returns the pieces of a line, none of them empty. They are valid until the next call, and as long as the line is.
  // Of base64 each line is one piece at the beginning of the line.
  const std::vector<DecodedPiece>& Take(const MailLine& line);
  // Returns what is left at the end of the text: it is at the place of the last line.
  const std::vector<DecodedPiece>& End();

 private:
  void TakeQuotedPrintable(const MailLine& line);

  Transfer transfer_;
  Base64 base64_;
  std::string decoded_;
  units::LinePosition last_;
  std::vector<DecodedPiece> pieces_;
};

}  // namespace macie_local::extract
