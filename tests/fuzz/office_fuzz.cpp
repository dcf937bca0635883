// Any parts of an Office file: what is given keeps the promises of batches and does not depend on the pieces that the
// bytes come in. The input is the parts' names, types and bytes, so that what is malformed lies in them and not in the
// archive around them, which has a target of its own.
#include <zlib.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "extract/extract.h"
#include "fuzz/extraction.h"
#include "fuzz/fuzz.h"

namespace macie_local::fuzz {
namespace {

using extract::Format;

std::string Number(std::uint64_t number, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i, number >>= 8) text += static_cast<char>(number & 0xFF);
  return text;
}

// Puts stored files one behind the other.
class Archive {
 public:
  void Add(std::string_view name, std::string_view bytes) {
    const auto sum = crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
    const std::string fields = Number(0, 8) + Number(sum, 4) + Number(bytes.size(), 4) + Number(bytes.size(), 4) +
                               Number(name.size(), 2) + Number(0, 2);
    directory_.append("PK\x01\x02").append(Number(0, 2)).append(Number(0, 2)).append(fields).append(Number(0, 10));
    directory_.append(Number(files_.size(), 4)).append(name);
    files_.append("PK\x03\x04").append(Number(0, 2)).append(fields).append(name).append(bytes);
  }
  std::string Bytes() const {
    return files_ + directory_ + "PK\x05\x06" + Number(0, 8) + Number(directory_.size(), 4) + Number(files_.size(), 4) +
           Number(0, 2);
  }

 private:
  std::string files_;
  std::string directory_;
};

struct Read {
  extract::Outcome outcome;
  std::string written;
};

Read ReadIn(Format format, std::string_view bytes, std::size_t piece_bytes) {
  extract::Limits limits;
  limits.extracted_bytes = 4 << 20;
  Pieces stream(bytes, piece_bytes);
  Writing sink;
  extract::Learned learned;
  const extract::Detected detected{
      .format = format, .charset = extract::Charset::kUtf8, .mime = "", .name = "an office file"};
  const extract::Outcome outcome = Extract(detected, stream, limits, 1, sink, learned);
  Require(outcome.status != extract::Status::kReadAgain, "one reading is enough");
  return {outcome, sink.written()};
}

}  // namespace

// Each part is a line with its kind and name, then its bytes up to a zero byte.
void FuzzOffice(std::string_view text) {
  constexpr std::array kFormats = {Format::kWord, Format::kSheets};
  constexpr std::array<std::string_view, 6> kTypes = {"main",      "header",        "comments",
                                                      "worksheet", "sharedStrings", "styles"};
  Input input(text);
  const Format format = kFormats[input.Byte() % kFormats.size()];
  Archive archive;
  std::string types = "<Types>";
  while (!input.Rest().empty()) {
    const std::size_t type = input.Byte() % (kTypes.size() + 1);
    const std::string_view name = input.Until('\n');
    archive.Add(name, input.Until('\0'));
    if (type == kTypes.size()) continue;
    types.append("<Override PartName=\"/").append(name).append("\" ContentType=\"a.").append(kTypes[type]);
    types.append("+xml\"/>");
  }
  archive.Add("[Content_Types].xml", types + "</Types>");
  const std::string bytes = archive.Bytes();
  const Read all = ReadIn(format, bytes, SIZE_MAX);
  const Read other = ReadIn(format, bytes, 7);
  Require(all.outcome == other.outcome && all.written == other.written, "pieces change nothing");
}

}  // namespace macie_local::fuzz
