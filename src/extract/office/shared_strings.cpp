#include "extract/office/shared_strings.h"

#include "extract/batch_builder.h"

namespace macie_local::extract {

void StringTokens::Take(XmlTokens::Kind kind, const XmlTokens& tokens, std::string* text) {
  if (kind == XmlTokens::Kind::kText) {
    if (texts_ > 0 && phonetic_ == 0) text->append(tokens.text());
    return;
  }
  const bool starts = kind == XmlTokens::Kind::kStart;
  for (const auto& [name, count] : {std::pair("t", &texts_), std::pair("rPh", &phonetic_)}) {
    if (tokens.name() != name) continue;
    if (starts) ++*count;
    if (!starts && *count > 0) --*count;
  }
}

std::string_view SharedStrings::Take(const Package& package, const Package::Part& part) {
  if (const std::string_view refused = package.Refuses(part); !refused.empty()) return refused;
  PartTokens source(package, part);
  XmlTokens& tokens = source.tokens();
  StringTokens string;
  bool within = false;
  for (auto kind = tokens.Next(); kind != XmlTokens::Kind::kFinished; kind = tokens.Next()) {
    if (kind == XmlTokens::Kind::kMalformed) return source.reason();
    if (TooMany()) return reason::kOfficeSize;
    if (kind != XmlTokens::Kind::kText && tokens.name() == "si") {
      if (within) ends_.push_back(static_cast<std::uint32_t>(text_.size()));
      within = kind == XmlTokens::Kind::kStart;
    } else if (within) {
      string.Take(kind, tokens, &text_);
    }
  }
  EndAdding();
  return {};
}

bool SharedStrings::Add(std::string_view text) {
  text_.append(text);
  ends_.push_back(static_cast<std::uint32_t>(text_.size()));
  return !TooMany();
}

void SharedStrings::EndAdding() {
  text_.append(BatchBuilder::kOverrun, '\0');
}

std::optional<std::string_view> SharedStrings::At(std::size_t number) const {
  if (number >= ends_.size()) return std::nullopt;
  const std::size_t begin = number == 0 ? 0 : ends_[number - 1];
  return std::string_view(text_).substr(begin, ends_[number] - begin);
}

}  // namespace macie_local::extract
