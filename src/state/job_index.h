// An index of the buckets that jobs name. A bucket's `jobDetails` is computed from it (behaviour B.9); a change of one
// job costs a few tree steps for each bucket it names, however many other jobs name that bucket. Buckets that a job
// finds by criteria are not in it (state/job_matches.h).
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/cow/cow_map.h"
#include "macie_local/ports.h"
#include "model/types/records.h"
#include "state/job_table.h"

namespace macie_local::state {

// A run of a job at which it looked at a bucket. Later runs are greater.
struct JobRun {
  Timestamp started_at;
  JobKey job_id;
  auto operator<=>(const JobRun&) const = default;
};

// Returns the accounts other than `owner` whose buckets `job` names; sorted, each once.
std::vector<std::string> ForeignAccounts(std::string_view owner, const model::JobRecord& job);

// A value type: copying costs a few reference counts, copies are independent. Threads: as base::CowTree.
class JobIndex {
 public:
  // Replaces what `before` said by what `after` says (either may be null: a new job, a removed one). `account` is the
  // partition's own: only its buckets are looked at, also by an administrator's job, which may name its members'.
  // Appends to `touched` each bucket whose details may have changed.
  void Update(std::string_view account, const model::JobRecord* before, const model::JobRecord* after,
              std::vector<std::string>* touched);

  // Tells what the jobs say of one bucket that they name.
  struct Named {
    bool defined = false;
    bool monitored = false;
    std::optional<JobRun> last_run;  // also of a job that says nothing else of it any longer
  };
  // Returns a Named{} for a bucket that no job names.
  Named Find(std::string_view bucket_name) const;
  // Says whether no job says anything of any bucket.
  bool empty() const { return uses_.empty(); }

  // Returns the jobDetails of a bucket whose name alone brings jobs to it, not their criteria. They are never UNKNOWN:
  // job data can always be read here (behaviour B.9 [I]).
  model::JobDetails Details(std::string_view bucket_name) const { return DetailsOf(uses_.Find(bucket_name)); }
  // Calls visit(bucket name, jobDetails) for each bucket that a job names, in the order of names. The jobDetails of any
  // other are NoDetails().
  template <class Visit>
  void ForEach(const Visit& visit) const {
    for (const auto& [name, uses] : uses_) visit(name, DetailsOf(&uses));
  }
  static model::JobDetails NoDetails() { return DetailsOf(nullptr); }

  // Makes an index of many jobs at once.
  class Builder;

 private:
  // A set of runs. Most buckets have one or none: only more need a tree.
  class Runs {
   public:
    const std::optional<JobRun>& last() const { return last_; }
    void Add(const JobRun& run);
    void Remove(const JobRun& run);

   private:
    struct Nothing {};
    std::optional<JobRun> last_;
    base::CowMap<JobRun, Nothing> earlier_;  // than last_
  };
  // The sum of what all jobs say of one bucket.
  struct Uses {
    std::int64_t defining = 0;    // jobs that make isDefinedInJob TRUE
    std::int64_t monitoring = 0;  // jobs that make isMonitoredByJob TRUE
    Runs runs;

    bool empty() const { return defining == 0 && monitoring == 0 && !runs.last(); }
  };
  // The part of that which one job says; the name is that in the job.
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
  static void ForEachContribution(std::string_view account, const model::JobRecord& job, const Visit& visit);
  static std::vector<Contribution> Contributions(std::string_view account, const model::JobRecord& job);
  static void Add(std::string_view job_id, const Contribution& contribution, int sign, Uses* uses);
  void Apply(std::string_view job_id, const Contribution& contribution, int sign);

  base::CowMap<std::string, Uses> uses_;
};

class JobIndex::Builder {
 public:
  // Adds a job as JobIndex::Update adds a new one; no job may be added twice.
  void Add(std::string_view account, std::shared_ptr<const model::JobRecord> job);
  // Returns the index of all jobs added. Call it once, last.
  JobIndex Finish();

 private:
  struct Entry {
    const model::JobRecord* job;
    Contribution contribution;
  };
  std::vector<std::shared_ptr<const model::JobRecord>> jobs_;
  std::vector<Entry> entries_;
};

}  // namespace macie_local::state
