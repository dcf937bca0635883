#include "scan/frames.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <tuple>
#include <utility>
#include <variant>

#include "base/text.h"
#include "scan/byte_codec.h"

namespace macie_local::scan {
namespace {

constexpr std::size_t kIdBytesMax = 256;
constexpr std::size_t kRegexBytesMax = std::size_t{64} << 10;
constexpr std::size_t kWordBytesMax = std::size_t{4} << 10;
constexpr std::size_t kPlacesKinds = std::variant_size_v<units::Place>;
constexpr std::uint8_t kStatuses = 3;
constexpr std::size_t kDetectionBytesMin = 4 + 8 + 4;
constexpr std::size_t kTextBytesMin = 4;
constexpr std::size_t kMarkBytesMax = 64;
constexpr std::size_t kNearMissBytesMin = 4 + 4 + 8 + 4;
constexpr std::size_t kExampleBytesMin = 1 + kTextBytesMin + 4 + 1;

base::Error Broken(std::string_view what) {
  return base::Error("bytes that are no " + std::string(what));
}

void Put(const std::vector<std::string>& texts, ByteWriter* out) {
  out->U32(static_cast<std::uint32_t>(texts.size()));
  for (const std::string& text : texts) out->Text(text);
}

std::vector<std::string> TakeTexts(std::size_t bytes_max, ByteReader* in) {
  std::vector<std::string> texts;
  const std::size_t count = in->Count(kTextBytesMin);
  texts.reserve(count);
  for (std::size_t i = 0; i < count && in->ok(); ++i) texts.emplace_back(in->Text(bytes_max));
  return texts;
}

CustomIdentifier TakeCustom(ByteReader* in) {
  CustomIdentifier custom;
  custom.id = in->Text(kIdBytesMax);
  custom.name = in->Text(kWordBytesMax);
  custom.regex = in->Text(kRegexBytesMax);
  custom.keywords = TakeTexts(kWordBytesMax, in);
  custom.ignore_words = TakeTexts(kWordBytesMax, in);
  custom.maximum_match_distance = static_cast<std::int64_t>(in->U64());
  if (custom.maximum_match_distance < 0) in->Fail();
  return custom;
}

AllowList TakeAllowList(ByteReader* in) {
  AllowList list;
  list.id = in->Text(kIdBytesMax);
  list.words = TakeTexts(kWordBytesMax, in);
  list.regex = in->Text(kRegexBytesMax);
  return list;
}

// Writes one place; the variant's index says which.
struct PlaceWriter {
  ByteWriter* out;

  void operator()(const units::NoPlace&) const {}
  void operator()(const units::Cell& cell) const {
    out->U64(cell.row);
    out->U32(cell.column);
    out->Text(cell.column_name);
    out->Text(cell.cell_reference);
  }
  void operator()(const units::RecordPlace& record) const {
    out->U64(record.index);
    out->Text(record.json_path);
  }
  void operator()(const units::LineRange& lines) const {
    out->U64(lines.start);
    out->U64(lines.end);
    out->U64(lines.start_column);
  }
  void operator()(const units::Page& page) const { out->U64(page.number); }
};

// Line numbers and the like go out in JSON, whose readers have signed ones.
std::uint64_t TakeNumber(ByteReader* in) {
  const std::uint64_t number = in->U64();
  if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) in->Fail();
  return number;
}

std::string TakePlaceText(ByteReader* in) {
  const std::string_view text = in->Text(kPlaceTextBytesMax);
  if (!base::IsUtf8(text)) in->Fail();
  return std::string(text);
}

units::Place TakePlace(ByteReader* in) {
  switch (in->U8()) {
    case 0:
      return units::NoPlace{};
    case 1: {
      units::Cell cell;
      cell.row = TakeNumber(in);
      cell.column = in->U32();
      cell.column_name = TakePlaceText(in);
      cell.cell_reference = TakePlaceText(in);
      return cell;
    }
    case 2: {
      units::RecordPlace record;
      record.index = TakeNumber(in);
      record.json_path = TakePlaceText(in);
      return record;
    }
    case 3: {
      units::LineRange lines;
      lines.start = TakeNumber(in);
      lines.end = TakeNumber(in);
      lines.start_column = TakeNumber(in);
      return lines;
    }
    case 4:
      return units::Page{TakeNumber(in)};
    default:
      in->Fail();
      return units::NoPlace{};
  }
}
static_assert(kPlacesKinds == 5, "TakePlace knows every kind");

// Detections and near misses are told by their number in the plan: the managed identifiers, then the custom ones.
template <class Told>
std::size_t IndexOf(const Told& told, const Plan& plan) {
  if (!told.custom) {
    const auto found = std::find(plan.identifiers.begin(), plan.identifiers.end(), told.id);
    return static_cast<std::size_t>(found - plan.identifiers.begin());
  }
  const auto found = std::find_if(plan.custom.begin(), plan.custom.end(),
                                  [&](const CustomIdentifier& custom) { return custom.id == told.id; });
  return plan.identifiers.size() + static_cast<std::size_t>(found - plan.custom.begin());
}

template <class Told>
void SetId(std::size_t index, const Plan& plan, Told* told) {
  const std::size_t managed = plan.identifiers.size();
  told->custom = index >= managed;
  told->id = told->custom ? plan.custom[index - managed].id : plan.identifiers[index];
}

Detection TakeDetection(const Plan& plan, std::vector<bool>* seen, ByteReader* in) {
  Detection detection;
  const std::size_t index = in->U32();
  if (index >= seen->size() || (*seen)[index]) {
    in->Fail();
    return detection;
  }
  (*seen)[index] = true;
  SetId(index, plan, &detection);
  detection.count = TakeNumber(in);
  const std::size_t places = in->Count(1);
  if (detection.count == 0 || places > std::min<std::uint64_t>(kPlacesMax, detection.count)) in->Fail();
  for (std::size_t i = 0; i < places && in->ok(); ++i) detection.places.push_back(TakePlace(in));
  return detection;
}

void PutPlace(const units::Place& place, ByteWriter* out) {
  out->U8(static_cast<std::uint8_t>(place.index()));
  std::visit(PlaceWriter{out}, place);
}

void PutNearMisses(const std::vector<NearMiss>& near_misses, const Plan& plan, ByteWriter* out) {
  out->U32(static_cast<std::uint32_t>(near_misses.size()));
  for (const NearMiss& near_miss : near_misses) {
    out->U32(static_cast<std::uint32_t>(IndexOf(near_miss, plan)));
    out->U32(near_miss.reasons);
    out->U64(near_miss.count);
    out->U32(static_cast<std::uint32_t>(near_miss.examples.size()));
    for (const MissExample& example : near_miss.examples) {
      PutPlace(example.place, out);
      out->Text(example.keyword);
      out->U32(example.distance);
      out->U8(example.before ? 1 : 0);
    }
  }
}

bool TakeBool(ByteReader* in) {
  const std::uint8_t value = in->U8();
  if (value > 1) in->Fail();
  return value == 1;
}

NearMiss TakeNearMiss(const Plan& plan, ByteReader* in) {
  NearMiss near_miss;
  const std::size_t index = in->U32();
  near_miss.reasons = in->U32();
  if (index >= plan.identifiers.size() + plan.custom.size() || near_miss.reasons == 0 ||
      near_miss.reasons >> kMissReasons.size() != 0) {
    in->Fail();
    return near_miss;
  }
  SetId(index, plan, &near_miss);
  near_miss.count = TakeNumber(in);
  const std::size_t examples = in->Count(kExampleBytesMin);
  if (near_miss.count == 0 || examples > std::min<std::uint64_t>(kMissExamplesMax, near_miss.count)) in->Fail();
  for (std::size_t i = 0; i < examples && in->ok(); ++i) {
    MissExample example;
    example.place = TakePlace(in);
    example.keyword = in->Text(kKeywordBytesMax);
    if (!base::IsUtf8(example.keyword)) in->Fail();
    example.distance = in->U32();
    example.before = TakeBool(in);
    near_miss.examples.push_back(std::move(example));
  }
  return near_miss;
}

// Those that break the fewest rules first, then in the plan's order. None is told twice.
std::vector<NearMiss> TakeNearMisses(const Plan& plan, ByteReader* in) {
  std::vector<NearMiss> near_misses;
  const std::size_t count = in->Count(kNearMissBytesMin);
  if (count > kNearMissesMax) in->Fail();
  for (std::size_t i = 0; i < count && in->ok(); ++i) near_misses.push_back(TakeNearMiss(plan, in));
  const auto key = [&](const NearMiss& miss) {
    return std::make_tuple(std::popcount(miss.reasons), IndexOf(miss, plan), miss.reasons);
  };
  std::sort(near_misses.begin(), near_misses.end(),
            [&](const NearMiss& a, const NearMiss& b) { return key(a) < key(b); });
  const auto same = [&](const NearMiss& a, const NearMiss& b) { return key(a) == key(b); };
  if (std::adjacent_find(near_misses.begin(), near_misses.end(), same) != near_misses.end()) in->Fail();
  return near_misses;
}

// Managed ones by id, then custom ones in the plan's order.
void Sort(const Plan& plan, std::vector<Detection>* detections) {
  std::stable_sort(detections->begin(), detections->end(), [&](const Detection& a, const Detection& b) {
    if (a.custom != b.custom) return b.custom;
    return a.custom ? IndexOf(a, plan) < IndexOf(b, plan) : a.id < b.id;
  });
}

bool IsMime(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' || c == '.' || c == '-' || c == '+';
  });
}

// 0 stands for none.
std::uint8_t NumberOfReason(std::string_view reason) {
  const auto found = std::find(kReasons.begin(), kReasons.end(), reason);
  return found == kReasons.end() ? std::uint8_t{0} : static_cast<std::uint8_t>(found - kReasons.begin() + 1);
}

}  // namespace

std::string Encode(const Plan& plan) {
  std::string bytes;
  ByteWriter out(&bytes);
  Put(plan.identifiers, &out);
  out.U32(static_cast<std::uint32_t>(plan.custom.size()));
  for (const CustomIdentifier& custom : plan.custom) {
    out.Text(custom.id);
    out.Text(custom.name);
    out.Text(custom.regex);
    Put(custom.keywords, &out);
    Put(custom.ignore_words, &out);
    out.U64(static_cast<std::uint64_t>(custom.maximum_match_distance));
  }
  out.U32(static_cast<std::uint32_t>(plan.allow_lists.size()));
  for (const AllowList& list : plan.allow_lists) {
    out.Text(list.id);
    Put(list.words, &out);
    out.Text(list.regex);
  }
  out.Text(plan.ignore_mark);
  out.U8(plan.explain ? 1 : 0);
  return bytes;
}

base::Result<Plan> DecodePlan(std::string_view bytes) {
  Plan plan;
  ByteReader in(bytes);
  plan.identifiers = TakeTexts(kIdBytesMax, &in);
  const std::size_t customs = in.Count(5 * kTextBytesMin + 8);
  for (std::size_t i = 0; i < customs && in.ok(); ++i) plan.custom.push_back(TakeCustom(&in));
  const std::size_t lists = in.Count(3 * kTextBytesMin);
  for (std::size_t i = 0; i < lists && in.ok(); ++i) plan.allow_lists.push_back(TakeAllowList(&in));
  plan.ignore_mark = in.Text(kMarkBytesMax);
  plan.explain = TakeBool(&in);
  if (!in.AtEnd()) return Broken("plan");
  return plan;
}

std::string Encode(const ObjectResult& result, const Plan& plan) {
  std::string bytes;
  ByteWriter out(&bytes);
  out.U8(static_cast<std::uint8_t>(result.status));
  out.U8(NumberOfReason(result.reason));
  out.Text(result.mime);
  out.U64(result.bytes);
  out.U32(static_cast<std::uint32_t>(result.detections.size()));
  for (const Detection& detection : result.detections) {
    out.U32(static_cast<std::uint32_t>(IndexOf(detection, plan)));
    out.U64(detection.count);
    out.U32(static_cast<std::uint32_t>(detection.places.size()));
    for (const units::Place& place : detection.places) PutPlace(place, &out);
  }
  if (plan.explain) PutNearMisses(result.near_misses, plan, &out);
  return bytes;
}

base::Result<ObjectResult> DecodeResult(std::string_view bytes, const Plan& plan) {
  ObjectResult result;
  ByteReader in(bytes);
  const std::uint8_t status = in.U8();
  const std::uint8_t reason = in.U8();
  result.mime = in.Text(kMimeBytesMax);
  result.bytes = TakeNumber(&in);
  if (status >= kStatuses || reason > kReasons.size() || !IsMime(result.mime)) in.Fail();
  const std::size_t count = in.Count(kDetectionBytesMin);
  std::vector<bool> seen(plan.identifiers.size() + plan.custom.size());
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    result.detections.push_back(TakeDetection(plan, &seen, &in));
  }
  if (plan.explain) result.near_misses = TakeNearMisses(plan, &in);
  if (!in.AtEnd()) return Broken("result");
  result.status = static_cast<Status>(status);
  if (reason > 0) result.reason = kReasons[reason - 1u];
  const bool tells = !result.detections.empty() || !result.near_misses.empty();
  if (result.status == Status::kSkipped && tells) return Broken("result");
  Sort(plan, &result.detections);
  return result;
}

}  // namespace macie_local::scan
