// The texts that cells of a workbook have in common.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "extract/office/package.h"

namespace macie_local::extract {

// Collects what is a text's among the tokens of an <si> or <is>: its <t>, but for those of a phonetic run.
class StringTokens {
 public:
  // Takes a token that is not the last. Appends what belongs to the text.
  void Take(XmlTokens::Kind kind, const XmlTokens& tokens, std::string* text);

 private:
  std::uint32_t texts_ = 0;
  std::uint32_t phonetic_ = 0;
};

class SharedStrings {
 public:
  // What they take of memory. A workbook that has more is not read.
  static constexpr std::size_t kBytesMax = std::size_t{128} << 20;

  // Reads them from a part. Returns why it can't, or nothing.
  std::string_view Take(const Package& package, const Package::Part& part);
  // Adds a text; EndAdding comes after the last. Returns false when they take more than they may.
  bool Add(std::string_view text);
  void EndAdding();
  // Returns the text, behind which BatchBuilder may look, or nothing when there is none of this number.
  std::optional<std::string_view> At(std::size_t number) const;

 private:
  bool TooMany() const { return text_.size() + ends_.size() * sizeof ends_.front() > kBytesMax; }

  std::string text_;
  std::vector<std::uint32_t> ends_;
};

}  // namespace macie_local::extract
