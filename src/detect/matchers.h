// Values that have no shape: tokens, keys, headers. Each function is given where its literal may begin, looks at a
// bounded stretch of the text around it, and returns the value or nothing.
#pragma once

#include <optional>

#include "detect/table.h"
#include "detect/text.h"

namespace macie_local::detect {

// None of these is longer, so that a batch that owns its first byte has all of it.
inline constexpr std::int64_t kMatchedBytesMax = 32 << 10;

// `at` is the "--B" of a header.
std::optional<Range> MatchPrivateKey(table::Matcher kind, const View& view, std::int64_t at);
std::optional<Range> MatchPuttyKey(const View& view, std::int64_t at);      // the "TTY"
std::optional<Range> MatchJsonWebToken(const View& view, std::int64_t at);  // the "eyJ"
// Of medical devices: by HIBCC behind a "+", and by ICCBBA, which begins with "=/".
std::optional<Range> MatchHealthLabel(const View& view, std::int64_t at);
std::optional<Range> MatchBloodLabel(const View& view, std::int64_t at);
std::optional<Range> MatchGoogleKey(const View& view, std::int64_t at);           // the "AIz"
std::optional<Range> MatchStripeKey(const View& view, std::int64_t at);           // the "k_l" or "k_t"
std::optional<Range> MatchBasicAuthorization(const View& view, std::int64_t at);  // the "on:"
std::optional<Range> MatchCookie(const View& view, std::int64_t at);              // the "ie:"
// `at` begins a run of exactly 40 base64 characters: letters of both cases and digits must be among them.
std::optional<Range> MatchExact40(const View& view, std::int64_t at);
// A magnetic stripe's tracks; `at` is its "%" or ";".
std::optional<Range> MatchMagneticStripe(const View& view, std::int64_t at);
// "March 4, 1970"; the chain of four digits begins at `year`.
std::optional<Range> MatchMonthDayYear(const View& view, std::int64_t year);

// A phone number whose area code stands in parentheses, of the country with that calling code: 1, 49 and 55 are known.
// `at` is the "(", and digits stand from behind it to before `close`.
std::optional<Range> MatchAreaCode(unsigned calling_code, const View& view, std::int64_t at, std::int64_t close);

struct International {
  Range range;
  std::uint8_t identifier;
};
// A phone number behind a "+", which is at `at`.
std::optional<International> MatchInternational(const View& view, std::int64_t at);

struct Iban {
  Range range;
  std::uint8_t identifier;
};
// What has the form of an IBAN and begins at `at`; its chain has `size` bytes. In groups of four it may be of several
// chains.
std::optional<Iban> MatchIban(const View& view, std::int64_t at, std::int64_t size);
// Whether the check digits of what has this form hold.
bool HoldsIban(const View& view, Range iban);

}  // namespace macie_local::detect
