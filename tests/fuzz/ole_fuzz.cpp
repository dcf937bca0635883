// Any compound file, and any workbook or document in one: what is given keeps the promises of batches and does not
// depend on the pieces that the bytes come in.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "extract/extract.h"
#include "fuzz/extraction.h"
#include "fuzz/fuzz.h"

namespace macie_local::fuzz {
namespace {

std::string Number(std::uint64_t number, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i, number >>= 8) text += static_cast<char>(number & 0xFF);
  return text;
}

// A file of two sectors of 4,096 bytes, the table and the directory, and streams, one sector behind the other.
class Compound {
 public:
  void Add(std::string_view name, std::string bytes) {
    const std::size_t size = bytes.size();
    bytes.resize((size + kSector - 1) / kSector * kSector);
    const auto first = static_cast<std::uint32_t>(table_.size() / 4);
    for (std::size_t at = 0; at < bytes.size(); at += kSector)
      table_ += Number(at + kSector < bytes.size() ? table_.size() / 4 + 1 : kEnd, 4);
    directory_ += Entry(name, 2, kNone, size == 0 ? kEnd : first, size);
    streams_ += bytes;
    PutRight();
  }
  std::string Bytes() const {
    std::string header = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(22, '\0') + Number(12, 2) + Number(6, 2);
    header.resize(48);
    header += Number(1, 4) + Number(0, 4) + Number(0, 4) + Number(kEnd, 4) + Number(0, 4) + Number(kEnd, 4);
    header += Number(0, 4) + Number(0, 4);
    header.resize(512, '\xFF');
    header.resize(kSector);
    std::string table = table_;
    table.resize(kSector, '\xFF');
    std::string directory = directory_;
    directory.resize(kSector);
    return header + table + directory + streams_;
  }

 private:
  static constexpr std::size_t kSector = 4096;
  static constexpr std::uint32_t kEnd = 0xFFFFFFFE;
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  static std::string Entry(std::string_view name, int kind, std::uint32_t child, std::uint32_t start,
                           std::size_t size) {
    std::string bytes;
    for (const char c : name) bytes += std::string(1, c) + '\0';
    bytes.resize(64);
    bytes += Number((name.size() + 1) * 2, 2) + static_cast<char>(kind) + '\x01' + Number(kNone, 4) + Number(kNone, 4) +
             Number(child, 4);
    bytes.resize(116);
    return bytes + Number(start, 4) + Number(size, 8);
  }
  // The entry before the last has the last to its right.
  void PutRight() {
    const std::size_t count = directory_.size() / 128;
    if (count > 2) directory_.replace((count - 2) * 128 + 72, 4, Number(count - 1, 4));
  }

  std::string table_ = Number(0xFFFFFFFD, 4) + Number(kEnd, 4);
  std::string directory_ = Entry("Root Entry", 5, 1, kEnd, 0);
  std::string streams_;
};

struct Read {
  extract::Outcome outcome;
  std::string written;
};

Read ReadOle(std::string_view bytes, std::size_t piece_bytes) {
  extract::Limits limits;
  limits.office_text_bytes = 4 << 20;
  Pieces stream(bytes, piece_bytes);
  Writing sink;
  extract::Learned learned;
  const extract::Detected detected{
      .format = extract::Format::kOle, .charset = extract::Charset::kUtf8, .mime = "", .name = "a"};
  const extract::Outcome outcome = Extract(detected, stream, limits, 1, sink, learned);
  Require(outcome.status != extract::Status::kReadAgain, "one reading is enough");
  return {outcome, sink.written()};
}

}  // namespace

// "F" and the file; or any other byte, which says what the stream is called that the rest is. Before a document's
// stands how long its table is, and that.
void FuzzOle(std::string_view text) {
  constexpr std::array<std::string_view, 3> kNames = {"Workbook", "Book", "WordDocument"};
  constexpr std::size_t kDocument = 2;
  constexpr std::size_t kTableBytesMax = 1 << 16;
  constexpr std::size_t kStreamBytesMax = 1 << 20;
  Input input(text);
  const std::uint8_t choice = input.Byte();
  std::string file;
  if (choice == 'F') {
    file = input.Rest().substr(0, kStreamBytesMax);
  } else {
    Compound compound;
    if (choice % kNames.size() == kDocument) {
      const std::size_t table_bytes = input.Below(kTableBytesMax);
      compound.Add("0Table", std::string(input.Take(table_bytes)));
    }
    compound.Add(kNames[choice % kNames.size()], std::string(input.Rest().substr(0, kStreamBytesMax)));
    file = compound.Bytes();
  }
  const Read all = ReadOle(file, SIZE_MAX);
  const Read other = ReadOle(file, 1000);
  Require(all.outcome == other.outcome && all.written == other.written, "pieces change nothing");
}

}  // namespace macie_local::fuzz
