// Any bytes as a Parquet file, or as the pages of a column in one: what is given keeps the promises of batches, depends
// not on the pieces that the bytes come in, and is the same whether columns are read side by side or one by one.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "extract/extract.h"
#include "fuzz/extraction.h"
#include "fuzz/fuzz.h"
#include "support/parquet_writer.h"

namespace macie_local::fuzz {
namespace {

struct Read {
  extract::Outcome outcome;
  std::string written;
};

constexpr std::uint64_t kUnpackedMax = 1 << 20;

Read ReadParquet(std::string_view bytes, std::size_t piece_bytes, std::uint64_t columns_bytes) {
  extract::Limits limits;
  limits.parquet_unpacked_bytes = kUnpackedMax;
  limits.parquet_columns_bytes = columns_bytes;
  Pieces stream(bytes, piece_bytes);
  Writing sink;
  extract::Learned learned;
  const extract::Detected detected{
      .format = extract::Format::kParquet, .charset = extract::Charset::kUtf8, .mime = "", .name = "a.parquet"};
  const extract::Outcome outcome = Extract(detected, stream, limits, 1, sink, learned);
  Require(outcome.status != extract::Status::kReadAgain, "one reading is enough");
  return {outcome, sink.written()};
}

// A file of two columns, each with its pages as they stand in the input.
std::string FileOf(Input* input) {
  constexpr std::array kCodecs = {0, 1, 2, 4, 5, 6, 7};
  constexpr int kConverted = 24;  // numbers of the older way to say what values stand for
  constexpr int kLogical = 16;    // of the newer one
  constexpr std::size_t kLengths = 20;
  constexpr std::size_t kMany = 1000;
  std::vector<support::SchemaPart> schema;
  support::GroupPart group{.rows = static_cast<std::int64_t>(input->Below(kMany))};
  for (const std::string_view name : {"a", "b"}) {
    const int type = input->Byte() % 8;
    const int repetition = input->Byte() % 3;
    const int meaning = input->Byte() % (kConverted + kLogical);
    schema.push_back({.name = std::string(name),
                      .type = type,
                      .repetition = repetition,
                      .converted = meaning < kConverted ? meaning - 1 : -1,
                      .length = static_cast<int>(input->Byte() % kLengths) + 1,
                      .scale = input->Byte() % 8,
                      .logical = std::max(meaning - kConverted, 0)});
    const int codec = kCodecs[input->Byte() % kCodecs.size()];
    const auto values = static_cast<std::int64_t>(input->Below(kMany));
    const std::size_t bytes = input->Below(1 << 16);
    group.columns.push_back(
        {.behind_pages = std::string(input->Take(bytes)), .codec = codec, .type = type, .values = values});
  }
  return support::Parquet(schema, 2, {group, group});
}

std::vector<std::string> SortedLines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace

void FuzzParquet(std::string_view text) {
  Input input(text);
  const bool is_file = text.starts_with("PAR");
  const std::string bytes = is_file ? std::string(text) : FileOf(&input);
  const Read all = ReadParquet(bytes, SIZE_MAX, kUnpackedMax);
  const Read pieces = ReadParquet(bytes, 7, kUnpackedMax);
  Require(all.outcome == pieces.outcome && all.written == pieces.written, "pieces change nothing");
  // Where there is too much, what is left out depends on the order.
  if (all.outcome.reason == "UNABLE_TO_PARSE_FILE") return;
  const Read apart = ReadParquet(bytes, SIZE_MAX, 1);
  if (apart.outcome.reason == "UNABLE_TO_PARSE_FILE") return;
  Require(all.outcome.status == apart.outcome.status, "columns apart end as side by side");
  Require(SortedLines(all.written) == SortedLines(apart.written), "columns apart have the same values");
}

}  // namespace macie_local::fuzz
