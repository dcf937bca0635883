// Small text helpers that more than one room needs.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace macie_local::base {

// Says whether `text` is well-formed UTF-8 (no surrogates, no overlong forms, at most U+10FFFF).
bool IsUtf8(std::string_view text);

// Returns the number of code points, which AWS counts as characters. `text` must be well-formed UTF-8.
std::size_t CountCodePoints(std::string_view text);

// Returns `text`, or when it is longer than `bytes_max` bytes at most so many of them, cut at a code point's start,
// with
// "..." behind.
std::string Shorten(std::string_view text, std::size_t bytes_max);

// Returns `text` in single quotes, shortened to 100 bytes, as a message shows what was given.
std::string Quote(std::string_view text);

// Says whether both are the same but for the case of ASCII letters.
bool EqualsWithoutCase(std::string_view a, std::string_view b);

// Returns the part of `rest` before the first character that is one of `separators`, and takes both off `rest`. Without
// such a character the part is all of it.
std::string_view NextPart(std::string_view separators, std::string_view* rest);

// Says whether `text` is one to `characters_max` ASCII letters, digits, '-', '_' and '.', but not "." or "..", which a
// path would lose.
bool IsPlainName(std::string_view text, std::size_t characters_max);

// Returns `text` with all but letters, digits and -._~ as %XX.
std::string PercentEncode(std::string_view text);

// Returns `text` with %XX decoded, or nullopt when a % is not followed by two hex digits.
std::optional<std::string> PercentDecode(std::string_view text);

// Returns lower-case hex.
std::string ToHex(std::span<const std::uint8_t> bytes);

// Write and read base64url without padding. FromBase64Url returns nullopt for text that ToBase64Url could not have
// written.
std::string ToBase64Url(std::span<const std::uint8_t> bytes);
std::optional<std::string> FromBase64Url(std::string_view text);

// Appends `text`, which must be well-formed UTF-8, as a JSON string literal, quotes included. Uses the three escapes
// that JSON needs and \u00XX; no \/.
void AppendJsonString(std::string_view text, std::string* out);

}  // namespace macie_local::base
