#include "extract/table/columns.h"

#include <algorithm>
#include <utility>

namespace macie_local::extract {

// Half of what the contexts hold, so that all columns' names have room in them at once.
constexpr std::size_t kNameBytesInAllMax = units::Contexts::kNameBytesMax / 2;

bool LooksLikeColumnName(std::string_view cell) {
  constexpr std::ptrdiff_t kDigitsSuspicious = 5;
  const auto digits = std::count_if(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; });
  const auto letters = std::count_if(cell.begin(), cell.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
  });
  return cell.find('@') == std::string_view::npos && (digits < kDigitsSuspicious || letters >= digits);
}

std::uint32_t Columns::Add(std::uint32_t column) {
  if (contexts_.Full()) return 0;
  const std::string_view name = column <= names_.size() ? std::string_view(names_[column - 1]) : std::string_view();
  const std::uint32_t context = contexts_.Column(column, name);
  if (column <= kColumnsNamedMax) {
    if (column > known_.size()) known_.resize(column);
    known_[column - 1] = context;
  }
  return context;
}

void Columns::Renew() {
  if (!contexts_.Full()) return;
  contexts_.Clear();
  known_.clear();
}

void Columns::TakeFirstRow(std::uint32_t column, std::string_view cell) {
  all_names_ = all_names_ && LooksLikeColumnName(cell);
  if (!all_names_ || column > kColumnsNamedMax || cell.size() > kColumnNameBytesMax) return;
  name_bytes_ += cell.size();
  if (name_bytes_ > kNameBytesInAllMax) return;
  first_row_.resize(column);
  first_row_.back() = cell;
}

void Columns::EndFirstRow() {
  if (all_names_) names_ = std::move(first_row_);
  first_row_.clear();
  known_.clear();
}

}  // namespace macie_local::extract
