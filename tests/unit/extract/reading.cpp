#include "reading.h"

#include <gtest/gtest.h>

#include "support/compressed.h"

namespace macie_local::extract {

void KeepingSink::CheckBatch(const units::Batch& batch) const {
  ASSERT_LE(batch.text.size(), units::kBatchBytesMax);
  ASSERT_LE(batch.units.size(), units::kBatchUnitsMax);
  ASSERT_LT(batch.owned_begin, batch.owned_end);
  ASSERT_LE(batch.owned_end, batch.text.size());
  ASSERT_FALSE(batch.units.empty());
  ASSERT_EQ(batch.records.empty(), shape_ == units::Shape::kFree);
  if (batch.owned_begin > 0 || batch.owned_end < batch.text.size()) {
    ASSERT_EQ(batch.units.size(), 1u);
  }
  ASSERT_LE(batch.stretches.size(), units::kBatchStretchesMax);
  for (std::size_t i = 0; i < batch.stretches.size(); ++i) {
    ASSERT_EQ(i == 0, batch.stretches[i].begin == 0);
    ASSERT_TRUE(i == 0 || batch.stretches[i].begin > batch.stretches[i - 1].begin);
    ASSERT_LT(batch.stretches[i].begin, batch.text.size());
  }
  std::uint32_t at = 0;
  for (const units::Unit& unit : batch.units) {
    ASSERT_LT(unit.begin, unit.end);
    ASSERT_LE(unit.end, batch.text.size());
    ASSERT_TRUE(at == 0 || unit.begin > at) << "nothing stands between two units";
    const std::string_view between = batch.text.substr(at, unit.begin - at);
    for (const char c : between) {
      ASSERT_FALSE(std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                   std::string_view("_-./ +").find(c) != std::string_view::npos)
          << "'" << c << "' stands between units";
    }
    at = unit.end;
  }
  for (std::size_t i = 0; i < batch.records.size(); ++i) {
    ASSERT_EQ(i == 0, batch.records[i].first_unit == 0);
    ASSERT_TRUE(i == 0 || batch.records[i].first_unit > batch.records[i - 1].first_unit);
    ASSERT_LT(batch.records[i].first_unit, batch.units.size());
  }
}

bool KeepingSink::Take(const units::Batch& batch) {
  ++batches;
  batch_bytes.push_back(batch.text.size());
  CheckBatch(batch);
  for (const units::Record& record : batch.records) records.push_back(record.number);
  const std::string_view owned = batch.text.substr(batch.owned_begin, batch.owned_end - batch.owned_begin);
  const bool cut_before = batch.owned_begin > 0;
  const bool cut_behind = batch.owned_end < batch.text.size();
  if (cut_before) {
    EXPECT_GE(batch.owned_begin, units::kBytesBefore);
    EXPECT_LE(batch.owned_begin, units::kBytesBefore + 3);
  }
  if (cut_behind) {
    EXPECT_GE(batch.text.size() - batch.owned_end, units::kBytesAfter);
    EXPECT_LE(batch.text.size() - batch.owned_end, units::kBytesAfter + 3);
  }
  if (shape_ == units::Shape::kFree) {
    const std::string_view before = batch.text.substr(0, batch.owned_begin);
    const std::string_view all = std::string_view(free_text).substr(text_begin_);
    EXPECT_TRUE(all.ends_with(before));
    units::LinePosition position;
    units::Advance(std::string(all) + std::string(batch.text.substr(0, 1)), 0, all.size() - before.size(), &position);
    if (batch.page == 0 && batch.line > 0 && batch.stretches.empty() && all.size() < 1 << 21) {
      const units::LinePosition told{.line = batch.line, .column = batch.column};
      EXPECT_EQ(told, position) << "at " << all.size();
    }
    free_text.append(owned);
    if (batch.page > 0) {
      pages.resize(std::max<std::size_t>(pages.size(), batch.page));
      pages.back().append(owned);
    }
    has_lines = has_lines || (batch.page == 0 && batch.line > 0);
    return goes_on();
  }
  units::PlaceFinder finder(shape_, batch, *contexts_);
  for (std::uint32_t i = 0; i < batch.units.size(); ++i) {
    const units::Unit& unit = batch.units[i];
    const units::Place place = finder.At(i, unit.begin, unit.end);
    if (cut_before) {
      EXPECT_TRUE(std::string_view(found.back().text).ends_with(batch.text.substr(0, batch.owned_begin)));
      EXPECT_TRUE(found.back().place == place);
      found.back().text.append(owned);
    } else if (cut_behind) {
      found.push_back({std::string(owned), place});
    } else {
      found.push_back({std::string(batch.text.substr(unit.begin, unit.end - unit.begin)), place});
    }
  }
  return goes_on();
}

static std::size_t KnownThings(const Learned& learned) {
  return learned.plain_texts.size() + (learned.zip_end ? 1 : 0) + (learned.zip_entries ? 1 : 0);
}

Reading ReadObject(std::string_view bytes, std::string_view name, std::size_t piece_bytes, const Limits& limits) {
  Learned learned;
  while (true) {
    Reading reading;
    PieceStream source(bytes, piece_bytes);
    PeekedStream stream(source, kHeadBytes);
    const std::size_t known = KnownThings(learned);
    reading.outcome = Extract(Detect(stream.head(), name), stream, limits, 1, reading.sink, learned);
    if (reading.outcome.status != Status::kReadAgain) return reading;
    EXPECT_GT(KnownThings(learned), known);
    if (KnownThings(learned) == known) return reading;
  }
}

Reading ReadAs(Format format, std::string_view bytes, std::size_t piece_bytes, bool fails, const Limits& limits) {
  Reading reading;
  PieceStream stream(bytes, piece_bytes, fails);
  Learned learned;
  reading.outcome = Extract({.format = format, .charset = Charset::kUtf8, .mime = "", .name = "object"}, stream, limits,
                            1, reading.sink, learned);
  return reading;
}

Reading ReadInAllPieces(Format format, std::string_view bytes) {
  Reading all = ReadAs(format, bytes);
  for (std::size_t piece = 1; piece <= std::min<std::size_t>(bytes.size(), 20); ++piece) {
    const Reading other = ReadAs(format, bytes, piece);
    EXPECT_EQ(other.outcome, all.outcome) << "in pieces of " << piece;
    EXPECT_EQ(other.sink.found, all.sink.found) << "in pieces of " << piece;
    EXPECT_EQ(other.sink.free_text, all.sink.free_text) << "in pieces of " << piece;
  }
  return all;
}

std::string Gzip(std::string_view bytes) {
  return support::Gzipped(bytes);
}

}  // namespace macie_local::extract
