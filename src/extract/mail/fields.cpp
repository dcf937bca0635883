#include "extract/mail/fields.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

#include "base/text.h"
#include "extract/mail/text_charset.h"

namespace macie_local::extract {
namespace {

constexpr std::string_view kBlank = " \t";
constexpr std::string_view kType = "content-type";
constexpr std::string_view kTransfer = "content-transfer-encoding";
constexpr std::string_view kDisposition = "content-disposition";

std::string SmallLetters(std::string_view text) {
  std::string small(text);
  for (char& c : small) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return small;
}

std::string_view Trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlank), text.size()));
  return text.substr(0, text.find_last_not_of(kBlank) + 1);
}

// Takes the first of the parameters, which stand behind ";" each, from `rest`. Returns false when there is none.
bool TakeParameter(std::string_view* rest, std::string* name, std::string* value) {
  const std::size_t begin = rest->find_first_not_of("; \t");
  if (begin == std::string_view::npos) return false;
  rest->remove_prefix(begin);
  const std::size_t equals = rest->find_first_of("=;");
  *name = SmallLetters(Trimmed(rest->substr(0, equals)));
  value->clear();
  const bool has_value = equals != std::string_view::npos && (*rest)[equals] == '=';
  rest->remove_prefix(equals == std::string_view::npos ? rest->size() : equals);
  if (!has_value) return true;
  rest->remove_prefix(1);
  rest->remove_prefix(std::min(rest->find_first_not_of(kBlank), rest->size()));
  if (!rest->starts_with('"')) {
    const std::size_t end = std::min(rest->find(';'), rest->size());
    *value = Trimmed(rest->substr(0, end));
    rest->remove_prefix(end);
    return true;
  }
  std::size_t at = 1;
  for (; at < rest->size() && (*rest)[at] != '"'; ++at) {
    if ((*rest)[at] == '\\' && at + 1 < rest->size()) ++at;
    value->push_back((*rest)[at]);
  }
  rest->remove_prefix(std::min(at + 1, rest->size()));
  rest->remove_prefix(std::min(rest->find(';'), rest->size()));
  return true;
}

std::string DecodedWords(std::string_view text) {
  std::string decoded;
  for (std::size_t from = 0; from < text.size();) {
    const EncodedWord word = FindWord(text, from);
    const std::string_view before = text.substr(from, word.begin - from);
    if (from == 0 || before.find_first_not_of(kBlank) != std::string_view::npos) decoded.append(before);
    TextCharset charset(word.charset);
    charset.Take(BytesOf(word), &decoded);
    charset.End(&decoded);
    from = word.end;
  }
  return decoded;
}

// Returns the value of a parameter; where it is given in parts or in a charset (RFC 2231), joined and decoded.
std::string ParameterOf(std::string_view value, std::string_view wanted) {
  std::string_view rest = value.substr(std::min(value.find(';'), value.size()));
  std::string plain;
  std::string extended;
  std::optional<std::string> charset;
  std::string name;
  for (std::string text; TakeParameter(&rest, &name, &text);) {
    if (name == wanted && plain.empty()) plain = text;
    if (!name.starts_with(std::string(wanted) + "*")) continue;
    std::string_view encoded = text;
    if (!name.ends_with('*')) {
      extended.append(text);
      continue;
    }
    const std::size_t quote = encoded.find('\'');
    const std::size_t second = encoded.find('\'', quote + 1);
    if (!charset && quote != std::string_view::npos && second != std::string_view::npos) {
      charset = std::string(encoded.substr(0, quote));
      encoded.remove_prefix(second + 1);
    }
    DecodeEscapes(encoded, '%', &extended);
  }
  if (extended.empty()) return DecodedWords(plain);
  std::string decoded;
  TextCharset converter(charset.value_or(""));
  converter.Take(extended, &decoded);
  converter.End(&decoded);
  return decoded;
}

}  // namespace

std::size_t FieldNameBytes(std::string_view line) {
  const std::size_t end = std::min(line.find(':'), line.size());
  const std::string_view name = line.substr(0, line.substr(0, end).find_last_not_of(kBlank) + 1);
  const bool is_name =
      end < line.size() && std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7F; });
  return is_name ? name.size() : 0;
}

bool SaysWhatItIs(std::string_view name) {
  const std::string small = SmallLetters(name);
  return small == kType || small == kTransfer || small == kDisposition;
}

void TakeField(std::string_view name, std::string_view value, Entity* entity) {
  const std::string small = SmallLetters(name);
  const std::string first = SmallLetters(Trimmed(value.substr(0, value.find(';'))));
  if (small == kType) {
    if (!first.empty()) entity->type = first;
    entity->charset = ParameterOf(value, "charset");
    if (entity->name.empty()) entity->name = ParameterOf(value, "name");
    if (first.starts_with("multipart/")) entity->boundary = ParameterOf(value, "boundary");
    if (entity->boundary.size() > kBoundaryBytesMax) entity->boundary.clear();
  } else if (small == kTransfer) {
    entity->transfer = TransferNamed(first);
  } else if (small == kDisposition) {
    entity->attached = first == "attachment";
    const std::string file = ParameterOf(value, "filename");
    if (!file.empty()) entity->name = file;
  }
}

EncodedWord FindWord(std::string_view text, std::size_t from) {
  constexpr std::size_t kWordBytesMax = 512;  // RFC 2047 allows 75
  constexpr std::string_view kMarks = "bBqQ";
  for (std::size_t at = text.find("=?", from); at != std::string_view::npos; at = text.find("=?", at + 1)) {
    const std::string_view some = text.substr(at, kWordBytesMax);
    const std::size_t charset_end = some.find('?', 2);
    if (charset_end == std::string_view::npos || some.size() - charset_end < 3) continue;
    const char mark = some[charset_end + 1];
    if (kMarks.find(mark) == std::string_view::npos || some[charset_end + 2] != '?') continue;
    const std::size_t begin = charset_end + 3;
    const std::size_t end = some.find("?=", begin);
    if (end == std::string_view::npos) continue;
    std::string_view charset = some.substr(2, charset_end - 2);
    charset = charset.substr(0, charset.find('*'));  // a language may follow
    return {.begin = at,
            .end = at + end + 2,
            .charset = charset,
            .base64 = mark == 'b' || mark == 'B',
            .text = some.substr(begin, end - begin)};
  }
  return {.begin = text.size(), .end = text.size(), .charset = {}, .base64 = false, .text = {}};
}

std::string BytesOf(const EncodedWord& word) {
  std::string bytes;
  if (word.base64) {
    Base64 base64;
    base64.Take(word.text, &bytes);
    base64.End(&bytes);
  } else {
    std::string text(word.text);
    std::replace(text.begin(), text.end(), '_', ' ');
    DecodeEscapes(text, '=', &bytes);
  }
  return bytes;
}

bool LooksLikeMail(std::string_view text) {
  constexpr std::string_view kUsual[] = {"from",         "to",           "subject",     "date",
                                         "message-id",   "received",     "sender",      "return-path",
                                         "mime-version", "delivered-to", "content-type"};
  constexpr std::size_t kUsualMin = 3;
  std::array<bool, std::size(kUsual)> found{};
  bool first = true;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of("\r\n");
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size()
                                                     : end + (text.substr(end).starts_with("\r\n") ? 2 : 1));
    if (line.empty()) break;
    const bool mark = first && line.starts_with("From ");  // as mailboxes have it
    const bool goes_on = !first && kBlank.find(line.front()) != std::string_view::npos;
    first = false;
    if (mark || goes_on) continue;
    const std::size_t name = FieldNameBytes(line);
    if (name == 0) break;
    const auto* const usual = std::find(std::begin(kUsual), std::end(kUsual), SmallLetters(line.substr(0, name)));
    if (usual != std::end(kUsual)) found[static_cast<std::size_t>(usual - std::begin(kUsual))] = true;
  }
  return static_cast<std::size_t>(std::count(found.begin(), found.end(), true)) >= kUsualMin;
}

}  // namespace macie_local::extract
