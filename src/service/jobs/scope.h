// Says which objects of its buckets a run takes (behaviour C.2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "macie_local/ports.h"
#include "model/types/jobs.h"
#include "model/types/records.h"
#include "objects/object.h"

namespace macie_local::service {

// Returns what is wrong with the conditions that the job has for objects, or nothing. The text begins with the path of
// the wrong member in the definition: "scoping.includes.and[0].simpleScopeTerm.values must have ...".
std::optional<std::string> FaultOfScoping(const model::S3JobDefinition& definition);

// The conditions that one job has for objects, compiled. Never changes; any number of threads may ask it.
class JobScope {
 public:
  // Requires that FaultOfScoping finds nothing. A definition without conditions restricts nothing.
  explicit JobScope(const model::S3JobDefinition& definition);

  // Says whether a run looks at the object: Macie can classify it, all include terms hold, and not all exclude terms
  // do, of at least one [I]. Allocates nothing.
  bool Takes(const objects::ObjectInfo& object) const;

 private:
  using Comparator = model::JobComparator;

  // The values of a term are alternatives; with NE, none of them fits [I].
  struct Extensions {
    bool equal;
    std::vector<std::string> values;
    bool Holds(const objects::ObjectInfo& object) const;
  };
  struct Prefixes {
    std::vector<std::string> values;
    bool Holds(const objects::ObjectInfo& object) const;
  };
  struct Size {
    Comparator comparator;
    std::uint64_t bytes;
    bool Holds(const objects::ObjectInfo& object) const;
  };
  struct Modified {
    Comparator comparator;
    Timestamp moment;
    bool Holds(const objects::ObjectInfo& object) const;
  };
  struct Tags {
    bool equal;
    std::vector<std::pair<std::string, std::string>> tags;  // an empty value stands for any
    bool Holds(const objects::ObjectInfo& object) const;
  };
  using Term = std::variant<Extensions, Prefixes, Size, Modified, Tags>;

  static Term Compiled(const model::SimpleScopeTerm& term);
  static Term Compiled(const model::TagScopeTerm& term);
  static std::vector<Term> Compiled(const base::Nested<model::JobScopingBlock>& block);
  static bool AllHold(const std::vector<Term>& terms, const objects::ObjectInfo& object);

  std::vector<Term> includes_;
  std::vector<Term> excludes_;
};

// Returns the moment after which an object must have been changed last for the next run of `job` to take it; nothing
// when that run takes all. "Next" is the run that begins now: the job doesn't count it yet, nor tell its beginning.
//
// The first run of a recurring job without initialRun takes what was changed since the creation, each later one what
// was changed since the run before began, so that what a pause kept from running is made up by the next (behaviour
// C.2). What was changed at the very moment was there when that run listed the bucket: it is not taken [I].
std::optional<Timestamp> TakenSince(const model::JobRecord& job);

// Says whether the run `run` of a job that reads `percent` of 100 objects reads this one. Each run draws anew, and the
// draw follows from the arguments alone: it is the same on every machine and after a restart [I].
bool IsSampled(std::string_view job_id, std::int64_t run, std::string_view bucket, std::string_view key,
               std::int64_t percent);

}  // namespace macie_local::service
