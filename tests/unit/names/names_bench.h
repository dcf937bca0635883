// What the finder finds in a text or in a row, as the tests want to read it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "names/finder.h"
#include "support/text_batches.h"

namespace macie_local::names {

inline constexpr std::uint64_t kTestHashSeed = 1;
using Texts = std::vector<std::string>;

inline Texts Shown(const units::Batch& batch, const std::vector<Found>& found, Found::Kind kind) {
  Texts shown;
  for (const Found& each : found) {
    if (each.kind == kind) shown.emplace_back(batch.text.substr(each.begin, each.end - each.begin));
  }
  return shown;
}

inline Texts FoundIn(std::string_view text, Found::Kind kind) {
  const units::Contexts contexts(kTestHashSeed);
  const auto batch = support::TextBatch::OfText(text);
  Finder finder(kind == Found::Kind::kName, kind == Found::Kind::kAddress);
  std::vector<Found> found;
  finder.Begin(units::Shape::kFree, contexts);
  finder.Search(batch.Get(), &found);
  return Shown(batch.Get(), found, kind);
}

inline Texts NamesIn(std::string_view text) {
  return FoundIn(text, Found::Kind::kName);
}
inline Texts AddressesIn(std::string_view text) {
  return FoundIn(text, Found::Kind::kAddress);
}

using Rows = std::vector<std::vector<std::string>>;

// The first row names the columns.
inline Texts FoundInRows(const Rows& rows, Found::Kind kind) {
  units::Contexts contexts(kTestHashSeed);
  support::TextBatch batch;
  for (std::size_t row = 1; row < rows.size(); ++row) {
    batch.BeginRecord(row + 1);
    for (std::size_t n = 0; n < rows[row].size(); ++n) {
      batch.Add(rows[row][n], contexts.Column(static_cast<std::uint32_t>(n + 1), rows[0][n]));
    }
  }
  Finder finder(kind == Found::Kind::kName, kind == Found::Kind::kAddress);
  std::vector<Found> found;
  finder.Begin(units::Shape::kColumnar, contexts);
  finder.Search(batch.Get(), &found);
  return Shown(batch.Get(), found, kind);
}

}  // namespace macie_local::names
