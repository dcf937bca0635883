// What the fields of a mail's header say (RFC 5322, 2045, 2047, 2231).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "extract/mail/transfer.h"

namespace macie_local::extract {

// Of a field that says what a part is so many bytes count.
inline constexpr std::size_t kFieldBytesMax = 16 << 10;
// A longer boundary is none.
inline constexpr std::size_t kBoundaryBytesMax = 1024;

// A part of a mail, or a mail as a whole.
struct Entity {
  std::string type = "text/plain";  // in small letters
  std::string charset{};            // empty: it is not told
  std::string boundary{};           // not empty: there are parts
  std::string name{};               // of a file
  Transfer transfer = Transfer::kAsItIs;
  bool attached = false;

  bool IsMail() const { return type == "message/rfc822" || type == "message/global" || type == "message/news"; }
};

// Returns how many bytes of a line the name of a field is; 0 when it begins none.
std::size_t FieldNameBytes(std::string_view line);
// Whether fields of this name are looked at by TakeField.
bool SaysWhatItIs(std::string_view name);
// Takes a field, joined to one line, for what it says.
void TakeField(std::string_view name, std::string_view value, Entity* entity);

// A word that stands for characters of a charset: "=?charset?B?text?=" or "=?charset?Q?text?=".
struct EncodedWord {
  std::size_t begin;  // where it stands
  std::size_t end;
  std::string_view charset;
  bool base64;
  std::string_view text;
};

// Returns the first encoded word at or after `from`; one with no bytes at the text's end when there is none.
EncodedWord FindWord(std::string_view text, std::size_t from);
// Returns what it stands for, in its charset.
std::string BytesOf(const EncodedWord& word);

// Whether text begins as a mail does: with fields, two of which all mails have.
bool LooksLikeMail(std::string_view text);

}  // namespace macie_local::extract
