// The ends of the emulator's time, and settings as text.
#include "base/adjustable_clock.h"

#include <gtest/gtest.h>

#include "base/timestamp.h"

namespace macie_local::base {
namespace {

using std::chrono::microseconds;

struct StandingClock : Clock {
  Timestamp Now() const override { return now; }
  Timestamp now{};
};

TEST(AdjustableClock, StandsStillAtTheEndsOfTime) {
  StandingClock real;
  AdjustableClock clock(real);
  clock.Apply(clock.At(kLatest - microseconds(1), false));
  EXPECT_EQ(clock.Now(), kLatest - microseconds(1));
  real.now += microseconds(1);
  EXPECT_EQ(clock.Now(), kLatest);
  real.now += std::chrono::hours(1);
  EXPECT_EQ(clock.Now(), kLatest);
  real.now = Timestamp();
  clock.Apply(clock.At(kEarliest, false));
  real.now -= microseconds(1);
  EXPECT_EQ(clock.Now(), kEarliest);
}

TEST(AdjustableClock, SettingsAreReadAsTheyAreWritten) {
  using Setting = AdjustableClock::Setting;
  for (const Setting& setting :
       {Setting{}, Setting{kEarliest, {}}, Setting{kLatest, {}}, Setting{std::nullopt, microseconds(-5)},
        Setting{std::nullopt, kDurationMax}, Setting{std::nullopt, -kDurationMax}}) {
    EXPECT_EQ(ParseClockSetting(ToText(setting)), setting) << ToText(setting);
  }
  for (const Setting& beyond : {Setting{kEarliest - microseconds(1), {}}, Setting{kLatest + microseconds(1), {}},
                                Setting{std::nullopt, kDurationMax + microseconds(1)},
                                Setting{std::nullopt, -kDurationMax - microseconds(1)}}) {
    EXPECT_FALSE(ParseClockSetting(ToText(beyond))) << ToText(beyond);
  }
  for (const char* text : {"", "ahead by", "ahead by x", "frozen at 1x", "behind by 5"}) {
    EXPECT_FALSE(ParseClockSetting(text)) << text;
  }
}

}  // namespace
}  // namespace macie_local::base
