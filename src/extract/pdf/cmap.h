// CMaps: what the codes of a font are in a string, and what they stand for (ISO 32000-1, 9.7.5 and 9.10.3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace macie_local::extract {

// Ranges are kept as they are written, so that one of all codes takes no more memory than one of a single code.
class PdfCmap {
 public:
  static constexpr std::size_t kRangesMax = 1 << 16;  // of each kind
  static constexpr std::size_t kCodespacesMax = 128;
  // Of what one code stands for, in units of UTF-16: of more the first count.
  static constexpr std::size_t kUnitsMax = 32;

  // Reads the stream of a CMap. Returns false when it has more than is kept.
  bool Parse(std::string_view stream);

  // Returns how many bytes the first code of `codes` has, 1 to 4; 0 when the CMap does not say.
  std::size_t CodeBytes(std::string_view codes) const;
  // Appends what a code stands for. Returns false when the CMap does not say.
  bool AppendText(std::uint32_t code, std::string* out) const;
  // Returns the number of the glyph, or nothing.
  std::optional<std::uint32_t> Cid(std::uint32_t code) const;

  bool has_codespaces() const { return !codespaces_.empty(); }
  // About what it takes of memory.
  std::size_t bytes() const { return (texts_.size() + cids_.size()) * sizeof(TextRange) + prefixes_.size(); }

 private:
  struct Codespace {
    std::string low;
    std::string high;
  };
  // Stands for the same characters but for the last, which grows with the code.
  struct TextRange {
    std::uint32_t first;
    std::uint32_t last;
    std::uint32_t prefix;  // in prefixes_
    std::uint32_t prefix_bytes;
    std::uint32_t character;
  };
  struct CidRange {
    std::uint32_t first;
    std::uint32_t last;
    std::uint32_t cid;
  };
  class Parser;

  void AddText(std::uint32_t first, std::uint32_t last, std::string_view utf16);

  std::vector<Codespace> codespaces_;
  std::vector<TextRange> texts_;
  std::vector<CidRange> cids_;
  std::string prefixes_;
  bool is_full_ = false;
};

}  // namespace macie_local::extract
