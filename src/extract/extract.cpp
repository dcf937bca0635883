#include "extract/extract.h"

#include "extract/charset.h"
#include "extract/readers.h"
#include "extract/streams.h"

namespace macie_local::extract {
namespace {

using Reader = Outcome (*)(const Detected& detected, base::ByteStream& stream, Run& run);

struct Kind {
  Reader read;
  bool text;        // has a charset
  bool structured;  // may turn out to be plain text
  std::string_view too_large;
};

// By Format.
constexpr Kind kKinds[] = {
    {ReadText, true, false, reason::kFileSize},            // kText
    {ReadTable, true, true, reason::kFileSize},            // kCsv
    {ReadTable, true, true, reason::kFileSize},            // kTsv
    {ReadJson, true, true, reason::kFileSize},             // kJson
    {ReadJson, true, true, reason::kFileSize},             // kJsonLines
    {ReadGzip, false, false, reason::kArchiveSize},        // kGzip
    {ReadTar, false, false, reason::kArchiveSize},         // kTar
    {ReadZip, false, false, reason::kArchiveSize},         // kZip
    {ReadHtml, true, false, reason::kFileSize},            // kHtml
    {ReadMail, false, false, reason::kFileSize},           // kMail
    {ReadWord, false, false, reason::kMalformedOffice},    // kWord
    {ReadSheets, false, false, reason::kMalformedOffice},  // kSheets
    {ReadAvro, false, false, reason::kFileSize},           // kAvro
    {ReadOle, false, false, reason::kMalformedOffice},     // kOle
    {ReadParquet, false, false, reason::kFileSize},        // kParquet
    {ReadPdf, false, false, reason::kFileSize},            // kPdf
};

Outcome Read(const Kind& kind, const Detected& detected, base::ByteStream& stream, Run& run) {
  if (!kind.text) return kind.read(detected, stream, run);
  Utf8Stream text(stream, detected.charset);
  return kind.read(detected, text, run);
}

}  // namespace

Outcome ReadFile(const Detected& detected, base::ByteStream& stream, Run& run) {
  if (detected.format == Format::kUnsupported) return {Status::kSkipped, reason::kUnsupported};
  Kind kind = kKinds[static_cast<std::size_t>(detected.format)];
  const std::uint64_t number = run.structured;
  if (kind.structured) ++run.structured;
  if (kind.structured && run.learned.plain_texts.contains(number))
    kind = kKinds[static_cast<std::size_t>(Format::kText)];
  BoundedStream bounded(stream, run.limits.StoredBytes(detected.format));
  const Outcome outcome = Read(kind, detected, bounded, run);
  if (bounded.exceeded()) return {Status::kSkipped, kind.too_large};
  if (outcome.status == Status::kReadAgain && kind.structured) run.learned.plain_texts.insert(number);
  return outcome;
}

Outcome Extract(const Detected& detected, base::ByteStream& stream, const Limits& limits, std::uint64_t hash_seed,
                Sink& sink, Learned& learned, Arena& arena) {
  Run run{.limits = limits, .hash_seed = hash_seed, .sink = sink, .learned = learned, .arena = arena};
  return ReadFile(detected, stream, run);
}

Outcome Extract(const Detected& detected, base::ByteStream& stream, const Limits& limits, std::uint64_t hash_seed,
                Sink& sink, Learned& learned) {
  Arena arena({.memory_bytes = limits.kept_bytes});
  return Extract(detected, stream, limits, hash_seed, sink, learned, arena);
}

}  // namespace macie_local::extract
