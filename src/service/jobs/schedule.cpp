#include "service/jobs/schedule.h"

#include <chrono>

#include "base/timestamp.h"

namespace macie_local::service {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

std::chrono::weekday ToWeekday(model::DayOfWeek day) {
  switch (day) {
    case model::DayOfWeek::SUNDAY:
      return std::chrono::Sunday;
    case model::DayOfWeek::MONDAY:
      return std::chrono::Monday;
    case model::DayOfWeek::TUESDAY:
      return std::chrono::Tuesday;
    case model::DayOfWeek::WEDNESDAY:
      return std::chrono::Wednesday;
    case model::DayOfWeek::THURSDAY:
      return std::chrono::Thursday;
    case model::DayOfWeek::FRIDAY:
      return std::chrono::Friday;
    case model::DayOfWeek::SATURDAY:
      break;
  }
  return std::chrono::Saturday;
}

bool Matches(const model::JobScheduleFrequency& schedule, sys_days day) {
  if (schedule.weeklySchedule) return std::chrono::weekday(day) == ToWeekday(schedule.weeklySchedule->dayOfWeek);
  if (schedule.monthlySchedule) {
    const std::chrono::year_month_day date(day);
    return static_cast<std::int64_t>(static_cast<unsigned>(date.day())) == schedule.monthlySchedule->dayOfMonth;
  }
  return true;
}

}  // namespace

bool IsScheduledDay(const model::JobScheduleFrequency& schedule, Timestamp created_at) {
  return Matches(schedule, std::chrono::floor<days>(created_at));
}

std::int64_t CountRuns(const model::JobScheduleFrequency& schedule, Timestamp next, Timestamp until) {
  if (next > until) return 0;
  int days_between = 1;
  if (schedule.weeklySchedule) days_between = 7;
  if (schedule.monthlySchedule) days_between = 28;
  return (until - next) / days(days_between) + 1;
}

std::optional<Timestamp> NextRun(const model::JobScheduleFrequency& schedule, Timestamp created_at, Timestamp after) {
  const auto time_of_day = created_at - std::chrono::floor<days>(created_at);
  sys_days day = std::chrono::floor<days>(after);
  if (day + time_of_day <= after) day += days(1);
  // At most 62 days: no two months in a row lack a day of month.
  while (!Matches(schedule, day)) day += days(1);
  const Timestamp next = day + time_of_day;
  return base::IsWithin(next) ? std::optional(next) : std::nullopt;
}

}  // namespace macie_local::service
