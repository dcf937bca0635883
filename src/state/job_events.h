// The run events of jobs (behaviour C.10): rows of their own, appended and never changed, so that a run costs what its
// own events cost, however many there were before.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/cow/cow_map.h"
#include "model/types/records.h"

namespace macie_local::state {

// A job keeps so many events; each further one takes the place of the oldest [I].
inline constexpr std::int64_t kJobEventsMax = 1000;

// Events of one job are numbered from 0 in the order in which they happened, without gaps.
struct JobEventKey {
  std::int64_t job_row = 0;  // the job's row id
  std::int64_t sequence = 0;

  auto operator<=>(const JobEventKey&) const = default;
};

// One event: a model::JobEvent as JSON on one line, without what its job says already.
struct JobEvent {
  std::int64_t row_id = 0;  // of the row in SQLite that it lies in
  std::shared_ptr<const std::string> text;
};

// The events of an account and region. In SQLite some that follow one another share a row: its key is JobEventRowKey()
// of the first, its body their texts, separated by line ends. A row goes when none of its events is kept any longer.
using JobEvents = base::CowMap<JobEventKey, JobEvent>;

// A row of events takes no more of them once it has this many bytes.
inline constexpr std::size_t kJobEventRowBytes = 16 * 1024;

// Returns the key of the row that begins with the job's event of the number `first`: "<job id>/<sequence>".
inline std::string JobEventRowKey(std::string_view job_id, std::int64_t first) {
  return std::string(job_id).append("/").append(std::to_string(first));
}

// Calls visit(sequence, event) for each event of the job that is kept, oldest first. Returns how many earlier ones are
// not kept any more.
template <class Visit>
std::int64_t ForEachJobEvent(const JobEvents& events, std::int64_t job_row, const Visit& visit) {
  std::int64_t dropped = -1;
  for (auto at = events.LowerBound(JobEventKey{job_row, 0}); !at.at_end() && at->first.job_row == job_row; ++at) {
    if (dropped < 0) dropped = at->first.sequence;
    visit(at->first.sequence, at->second);
  }
  return dropped < 0 ? 0 : dropped;
}

// Takes the events out of a record that holds them itself, as in state documents and in databases before schema 6.
// Returns the text of each, oldest first.
std::vector<std::string> TakeJobEvents(model::JobRecord* job);

// Returns the number that the job's next event gets.
inline std::int64_t NextJobEvent(const JobEvents& events, std::int64_t job_row) {
  auto at = events.LowerBound(JobEventKey{job_row + 1, 0});
  if (events.empty() || at == events.begin()) return 0;
  --at;
  return at->first.job_row == job_row ? at->first.sequence + 1 : 0;
}

}  // namespace macie_local::state
