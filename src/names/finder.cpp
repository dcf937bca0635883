#include "names/finder.h"

#include <algorithm>

#include "names/row.h"

namespace macie_local::names {

namespace {

static_assert(kNameBytesBefore < units::kBytesBefore && kNameBytesBehind < units::kBytesAfter);
static_assert(2 * kAddressBytesBefore < units::kBytesBefore &&
              kAddressBytesBefore + kAddressBytesBehind < units::kBytesAfter);

// A longer cell of a row is searched by itself.
constexpr std::size_t kJoinedBytesMax = 200;

std::size_t Beyond(std::size_t at, std::size_t end) {
  return at > end ? at - end : 0;
}

}  // namespace

void Finder::Begin(units::Shape shape, const units::Contexts& contexts) {
  shape_ = shape;
  contexts_ = &contexts;
  columns_.Begin(contexts);
  carried_ = {};
}

std::string_view Finder::TextOf(std::uint32_t unit) const {
  const units::Unit& each = batch_->units[unit];
  return batch_->text.substr(each.begin, each.end - each.begin);
}

void Finder::Add(Found::Kind kind, std::uint32_t unit, Span span) {
  const std::uint32_t begin = batch_->units[unit].begin;
  const Found found{kind, unit, begin + static_cast<std::uint32_t>(span.begin),
                    begin + static_cast<std::uint32_t>(span.end)};
  found_->push_back(found);
}

void Finder::Search(const units::Batch& batch, std::vector<Found>* found) {
  if (batch.units.empty()) return;
  batch_ = &batch;
  found_ = found;
  const std::size_t first_found = found->size();
  marks_.Find(batch.text);
  TakeCarried();
  if (shape_ == units::Shape::kFree || batch.records.empty()) {
    const Setting setting = shape_ == units::Shape::kFree ? Setting::kFree : Setting::kCell;
    for (std::uint32_t unit = 0; unit < batch.units.size(); ++unit) {
      SearchNames(unit, setting);
      SearchAddresses(unit, {});
    }
  } else {
    for (std::size_t record = 0; record < batch.records.size(); ++record) {
      const bool more = record + 1 < batch.records.size();
      SearchRecord(batch.records[record].first_unit,
                   more ? batch.records[record + 1].first_unit : static_cast<std::uint32_t>(batch.units.size()));
    }
  }
  Carry(first_found);
}

void Finder::TakeCarried() {
  for (Found each : carried_.found) {
    each.unit = 0;
    each.begin += batch_->owned_begin;
    each.end += batch_->owned_begin;
    found_->push_back(each);
  }
  names_from_ = batch_->owned_begin + carried_.names_from;
  addresses_from_ = batch_->owned_begin + carried_.addresses_from;
  names_reached_ = names_from_;
  addresses_reached_ = addresses_from_;
  addresses_taken_ = carried_.addresses_taken == 0 ? 0 : batch_->owned_begin + carried_.addresses_taken;
  carried_ = {};
}

void Finder::Carry(std::size_t first_found) {
  const std::size_t end = batch_->owned_end;
  carried_.names_from = Beyond(names_reached_, end);
  carried_.addresses_from = Beyond(addresses_reached_, end);
  carried_.addresses_taken = Beyond(addresses_taken_, end);
  for (std::size_t at = first_found; at < found_->size(); ++at) {
    Found each = (*found_)[at];
    if (each.begin < end) continue;
    each.begin -= batch_->owned_end;
    each.end -= batch_->owned_end;
    carried_.found.push_back(each);
  }
}

void Finder::SearchNames(std::uint32_t unit, Setting setting) {
  constexpr std::size_t kNameBytesMin = 4;
  const units::Unit& each = batch_->units[unit];
  const std::size_t from = std::max<std::size_t>(each.begin, names_from_);
  const std::size_t until = std::min(each.end, batch_->owned_end);
  if (!wants_names_ || from >= until || each.end - each.begin < kNameBytesMin) return;
  spans_.clear();
  const std::size_t end = FindNames(MarkedTextOf(unit), setting, from - each.begin, until - each.begin, &spans_);
  names_reached_ = std::max(names_reached_, each.begin + end);
  for (const Span& span : spans_) Add(Found::Kind::kName, unit, span);
}

// An address begins before its code: the codes behind what is owned are looked at too, and not again.
void Finder::SearchAddresses(std::uint32_t unit, const AddressSetting& setting) {
  const units::Unit& each = batch_->units[unit];
  const std::size_t from = std::max<std::size_t>(each.begin, addresses_from_);
  const std::size_t until = std::min<std::size_t>(each.end, batch_->owned_end + kAddressBytesBefore);
  if (!wants_addresses_ || from >= until) return;
  spans_.clear();
  AddressSearch search{.from = from - each.begin, .until = until - each.begin, .taken = 0};
  if (each.begin < batch_->owned_begin) search.taken = Beyond(addresses_taken_, each.begin);
  FindAddresses(MarkedTextOf(unit), setting, &search, &spans_);
  addresses_reached_ = std::max(addresses_reached_, each.begin + search.from);
  if (search.taken != 0 && each.end > batch_->owned_end) addresses_taken_ = each.begin + search.taken;
  for (const Span& span : spans_) Add(Found::Kind::kAddress, unit, span);
}

// Names have capitals, unless columns say that they are names; so have places, and codes are numbers or capitals.
void Finder::SearchRecord(std::uint32_t first, std::uint32_t last) {
  const std::size_t begin = batch_->units[first].begin;
  const std::size_t end = batch_->units[last - 1].end;
  const bool capitals = marks_.capitals().Any(begin, end);
  const bool names = wants_names_ && (capitals || columns_.HasBothNames());
  const bool addresses = wants_addresses_ && capitals && marks_.codes().Any(begin, end);
  if (!names && !addresses) return;
  members_.clear();
  for (std::uint32_t unit = first; unit < last; ++unit) {
    members_.push_back({shape_ == units::Shape::kColumnar ? 0 : ObjectOf(unit), unit});
  }
  if (shape_ == units::Shape::kRecord) {
    std::sort(members_.begin(), members_.end(), [](const Member& a, const Member& b) {
      return a.object != b.object ? a.object < b.object : a.unit < b.unit;
    });
  }
  for (std::size_t at = 0; at < members_.size();) {
    std::size_t next = at + 1;
    while (next < members_.size() && members_[next].object == members_[at].object) ++next;
    SearchRow(std::span(members_).subspan(at, next - at), names, addresses);
    at = next;
  }
}

// The elements of an array are no members of one object: each is by itself.
std::uint64_t Finder::ObjectOf(std::uint32_t unit) const {
  const units::Unit& each = batch_->units[unit];
  const units::Context& step = contexts_->At(each.context);
  if (step.kind != units::Context::Kind::kMember) return namesc::Mix(~std::uint64_t{unit});
  std::uint64_t object = namesc::Mix(step.parent + 1);
  for (std::uint32_t n = 0; n < step.indices; ++n) object = namesc::Mix(object ^ batch_->indices[each.indices + n]);
  return object;
}

void Finder::SearchRow(std::span<const Member> row, bool names, bool addresses) {
  if (names) SearchNamesOfRow(row);
  if (addresses) SearchAddressesOfRow(row);
}

void Finder::SearchNamesOfRow(std::span<const Member> row) {
  constexpr std::size_t kNone = SIZE_MAX;
  std::size_t given = kNone;
  std::size_t family = kNone;
  for (std::size_t at = 0; at < row.size(); ++at) {
    const Column column = columns_.Of(batch_->units[row[at].unit].context);
    if (column == Column::kGiven && given == kNone && LooksLikeName(TextOf(row[at].unit))) given = at;
    if (column == Column::kFamily && family == kNone && LooksLikeName(TextOf(row[at].unit))) family = at;
  }
  bool joined = false;
  if (given != kNone && family != kNone) {
    joined = IsNameOfTwoCells(TextOf(row[given].unit), TextOf(row[family].unit));
    const std::uint32_t unit = row[std::min(given, family)].unit;
    if (joined) Add(Found::Kind::kName, unit, {0, TextOf(unit).size()});
  }
  for (std::size_t at = 0; at < row.size(); ++at) {
    const Column column = columns_.Of(batch_->units[row[at].unit].context);
    if (joined && (at == given || at == family || column == Column::kMiddle)) continue;
    if (column == Column::kNoName) continue;
    const bool named = column == Column::kName || (column == Column::kGiven && family == kNone) ||
                       (column == Column::kFamily && given == kNone);
    SearchNames(row[at].unit, named ? Setting::kNameCell : Setting::kCell);
  }
}

void Finder::SearchAddressesOfRow(std::span<const Member> row) {
  AddressSetting setting{.joined = true, .postcode = false};
  joined_.clear();
  parts_.clear();
  for (const Member& member : row) {
    const std::string_view text = TextOf(member.unit);
    setting.postcode = setting.postcode || columns_.Of(batch_->units[member.unit].context) == Column::kPostcode;
    if (text.size() > kJoinedBytesMax) {
      SearchAddresses(member.unit, {});
      continue;
    }
    if (!joined_.empty()) joined_ += ", ";
    parts_.push_back({joined_.size(), member.unit});
    joined_ += text;
  }
  SearchJoined(setting);
}

void Finder::SearchJoined(const AddressSetting& setting) {
  spans_.clear();
  AddressSearch search{.from = 0, .until = joined_.size(), .taken = 0};
  joined_marks_.Find(joined_);
  FindAddresses({joined_, joined_marks_}, setting, &search, &spans_);
  for (const Span& span : spans_) {
    const auto behind = std::upper_bound(parts_.begin(), parts_.end(), span.begin,
                                         [](std::size_t at, const Part& part) { return at < part.begin; });
    const Part& part = *(behind - 1);
    const std::size_t size = TextOf(part.unit).size();
    const std::size_t begin = std::min(span.begin - part.begin, size);
    Add(Found::Kind::kAddress, part.unit, {begin, std::min(span.end - part.begin, size)});
  }
}

}  // namespace macie_local::names
