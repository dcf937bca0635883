// DOCX: the text of the document, its headers, footers, notes and comments. It has no places (behaviour 16.3).
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "extract/office/package.h"
#include "extract/readers.h"

namespace macie_local::extract {
namespace {

// By the ends of their types, in the order in which they are read.
constexpr std::array<std::string_view, 6> kTexts = {".main+xml",      ".header+xml",   ".footer+xml",
                                                    ".footnotes+xml", ".endnotes+xml", ".comments+xml"};

// Gives the text of a part: paragraphs as lines. What was deleted, codes of fields, and what stands a second time for
// programs that do not know the first are left out [I].
class WordText : public base::ByteStream {
 public:
  explicit WordText(PartTokens& part) : tokens_(part.tokens()) {}

  base::Result<std::string_view> Next() override {
    out_.clear();
    while (!finished_ && !malformed_ && out_.size() < kOutBytes) Take();
    if (out_.empty() && malformed_) return StreamFailure("the part is malformed");
    return std::string_view(out_);
  }
  bool malformed() const { return malformed_; }
  bool gave_some() const { return gave_some_; }

 private:
  static constexpr std::size_t kOutBytes = 64 << 10;

  void Take();
  void Begin(std::string_view name);
  void End(std::string_view name);
  void Give(std::string_view text) {
    gave_some_ = true;
    out_.append(text);
  }

  XmlTokens& tokens_;
  std::string out_;
  std::uint32_t passed_over_ = 0;  // elements that are, in each other
  std::uint32_t runs_ = 0;
  std::uint32_t texts_ = 0;
  bool finished_ = false;
  bool malformed_ = false;
  bool gave_some_ = false;
};

void WordText::Take() {
  switch (tokens_.Next()) {
    case XmlTokens::Kind::kStart:
      if (passed_over_ > 0 || tokens_.name() == "Fallback") {
        ++passed_over_;
      } else {
        Begin(tokens_.name());
      }
      break;
    case XmlTokens::Kind::kEnd:
      if (passed_over_ > 0) {
        --passed_over_;
      } else {
        End(tokens_.name());
      }
      break;
    case XmlTokens::Kind::kText:
      if (texts_ > 0 && passed_over_ == 0) Give(tokens_.text());
      break;
    case XmlTokens::Kind::kFinished:
      finished_ = true;
      break;
    case XmlTokens::Kind::kMalformed:
      malformed_ = true;
      break;
  }
}

void WordText::Begin(std::string_view name) {
  if (name == "r") ++runs_;
  if (name == "t") ++texts_;
  if (runs_ == 0) return;  // a tab may also be a setting
  if (name == "tab" || name == "ptab") Give("\t");
  if (name == "br" || name == "cr") Give("\n");
  if (name == "noBreakHyphen") Give("-");
}

void WordText::End(std::string_view name) {
  if (name == "r" && runs_ > 0) --runs_;
  if (name == "t" && texts_ > 0) --texts_;
  if (name == "p") Give("\n");
}

class WordReader {
 public:
  explicit WordReader(Run& run) : run_(run), package_(run) {}

  Outcome Read(base::ByteStream& stream) {
    if (const auto outcome = package_.Open(stream)) return *outcome;
    if (package_.FirstOfType(kTexts.front()) == nullptr) return {Status::kSkipped, reason::kMalformedOffice};
    for (const std::string_view type : kTexts) {
      for (const auto& [name, part] : package_.parts()) {
        if (part.type.ends_with(type) && !ReadPart(part)) return {Status::kPartial, {}};
      }
    }
    if (reason_.empty()) return {};
    return {some_read_ ? Status::kPartial : Status::kSkipped, reason_};
  }

 private:
  // Returns false when the sink stops.
  bool ReadPart(const Package::Part& part) {
    if (const std::string_view refused = package_.Refuses(part); !refused.empty()) {
      if (reason_.empty()) reason_ = refused;
      return true;
    }
    PartTokens tokens(package_, part);
    WordText text(tokens);
    const Outcome outcome = ReadTextWithoutPlaces(text, run_);
    some_read_ = some_read_ || text.gave_some() || !text.malformed();
    if (text.malformed() && reason_.empty()) reason_ = tokens.reason();
    return text.malformed() || outcome.status == Status::kComplete;
  }

  Run& run_;
  Package package_;
  std::string_view reason_;
  bool some_read_ = false;
};

}  // namespace

Outcome ReadWord(const Detected& /*detected*/, base::ByteStream& stream, Run& run) {
  return WordReader(run).Read(stream);
}

}  // namespace macie_local::extract
