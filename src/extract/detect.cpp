#include "extract/detect.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "extract/charset.h"
#include "extract/charsets/charsets.h"
#include "extract/json.h"
#include "extract/limits.h"
#include "extract/magic.h"
#include "extract/mail/fields.h"
#include "extract/ole/mime.h"
#include "extract/streams.h"
#include "extract/zip/office.h"

namespace macie_local::extract {
namespace {

constexpr std::string_view kXml = "application/xml";
constexpr std::string_view kMail = "message/rfc822";

// What an extension says. Of what is no text by its name the bytes have the word.
struct Extension {
  std::string_view name;
  Format format;
  std::string_view mime;
};

constexpr std::array kExtensions = {
    Extension{"csv", Format::kCsv, "text/csv"},
    Extension{"tsv", Format::kTsv, "text/tab-separated-values"},
    Extension{"json", Format::kJson, "application/json"},
    Extension{"jsonl", Format::kJsonLines, "application/json"},
    Extension{"ndjson", Format::kJsonLines, "application/json"},
    Extension{"txt", Format::kText, "text/plain"},
    Extension{"log", Format::kText, "text/plain"},
    Extension{"htm", Format::kHtml, "text/html"},
    Extension{"html", Format::kHtml, "text/html"},
    Extension{"xml", Format::kText, kXml},
    Extension{"yaml", Format::kText, "text/plain"},
    Extension{"yml", Format::kText, "text/plain"},
    Extension{"eml", Format::kMail, kMail},
};
constexpr Extension kUnknown{"", Format::kText, "text/plain"};

const Extension& ExtensionOf(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return kUnknown;
  const auto found = std::find_if(kExtensions.begin(), kExtensions.end(), [&](const Extension& extension) {
    return base::EqualsWithoutCase(extension.name, name.substr(dot + 1));
  });
  return found == kExtensions.end() ? kUnknown : *found;
}

// UTF-16 without a mark: of ASCII every other byte is zero, and hardly one of the others [I].
Charset CharsetOf(std::string_view head, bool all) {
  constexpr std::size_t kBytesLookedAt = 4096;
  if (head.starts_with("\xFF\xFE")) return Charset::kUtf16Le;
  if (head.starts_with("\xFE\xFF")) return Charset::kUtf16Be;
  const std::string_view some = head.substr(0, kBytesLookedAt);
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < some.size(); ++i) zeros[i % 2] += some[i] == '\0';
  const std::size_t many = some.size() / 2 * 7 / 10;
  const std::size_t few = some.size() / 2 / 10;
  if (some.size() >= 4 && zeros[1] >= many && zeros[0] <= few) return Charset::kUtf16Le;
  if (some.size() >= 4 && zeros[0] >= many && zeros[1] <= few) return Charset::kUtf16Be;
  return (all ? base::IsUtf8(head) : IsUtf8Begun(head)) ? Charset::kUtf8 : Charset::kWindows1252;
}

// Control characters are rare in texts [I]: zero bytes do not stand in one of unknown name, and in none of any name is
// every tenth byte one.
bool IsBinary(std::string_view text, bool name_is_known) {
  const auto controls = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && !(byte >= '\t' && byte <= '\r') && byte != 0x1B;
  }));
  if (controls * 10 > text.size()) return true;
  return !name_is_known && text.find('\0') != std::string_view::npos;
}

// The beginning of a text: at its end the stream fails unless that is all.
class HeadStream : public base::ByteStream {
 public:
  HeadStream(std::string_view head, bool all) : head_(head), all_(all) {}
  base::Result<std::string_view> Next() override {
    if (head_.empty() && !all_) return StreamFailure("only the beginning is here");
    return std::exchange(head_, {});
  }

 private:
  std::string_view head_;
  bool all_;
};

class NoSink : public Sink {
 public:
  bool Begin(units::Shape, const units::Contexts&) override { return true; }
  bool Take(const units::Batch&) override { return true; }
  bool Enter(const Member&) override { return true; }
  void Leave(const Outcome&) override {}
};

// Whether a text that begins with "{" or "[" goes on as JSON, and as which; else kText.
Format JsonOf(std::string_view text, bool all) {
  constexpr std::uint64_t kAnySeed = 0;  // the names are forgotten at once
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || (text[first] != '{' && text[first] != '[')) return Format::kText;
  HeadStream stream(text, all);
  NoSink sink;
  JsonReader reader(stream, JsonReader::Kind::kText, Limits().json_nested, kAnySeed, sink);
  if (reader.Read().status == Status::kReadAgain) return Format::kText;
  return reader.texts() > 1 ? Format::kJsonLines : Format::kJson;
}

// Whether the complete rows of a text of unknown name are at least three, of the same number of cells, and more than
// one each [I].
bool IsTableOf(std::string_view text, bool all, char delimiter) {
  constexpr std::size_t kRowsMin = 3;
  std::size_t rows = 0;
  std::size_t cells_of_all = 0;
  std::size_t cells = 1;
  bool quoted = false;
  if (all && !text.ends_with('\n')) return IsTableOf(std::string(text) + "\n", all, delimiter);
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    cells += c == delimiter;
    if (c != '\n') continue;
    if (rows++ == 0) cells_of_all = cells;
    if (cells != cells_of_all || cells == 1) return false;
    cells = 1;
  }
  return rows >= kRowsMin && !quoted;
}

// What the beginning of a text says of a file whose name leaves it open, or says that it is HTML. XHTML begins as XML.
std::optional<std::pair<Format, std::string_view>> MarkupOf(std::string_view text, Format by_name) {
  if (by_name != Format::kText && by_name != Format::kHtml) return std::nullopt;
  const std::string_view rest = text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  const auto begins = [&](std::string_view with) { return base::EqualsWithoutCase(rest.substr(0, with.size()), with); };
  if (begins("<!doctype html") || begins("<html")) return {{Format::kHtml, "text/html"}};
  if (begins("<?xml") && by_name == Format::kText) return {{Format::kText, kXml}};
  return std::nullopt;
}

std::pair<Format, std::string_view> FormatOf(std::string_view text, bool all, const Extension& extension) {
  // A name that says JSON is believed where the bytes do not say JSON Lines; that it is neither the reader finds out.
  if (extension.format == Format::kJsonLines) return {extension.format, extension.mime};
  const Format json = JsonOf(text, all);
  if (json != Format::kText) return {json, "application/json"};
  if (const auto markup = MarkupOf(text, extension.format)) return *markup;
  const bool is_open = extension.name.empty() || extension.name == "txt" || extension.name == "log";
  if (is_open && LooksLikeMail(text)) return {Format::kMail, kMail};
  if (!extension.name.empty()) return {extension.format, extension.mime};
  if (IsTableOf(text, all, ',')) return {Format::kCsv, "text/csv"};
  if (IsTableOf(text, all, '\t')) return {Format::kTsv, "text/tab-separated-values"};
  return {extension.format, extension.mime};
}

// What HTML and XML declare counts, but for UTF-8 that they are not, where there is no byte order mark and no UTF-16.
Charset CharsetOfMarkup(std::string_view head, Charset by_bytes) {
  const bool open =
      by_bytes == Charset::kWindows1252 || (by_bytes == Charset::kUtf8 && !head.starts_with("\xEF\xBB\xBF"));
  if (!open) return by_bytes;
  const std::optional<Charset> declared = DeclaredCharset(head);
  return declared && *declared != Charset::kUtf8 ? *declared : by_bytes;
}

Format FormatOf(OfficeKind kind) {
  switch (kind) {
    case OfficeKind::kNone:
      return Format::kZip;
    case OfficeKind::kWord:
      return Format::kWord;
    case OfficeKind::kSheets:
      return Format::kSheets;
    case OfficeKind::kSlides:
      break;
  }
  return Format::kUnsupported;
}

// Office files are zip archives.
Detected DetectZip(std::string_view head, std::string_view name) {
  const OfficeKind kind = OfficeKindOf(head, name);
  return {.format = FormatOf(kind), .charset = Charset::kUtf8, .mime = MimeOf(kind), .name = name};
}

// Other bytes may stand before what is called a PDF.
bool IsPdfWithin(std::string_view head, std::string_view name) {
  constexpr std::string_view kEnd = ".pdf";
  constexpr std::string_view kMark = "%PDF-";
  constexpr std::size_t kBytesBefore = 1024;
  return name.size() > kEnd.size() && base::EqualsWithoutCase(name.substr(name.size() - kEnd.size()), kEnd) &&
         head.substr(0, kBytesBefore + kMark.size()).find(kMark) != std::string_view::npos;
}

}  // namespace

Detected Detect(std::string_view head, std::string_view name) {
  const bool all = head.size() < kHeadBytes;
  head = head.substr(0, kHeadBytes);
  if (const Magic* magic = FindMagic(head)) {
    if (magic->format == Format::kZip) return DetectZip(head, name);
    const std::string_view mime = magic->format == Format::kOle ? MimeOfOle(head, name) : magic->mime;
    return {.format = magic->format, .charset = Charset::kUtf8, .mime = mime, .name = name};
  }
  if (IsPdfWithin(head, name)) {
    return {.format = Format::kPdf, .charset = Charset::kUtf8, .mime = "application/pdf", .name = name};
  }
  const Extension& extension = ExtensionOf(name);
  const Charset charset = CharsetOf(head, all);
  const std::string text = ToUtf8(head, charset);
  if (IsBinary(text, !extension.name.empty())) {
    return {.format = Format::kUnsupported, .charset = charset, .mime = "application/octet-stream", .name = name};
  }
  const auto [format, mime] = FormatOf(text, all, extension);
  Detected detected{.format = format, .charset = charset, .mime = mime, .name = name};
  const bool wide = charset == Charset::kUtf16Le || charset == Charset::kUtf16Be;
  if (format == Format::kMail && wide) detected.format = Format::kText;  // the lines of mail are ASCII
  if (format == Format::kHtml || mime == kXml) detected.charset = CharsetOfMarkup(head, charset);
  return detected;
}

}  // namespace macie_local::extract
