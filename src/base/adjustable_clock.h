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

  // Never outside of kEarliest to kLatest (base/timestamp.h).
  Timestamp Now() const override;

  struct Setting {
    std::optional<Timestamp> frozen_at;  // standing still here
    std::chrono::microseconds ahead{0};  // of the real clock, when it runs

    bool operator==(const Setting&) const = default;
  };
  Setting setting() const;
  void Apply(const Setting& setting);

  // What it would say now if `setting` were applied.
  Timestamp NowUnder(const Setting& setting) const;
  // What is to be applied so that it says `now`, and then stands or runs.
  Setting At(Timestamp now, bool frozen) const;

  Timestamp real_now() const { return real_.Now(); }

 private:
  const Clock& real_;
  mutable std::mutex mutex_;
  Setting setting_;
};

// For keeping a setting across restarts; nothing when the text was not written by ToText, or leads out of the times
// that there are.
std::string ToText(const AdjustableClock::Setting& setting);
std::optional<AdjustableClock::Setting> ParseClockSetting(std::string_view text);

}  // namespace macie_local::base
