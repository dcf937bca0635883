// Any bytes as mail: what is given keeps the promises of batches and does not depend on the pieces that the bytes come
// in, and what is attached ends as it may.
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

// As often as it asks for it.
Read ReadIn(std::string_view bytes, std::size_t piece_bytes) {
  constexpr int kReadingsMax = 20;
  extract::Limits limits;
  limits.members = 20;
  limits.extracted_bytes = 4 << 20;
  extract::Learned learned;
  const extract::Detected detected{
      .format = extract::Format::kMail, .charset = extract::Charset::kUtf8, .mime = "", .name = ""};
  for (int readings = 0; readings < kReadingsMax; ++readings) {
    Pieces stream(bytes, piece_bytes);
    Writing sink;
    const extract::Outcome outcome = Extract(detected, stream, limits, 1, sink, learned);
    if (outcome.status == extract::Status::kReadAgain) continue;
    Require(outcome.status != extract::Status::kSkipped, "the text of a mail is read");
    return {outcome, sink.written()};
  }
  return {};
}

}  // namespace

void FuzzMail(std::string_view mail) {
  const Read all = ReadIn(mail, SIZE_MAX);
  const Read other = ReadIn(mail, 7);
  Require(all.outcome == other.outcome && all.written == other.written, "pieces change nothing");
}

}  // namespace macie_local::fuzz
