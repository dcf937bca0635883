// Any bytes as an object of any format: what is given keeps the promises of batches and does not depend on the pieces
// that the bytes come in; what others take for JSON is JSON with as many values.
#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "extract/detect.h"
#include "extract/extract.h"
#include "extract/streams.h"
#include "fuzz/fuzz.h"
#include "units/place.h"

namespace macie_local::fuzz {
namespace {

using extract::Format;
using extract::Outcome;
using extract::Status;

class Pieces : public base::ByteStream {
 public:
  Pieces(std::string_view bytes, std::size_t piece_bytes) : rest_(bytes), piece_bytes_(piece_bytes) {}
  base::Result<std::string_view> Next() override {
    piece_.assign(rest_.substr(0, piece_bytes_));
    rest_.remove_prefix(piece_.size());
    return std::string_view(piece_);
  }

 private:
  std::string_view rest_;
  std::size_t piece_bytes_;
  std::string piece_;
};

void CheckRanges(const units::Batch& batch, units::Shape shape) {
  Require(batch.text.size() <= units::kBatchBytesMax, "a batch is not too long");
  Require(batch.owned_begin < batch.owned_end && batch.owned_end <= batch.text.size(), "a batch owns something");
  Require(!batch.units.empty() && batch.units.size() <= units::kBatchUnitsMax, "a batch has units, not too many");
  Require(batch.records.empty() == (shape == units::Shape::kFree), "all but free text has records");
  Require(batch.records.empty() || batch.records.front().first_unit == 0, "every unit is of a record");
  std::uint32_t at = 0;
  for (const units::Unit& unit : batch.units) {
    Require(unit.begin < unit.end && unit.end <= batch.text.size(), "a unit is in the text");
    Require(at == 0 || unit.begin > at, "something stands between two units");
    const std::string_view between = batch.text.substr(at, unit.begin - at);
    Require(between.find_first_not_of(",;|\t\"\r\n") == std::string_view::npos, "marks alone stand between units");
    at = unit.end;
  }
}

// Puts all that it is given into one text, with the places of units.
class Writing : public extract::Sink {
 public:
  bool Begin(units::Shape shape, const units::Contexts& contexts) override {
    shape_ = shape;
    contexts_ = &contexts;
    return true;
  }
  bool Take(const units::Batch& batch) override {
    CheckRanges(batch, shape_);
    units::PlaceFinder finder(shape_, batch, *contexts_);
    for (std::uint32_t i = 0; i < batch.units.size(); ++i) {
      const units::Unit& unit = batch.units[i];
      const units::Place place = finder.At(i, unit.begin, unit.end);
      if (const auto* cell = std::get_if<units::Cell>(&place)) {
        written_ += std::to_string(cell->row) + "," + std::to_string(cell->column) + cell->column_name;
      } else if (const auto* record = std::get_if<units::RecordPlace>(&place)) {
        Require(base::IsUtf8(record->json_path), "a path is UTF-8");
        written_ += std::to_string(record->index) + record->json_path;
      } else if (const auto* lines = std::get_if<units::LineRange>(&place)) {
        Require(lines->start <= lines->end, "lines go on");
        written_ += std::to_string(lines->start) + "," + std::to_string(lines->start_column);
      }
      written_.append(":").append(batch.text.substr(unit.begin, unit.end - unit.begin)).append("\n");
      ++units_;
    }
    return true;
  }
  bool Enter(const extract::Member& member) override {
    ++depth_;
    written_.append("+").append(member.path);
    return true;
  }
  void Leave(const Outcome& outcome) override {
    Require(depth_-- > 0, "what is left was entered");
    written_.append("-").append(outcome.reason);
  }

  const std::string& written() const { return written_; }
  std::uint64_t units() const { return units_; }

 private:
  units::Shape shape_ = units::Shape::kFree;
  const units::Contexts* contexts_ = nullptr;
  std::string written_;
  std::uint64_t units_ = 0;
  int depth_ = 0;
};

struct Read {
  Outcome outcome;
  std::string written;
  std::uint64_t units;
};

Read ReadIn(Format format, std::string_view bytes, std::size_t piece_bytes) {
  extract::Limits limits;
  limits.extracted_bytes = 4 << 20;
  Pieces stream(bytes, piece_bytes);
  Writing sink;
  extract::Learned learned;
  const extract::Detected detected{.format = format, .charset = extract::Charset::kUtf8, .mime = "", .name = "a"};
  const Outcome outcome = Extract(detected, stream, limits, 1, sink, learned);
  Require((outcome.status == Status::kReadAgain) == !learned.plain_texts.empty(),
          "what is to be read again is remembered");
  return {outcome, sink.written(), sink.units()};
}

// As an object is read, which always ends.
void ReadAsDetected(std::string_view bytes, std::string_view name) {
  constexpr int kReadingsMax = 3;
  extract::Learned learned;
  Outcome outcome{Status::kReadAgain, {}};
  for (int i = 0; outcome.status == Status::kReadAgain; ++i) {
    Require(i < kReadingsMax, "an object is not read again and again");
    Pieces source(bytes, 1000);
    extract::PeekedStream stream(source, extract::kHeadBytes);
    Writing sink;
    extract::Limits limits;
    limits.extracted_bytes = 4 << 20;
    outcome = Extract(extract::Detect(stream.head(), name), stream, limits, 1, sink, learned);
  }
}

// Counts what extraction gives units for.
class Values : public nlohmann::json_sax<nlohmann::json> {
 public:
  std::uint64_t count = 0;
  int depth_max = 0;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return ++count, true; }
  bool number_unsigned(number_unsigned_t) override { return ++count, true; }
  bool number_float(number_float_t, const string_t&) override { return ++count, true; }
  bool string(string_t& text) override { return count += text.empty() ? 0 : 1, true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return Deeper(); }
  bool key(string_t&) override { return true; }
  bool end_object() override { return --depth_, true; }
  bool start_array(std::size_t) override { return Deeper(); }
  bool end_array() override { return --depth_, true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

 private:
  bool Deeper() {
    depth_max = std::max(depth_max, ++depth_);
    return true;
  }
  int depth_ = 0;
};

void CompareJson(std::string_view bytes, const Read& ours) {
  if (bytes.starts_with("\xef\xbb\xbf") || bytes.find('\0') != std::string_view::npos) return;
  Values theirs;
  if (!nlohmann::json::sax_parse(bytes.begin(), bytes.end(), &theirs)) return;
  if (theirs.depth_max > 256) return Require(ours.outcome.status == Status::kSkipped, "what is too deep is skipped");
  Require(ours.outcome == Outcome{}, "what is JSON for others is JSON");
  Require(ours.units == theirs.count, "it has as many values");
}

}  // namespace

void FuzzExtract(std::string_view text) {
  constexpr std::array kFormats = {Format::kText,      Format::kCsv,  Format::kTsv, Format::kJson,
                                   Format::kJsonLines, Format::kGzip, Format::kTar};
  constexpr std::array<std::string_view, 4> kNames = {"a.csv", "a.json.gz", "a", "a.txt"};
  Input input(text);
  const std::uint8_t choice = input.Byte();
  const Format format = kFormats[choice % 8 % kFormats.size()];
  std::string bytes(input.Rest());
  ReadAsDetected(bytes, kNames[choice / 8 % kNames.size()]);
  // Now and then what is interesting lies around the end of the first window.
  constexpr std::uint8_t kLong = 0xF0;
  if (choice >= kLong) {
    const std::size_t before = units::kBatchBytesMax - std::min<std::size_t>(bytes.size() / 2, (choice - kLong) * 3u);
    bytes.insert(0, std::string(before, format == Format::kJson || format == Format::kJsonLines ? ' '
                                        : choice % 3 == 0                                       ? 'x'
                                                                                                : '"'));
  }
  const Read all = ReadIn(format, bytes, SIZE_MAX);
  const Read other = ReadIn(format, bytes, choice >= kLong ? 70'001 : 1 + choice % 5);
  Require(all.outcome == other.outcome && all.written == other.written, "pieces change nothing");
  if (format == Format::kJson && choice < kLong) CompareJson(bytes, all);
}

}  // namespace macie_local::fuzz
