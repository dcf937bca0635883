// Which buckets the criteria of a job matched: a set over the rows of bucket tables, beside the job's record and in a
// row of its own, so that a run costs a few steps for each bucket and copies no names.
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

struct EarlierMatch {
  MatchedRow row;
  Timestamp at{};  // the last run that matched it

  bool operator==(const EarlierMatch&) const = default;
};

// Of the buckets of one account, in the region of the job.
struct AccountMatches {
  std::string account;
  std::vector<MatchedRow> now;        // those of the latest run; by slot
  std::vector<EarlierMatch> earlier;  // those of earlier runs alone; by slot
};

struct JobMatches {
  std::vector<AccountMatches> accounts;

  const AccountMatches* Find(std::string_view account) const;
};

// By the job's row id.
using JobMatchTable = base::CowMap<std::int64_t, std::shared_ptr<const JobMatches>>;

// The matches after a run at which `now` matched; `before` may be null. `before_at` is the time of the run before it.
JobMatches NextMatches(const JobMatches* before, std::optional<Timestamp> before_at, std::vector<AccountMatches> now);

// Whether the job monitors the buckets of its latest match because of it: that is so for a day after the run
// (behaviour B.9 [D]).
bool HasFreshMatch(const model::JobRecord& job);

// What changes at rows of one account's buckets.
struct RowsChange {
  std::string account;
  std::vector<MatchedRow> rows;
  MatchChange change;
};
// What changes at the buckets when `after` takes the place of `before` (either may be null), or when the job's match
// stops being fresh while the two are the same.
struct MatchStep {
  const JobMatches* before = nullptr;
  bool fresh_before = false;
  const JobMatches* after = nullptr;
};
std::vector<RowsChange> ChangesOf(const MatchStep& step, const model::JobRecord& job);

// The body of a row in SQLite: for each account its name, the row ids of `now`, and those of `earlier` with their
// times; numbers as varints of their differences. Slots are not kept.
std::string EncodeMatches(const JobMatches& matches);
// With slots of 0. The error says what is wrong with the body.
base::Result<JobMatches> DecodeMatches(std::string_view body);

// Finds the table of an account's buckets; null when there is none.
using BucketsOf = std::function<const BucketTable*(const std::string& account)>;

// Fills in the slots of matches that were read from a database, by their row ids. The rows of a table are sorted once,
// for all matches in it: while a resolver is in use no row may come or go.
class MatchResolver {
 public:
  // Rows that are not there are left out.
  void Resolve(const BucketsOf& buckets_of, JobMatches* matches);

 private:
  // Its rows by their ids.
  const std::vector<MatchedRow>& RowsOf(const BucketTable& buckets);

  std::map<const BucketTable*, std::vector<MatchedRow>> rows_;
};

// As state documents name the matches of a job of `owner`, "<bucket>" or "<account>/<bucket>", in
// emulator.matchedBuckets and earlierMatches: taken out of the record, or put there. Names of no bucket are left out.
JobMatches TakeMatches(const BucketsOf& buckets_of, std::string_view owner, model::JobRecord* job);
void NameMatches(const BucketsOf& buckets_of, std::string_view owner, const JobMatches& matches,
                 model::JobProgress* progress);

}  // namespace macie_local::state
