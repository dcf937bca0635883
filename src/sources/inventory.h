// Keeps the buckets of a folder in the inventory of the emulator.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.h"
#include "macie_local/ports.h"
#include "model/types/records.h"
#include "objects/folder.h"
#include "objects/registry.h"
#include "service/core/call.h"
#include "sources/folder_bucket.h"
#include "store/store.h"

namespace macie_local::sources {

// Its methods are for any thread, but for what says otherwise.
class Inventory {
 public:
  // What a refresh changed; the error says why nothing could be.
  using Answer = std::function<void(base::Result<model::SourceChanges>)>;

  // `folder` is null when there is none; then buckets that an earlier start had from a folder are removed by the first
  // refresh. They belong to `key`. Everything given outlives this.
  Inventory(std::shared_ptr<objects::FolderSource> folder, state::PartitionKey key,
            const service::Environment& environment, const Clock& clock, objects::SourceRegistry* registry);
  ~Inventory();
  Inventory(const Inventory&) = delete;
  Inventory& operator=(const Inventory&) = delete;

  // Takes what Transaction::SetSourceBuckets kept: those buckets are the folder's until it is looked at. Call it before
  // Start.
  void Restore(const std::string& text);
  // Begins, and looks at the folder for the first time. `store` outlives Stop.
  void Start(store::Store* store);
  // Ends the thread; those who wait for a refresh are answered with an error. Does nothing when called again.
  void Stop();

  // Looks at the folder, and calls `answer` once, on any thread, when what changed is stored.
  void Refresh(Answer answer);
  // Returns what GET sources answers.
  model::SourceList List() const;
  // Puts the folder's buckets, as they were seen last, into a state that took the place of another, or into one account
  // of it. For the writer thread.
  void Reenter(state::Transaction& transaction, const std::optional<std::string>& account);

 private:
  class Entering;
  // A look at the folder.
  struct Seen {
    std::vector<FolderBucket> buckets;
    std::string fault;  // what was wrong with a bucket, which is as it was before; empty: nothing
  };

  void Work();
  base::Result<Seen> Look();
  base::Result<FolderBucket> Read(const std::string& bucket);
  base::Result<model::SourceChanges> Enter(const Seen& seen, state::Transaction& transaction);
  void PutBucket(const FolderBucket& bucket, bool watched, state::Transaction& transaction,
                 model::SourceChanges* changes);
  void Keep(Seen seen);
  void Fail(const std::string& why);
  model::SourceInfo Info() const;

  const std::shared_ptr<objects::FolderSource> folder_;
  const state::PartitionKey key_;
  const service::Environment& environment_;
  const Clock& clock_;
  objects::SourceRegistry& registry_;
  store::Store* store_ = nullptr;

  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;  // of all that follows
  std::condition_variable wake_;
  std::deque<Answer> waiting_;
  bool is_entering_ = false;
  std::vector<FolderBucket> buckets_;  // as they were stored last
  std::optional<Timestamp> last_refresh_;
  std::string last_error_;
  std::thread thread_;
};

}  // namespace macie_local::sources
