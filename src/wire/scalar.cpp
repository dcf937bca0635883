#include "wire/scalar.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "wire/codec.h"

namespace macie_local::wire {
namespace {

std::string_view TakeDigits(std::string_view* rest) {
  const auto digits = rest->substr(0, std::min(rest->find_first_not_of("0123456789"), rest->size()));
  rest->remove_prefix(digits.size());
  return digits;
}

// The integer that a number with a fraction or an exponent spells, by its digits: a double would round it.
std::optional<std::int64_t> ParseDecimal(std::string_view text) {
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative) rest.remove_prefix(1);
  std::string digits(TakeDigits(&rest));
  auto point = static_cast<std::int64_t>(digits.size());  // where it is in the digits
  if (digits.empty()) return std::nullopt;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    const std::string_view fraction = TakeDigits(&rest);
    if (fraction.empty()) return std::nullopt;
    digits += fraction;
  }
  std::int64_t exponent = 0;
  bool far = false;  // an exponent that no int32 holds
  if (rest.starts_with('e') || rest.starts_with('E')) {
    rest.remove_prefix(1);
    const bool down = rest.starts_with('-');
    if (down || rest.starts_with('+')) rest.remove_prefix(1);
    const std::string_view power = TakeDigits(&rest);
    std::int32_t value = 0;
    if (power.empty()) return std::nullopt;
    far = std::from_chars(power.data(), power.data() + power.size(), value).ec != std::errc();
    exponent = down ? -std::int64_t{value} : value;
  }
  if (!rest.empty()) return std::nullopt;
  digits.erase(digits.find_last_not_of('0') + 1);
  const std::size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
  digits.erase(0, zeros);
  if (digits.empty()) return 0;
  point += exponent - static_cast<std::int64_t>(zeros);
  constexpr std::int64_t kDigitsMax = 19;  // of 64 bits
  if (far || point > kDigitsMax || point < static_cast<std::int64_t>(digits.size())) return std::nullopt;
  digits.append(static_cast<std::size_t>(point) - digits.size(), '0');
  if (negative) digits.insert(0, 1, '-');
  std::int64_t value = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return parsed.ec == std::errc() ? std::optional(value) : std::nullopt;
}

}  // namespace

std::optional<std::int64_t> ParseInteger(std::string_view text, Kind kind) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc::invalid_argument) return std::nullopt;
  if (stop == end && error != std::errc()) return std::nullopt;
  if (stop != end) {  // 1.0 and 1e2 are integers too
    const auto whole = ParseDecimal(text);
    if (!whole) return std::nullopt;
    value = *whole;
  }
  if (kind == Kind::kInteger &&
      (value < std::numeric_limits<std::int32_t>::min() || value > std::numeric_limits<std::int32_t>::max())) {
    return std::nullopt;
  }
  return value;
}

namespace {

// A list is shown up to the element that goes beyond so many bytes.
constexpr std::size_t kShownListBytesMax = 200;

// "[a, b]", or the beginning of it: a message tells no more.
std::string ShownList(const TypeDesc& type, const void* list) {
  std::string out = "[";
  const auto* at = static_cast<const std::byte*>(type.list->data(list));
  for (std::size_t i = 0; i < type.list->size(list); ++i, at += type.list->stride) {
    if (i > 0) out += ", ";
    out += ShownValue(*type.element, at);
    if (out.size() > kShownListBytesMax) break;
  }
  return out + "]";
}

}  // namespace

std::string ShownValue(const TypeDesc& type, const void* value) {
  switch (type.kind) {
    case Kind::kString:
    case Kind::kSharedText:
      return std::string(TextOf(type, value));
    case Kind::kInteger:
    case Kind::kLong:
      return std::to_string(*static_cast<const std::int64_t*>(value));
    case Kind::kEnum:
      return std::string(type.enumeration->values[*static_cast<const std::uint8_t*>(value)]);
    case Kind::kList:
      return ShownList(type, value);
    default:
      break;
  }
  std::string out;
  EncodeValue(type, value, Nulls::kOmit, &out);
  return out;
}

}  // namespace macie_local::wire
