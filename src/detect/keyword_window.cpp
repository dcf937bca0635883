#include "detect/keyword_window.h"

#include <algorithm>
#include <iterator>

#include "units/batch.h"

namespace macie_local::detect {
namespace {

constexpr auto kCharacterBytesMax = static_cast<std::int64_t>(units::kCharacterBytesMax);
constexpr int kExtensionsMax = 24;  // of what is covered of a block
static_assert(kDistanceMax * units::kCharacterBytesMax + table::kKeywordBytesMax <= units::kBytesBefore);
static_assert(kReachBytes + table::kKeywordBytesMax <= units::kBytesBefore);

// Whether there are at most kDistanceMax characters from `from` to before `to`.
bool IsNear(const View& view, std::int64_t from, std::int64_t to) {
  if (to - from <= kDistanceMax) return true;
  if (to - from > kDistanceMax * kCharacterBytesMax) return false;
  int characters = 0;
  for (std::int64_t at = from; at < to; ++at) characters += (view[at] & 0xc0) != 0x80 ? 1 : 0;
  return characters <= kDistanceMax;
}

}  // namespace

void KeywordWindow::Begin(const Kernel& kernel, std::string_view text, std::int64_t base, const Words& words) {
  kernel_ = &kernel;
  words_ = &words;
  text_ = text;
  base_ = base;
  hits_.clear();
  covered_from_ = 0;
  covered_until_ = 0;
  extensions_ = 0;
  unit_begin_ = -1;
  starts_.resize(static_cast<std::size_t>(kBlockWords) * 32 + 8);
}

bool KeywordWindow::HasHigh(std::int64_t from, std::int64_t until) const {
  if (!words_->any_high) return false;
  std::uint64_t high = 0;
  const std::int64_t first = std::max<std::int64_t>((from - base_) / 64, 0);
  const std::int64_t last = std::min<std::int64_t>((until - base_) / 64, kBlockWords - 1);
  for (std::int64_t word = first; word <= last; ++word) high |= words_->high[static_cast<std::size_t>(word)];
  return high != 0;
}

bool KeywordWindow::HasStart(std::int64_t from, std::int64_t until) const {
  const int first = static_cast<int>(from - base_);
  const int last = static_cast<int>(until - base_) - 1;
  if (last - first < 64) {
    return (Extract(words_->keyword_start, first) & (~std::uint64_t{0} >> (63 - (last - first)))) != 0;
  }
  return true;
}

void KeywordWindow::Cover(const View& unit, std::int64_t from, std::int64_t until) {
  from = std::max({from, unit.begin(), base_});
  until = std::min({until, unit.end(), base_ + (kBlockWords - 1) * 64});
  if (unit_begin_ != unit.begin() || from < covered_from_ || from > covered_until_) {
    hits_.clear();
    unit_begin_ = unit.begin();
    covered_from_ = from;
    covered_until_ = from;
  }
  if (until <= covered_until_) return;
  if (!HasStart(covered_until_, until)) {
    covered_until_ = until;
    return;
  }
  // Where many candidates ask, one look at all that is left is cheaper.
  if (unit.end() - unit.begin() > kBlockBytes && ++extensions_ > kExtensionsMax) {
    until = std::min(unit.end(), base_ + (kBlockWords - 1) * 64);
  }
  const int count = kernel_->keyword_starts(text_.data(), base_, static_cast<std::int64_t>(text_.size()), *words_,
                                            static_cast<int>(covered_until_ - base_), static_cast<int>(until - base_),
                                            starts_.data());
  covered_until_ = until;
  for (int n = 0; n < count; ++n) {
    const int start = starts_[static_cast<unsigned>(n)];
    const std::uint64_t ends = Extract(words_->keyword_end, start + 1);
    const std::int64_t begin = base_ + start;
    const std::int64_t end = begin + 1 + (ends == 0 ? 64 : __builtin_ctzll(ends));
    ForKeywordsAt(unit, begin, std::min(end, unit.end()), [&](std::int64_t keyword_end, const Mask& identifiers) {
      hits_.push_back({begin, keyword_end, identifiers});
    });
  }
}

std::vector<KeywordHit>::const_reverse_iterator KeywordWindow::HitsBefore(std::int64_t end) const {
  if (hits_.empty() || hits_.back().begin < end) return hits_.crbegin();
  return std::make_reverse_iterator(std::lower_bound(
      hits_.begin(), hits_.end(), end, [](const KeywordHit& hit, std::int64_t place) { return hit.begin < place; }));
}

Mask KeywordWindow::Near(const View& unit, Range value) {
  const std::int64_t wide = kDistanceMax * kCharacterBytesMax;
  const auto longest = static_cast<std::int64_t>(table::kKeywordBytesMax);
  // Where all characters are of one byte, less has to be looked at.
  const bool high = HasHigh(value.begin - wide - longest, value.end + wide);
  const std::int64_t distance = high ? wide : kDistanceMax;
  const std::int64_t from =
      value.begin - distance - (high ? longest : static_cast<std::int64_t>(table::kKeywordAsciiBytesMax));
  Cover(unit, from, value.end + distance + 1);
  Mask all;
  for (auto hit = HitsBefore(value.end + distance + 1); hit != hits_.crend() && hit->begin >= from; ++hit) {
    const bool near = hit->begin >= value.end   ? IsNear(unit, value.end, hit->begin)
                      : hit->end <= value.begin ? IsNear(unit, hit->end, value.begin)
                                                : true;
    if (near) all.Join(hit->identifiers);
  }
  return all;
}

Mask KeywordWindow::Within(const View& unit, Range range) {
  Cover(unit, range.begin, range.end);
  Mask all;
  for (auto hit = HitsBefore(range.end); hit != hits_.crend() && hit->begin >= range.begin; ++hit) {
    if (hit->end <= range.end) all.Join(hit->identifiers);
  }
  return all;
}

}  // namespace macie_local::detect
