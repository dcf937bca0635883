#include "pattern/pattern.h"

#include <re2/re2.h>

#include <string>
#include <utility>

#include "base/text.h"
#include "pattern/engine.h"

namespace macie_local::pattern {
namespace {

constexpr std::size_t kReasonBytesMax = 200;

re2::RE2::Options OptionsOf(bool words) {
  re2::RE2::Options options = OptionsFor(kPatternBytesMax);
  options.set_literal(words);
  options.set_case_sensitive(!words);
  return options;
}

re2::StringPiece Piece(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

struct SensitivePattern::Engine {
  Engine(std::string_view pattern, bool words) : re2(Piece(pattern), OptionsOf(words)) {}
  re2::RE2 re2;
};

SensitivePattern::SensitivePattern(std::shared_ptr<const Engine> engine, PatternShape shape)
    : engine_(std::move(engine)), shape_(shape) {}

base::Result<SensitivePattern> SensitivePattern::Compile(std::string_view member, std::string_view regex) {
  MACIE_TRY(const PatternShape shape, CheckDialect(member, regex));
  auto engine = std::make_shared<const Engine>(regex, false);
  if (engine->re2.error_code() == re2::RE2::ErrorPatternTooLarge) {
    return base::Error(std::string(member) + " is too large to compile");
  }
  if (!engine->re2.ok()) {
    return base::Error(std::string(member) +
                       " doesn't compile: " + base::Shorten(engine->re2.error(), kReasonBytesMax));
  }
  return SensitivePattern(std::move(engine), shape);
}

SensitivePattern SensitivePattern::OfWords(std::string_view words) {
  return SensitivePattern(std::make_shared<const Engine>(words, true),
                          {static_cast<std::int64_t>(base::CountCodePoints(words)), true});
}

std::optional<Span> SensitivePattern::Find(std::string_view text, std::size_t from, std::size_t until) const {
  re2::StringPiece match;
  if (!engine_->re2.Match(Piece(text), from, until, re2::RE2::UNANCHORED, &match, 1)) return std::nullopt;
  const auto begin = static_cast<std::size_t>(match.data() - text.data());
  return Span{begin, begin + match.size()};
}

const std::string& SensitivePattern::regex() const {
  return engine_->re2.pattern();
}

bool SensitivePattern::MatchesWhole(std::string_view text) const {
  return engine_->re2.Match(Piece(text), 0, text.size(), re2::RE2::ANCHOR_BOTH, nullptr, 0);
}

}  // namespace macie_local::pattern
