// Any bytes as a zip archive: what is given keeps the promises of batches, and depends neither on the pieces that the
// bytes come in nor on whether the archive is kept or read as a stream.
#include <cstdint>
#include <string>
#include <string_view>

#include "extract/extract.h"
#include "fuzz/extraction.h"
#include "fuzz/fuzz.h"

namespace macie_local::fuzz {
namespace {

struct Read {
  extract::Outcome outcome;
  std::string written;
};

// Reads as often as the outcome asks for it.
Read ReadZip(std::string_view bytes, std::size_t piece_bytes, std::uint64_t kept_bytes) {
  constexpr int kReadingsMax = 8;
  extract::Limits limits;
  limits.extracted_bytes = 4 << 20;
  limits.kept_bytes = kept_bytes;
  extract::Learned learned;
  for (int i = 0; i < kReadingsMax; ++i) {
    Pieces stream(bytes, piece_bytes);
    Writing sink;
    const extract::Detected detected{
        .format = extract::Format::kZip, .charset = extract::Charset::kUtf8, .mime = "", .name = "a.zip"};
    const extract::Outcome outcome = Extract(detected, stream, limits, 1, sink, learned);
    if (outcome.status != extract::Status::kReadAgain) return {outcome, sink.written()};
  }
  Require(false, "an object is not read again and again");
  return {};
}

}  // namespace

void FuzzZip(std::string_view bytes) {
  const Read kept = ReadZip(bytes, SIZE_MAX, bytes.size());
  const Read pieces = ReadZip(bytes, 7, bytes.size());
  Require(kept.outcome == pieces.outcome && kept.written == pieces.written, "pieces change nothing");
  if (bytes.empty()) return;
  const Read streamed = ReadZip(bytes, 1000, 0);
  Require(kept.outcome == streamed.outcome && kept.written == streamed.written, "to be kept changes nothing");
}

}  // namespace macie_local::fuzz
