// The row changes that one commit writes to SQLite. Nothing here knows SQLite.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "model/types/records.h"

namespace macie_local::state {

// The stored tables. Each is (id, partition, key, body): body is the record as the codec writes it, of a bucket as
// BucketFormat does, of job_events and job_matches as state/job_events.h and state/job_matches.h say. The row of
// a job in job_matches has the id of the job's row.
enum class TableId : std::uint8_t { kSessions, kJobs, kBuckets, kRecords, kJobEvents, kJobMatches };
inline constexpr std::array<std::string_view, 6> kTableNames{"sessions", "jobs",       "buckets",
                                                             "records",  "job_events", "job_matches"};

// Beside the tables are a few values with names of their own.
inline constexpr std::string_view kMetaCreatedAt = "created_at";  // when the state began
inline constexpr std::string_view kMetaClock = "clock";           // how the clock is set, as its owner wrote it

struct JobMatches;

struct Change {
  enum class Kind : std::uint8_t {
    kPartition,       // a new partition: row_id, key = account, body = region
    kErasePartition,  // the partition of row_id, of which no row is left
    kPut,             // insert or replace the row
    kErase,           // remove the row
    kClearAll,        // remove every row of every table, and every partition
    kMeta,            // set the value named `key` to `body`
  };
  Kind kind;
  TableId table = TableId::kSessions;
  std::int64_t row_id = 0;
  std::int64_t partition = 0;
  std::string key = {};
  std::string body = {};
  // Instead of `body`, for a job and for its matches: they are written once for a commit, however often they changed,
  // and so encoded only then.
  std::shared_ptr<const model::JobRecord> job = {};
  std::shared_ptr<const JobMatches> matches = {};
};

}  // namespace macie_local::state
