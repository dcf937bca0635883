#include "scanner/scanner.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>
#include <variant>

#include "detect/detector.h"
#include "extract/detect.h"
#include "extract/extract.h"
#include "extract/streams.h"
#include "pattern/matcher.h"
#include "scan/channel.h"
#include "scanner/allowed.h"
#include "scanner/near_misses.h"
#include "scanner/sensitive_names.h"
#include "scanner/tally.h"
#include "units/place.h"

namespace macie_local::scanner {
namespace {

constexpr std::uint64_t kNoEnd = std::numeric_limits<std::uint64_t>::max();

// Counts the bytes that go through.
class CountedStream : public base::ByteStream {
 public:
  explicit CountedStream(base::ByteStream& source) : source_(source) {}

  base::Result<std::string_view> Next() override {
    auto piece = source_.Next();
    if (piece.ok()) bytes_ += piece->size();
    return piece;
  }
  std::uint64_t bytes() const { return bytes_; }

 private:
  base::ByteStream& source_;
  std::uint64_t bytes_ = 0;
};

// What CustomDataMatcher::Compile reads.
struct Criteria {
  std::optional<std::string> regex;
  std::optional<std::vector<std::string>> keywords;
  std::optional<std::vector<std::string>> ignoreWords;  // NOLINT: called as the API calls it
  std::optional<std::int64_t> maximumMatchDistance;     // NOLINT
};

// Says whether the mark stands in the line of the hit. Of a line only the kLineBytesMax before and after are looked at.
constexpr std::size_t kLineBytesMax = 4096;
bool IsMarked(std::string_view text, const detect::Hit& hit, std::string_view mark) {
  const std::string_view before = text.substr(0, hit.begin);
  const std::size_t farthest = before.size() - std::min(before.size(), kLineBytesMax);
  const std::size_t line_end = before.substr(farthest).rfind('\n');
  const std::size_t begin = farthest + (line_end == std::string_view::npos ? 0 : line_end + 1);
  const std::string_view after = text.substr(hit.end, kLineBytesMax);
  const std::size_t end = hit.end + std::min(after.find('\n'), after.size());
  return text.substr(begin, end - begin).find(mark) != std::string_view::npos;
}

base::Result<pattern::CustomDataMatcher> CompileCustom(const scan::CustomIdentifier& custom) {
  return pattern::CustomDataMatcher::Compile(
      Criteria{custom.regex, custom.keywords, custom.ignore_words, custom.maximum_match_distance});
}

}  // namespace

struct Scanner::Impl {
  // One object's texts on their way to the tally.
  class Reading;

  Impl(detect::Selection selection, AllowLists lists, std::uint64_t seed, int spool)
      : allowed(std::move(lists)),
        names(selection, &allowed, seed),
        detector(std::move(selection)),
        hash_seed(seed),
        arena({.memory_bytes = limits.kept_bytes, .file = spool, .file_bytes = limits.spooled_bytes}) {}

  AllowLists allowed;
  SensitiveNames names;
  detect::Detector detector;
  std::uint64_t hash_seed;
  extract::Limits limits;
  extract::Arena arena;
  Tally tally;
  std::optional<NearMisses> near_misses;
  std::vector<std::size_t> rows;  // of the tally, by the number that the detector gives an identifier
  std::vector<bool> filtered;     // by allow lists, in the order of the tally
  std::string ignore_mark;
  std::vector<std::string> unknown;
  std::vector<detect::Hit> hits;
};

class Scanner::Impl::Reading : public extract::Sink {
 public:
  Reading(Impl* impl, bool as_text, const std::function<void()>& progress)
      : impl_(*impl), as_text_(as_text), progress_(progress) {
    impl_.tally.Clear();
    if (impl_.near_misses) impl_.near_misses->Clear();
  }

  bool Begin(units::Shape shape, const units::Contexts& contexts) override {
    shape_ = shape;
    contexts_ = &contexts;
    impl_.detector.Begin(shape, contexts);
    impl_.names.Begin();
    if (impl_.near_misses) impl_.near_misses->Begin(shape, contexts);
    return true;
  }

  bool Take(const units::Batch& batch) override {
    if (progress_) progress_();
    if (shape_ != units::Shape::kFree && impl_.names.Look(*contexts_) && shape_ == units::Shape::kColumnar &&
        contexts_->sheet().empty() && depth_ == 0 && !as_text_) {
      has_sensitive_column_ = true;
      return false;
    }
    impl_.hits.clear();
    impl_.detector.Scan(batch, &impl_.hits);
    units::PlaceFinder places(shape_, batch, *contexts_);
    for (const detect::Hit& hit : impl_.hits) CountHit(batch, hit, &places);
    if (impl_.near_misses) LookForNearMisses(batch);
    return true;
  }

  bool Enter(const extract::Member&) override {
    ++depth_;
    return true;
  }
  void Leave(const extract::Outcome&) override { --depth_; }

  // The reading was stopped, because the object is to be read as text.
  bool has_sensitive_column() const { return has_sensitive_column_; }

 private:
  void CountHit(const units::Batch& batch, const detect::Hit& hit, units::PlaceFinder* places) {
    const std::size_t row = impl_.rows[hit.identifier];
    if (!impl_.tally.IsCounted(row)) return Drop(hit, scan::MissReason::kCountLimit);
    if (!impl_.ignore_mark.empty() && shape_ == units::Shape::kFree && IsMarked(batch.text, hit, impl_.ignore_mark)) {
      return Drop(hit, scan::MissReason::kIgnoreMark);
    }
    const units::Unit& unit = batch.units[hit.unit];
    if (impl_.filtered[row] && impl_.allowed.Has(batch.text.substr(hit.begin, hit.end - hit.begin),
                                                 batch.text.substr(unit.begin, unit.end - unit.begin), shape_)) {
      return Drop(hit, scan::MissReason::kAllowList);
    }
    impl_.tally.Count(row);
    if (depth_ > 0 || !impl_.tally.WantsPlace(row)) return;  // members of archives have no places
    impl_.tally.AddPlace(row, PlaceOf(batch, hit.unit, hit.begin, hit.end, places));
  }

  // A name that is itself sensitive is left out.
  units::Place PlaceOf(const units::Batch& batch, std::uint32_t unit, std::uint32_t begin, std::uint32_t end,
                       units::PlaceFinder* places) {
    units::Place place = places->At(unit, begin, end);
    auto* const record = std::get_if<units::RecordPlace>(&place);
    auto* const cell = std::get_if<units::Cell>(&place);
    if ((record != nullptr || cell != nullptr) && impl_.names.Has(*contexts_, batch.units[unit].context)) {
      (record != nullptr ? record->json_path : cell->column_name).clear();
    }
    return place;
  }

  void Drop(const detect::Hit& hit, scan::MissReason reason) {
    if (impl_.near_misses) impl_.near_misses->Drop(hit, reason);
  }

  void LookForNearMisses(const units::Batch& batch) {
    units::PlaceFinder places(shape_, batch, *contexts_);
    NearMisses::PlaceOf place_of;
    if (depth_ == 0) {
      place_of = [&](std::uint32_t unit, std::uint32_t begin, std::uint32_t end) {
        return PlaceOf(batch, unit, begin, end, &places);
      };
    }
    impl_.near_misses->Look(batch, impl_.hits, place_of);
  }

  Impl& impl_;
  bool as_text_;
  const std::function<void()>& progress_;
  units::Shape shape_ = units::Shape::kFree;
  const units::Contexts* contexts_ = nullptr;
  std::uint32_t depth_ = 0;
  bool has_sensitive_column_ = false;
};

base::Result<Scanner> Scanner::Compile(const scan::Plan& plan, std::uint64_t hash_seed, int spool) {
  const auto known = detect::Identifiers();
  detect::Selection selection;
  std::vector<std::string> unknown;
  for (const std::string& id : plan.identifiers) {
    const auto found =
        std::find_if(known.begin(), known.end(), [&](const detect::Identifier& i) { return i.id == id; });
    if (found == known.end()) {
      unknown.push_back(id);
    } else {
      selection.identifiers.push_back(static_cast<std::uint32_t>(found - known.begin()));
    }
  }
  for (const scan::CustomIdentifier& custom : plan.custom) {
    MACIE_TRY(auto matcher, CompileCustom(custom));
    selection.custom.push_back(std::move(matcher));
  }
  MACIE_TRY(auto allowed, AllowLists::Compile(plan.allow_lists, hash_seed));

  const std::vector<std::uint32_t> chosen = selection.identifiers;
  std::optional<detect::Selection> explained;
  if (plan.explain) explained = selection;
  auto impl = std::make_unique<Impl>(std::move(selection), std::move(allowed), hash_seed, spool);
  impl->unknown = std::move(unknown);
  impl->ignore_mark = plan.ignore_mark;
  if (explained) impl->near_misses.emplace(*explained);
  impl->rows.resize(known.size() + plan.custom.size());
  for (const std::uint32_t number : chosen) {
    const std::string id(known[number].id);
    impl->rows[number] = impl->filtered.size();
    impl->tally.Add(id, false, id == kName || id == kAddress ? kNamesMax : kNoEnd);
    if (impl->near_misses) impl->near_misses->Add(number, id, false);
    impl->filtered.push_back(!impl->allowed.empty() && id != kAddress);
  }
  for (std::size_t i = 0; i < plan.custom.size(); ++i) {
    impl->rows[known.size() + i] = impl->filtered.size();
    impl->tally.Add(plan.custom[i].id, true, kNoEnd);
    if (impl->near_misses) {
      impl->near_misses->Add(static_cast<std::uint32_t>(known.size() + i), plan.custom[i].id, true);
    }
    impl->filtered.push_back(!impl->allowed.empty());
  }
  return Scanner(std::move(impl));
}

Scanner::Scanner(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Scanner::Scanner(Scanner&&) noexcept = default;
Scanner::~Scanner() = default;

const std::vector<std::string>& Scanner::unknown() const {
  return impl_->unknown;
}

scan::ObjectResult Scanner::Scan(std::string_view name, const OpenStream& open, const std::function<void()>& progress) {
  extract::Learned learned;
  bool as_text = false;
  for (int readings = 1;; ++readings) {
    const std::unique_ptr<base::ByteStream> stream = open();
    CountedStream counted(*stream);
    extract::PeekedStream peeked(counted, extract::kHeadBytes);
    extract::Detected detected = extract::Detect(peeked.head(), name);
    if (as_text) detected.format = extract::Format::kText;
    Impl::Reading reading(impl_.get(), as_text, progress);
    const extract::Outcome outcome =
        extract::Extract(detected, peeked, impl_->limits, impl_->hash_seed, reading, learned, impl_->arena);
    const bool malformed = outcome.status == extract::Status::kReadAgain;
    if ((malformed || reading.has_sensitive_column()) && readings < scan::kReadingsMax) {
      as_text = reading.has_sensitive_column();
      continue;
    }
    scan::ObjectResult result;
    result.mime = detected.mime;
    result.bytes = counted.bytes();
    result.reason = malformed ? "UNABLE_TO_PARSE_FILE" : outcome.reason;
    if (outcome.status == extract::Status::kPartial) result.status = scan::Status::kPartial;
    if (malformed || outcome.status == extract::Status::kSkipped) {
      result.status = scan::Status::kSkipped;
      result.bytes = 0;
      impl_->tally.Clear();
      if (impl_->near_misses) impl_->near_misses->Clear();
    }
    result.detections = impl_->tally.Take();
    if (impl_->near_misses) result.near_misses = impl_->near_misses->Take();
    return result;
  }
}

}  // namespace macie_local::scanner
