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
// a job in job_matches has the id of the job's row. A row of object_pieces holds the bytes of one piece of an object;
// its partition is 0 and its key the piece's number within the object, for it is written before the object is there.
enum class TableId : std::uint8_t {
  kSessions,
  kJobs,
  kBuckets,
  kRecords,
  kJobEvents,
  kJobMatches,
  kObjects,
  kObjectPieces
};
inline constexpr std::array<std::string_view, 8> kTableNames{"sessions",   "jobs",        "buckets", "records",
                                                             "job_events", "job_matches", "objects", "object_pieces"};

// The names of values that are kept beside the tables, with Change::Kind::kMeta.
inline constexpr std::string_view kMetaCreatedAt = "created_at";  // when the state began
inline constexpr std::string_view kMetaClock = "clock";           // how the clock is set, as its owner wrote it
inline constexpr std::string_view kMetaSources = "sources";       // the buckets of sources, as their owner wrote them

struct JobMatches;

// One change of a row, a partition or a value. Which members count, and what they hold, is said at each kind.
struct Change {
  enum class Kind : std::uint8_t {
    kPartition,       // a new partition: row_id, key = account, body = region
    kErasePartition,  // the partition of row_id, of which no row is left
    kPut,             // insert or replace the row of row_id in `table`, of the partition with the row id `partition`
    kErase,           // remove the row of row_id in `table`
    kClearAll,        // remove every row of every table, and every partition
    kMeta,            // set the value named `key` to `body`
  };
  Kind kind;
  TableId table = TableId::kSessions;
  std::int64_t row_id = 0;
  std::int64_t partition = 0;
  std::string key = {};
  std::string body = {};
  // When one of these is not null, it takes the place of `body`: a job and its matches are encoded only at the commit,
  // once, however often they changed before it; a piece of an object is shared with the object.
  std::shared_ptr<const model::JobRecord> job = {};
  std::shared_ptr<const JobMatches> matches = {};
  std::shared_ptr<const std::string> piece = {};
};

}  // namespace macie_local::state
