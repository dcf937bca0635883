#include "extract/charsets/charsets.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>

#include "extract/charsets/windows1252.h"

namespace macie_local::extract {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// From Charset::kOther on, as the C library calls them.
constexpr const char* kOthers[] = {
    "ISO-8859-2",  "ISO-8859-3",  "ISO-8859-4",  "ISO-8859-5",  "ISO-8859-6",  "ISO-8859-7",  "ISO-8859-8",  "CP1254",
    "ISO-8859-10", "CP874",       "ISO-8859-13", "ISO-8859-14", "ISO-8859-15", "ISO-8859-16", "CP1250",      "CP1251",
    "CP1253",      "CP1255",      "CP1256",      "CP1257",      "CP1258",      "KOI8-R",      "KOI8-U",      "IBM866",
    "MACINTOSH",   "IBM437",      "IBM850",      "GB18030",     "BIG5-HKSCS",  "EUC-JP-MS",   "ISO-2022-JP", "CP932",
    "UHC",         "ISO-2022-KR", "UTF-16",      "UTF-32",      "UTF-7"};

struct Name {
  std::string_view name;  // small letters and digits
  std::string_view charset;
};

constexpr Name kNames[] = {
    {"utf8", "UTF-8"},
    {"unicode11utf8", "UTF-8"},
    {"utf16le", "UTF-16LE"},
    {"utf16be", "UTF-16BE"},
    {"utf16", "UTF-16"},
    {"utf32", "UTF-32"},
    {"utf7", "UTF-7"},
    {"unicode11utf7", "UTF-7"},
    {"usascii", "CP1252"},
    {"ascii", "CP1252"},
    {"ansix341968", "CP1252"},
    {"iso88591", "CP1252"},
    {"latin1", "CP1252"},
    {"l1", "CP1252"},
    {"cp819", "CP1252"},
    {"ibm819", "CP1252"},
    {"windows1252", "CP1252"},
    {"cp1252", "CP1252"},
    {"xcp1252", "CP1252"},
    {"ansi", "CP1252"},
    {"iso88592", "ISO-8859-2"},
    {"latin2", "ISO-8859-2"},
    {"l2", "ISO-8859-2"},
    {"iso88593", "ISO-8859-3"},
    {"latin3", "ISO-8859-3"},
    {"iso88594", "ISO-8859-4"},
    {"latin4", "ISO-8859-4"},
    {"iso88595", "ISO-8859-5"},
    {"cyrillic", "ISO-8859-5"},
    {"iso88596", "ISO-8859-6"},
    {"arabic", "ISO-8859-6"},
    {"iso88597", "ISO-8859-7"},
    {"greek", "ISO-8859-7"},
    {"iso88598", "ISO-8859-8"},
    {"iso88598i", "ISO-8859-8"},
    {"iso88598e", "ISO-8859-8"},
    {"hebrew", "ISO-8859-8"},
    {"iso88599", "CP1254"},
    {"latin5", "CP1254"},
    {"windows1254", "CP1254"},
    {"cp1254", "CP1254"},
    {"iso885910", "ISO-8859-10"},
    {"latin6", "ISO-8859-10"},
    {"iso885911", "CP874"},
    {"tis620", "CP874"},
    {"windows874", "CP874"},
    {"cp874", "CP874"},
    {"iso885913", "ISO-8859-13"},
    {"iso885914", "ISO-8859-14"},
    {"iso885915", "ISO-8859-15"},
    {"latin9", "ISO-8859-15"},
    {"iso885916", "ISO-8859-16"},
    {"windows1250", "CP1250"},
    {"cp1250", "CP1250"},
    {"windows1251", "CP1251"},
    {"cp1251", "CP1251"},
    {"windows1253", "CP1253"},
    {"cp1253", "CP1253"},
    {"windows1255", "CP1255"},
    {"cp1255", "CP1255"},
    {"windows1256", "CP1256"},
    {"cp1256", "CP1256"},
    {"windows1257", "CP1257"},
    {"cp1257", "CP1257"},
    {"windows1258", "CP1258"},
    {"cp1258", "CP1258"},
    {"koi8r", "KOI8-R"},
    {"koi8", "KOI8-R"},
    {"koi8u", "KOI8-U"},
    {"koi8ru", "KOI8-U"},
    {"ibm866", "IBM866"},
    {"cp866", "IBM866"},
    {"macintosh", "MACINTOSH"},
    {"mac", "MACINTOSH"},
    {"xmacroman", "MACINTOSH"},
    {"ibm437", "IBM437"},
    {"cp437", "IBM437"},
    {"ibm850", "IBM850"},
    {"cp850", "IBM850"},
    {"gb2312", "GB18030"},
    {"gbk", "GB18030"},
    {"xgbk", "GB18030"},
    {"gb18030", "GB18030"},
    {"cp936", "GB18030"},
    {"euccn", "GB18030"},
    {"big5", "BIG5-HKSCS"},
    {"big5hkscs", "BIG5-HKSCS"},
    {"cp950", "BIG5-HKSCS"},
    {"eucjp", "EUC-JP-MS"},
    {"xeucjp", "EUC-JP-MS"},
    {"iso2022jp", "ISO-2022-JP"},
    {"csiso2022jp", "ISO-2022-JP"},
    {"shiftjis", "CP932"},
    {"sjis", "CP932"},
    {"xsjis", "CP932"},
    {"windows31j", "CP932"},
    {"cp932", "CP932"},
    {"euckr", "UHC"},
    {"ksc56011987", "UHC"},
    {"ksc5601", "UHC"},
    {"windows949", "UHC"},
    {"cp949", "UHC"},
    {"uhc", "UHC"},
    {"iso2022kr", "ISO-2022-KR"},
};

char Small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string SmallLetters(std::string_view text) {
  std::string small(text);
  std::transform(small.begin(), small.end(), small.begin(), Small);
  return small;
}

std::optional<Charset> CharsetOf(std::string_view charset) {
  if (charset == "UTF-8") return Charset::kUtf8;
  if (charset == "CP1252") return Charset::kWindows1252;
  if (charset == "UTF-16LE") return Charset::kUtf16Le;
  if (charset == "UTF-16BE") return Charset::kUtf16Be;
  const auto* const found = std::find(std::begin(kOthers), std::end(kOthers), charset);
  if (found == std::end(kOthers)) return std::nullopt;
  return static_cast<Charset>(static_cast<std::size_t>(Charset::kOther) +
                              static_cast<std::size_t>(found - std::begin(kOthers)));
}

// As the C library calls it, or null.
const char* NameOf(Charset charset) {
  switch (charset) {
    case Charset::kUtf8:
      return "UTF-8";
    case Charset::kUtf16Le:
      return "UTF-16LE";
    case Charset::kUtf16Be:
      return "UTF-16BE";
    case Charset::kWindows1252:
      return nullptr;
    default:
      return kOthers[static_cast<std::size_t>(charset) - static_cast<std::size_t>(Charset::kOther)];
  }
}

// Returns the value behind `name` and "=" in a tag or declaration of small letters, without quotes.
std::string_view ValueOf(std::string_view tag, std::string_view name) {
  constexpr std::string_view kSpace = " \t\r\n\f";
  const std::size_t found = tag.find(name);
  if (found == std::string_view::npos) return {};
  tag.remove_prefix(found + name.size());
  tag.remove_prefix(std::min(tag.find_first_not_of(kSpace), tag.size()));
  if (!tag.starts_with('=')) return {};
  tag.remove_prefix(1);
  tag.remove_prefix(std::min(tag.find_first_not_of(" \t\r\n\f\"'"), tag.size()));
  return tag.substr(0, tag.find_first_of(" \t\r\n\f\"';/>?"));
}

std::string_view DeclaredName(std::string_view head) {
  if (head.starts_with("<?xml")) {
    const std::string_view name = ValueOf(head.substr(0, head.find("?>")), "encoding");
    if (!name.empty()) return name;
  }
  while (true) {
    const std::size_t meta = head.find("<meta");
    if (meta == std::string_view::npos) return {};
    head.remove_prefix(meta);
    const std::size_t end = head.find('>');
    const std::string_view name = ValueOf(head.substr(0, end), "charset");
    if (!name.empty() || end == std::string_view::npos) return name;
    head.remove_prefix(end);
  }
}

}  // namespace

std::optional<Charset> CharsetNamed(std::string_view name) {
  std::string letters;
  for (const char c : name) {
    if (const char small = Small(c); (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9')) letters.push_back(small);
  }
  const auto* const found =
      std::find_if(std::begin(kNames), std::end(kNames), [&](const Name& known) { return known.name == letters; });
  return found == std::end(kNames) ? std::nullopt : CharsetOf(found->charset);
}

std::optional<Charset> DeclaredCharset(std::string_view head) {
  constexpr std::size_t kBytesLookedAt = 4096;
  const std::string small = SmallLetters(head.substr(0, kBytesLookedAt));
  const std::optional<Charset> charset =
      CharsetNamed(DeclaredName(std::string_view(small).substr(std::min(small.find('<'), small.size()))));
  const bool wide = charset == Charset::kUtf16Le || charset == Charset::kUtf16Be || charset == CharsetOf("UTF-16") ||
                    charset == CharsetOf("UTF-32");
  return wide ? std::nullopt : charset;
}

Converter::Converter(Charset charset) : charset_(charset) {
  const char* const name = NameOf(charset);
  if (name == nullptr) return;
  void* const descriptor = iconv_open("UTF-8", name);
  // NOLINTNEXTLINE(performance-no-int-to-ptr): the C library's own way to say that there is none.
  if (descriptor != reinterpret_cast<iconv_t>(-1)) descriptor_.reset(descriptor);
}

void Converter::Take(std::string_view bytes, std::string* out) {
  if (descriptor_ == nullptr) {
    AppendWindows1252(bytes, out);
    return;
  }
  std::string joined;
  if (!rest_.empty()) {
    joined = rest_.append(bytes);
    bytes = joined;
    rest_.clear();
  }
  constexpr std::size_t kCharacterBytesMax = 16;
  while (!bytes.empty()) {
    const std::size_t before = bytes.size();
    const int reason = ConvertSome(&bytes, out);
    if (reason == EINVAL && bytes.size() <= kCharacterBytesMax) {
      rest_ = bytes;
      return;
    }
    if (reason == EILSEQ || reason == EINVAL || bytes.size() == before) {
      out->append(kReplacement);
      bytes.remove_prefix(1);
    }
  }
}

// Returns why it stopped, as errno has it; 0 at the end of the bytes.
int Converter::ConvertSome(std::string_view* bytes, std::string* out) {
  std::array<char, 4096> converted;
  char* from = const_cast<char*>(bytes->data());
  std::size_t left = bytes->size();
  char* to = converted.data();
  std::size_t room = converted.size();
  const bool stopped = iconv(descriptor_.get(), &from, &left, &to, &room) == static_cast<std::size_t>(-1);
  const int reason = stopped ? errno : 0;
  out->append(converted.data(), converted.size() - room);
  bytes->remove_prefix(bytes->size() - left);
  return reason;
}

void Converter::End(std::string* out) {
  if (descriptor_ == nullptr) return;
  if (!rest_.empty()) out->append(kReplacement);
  rest_.clear();
  // Some hold a character back until they see what follows.
  std::array<char, 64> converted;
  char* to = converted.data();
  std::size_t room = converted.size();
  iconv(descriptor_.get(), nullptr, nullptr, &to, &room);
  out->append(converted.data(), converted.size() - room);
}

HeldCharsets::HeldCharsets() {
  for (std::size_t i = 0; i < std::size(kOthers); ++i) {
    held_.emplace_back(static_cast<Charset>(static_cast<std::size_t>(Charset::kOther) + i));
    if (!held_.back().available()) ++missing_;
  }
}

}  // namespace macie_local::extract
