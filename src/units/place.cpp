#include "units/place.h"

#include <algorithm>
#include <vector>

#include "base/utf8.h"

namespace macie_local::units {
namespace {

bool StartsCharacter(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

std::size_t Characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), StartsCharacter));
}

bool IsSimple(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto is_part = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && is_letter(name.front()) && std::all_of(name.begin(), name.end(), is_part);
}

// Returns the last `characters` of an escaped text, no escape cut in two.
std::string_view LastCharacters(std::string_view text, std::size_t characters) {
  std::size_t begin = text.size();
  for (; begin > 0 && characters > 0; --characters) {
    do --begin;
    while (begin > 0 && !StartsCharacter(text[begin]));
  }
  std::size_t slashes = 0;
  while (slashes < begin && text[begin - slashes - 1] == '\\') ++slashes;
  return text.substr(slashes % 2 == 1 ? begin + 1 : begin);
}

std::string Escaped(std::string_view name) {
  std::string escaped;
  for (const char c : name) {
    if (c == '\'' || c == '\\') escaped.push_back('\\');
    escaped.push_back(c);
  }
  return escaped;
}

std::string NameStep(std::string_view name) {
  // More bytes than these have more characters than are shown, whatever they are.
  constexpr std::size_t kBytesEnough = 4 * (kNameCharactersMax + 2);
  if (name.size() > kBytesEnough) {
    name.remove_prefix(name.size() - kBytesEnough);
    for (int i = 0; i < 3 && !StartsCharacter(name.front()); ++i) name.remove_prefix(1);
  }
  const std::string mended = base::MendUtf8(name);
  if (IsSimple(mended) && mended.size() <= kNameCharactersMax) return "." + mended;
  constexpr std::string_view kCut = "...";
  const std::string escaped = Escaped(mended);
  if (Characters(escaped) <= kNameCharactersMax) return "['" + escaped + "']";
  return std::string("['").append(kCut).append(LastCharacters(escaped, kNameCharactersMax - kCut.size())).append("']");
}

}  // namespace

std::string JsonPath(const Contexts& contexts, std::uint32_t context, std::span<const std::uint32_t> indices) {
  constexpr std::string_view kCut = "$..";
  std::vector<std::string> steps;  // the last first
  std::size_t characters = 1;
  while (context != 0 && characters <= kPathCharactersMax) {
    const Context& step = contexts.At(context);
    const bool element = step.kind == Context::Kind::kElement;
    steps.push_back(element ? "[" + std::to_string(indices[step.indices - 1]) + "]" : NameStep(step.name));
    characters += Characters(steps.back());
    context = step.parent;
  }
  std::string path = "$";
  if (characters > kPathCharactersMax) {
    path = kCut;
    const auto length = [&] { return characters - 1 + kCut.size() - (steps.back().front() == '.' ? 1 : 0); };
    do {
      characters -= Characters(steps.back());
      steps.pop_back();
    } while (steps.size() > 1 && length() > kPathCharactersMax);
    if (steps.back().front() == '.') steps.back().erase(0, 1);
  }
  for (; !steps.empty(); steps.pop_back()) path += steps.back();
  return path;
}

std::string CellReference(std::string_view sheet, std::uint64_t row, std::uint32_t column) {
  if (sheet.empty()) return {};
  std::string letters;
  for (; column > 0; column = (column - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
  return base::MendUtf8(sheet) + "!" + letters + std::to_string(row);
}

PlaceFinder::PlaceFinder(Shape shape, const Batch& batch, const Contexts& contexts)
    : shape_(shape),
      batch_(batch),
      contexts_(contexts),
      position_{.at = 0, .stretch = 0, .lines = {.line = batch.line, .column = batch.column}} {}

Place PlaceFinder::At(std::uint32_t unit, std::uint32_t begin, std::uint32_t end) {
  if (shape_ == Shape::kFree) return LinesAt(begin, end);
  const Unit& found = batch_.units[unit];
  const Context& context = contexts_.At(found.context);
  if (shape_ == Shape::kColumnar) {
    const std::uint64_t row = RecordOf(unit);
    return Cell{.row = row,
                .column = context.column,
                .column_name = base::MendUtf8(context.name),
                .cell_reference = CellReference(contexts_.sheet(), row, context.column)};
  }
  return RecordPlace{
      .index = RecordOf(unit),
      .json_path = JsonPath(contexts_, found.context, batch_.indices.subspan(found.indices, context.indices))};
}

Place PlaceFinder::LinesAt(std::uint32_t begin, std::uint32_t end) {
  if (batch_.page > 0) return Page{.number = batch_.page};
  if (batch_.line == 0) return NoPlace{};
  MoveTo(begin, &position_);
  Position last = position_;
  if (end > begin) MoveTo(end - 1, &last);
  return LineRange{.start = position_.lines.line, .end = last.lines.line, .start_column = position_.lines.column};
}

void PlaceFinder::MoveTo(std::uint32_t to, Position* position) const {
  if (!batch_.stretches.empty()) {
    const auto behind = std::upper_bound(batch_.stretches.begin() + static_cast<std::ptrdiff_t>(position->stretch),
                                         batch_.stretches.end(), to,
                                         [](std::uint32_t at, const Stretch& stretch) { return at < stretch.begin; });
    const auto found = static_cast<std::size_t>(behind - batch_.stretches.begin()) - 1;
    const Stretch& stretch = batch_.stretches[found];
    if (found != position->stretch) {
      *position = {.at = stretch.begin, .stretch = found, .lines = {.line = stretch.line, .column = stretch.column}};
    }
    if (!stretch.counted) return;
  }
  Advance(batch_.text, position->at, to, &position->lines);
  position->at = to;
}

std::uint64_t PlaceFinder::RecordOf(std::uint32_t unit) {
  while (record_ + 1 < batch_.records.size() && batch_.records[record_ + 1].first_unit <= unit) ++record_;
  return batch_.records[record_].number;
}

}  // namespace macie_local::units
