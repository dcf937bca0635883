// The state document, written piece by piece while it is sent or stored (service/documents/state_document.h reads it).
// What is held meanwhile is one piece and the state, of which every other holder shares what has not changed.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/body.h"
#include "base/large_text.h"
#include "base/result.h"
#include "state/state.h"

namespace macie_local::service {

class StateExport : public base::BodySource {
 public:
  // About: a piece ends with the first record past it. Small enough not to hold up the other connections of a thread.
  static constexpr std::size_t kPieceBytes = 256 * 1024;

  // Everything, or one account's share. Byte-stable: the same state gives the same text.
  StateExport(std::shared_ptr<const state::State> state, std::optional<std::string> account);

  bool Next(std::string* piece) override;

 private:
  // One member of a partition's object. Appends what is left of it, or some up to `bytes_max`; false: there is more.
  using Section = std::function<bool(std::size_t bytes_max, std::string* out)>;
  using Partitions = decltype(state::State::partitions);

  model::JobRecord WholeJob(const state::PartitionKey& key, const state::Partition& partition,
                            const state::JobTable::Entry& entry) const;
  std::vector<Section> SectionsOf(const state::PartitionKey& key, const state::Partition& partition);
  bool BeginPartition(std::string* out);  // false: there are no more

  const std::shared_ptr<const state::State> state_;
  const std::optional<std::string> account_;
  Partitions::const_iterator at_;       // the next partition
  const std::string* open_ = nullptr;   // the account whose object is being written
  std::vector<Section> sections_;       // of the partition being written
  std::optional<std::size_t> section_;  // the one being written; none: before or between partitions
  bool begun_ = false;
};

// The document of `state`, of one account or of all.
base::Result<base::LargeText> DocumentOf(std::shared_ptr<const state::State> state,
                                         const std::optional<std::string>& account);

}  // namespace macie_local::service
