#include "support/sample.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "macie_local/ports.h"
#include "wire/pattern.h"

namespace macie_local::sample {
namespace {

constexpr std::int64_t kNone = wire::Limits::kNone;

std::int64_t Or(std::int64_t limit, std::int64_t fallback) {
  return limit == kNone ? fallback : limit;
}

// Texts that satisfy the model's patterns, tried in turn.
std::string ForPattern(std::string_view pattern, std::size_t length) {
  for (const std::string& text :
       {std::string(length, 'a'), std::string(length, '1'), std::string(12, '1'), std::string("true"),
        std::string("arn:aws:macie2:us-east-1:123456789012:allow-list/") + std::string(22, 'b')}) {
    if (wire::MatchesWhole(pattern, text)) return text;
  }
  throw std::runtime_error("no sample text for the pattern " + std::string(pattern));
}

}  // namespace

void Maker::Fill(const wire::StructureDesc& structure, const SampleOptions& options, void* object, bool all_locations) {
  options_ = options;
  all_locations_ = all_locations;
  FillAt(structure, 0, object);
}

void Maker::FillAt(const wire::StructureDesc& structure, int depth, void* object) {
  for (const wire::MemberDesc& member : structure.members) {
    if (member.location != wire::Location::kBody && !all_locations_) continue;
    const bool deep = depth >= options_.depth_max;
    if (!member.required && (deep || Chance(options_.percent_absent))) continue;
    Value(*member.type, depth, member.Emplace(object));
  }
}

std::size_t Maker::Count(const wire::Limits* limits) {
  const auto least =
      static_cast<std::size_t>(limits == nullptr ? 0 : std::max<std::int64_t>(0, Or(limits->length_min, 0)));
  const auto most = limits == nullptr || limits->length_max == kNone ? least + options_.elements_max
                                                                     : static_cast<std::size_t>(limits->length_max);
  return least + Below(std::min(most, least + options_.elements_max) - least + 1);
}

std::int64_t Maker::Number(const wire::TypeDesc& type) {
  const std::int64_t widest = type.kind == wire::Kind::kInteger ? INT32_MAX : (std::int64_t{1} << 53);
  const std::int64_t least = type.limits == nullptr ? -widest : Or(type.limits->value_min, -widest);
  const std::int64_t most = type.limits == nullptr ? widest : Or(type.limits->value_max, widest);
  const std::int64_t near_zero = static_cast<std::int64_t>(Below(100));
  if (Chance(70) && near_zero >= least && near_zero <= most) return near_zero;
  return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
}

std::string Maker::Text(const wire::Limits* limits) {
  static const std::string kPieces[] = {"a",
                                        "Z",
                                        "7",
                                        "-",
                                        "_",
                                        " ",
                                        "\"",
                                        "\\",
                                        "/",
                                        "\n",
                                        "\t",
                                        "\x01",
                                        "\x1f",
                                        "\x7f",
                                        "\xc3\xa9",
                                        "\xe2\x82\xac",
                                        "\xf0\x9f\x98\x80",
                                        "<",
                                        "'",
                                        "\xe2\x80\xa8"};
  const auto least =
      static_cast<std::size_t>(limits == nullptr ? 0 : std::max<std::int64_t>(0, Or(limits->length_min, 0)));
  const auto most =
      limits == nullptr || limits->length_max == kNone ? least + 24 : static_cast<std::size_t>(limits->length_max);
  const std::size_t length = least + Below(std::min(most, least + 24) - least + 1);
  if (limits != nullptr && !limits->pattern.empty())
    return ForPattern(limits->pattern, std::max<std::size_t>(length, 1));
  std::string text;
  for (std::size_t i = 0; i < length; ++i)
    text += options_.odd_texts ? kPieces[Below(std::size(kPieces))] : kPieces[Below(5)];
  return text;
}

void Maker::Value(const wire::TypeDesc& type, int depth, void* value) {
  switch (type.kind) {
    case wire::Kind::kString:
      *static_cast<std::string*>(value) = Text(type.limits);
      return;
    case wire::Kind::kSharedText:
      *static_cast<base::SharedText*>(value) = Text(type.limits);
      return;
    case wire::Kind::kBoolean:
      *static_cast<bool*>(value) = Chance(50);
      return;
    case wire::Kind::kInteger:
    case wire::Kind::kLong:
      *static_cast<std::int64_t*>(value) = Number(type);
      return;
    case wire::Kind::kDouble:
      *static_cast<double*>(value) = static_cast<double>(Below(1'000'000)) / 64.0;
      return;
    case wire::Kind::kTimestamp:
      *static_cast<Timestamp*>(value) = Timestamp(std::chrono::milliseconds(Below(4'000'000'000'000)));
      return;
    case wire::Kind::kEnum:
      *static_cast<std::uint8_t*>(value) = static_cast<std::uint8_t>(Below(type.enumeration->values.size()));
      return;
    case wire::Kind::kStructure:
      FillAt(*type.structure, depth + 1, value);
      return;
    case wire::Kind::kList:
      for (std::size_t count = Count(type.limits); count > 0; --count) {
        Value(*type.element, depth + 1, type.list->append(value));
      }
      return;
    case wire::Kind::kMap:
      for (std::size_t count = Count(type.limits), i = 0; i < count; ++i) {
        // Numbered, so that no key comes twice.
        std::string key = std::to_string(i) + Text(type.key_limits);
        if (type.key_limits != nullptr) key = Text(type.key_limits) + std::to_string(i);
        Value(*type.element, depth + 1, type.map->append(value, std::move(key)));
      }
      return;
  }
}

}  // namespace macie_local::sample
