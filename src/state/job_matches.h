// The buckets that the criteria of a job matched, as a set of rows of bucket tables. It is kept beside the job's record
// and in a row of its own, so that a run costs a few steps for each bucket and copies no names.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cow/cow_map.h"
#include "base/result.h"
#include "engine/table.h"
#include "macie_local/ports.h"
#include "model/types/records.h"
#include "state/bucket_table.h"

namespace macie_local::state {

// A bucket that an earlier run of a job matched, and the latest run did not.
struct EarlierMatch {
  MatchedRow row;
  Timestamp at{};  // the last run that matched it

  bool operator==(const EarlierMatch&) const = default;
};

// The matches of a job among the buckets of one account, in the region of the job.
struct AccountMatches {
  std::string account;
  std::vector<MatchedRow> now;        // what the latest run matched; sorted by slot
  std::vector<EarlierMatch> earlier;  // what only earlier runs matched; sorted by slot
};

// All matches of a job.
struct JobMatches {
  std::vector<AccountMatches> accounts;  // in no order; each with one match at least

  // Returns the matches in an account, or null when there are none. Valid until `accounts` is changed.
  const AccountMatches* Find(std::string_view account) const;
};

// The matches of jobs, by the job's row id.
using JobMatchTable = base::CowMap<std::int64_t, std::shared_ptr<const JobMatches>>;

// Returns the matches of a job after a run that matched `now`. `before` are its matches before that run, null when it
// had none, and `before_at` the time of the run that made them.
JobMatches NextMatches(const JobMatches* before, std::optional<Timestamp> before_at, std::vector<AccountMatches> now);

// Says whether the job still monitors the buckets that its latest run matched: it does for a day after the run
// (behaviour B.9 [D]). Requires `job.emulator`.
bool HasFreshMatch(const model::JobRecord& job);

// One change, and the rows of one account's bucket table that it is to be made at.
struct RowsChange {
  std::string account;
  std::vector<MatchedRow> rows;
  MatchChange change;
};
// A change of a job's matches: `after` takes the place of `before` (either may be null), or the two are the same and
// the match stops being fresh (HasFreshMatch).
struct MatchStep {
  const JobMatches* before = nullptr;
  bool fresh_before = false;
  const JobMatches* after = nullptr;
};
// Returns what the step changes at the rows of buckets; `job` is the job after the step.
std::vector<RowsChange> ChangesOf(const MatchStep& step, const model::JobRecord& job);

// Returns the body of the matches' row in SQLite: for each account its name, the row ids of `now`, and those of
// `earlier` with their times; numbers as varints of their differences. Slots are not kept.
std::string EncodeMatches(const JobMatches& matches);
// Returns the matches that EncodeMatches wrote, with all slots 0: MatchResolver fills them in. The error says what is
// wrong with the body.
base::Result<JobMatches> DecodeMatches(std::string_view body);

// Returns the table of an account's buckets, or null when there is none. The table is valid as long as the call that
// this is given to.
using BucketsOf = std::function<const BucketTable*(const std::string& account)>;

// Fills in the slots of matches that were read from a database, by their row ids. The rows of a table are sorted once,
// for all matches in it: while a resolver is in use no row may come or go.
class MatchResolver {
 public:
  // Sets the slots in `matches`. Drops the rows that are in no table.
  void Resolve(const BucketsOf& buckets_of, JobMatches* matches);

 private:
  // Returns the rows of the table, sorted by their ids.
  const std::vector<MatchedRow>& RowsOf(const BucketTable& buckets);

  std::map<const BucketTable*, std::vector<MatchedRow>> rows_;
};

// Takes the matches of a job of the account `owner` out of its record, where a state document names them in
// emulator.matchedBuckets and earlierMatches as "<bucket>" or "<account>/<bucket>". Drops names of no bucket.
JobMatches TakeMatches(const BucketsOf& buckets_of, std::string_view owner, model::JobRecord* job);
// Writes `matches` into `progress`, as a state document names them and TakeMatches reads them. Drops rows that are not
// there any longer.
void NameMatches(const BucketsOf& buckets_of, std::string_view owner, const JobMatches& matches,
                 model::JobProgress* progress);

}  // namespace macie_local::state
