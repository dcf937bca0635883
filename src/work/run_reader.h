// One run that reads: which objects are next, and what is known of those that were read. Whatever thread finishes
// first, what is told to the writer is in the order of the objects, so that a run that is stopped goes on after the
// last object that was told, and two runs over the same objects give the same findings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "objects/source.h"
#include "service/jobs/jobs.h"

namespace macie_local::work {

// An object to be read.
struct ReadTask {
  std::uint64_t number = 0;  // counts the objects of a RunReader from 0
  service::RunTarget bucket;
  objects::ObjectInfo object;
  std::shared_ptr<objects::ObjectSource> source;
};

// Says which objects of a bucket the run takes, by their listing.
using TakesObject = std::function<bool(const service::RunTarget& bucket, const objects::ObjectInfo& object)>;
// Returns the source of a bucket's objects; null when it has none.
using SourceOf = std::function<std::shared_ptr<objects::ObjectSource>(const service::RunTarget& bucket)>;

// For one thread. Next may wait for a source.
class RunReader {
 public:
  // At most so many objects are told at once, so that telling holds the writer for no more than some milliseconds.
  static constexpr std::size_t kToldMax = 64;

  // Begins after the object that `told` names, with the buckets of `targets`, which are sorted. `told.results` names
  // the run; its `from` is where the state is.
  RunReader(service::RunResults told, std::vector<service::RunTarget> targets, SourceOf source_of, TakesObject takes);

  // Returns the next object, or nullopt when there is none.
  std::optional<ReadTask> Next();
  // How many objects Next gave that Done has not been told of, or that were not collected yet.
  std::size_t outstanding() const { return slots_.size(); }

  // What became of an object: nothing to tell of it, or what was found in it, or that it could not be looked at because
  // nothing can be read now, which is told of its bucket.
  struct Outcome {
    std::optional<service::ScannedObject> scanned = {};
    bool unavailable = false;
  };
  void Done(std::uint64_t number, Outcome outcome);

  // Returns what is to be told next: the objects that are done and before which all are; nullopt when there is nothing
  // to tell. The last one is `finished`, and after it there is nothing more.
  std::optional<service::RunResults> Collect();

  const service::RunResults& identity() const { return identity_; }

 private:
  struct Slot {
    service::RunTarget bucket;
    std::string key;
    bool done = false;
    Outcome outcome;
  };

  void NoteUnavailable(const service::RunTarget& bucket);
  // Returns false when there is no further bucket.
  bool OpenBucket();
  // Returns false when the bucket has no more objects.
  bool FillPage();

  service::RunResults identity_;  // with no objects, and `from` where the last that was collected ended
  std::vector<service::RunTarget> targets_;
  SourceOf source_of_;
  TakesObject takes_;

  std::size_t next_target_ = 0;
  std::string after_;  // the key after which the first bucket begins
  std::shared_ptr<objects::ObjectSource> source_;
  std::unique_ptr<objects::ObjectLister> lister_;
  std::vector<objects::ObjectInfo> page_;
  std::size_t next_in_page_ = 0;

  std::uint64_t first_slot_ = 0;  // the number of slots_.front()
  std::deque<Slot> slots_;
  std::vector<service::RunTarget> unavailable_;  // since the last Collect
  bool at_end_ = false;
  bool finished_ = false;
};

}  // namespace macie_local::work
