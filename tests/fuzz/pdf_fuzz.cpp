// Any PDF, or any parts of one: what is given keeps the promises of batches, and the bounds hold. The first byte says
// whether the rest is a file, or what a file is made of, so that what is malformed also lies in contents and fonts.
#include <cstdint>
#include <string>
#include <string_view>

#include "extract/extract.h"
#include "fuzz/extraction.h"
#include "fuzz/fuzz.h"
#include "unit/extract/pdf_writer.h"

namespace macie_local::fuzz {
namespace {

struct Read {
  extract::Outcome outcome;
  std::string written;
};

Read ReadIn(std::string_view bytes, std::size_t piece_bytes) {
  extract::Limits limits;
  limits.pdf_operators = 200'000;
  limits.pdf_stream_bytes = 1 << 20;
  limits.pdf_decoded_bytes = 8 << 20;
  limits.pdf_text_bytes = 4 << 20;
  Pieces stream(bytes, piece_bytes);
  Writing sink;
  extract::Learned learned;
  const extract::Detected detected{
      .format = extract::Format::kPdf, .charset = extract::Charset::kUtf8, .mime = "", .name = "a.pdf"};
  const extract::Outcome outcome = Extract(detected, stream, limits, 1, sink, learned);
  Require(outcome.status != extract::Status::kReadAgain, "one reading is enough");
  return {outcome, sink.written()};
}

// Each part ends with a zero byte: the content, the font's dictionary, its two CMaps, a form, an annotation.
std::string FileOf(Input* input) {
  const std::string content(input->Until('\0'));
  const std::string font(input->Until('\0'));
  const std::string unicode(input->Until('\0'));
  const std::string encoding(input->Until('\0'));
  const std::string form(input->Until('\0'));
  const std::string annotation(input->Until('\0'));
  return extract::PdfOfPage(
      extract::PdfStream(content), "<<" + font + "/ToUnicode 7 0 R/Own 8 0 R>>",
      {extract::PdfStream(form, "/Subtype/Form"), extract::PdfStream(unicode), extract::PdfStream(encoding)},
      "/Annots[<<" + annotation + ">>]");
}

}  // namespace

void FuzzPdf(std::string_view text) {
  Input input(text);
  const bool is_file = input.Byte() % 2 == 1;
  const std::string file = is_file ? std::string(input.Rest()) : FileOf(&input);
  const Read all = ReadIn(file, SIZE_MAX);
  const Read other = ReadIn(file, 7);
  Require(all.outcome == other.outcome && all.written == other.written, "pieces change nothing");
}

}  // namespace macie_local::fuzz
