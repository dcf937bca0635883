// Any bytes as an object of any format: what is given keeps the promises of batches and does not depend on the pieces
// that the bytes come in; what others take for JSON is JSON with as many values.
#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "extract/detect.h"
#include "extract/extract.h"
#include "extract/streams.h"
#include "fuzz/extraction.h"
#include "fuzz/fuzz.h"

namespace macie_local::fuzz {
namespace {

using extract::Format;
using extract::Outcome;
using extract::Status;

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
  constexpr std::array kFormats = {Format::kText, Format::kCsv, Format::kTsv, Format::kJson, Format::kJsonLines,
                                   Format::kGzip, Format::kTar, Format::kZip, Format::kWord, Format::kSheets};
  constexpr std::array<std::string_view, 4> kNames = {"a.csv", "a.json.gz", "a", "a.txt"};
  Input input(text);
  const std::uint8_t choice = input.Byte();
  const Format format = kFormats[choice % kFormats.size()];
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
