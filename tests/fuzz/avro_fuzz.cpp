// Any Avro file: what is given keeps the promises of batches and does not depend on the pieces that the bytes come in.
// The input is the file, or a schema and a block, so that what is malformed lies in them and not around them.
#include <cstdint>
#include <string>
#include <string_view>

#include "extract/extract.h"
#include "fuzz/extraction.h"
#include "fuzz/fuzz.h"

namespace macie_local::fuzz {
namespace {

std::string Long(std::uint64_t value) {
  std::string bytes;
  for (value <<= 1; value >= 0x80; value >>= 7) bytes += static_cast<char>((value & 0x7F) | 0x80);
  return bytes + static_cast<char>(value);
}

std::string Text(std::string_view text) {
  return Long(text.size()) + std::string(text);
}

std::string File(std::string_view schema, std::uint64_t count, std::string_view block) {
  const std::string sync(16, 's');
  return "Obj\x01" + Long(1) + Text("avro.schema") + Text(schema) + Long(0) + sync + Long(count) + Text(block) + sync;
}

struct Read {
  extract::Outcome outcome;
  std::string written;
};

Read ReadAvro(std::string_view bytes, std::size_t piece_bytes) {
  extract::Limits limits;
  limits.block_bytes = 1 << 20;
  limits.extracted_bytes = 4 << 20;
  limits.text_bytes = 4 << 20;
  Pieces stream(bytes, piece_bytes);
  Writing sink;
  extract::Learned learned;
  const extract::Detected detected{
      .format = extract::Format::kAvro, .charset = extract::Charset::kUtf8, .mime = "", .name = "a.avro"};
  const extract::Outcome outcome = Extract(detected, stream, limits, 1, sink, learned);
  Require(outcome.status != extract::Status::kReadAgain, "one reading is enough");
  return {outcome, sink.written()};
}

}  // namespace

// "F" and the file; or any other byte, the schema up to a zero byte, the number of records, and their bytes.
void FuzzAvro(std::string_view text) {
  Input input(text);
  const bool is_file = input.Byte() == 'F';
  std::string file;
  if (is_file) {
    file = input.Rest();
  } else {
    const std::string_view schema = input.Until('\0');
    const std::uint64_t count = input.Byte();
    file = File(schema, count, input.Rest());
  }
  const Read all = ReadAvro(file, SIZE_MAX);
  const Read other = ReadAvro(file, 7);
  Require(all.outcome == other.outcome && all.written == other.written, "pieces change nothing");
}

}  // namespace macie_local::fuzz
