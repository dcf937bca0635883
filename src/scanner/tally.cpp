#include "scanner/tally.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/text.h"
#include "base/utf8.h"

namespace macie_local::scanner {
namespace {

constexpr std::size_t kDotsBytes = 3;  // that base::Shorten adds

std::size_t Bound(std::string* text) {
  if (text->size() > scan::kPlaceTextBytesMax) *text = base::Shorten(*text, scan::kPlaceTextBytesMax - kDotsBytes);
  if (!base::IsUtf8(*text)) *text = base::Shorten(base::MendUtf8(*text), scan::kPlaceTextBytesMax - kDotsBytes);
  return text->size();
}

}  // namespace

std::size_t BoundTexts(units::Place* place) {
  if (auto* const cell = std::get_if<units::Cell>(place)) {
    return Bound(&cell->column_name) + Bound(&cell->cell_reference);
  }
  if (auto* const record = std::get_if<units::RecordPlace>(place)) return Bound(&record->json_path);
  return 0;
}

void Tally::Add(std::string id, bool custom, std::uint64_t count_max) {
  Row row{{}, count_max};
  row.found.id = std::move(id);
  row.found.custom = custom;
  rows_.push_back(std::move(row));
}

void Tally::Clear() {
  for (Row& row : rows_) {
    row.found.count = 0;
    row.found.places.clear();
  }
  text_bytes_ = 0;
}

void Tally::AddPlace(std::size_t identifier, units::Place place) {
  if (std::holds_alternative<units::NoPlace>(place)) return;
  text_bytes_ += BoundTexts(&place);
  rows_[identifier].found.places.push_back(std::move(place));
}

std::vector<scan::Detection> Tally::Take() {
  std::vector<scan::Detection> detections;
  for (Row& row : rows_) {
    if (row.found.count == 0) continue;
    detections.push_back(row.found);
    row.found.places = {};
  }
  std::stable_sort(detections.begin(), detections.end(), [](const scan::Detection& a, const scan::Detection& b) {
    return a.custom != b.custom ? b.custom : !a.custom && a.id < b.id;
  });
  return detections;
}

}  // namespace macie_local::scanner
