// Which jobs touch which bucket: what a bucket's `jobDetails` is computed from (handbook B.9), kept so that a change of
// one job costs a few tree steps for each bucket it touches, however many other jobs touch that bucket.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cow_map.h"
#include "macie_local/ports.h"
#include "model/types/records.h"
#include "store/job_table.h"

namespace macie_local::store {

// A bucket that a job with criteria matched is kept in the job's record by name, a member's with its account before it:
// "<account>/<bucket name>".
struct MatchedBucket {
  std::string_view account;  // empty: the job's own
  std::string_view name;
};
MatchedBucket ParseMatch(std::string_view match);
std::string MatchOf(std::string_view owner, std::string_view account, std::string_view bucket_name);

// The accounts other than `owner` whose buckets `job` touches; sorted.
std::vector<std::string> ForeignAccounts(std::string_view owner, const model::JobRecord& job);

// A value type: copying costs a few reference counts, copies are independent.
class JobIndex {
 public:
  // Replaces what `before` said by what `after` says (either may be null: a new job, a removed one). `account` is the
  // partition's own: only its buckets are looked at. `owner` is the account of the job: an administrator's job may
  // touch its members' buckets. Appends to `touched` each bucket whose details may have changed.
  void Update(std::string_view account, std::string_view owner, const model::JobRecord* before,
              const model::JobRecord* after, std::vector<std::string>* touched);

  // The bucket's jobDetails now. Never UNKNOWN: job data can always be read here (B.9 [I]).
  model::JobDetails Details(std::string_view bucket_name) const { return DetailsOf(uses_.Find(bucket_name)); }
  // Calls visit(bucket name, jobDetails) for each bucket that a job touches, in the order of names. Any other's are
  // NoDetails().
  template <class Visit>
  void ForEach(const Visit& visit) const {
    for (const auto& [name, uses] : uses_) visit(name, DetailsOf(&uses));
  }
  static model::JobDetails NoDetails() { return DetailsOf(nullptr); }

  // Makes an index of many jobs at once.
  class Builder;

 private:
  struct RunKey {
    Timestamp started_at;
    JobKey job_id;
    auto operator<=>(const RunKey&) const = default;
  };
  // A set of runs. Most buckets have one or none: only more need a tree.
  class Runs {
   public:
    const std::optional<RunKey>& last() const { return last_; }
    void Add(const RunKey& run);
    void Remove(const RunKey& run);

   private:
    struct Nothing {};
    std::optional<RunKey> last_;
    base::CowMap<RunKey, Nothing> earlier_;  // than last_
  };
  // What the jobs say of one bucket.
  struct Uses {
    std::int64_t defining = 0;    // jobs that make isDefinedInJob TRUE
    std::int64_t monitoring = 0;  // jobs that make isMonitoredByJob TRUE
    Runs runs;

    bool empty() const { return defining == 0 && monitoring == 0 && !runs.last(); }
  };
  // What one job says of one bucket, which is named in the job.
  struct Contribution {
    std::string_view bucket_name;
    bool defining = false;
    bool monitoring = false;
    std::optional<Timestamp> run_started_at;

    bool empty() const { return !defining && !monitoring && !run_started_at; }
    bool operator==(const Contribution&) const = default;
  };
  static model::JobDetails DetailsOf(const Uses* uses);

  // Calls visit(contribution) for each bucket of `account` that `job`, an account's own or another's, says something
  // of.
  template <class Visit>
  static void ForEachContribution(std::string_view account, bool own, const model::JobRecord& job, const Visit& visit);
  static std::vector<Contribution> Contributions(std::string_view account, bool own, const model::JobRecord& job);
  static void Add(std::string_view job_id, const Contribution& contribution, int sign, Uses* uses);
  void Apply(std::string_view job_id, const Contribution& contribution, int sign);

  base::CowMap<std::string, Uses> uses_;
};

class JobIndex::Builder {
 public:
  // As JobIndex::Update of a new job; no job is added twice.
  void Add(std::string_view account, std::string_view owner, std::shared_ptr<const model::JobRecord> job);
  // Call once.
  JobIndex Finish();

 private:
  struct Entry {
    const model::JobRecord* job;
    Contribution contribution;
  };
  std::vector<std::shared_ptr<const model::JobRecord>> jobs_;
  std::vector<Entry> entries_;
};

}  // namespace macie_local::store
