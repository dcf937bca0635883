// A clock that follows another one, runs ahead of it or behind it, or stands still: the emulator's own time.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "macie_local/ports.h"

namespace macie_local::base {

// Thread-safe.
class AdjustableClock : public Clock {
 public:
  // `real` outlives this clock, which follows it at first.
  explicit AdjustableClock(const Clock& real) : real_(real) {}

  // Returns the time that this clock shows, never one outside of kEarliest to kLatest (base/timestamp.h).
  Timestamp Now() const override;

  // Says how the clock is set.
  struct Setting {
    std::optional<Timestamp> frozen_at;  // it stands still at this time; nullopt: it runs
    std::chrono::microseconds ahead{0};  // when it runs, so far ahead of the real clock; negative: behind it

    bool operator==(const Setting&) const = default;
  };
  Setting setting() const;
  void Apply(const Setting& setting);

  // Returns what the clock would show now if `setting` were applied.
  Timestamp NowUnder(const Setting& setting) const;
  // Returns the setting with which it shows `now`, and then stands still or runs.
  Setting At(Timestamp now, bool frozen) const;

  Timestamp real_now() const { return real_.Now(); }

 private:
  const Clock& real_;
  mutable std::mutex mutex_;
  Setting setting_;
};

// Write and read a setting as text, to keep it across restarts. ParseClockSetting returns nullopt when the text was not
// written by ToText, or leads out of kEarliest to kLatest.
std::string ToText(const AdjustableClock::Setting& setting);
std::optional<AdjustableClock::Setting> ParseClockSetting(std::string_view text);

}  // namespace macie_local::base
