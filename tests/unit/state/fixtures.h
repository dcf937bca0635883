// What tests of the state and of the store share: records, and the whole of a state as text to compare.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/body.h"
#include "macie_local/ports.h"
#include "model/types/records.h"
#include "state/state.h"
#include "state/transaction.h"
#include "support/files.h"
#include "support/ports.h"

namespace macie_local::state {

inline const PartitionKey kHome{"111122223333", "us-east-1"};
inline const PartitionKey kAbroad{"111122223333", "eu-west-1"};
inline const PartitionKey kMember{"444455556666", "us-east-1"};

inline Timestamp At(std::int64_t seconds) {
  return Timestamp(std::chrono::seconds(1'600'000'000 + seconds));
}

using support::CountingIds;
using support::ManualClock;
using support::ReadFile;
using support::TemporaryFolder;
using support::WriteFile;

// A text in the pieces given.
class Pieces : public base::BodySource {
 public:
  explicit Pieces(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {}
  bool Next(std::string* piece) override {
    piece->append(pieces_[at_]);
    return ++at_ < pieces_.size();
  }

 private:
  std::vector<std::string> pieces_;
  std::size_t at_ = 0;
};

model::JobRecord Job(std::string_view id, const std::vector<std::string>& bucket_names,
                     std::optional<Timestamp> due = std::nullopt);
model::BucketMetadata Bucket(std::string_view name, std::int64_t objects = 1);
model::SessionRecord Session();

// Everything in `state` that follows from records, as text: equal texts mean equal states.
std::string Dump(const State& state);

// A batch as the writer has it, closed as for a commit after each transaction.
struct Workbench {
  Batch batch;
  CountingIds ids;

  // Runs `work(transaction)` in a transaction of its own.
  template <class Work>
  void Do(const Work& work) {
    Transaction transaction(&batch, &ids, At(0));
    work(transaction);
    batch.CloseForCommit();
  }
};

}  // namespace macie_local::state
