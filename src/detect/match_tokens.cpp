// Tokens and headers of one line.
#include <string>

#include "detect/matchers.h"
#include "detect/value.h"

namespace macie_local::detect {
namespace {

constexpr std::int64_t kTokenBytesMax = 8 << 10;  // of one part
constexpr std::int64_t kStripeBytesMin = 10;
constexpr std::int64_t kStripeBytesMax = 255;

template <class Kind>
std::int64_t RunEnd(const View& view, std::int64_t from, std::int64_t bytes_max, const Kind& kind) {
  std::int64_t at = from;
  while (at - from < bytes_max && kind(view[at])) ++at;
  return at;
}

int SixBits(Byte c) {
  if (IsUpper(c)) return c - 'A';
  if (IsLower(c)) return c - 'a' + 26;
  if (IsDigit(c)) return c - '0' + 52;
  return c == '+' || c == '-' ? 62 : 63;
}

// Base64 in either alphabet; whether the bytes hold `wanted`.
bool Decodes(const View& view, std::int64_t from, std::int64_t to, std::string_view wanted) {
  std::string bytes;
  unsigned bits = 0;
  unsigned held = 0;
  for (std::int64_t at = from; at < to; ++at) {
    bits = (bits << 6 | static_cast<unsigned>(SixBits(view[at]))) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held);
  }
  return bytes.find(wanted) != std::string::npos;
}

bool IsCookieName(Byte c) {
  return IsAlnum(c) ||
         (c != 0 && std::string_view("!#$%&'*+.^_`|~-").find(static_cast<char>(c)) != std::string_view::npos);
}

int DigitRun(const View& view, std::int64_t from) {
  return static_cast<int>(RunEnd(view, from, 20, IsDigit) - from);
}

// The card's number at `at`: where it ends, or -1.
std::int64_t CardEnd(const View& view, std::int64_t at) {
  const int size = DigitRun(view, at);
  const Value value(view, {at, at + size});
  return size >= 13 && size <= 19 && IsLuhn(value, 0, size) ? at + size : -1;
}

// The digits and "?" that end a track.
std::int64_t TrackEnd(const View& view, std::int64_t at, std::int64_t digits_max) {
  const std::int64_t end = RunEnd(view, at, digits_max + 1, IsDigit);
  return end - at >= 7 && end - at <= digits_max && view[end] == '?' ? end + 1 : -1;
}

}  // namespace

std::optional<Range> MatchJsonWebToken(const View& view, std::int64_t at) {
  if (!view.At(at, "eyJ") || IsToken(view[at - 1])) return std::nullopt;
  const std::int64_t header = RunEnd(view, at, kTokenBytesMax, IsToken);
  if (header - at <= 3 || !view.At(header, ".eyJ")) return std::nullopt;
  const std::int64_t payload = RunEnd(view, header + 1, kTokenBytesMax, IsToken);
  if (payload - header <= 4 || view[payload] != '.') return std::nullopt;
  if (!Decodes(view, at, header, "\"alg\"")) return std::nullopt;
  return Range{at, RunEnd(view, payload + 1, kTokenBytesMax, IsToken)};
}

std::optional<Range> MatchHealthLabel(const View& view, std::int64_t at) {
  // The labeller's code of a letter and three more, the product's, a digit; "/$" and what it says of lot and date.
  constexpr std::int64_t kPrimaryBytesMax = 23;
  constexpr std::int64_t kSecondaryBytesMax = 40;
  const auto capital = [](Byte c) { return IsDigit(c) || IsUpper(c); };
  if (IsWord(view[at - 1]) || !IsUpper(view[at + 1])) return std::nullopt;
  const std::int64_t primary = RunEnd(view, at + 1, kPrimaryBytesMax + 1, capital);
  if (primary - at < 7 || primary - at - 1 > kPrimaryBytesMax || !IsDigit(view[primary - 1])) return std::nullopt;
  if (!view.At(primary, "/$")) return std::nullopt;
  const std::int64_t secondary = RunEnd(view, primary + 1, 2, [](Byte c) { return c == '$'; });
  const std::int64_t end = RunEnd(view, secondary, kSecondaryBytesMax, capital);
  if (end == secondary || !view.EndsAt(end)) return std::nullopt;
  return Range{at, end};
}

std::optional<Range> MatchBloodLabel(const View& view, std::int64_t at) {
  // Five characters of who labelled it, six of the product, five of the code; then each part behind "=" and a sign.
  constexpr std::int64_t kCodeBytes = 16;
  constexpr std::int64_t kPartBytesMax = 40;
  constexpr int kPartsMax = 8;
  const auto capital = [](Byte c) { return IsDigit(c) || IsUpper(c); };
  if (!view.At(at, "=/") || IsWord(view[at - 1])) return std::nullopt;
  std::int64_t end = RunEnd(view, at + 2, kCodeBytes + 1, capital);
  if (end - at - 2 != kCodeBytes) return std::nullopt;
  int parts = 0;
  for (; parts < kPartsMax && view[end] == '='; ++parts) {
    const Byte sign = view[end + 1];
    const std::int64_t first = end + (sign == ',' || sign == '>' || sign == '}' ? 2 : 1);
    const std::int64_t next = RunEnd(view, first, kPartBytesMax, capital);
    if (next == first) break;
    end = next;
  }
  if (parts == 0 || !view.EndsAt(end)) return std::nullopt;
  return Range{at, end};
}

std::optional<Range> MatchGoogleKey(const View& view, std::int64_t at) {
  constexpr std::int64_t kSize = 39;
  if (!view.At(at, "AIza") || IsToken(view[at - 1])) return std::nullopt;
  if (RunEnd(view, at, kSize + 1, IsToken) - at != kSize) return std::nullopt;
  return Range{at, at + kSize};
}

std::optional<Range> MatchStripeKey(const View& view, std::int64_t at) {
  const std::int64_t begin = at - 1;
  const Byte kind = view[begin];
  if ((kind != 's' && kind != 'p' && kind != 'r') || IsWord(view[begin - 1])) return std::nullopt;
  if (!view.At(at, "k_live_") && !view.At(at, "k_test_")) return std::nullopt;
  const std::int64_t secret = at + 7;
  const std::int64_t end = RunEnd(view, secret, kStripeBytesMax + 1, IsAlnum);
  if (end - secret < kStripeBytesMin || end - secret > kStripeBytesMax || view[end] == '_') return std::nullopt;
  return Range{begin, end};
}

std::optional<Range> MatchBasicAuthorization(const View& view, std::int64_t at) {
  constexpr std::string_view kHeader = "authorization:";
  constexpr std::string_view kProxy = "proxy-";
  std::int64_t begin = at + 3 - static_cast<std::int64_t>(kHeader.size());
  if (!view.AtAnyCase(begin, kHeader)) return std::nullopt;
  if (view.AtAnyCase(begin - static_cast<std::int64_t>(kProxy.size()), kProxy))
    begin -= static_cast<std::int64_t>(kProxy.size());
  if (IsToken(view[begin - 1])) return std::nullopt;
  std::int64_t value = at + 3;
  if (view[value] == ' ') ++value;
  if (!view.AtAnyCase(value, "basic ")) return std::nullopt;
  value = RunEnd(view, value + 5, kTokenBytesMax, [](Byte c) { return c == ' '; });
  const std::int64_t end = RunEnd(view, value, kTokenBytesMax, IsBase64);
  if (end - value < 4 || !Decodes(view, value, end, ":")) return std::nullopt;
  return Range{begin, RunEnd(view, end, 2, [](Byte c) { return c == '='; })};
}

std::optional<Range> MatchCookie(const View& view, std::int64_t at) {
  constexpr std::string_view kHeader = "cookie:";
  constexpr std::string_view kSet = "set-";
  std::int64_t begin = at + 3 - static_cast<std::int64_t>(kHeader.size());
  if (!view.AtAnyCase(begin, kHeader)) return std::nullopt;
  if (view.AtAnyCase(begin - static_cast<std::int64_t>(kSet.size()), kSet))
    begin -= static_cast<std::int64_t>(kSet.size());
  if (IsToken(view[begin - 1])) return std::nullopt;
  std::int64_t name = at + 3;
  if (view[name] == ' ') ++name;
  const std::int64_t equals = RunEnd(view, name, kTokenBytesMax, IsCookieName);
  if (equals == name || view[equals] != '=') return std::nullopt;
  const auto in_line = [&](Byte c) { return c != '\r' && c != '\n' && c != 0; };
  return Range{begin, RunEnd(view, equals, kMatchedBytesMax - (equals - begin), in_line)};
}

std::optional<Range> MatchExact40(const View& view, std::int64_t at) {
  bool upper = false, lower = false, digit = false;
  for (std::int64_t n = at; n < at + 40; ++n) {
    upper = upper || IsUpper(view[n]);
    lower = lower || IsLower(view[n]);
    digit = digit || IsDigit(view[n]);
  }
  if (!upper || !lower || !digit) return std::nullopt;
  return Range{at, at + 40};
}

std::optional<Range> MatchMagneticStripe(const View& view, std::int64_t at) {
  std::int64_t end = -1;
  if (view[at] == ';') {
    const std::int64_t card = CardEnd(view, at + 1);
    if (card < 0 || view[card] != '=') return std::nullopt;
    end = TrackEnd(view, card + 1, 59);
  } else if (view[at] == '%' && view[at + 1] == 'B') {
    const std::int64_t card = CardEnd(view, at + 2);
    if (card < 0 || view[card] != '^') return std::nullopt;
    const auto in_name = [](Byte c) { return c != '^' && c != '\n' && c != '\r' && c != 0; };
    const std::int64_t name = RunEnd(view, card + 1, 27, in_name);
    if (name - card < 3 || view[name] != '^') return std::nullopt;
    end = TrackEnd(view, name + 1, 79);
  }
  if (end < 0) return std::nullopt;
  return Range{at, end};
}

std::optional<Range> MatchMonthDayYear(const View& view, std::int64_t year) {
  const Value number(view, {year, year + 4});
  if (!view.At(year - 2, ", ") || number.Number(0, 4) < 1900 || number.Number(0, 4) > 2029) return std::nullopt;
  std::int64_t day = year - 2;
  while (year - 2 - day < 3 && IsDigit(view[day - 1])) --day;
  const Value days(view, {day, year - 2});
  if (days.digits() < 1 || days.digits() > 2 || view[day - 1] != ' ') return std::nullopt;
  if (days.Number(0, days.digits()) < 1 || days.Number(0, days.digits()) > 31) return std::nullopt;
  std::int64_t month = day - 1;
  while (day - 1 - month < 10 && IsLetter(view[month - 1])) --month;
  if (IsWord(view[month - 1]) || !IsMonth(view, month, day - 1) || !view.EndsAt(year + 4)) return std::nullopt;
  return Range{month, year + 4};
}

}  // namespace macie_local::detect
