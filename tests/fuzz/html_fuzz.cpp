// Any bytes as HTML: what is given keeps the promises of batches and does not depend on the pieces that the bytes come
// in.
#include <string>
#include <string_view>

#include "extract/extract.h"
#include "fuzz/extraction.h"
#include "fuzz/fuzz.h"

namespace macie_local::fuzz {
namespace {

std::string ReadIn(std::string_view bytes, std::size_t piece_bytes) {
  Pieces stream(bytes, piece_bytes);
  Writing sink;
  extract::Learned learned;
  const extract::Detected detected{
      .format = extract::Format::kHtml, .charset = extract::Charset::kUtf8, .mime = "", .name = ""};
  const extract::Outcome outcome = Extract(detected, stream, {}, 1, sink, learned);
  Require(outcome == extract::Outcome{}, "no text is malformed HTML");
  return sink.written();
}

}  // namespace

void FuzzHtml(std::string_view html) {
  const std::string written = ReadIn(html, SIZE_MAX);
  Require(written == ReadIn(html, 7), "pieces change nothing");
}

}  // namespace macie_local::fuzz
