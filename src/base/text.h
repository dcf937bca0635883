// Small text helpers that more than one room needs.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace macie_local::base {

// True when `text` is well-formed UTF-8 (no surrogates, no overlong forms, at most U+10FFFF).
bool IsUtf8(std::string_view text);

// Code points of well-formed UTF-8: what AWS counts as characters.
std::size_t CountCodePoints(std::string_view text);

// At most `bytes_max` bytes of `text`, cut at a code point's start, "..." appended where it was cut.
std::string Shorten(std::string_view text, std::size_t bytes_max);

// `text` in single quotes, shortened to 100 bytes: how a message shows what was given.
std::string Quote(std::string_view text);

// Whether both are the same when the case of ASCII letters is no matter.
bool EqualsWithoutCase(std::string_view a, std::string_view b);

// Takes off and returns the part of `rest` before the next of `separators`, which goes too.
std::string_view NextPart(std::string_view separators, std::string_view* rest);

// One to `characters_max` ASCII letters, digits, '-', '_' and '.', but not "." or "..": a path would lose them.
bool IsPlainName(std::string_view text, std::size_t characters_max);

// Letters, digits and -._~ stand for themselves, all else becomes %XX.
std::string PercentEncode(std::string_view text);

// Decodes %XX. Nothing when a % is not followed by two hex digits.
std::optional<std::string> PercentDecode(std::string_view text);

// Lower-case hex.
std::string ToHex(std::span<const std::uint8_t> bytes);

// base64url without padding. FromBase64Url returns nothing for text that ToBase64Url could not have written.
std::string ToBase64Url(std::span<const std::uint8_t> bytes);
std::optional<std::string> FromBase64Url(std::string_view text);

// JSON string literal of well-formed UTF-8, quotes included. The three escapes that JSON needs and \u00XX; no \/.
void AppendJsonString(std::string_view text, std::string* out);

}  // namespace macie_local::base
