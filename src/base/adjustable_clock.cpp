#include "base/adjustable_clock.h"

#include <algorithm>
#include <charconv>

#include "base/timestamp.h"

namespace macie_local::base {
namespace {

constexpr std::string_view kFrozenAt = "frozen at ";
constexpr std::string_view kAhead = "ahead by ";

std::optional<std::chrono::microseconds> ParseMicros(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return std::chrono::microseconds(value);
}

}  // namespace

Timestamp AdjustableClock::Now() const {
  return NowUnder(setting());
}

Timestamp AdjustableClock::NowUnder(const Setting& setting) const {
  // A clock that runs stands still at the end of time.
  return std::clamp(setting.frozen_at ? *setting.frozen_at : real_.Now() + setting.ahead, kEarliest, kLatest);
}

AdjustableClock::Setting AdjustableClock::setting() const {
  const std::lock_guard lock(mutex_);
  return setting_;
}

void AdjustableClock::Apply(const Setting& setting) {
  const std::lock_guard lock(mutex_);
  setting_ = setting;
}

AdjustableClock::Setting AdjustableClock::At(Timestamp now, bool frozen) const {
  if (frozen) return {now, {}};
  return {std::nullopt, now - real_.Now()};
}

std::string ToText(const AdjustableClock::Setting& setting) {
  if (setting.frozen_at) return std::string(kFrozenAt) + std::to_string(setting.frozen_at->time_since_epoch().count());
  return std::string(kAhead) + std::to_string(setting.ahead.count());
}

std::optional<AdjustableClock::Setting> ParseClockSetting(std::string_view text) {
  const bool frozen = text.starts_with(kFrozenAt);
  if (!frozen && !text.starts_with(kAhead)) return std::nullopt;
  const auto micros = ParseMicros(text.substr(frozen ? kFrozenAt.size() : kAhead.size()));
  if (!micros) return std::nullopt;
  if (frozen) {
    if (!IsWithin(Timestamp(*micros))) return std::nullopt;
    return AdjustableClock::Setting{Timestamp(*micros), {}};
  }
  if (*micros < -kDurationMax || *micros > kDurationMax) return std::nullopt;
  return AdjustableClock::Setting{std::nullopt, *micros};
}

}  // namespace macie_local::base
