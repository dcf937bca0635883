// What reading one PDF may cost, and why not all of it was read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "extract/limits.h"
#include "extract/readers.h"

namespace macie_local::extract {

// Forms that show each other, beside the page.
inline constexpr std::size_t kPdfFormsNestedMax = 32;
// Of one operator: operands, and bytes of its strings. What is more is left out.
inline constexpr std::size_t kPdfOperandsMax = 1 << 16;
inline constexpr std::size_t kPdfOperandBytesMax = 256 << 10;
// States of graphics that are saved at a time.
inline constexpr std::size_t kPdfStatesMax = 1 << 12;
// Filters of one stream.
inline constexpr int kPdfFiltersMax = 8;

class PdfBudget {
 public:
  explicit PdfBudget(const Limits& limits)
      : stream_bytes_max_(limits.pdf_stream_bytes),
        operators_(limits.pdf_operators),
        decoded_bytes_(limits.pdf_decoded_bytes),
        text_bytes_(limits.pdf_text_bytes) {}

  // Each takes what is about to be done, in the unit of its name: of work that is none of an operator, about as many
  // operators as take as long. Returns false when that is more than is left: the rest of the file is not to be read.
  bool SpendOperators(std::uint64_t count) { return Spend(count, &operators_); }
  bool SpendDecoded(std::uint64_t bytes) { return Spend(bytes, &decoded_bytes_); }
  bool SpendText(std::uint64_t bytes) { return Spend(bytes, &text_bytes_); }
  bool is_spent() const { return is_spent_; }

  // The most that the streams that are read in each other may take up.
  std::uint64_t stream_bytes_max() const { return stream_bytes_max_; }

  // Something of the file is not read, for a reason of behaviour 16.2. The first reason is the file's.
  void Lack(std::string_view reason) {
    if (reason_.empty()) reason_ = reason;
  }
  std::string_view reason() const { return reason_; }

 private:
  bool Spend(std::uint64_t amount, std::uint64_t* left) {
    if (amount <= *left) {
      *left -= amount;
      return true;
    }
    is_spent_ = true;
    Lack(reason::kTime);
    return false;
  }

  std::uint64_t stream_bytes_max_;
  std::uint64_t operators_;
  std::uint64_t decoded_bytes_;
  std::uint64_t text_bytes_;
  bool is_spent_ = false;
  std::string_view reason_;
};

}  // namespace macie_local::extract
