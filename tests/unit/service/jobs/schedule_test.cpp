// Schedules against a calendar worked out day by day.
#include "service/jobs/schedule.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/timestamp.h"

namespace macie_local::service {
namespace {

Timestamp At(const char* text) {
  return *base::ParseIso8601(text);
}

std::vector<std::string> Runs(const model::JobScheduleFrequency& schedule, const char* created_at, std::size_t count) {
  std::vector<std::string> runs;
  Timestamp at = At(created_at);
  for (std::size_t i = 0; i < count; ++i) {
    at = NextRun(schedule, At(created_at), at).value();
    runs.push_back(base::ToIso8601(at));
  }
  return runs;
}

TEST(JobSchedule, DailyIsEveryDayAtTheTimeOfCreation) {
  model::JobScheduleFrequency schedule;
  schedule.dailySchedule.emplace();
  EXPECT_TRUE(IsScheduledDay(schedule, At("2024-02-27T10:30:00.123456Z")));
  EXPECT_EQ(Runs(schedule, "2024-02-27T10:30:00.123456Z", 3),
            (std::vector<std::string>{"2024-02-28T10:30:00.123456Z", "2024-02-29T10:30:00.123456Z",
                                      "2024-03-01T10:30:00.123456Z"}));
}

TEST(JobSchedule, WeeklyIsThatDay) {
  model::JobScheduleFrequency schedule;
  schedule.weeklySchedule.emplace().dayOfWeek = model::DayOfWeek::MONDAY;
  EXPECT_FALSE(IsScheduledDay(schedule, At("2026-03-24T16:09:21Z")));  // a Tuesday
  EXPECT_EQ(Runs(schedule, "2026-03-24T16:09:21Z", 2),
            (std::vector<std::string>{"2026-03-30T16:09:21Z", "2026-04-06T16:09:21Z"}));
}

TEST(JobSchedule, MonthsWithoutTheDayAreSkipped) {
  model::JobScheduleFrequency schedule;
  schedule.monthlySchedule.emplace().dayOfMonth = 31;
  EXPECT_EQ(Runs(schedule, "2024-01-31T00:00:00Z", 7),
            (std::vector<std::string>{"2024-03-31T00:00:00Z", "2024-05-31T00:00:00Z", "2024-07-31T00:00:00Z",
                                      "2024-08-31T00:00:00Z", "2024-10-31T00:00:00Z", "2024-12-31T00:00:00Z",
                                      "2025-01-31T00:00:00Z"}));
  schedule.monthlySchedule->dayOfMonth = 29;
  EXPECT_EQ(Runs(schedule, "2024-01-30T00:00:00Z", 2),
            (std::vector<std::string>{"2024-02-29T00:00:00Z", "2024-03-29T00:00:00Z"}));
  EXPECT_EQ(Runs(schedule, "2025-01-30T00:00:00Z", 1), (std::vector<std::string>{"2025-03-29T00:00:00Z"}));
}

TEST(JobSchedule, EndsWithTheYear9999) {
  model::JobScheduleFrequency daily;
  daily.dailySchedule.emplace();
  const Timestamp last = At("9999-12-31T10:30:00Z");
  EXPECT_EQ(NextRun(daily, At("2024-02-27T10:30:00Z"), last - std::chrono::microseconds(1)), last);
  EXPECT_FALSE(NextRun(daily, At("2024-02-27T10:30:00Z"), last));
  EXPECT_FALSE(NextRun(daily, At("2024-02-27T10:30:00Z"), base::kLatest));
  model::JobScheduleFrequency weekly;
  weekly.weeklySchedule.emplace().dayOfWeek = model::DayOfWeek::FRIDAY;  // as 9999-12-31 is
  EXPECT_EQ(NextRun(weekly, base::kEarliest, At("9999-12-30T00:00:00Z")), At("9999-12-31T00:00:00Z"));
  EXPECT_FALSE(NextRun(weekly, base::kEarliest, At("9999-12-31T00:00:00Z")));
  model::JobScheduleFrequency monthly;
  monthly.monthlySchedule.emplace().dayOfMonth = 30;
  EXPECT_EQ(NextRun(monthly, base::kEarliest, At("9999-12-29T00:00:00Z")), At("9999-12-30T00:00:00Z"));
  EXPECT_FALSE(NextRun(monthly, base::kEarliest, At("9999-12-30T00:00:00Z")));
}

}  // namespace
}  // namespace macie_local::service
