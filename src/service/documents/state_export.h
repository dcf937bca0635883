// Writes state documents piece by piece while they are sent or stored (service/documents/state_document.h reads them).
// Holds meanwhile one piece and the state, of which every other holder shares what has not changed.
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
#include "service/documents/export_options.h"
#include "state/state.h"

namespace macie_local::service {

// For one thread at a time.
class StateExport : public base::BodySource {
 public:
  // A piece ends with the first record past this size, which is small enough not to hold up the other connections of a
  // thread.
  static constexpr std::size_t kPieceBytes = 256 * 1024;

  // Byte-stable: the same state gives the same text.
  StateExport(std::shared_ptr<const state::State> state, ExportOptions options);

  bool Next(std::string* piece) override;

 private:
  // Writes one member of a partition's object: appends what is left of it, or some up to `bytes_max`, and then returns
  // false.
  using Section = std::function<bool(std::size_t bytes_max, std::string* out)>;
  using Partitions = decltype(state::State::partitions);

  model::JobRecord WholeJob(const state::PartitionKey& key, const state::Partition& partition,
                            const state::JobTable::Entry& entry) const;
  std::vector<Section> SectionsOf(const state::PartitionKey& key, const state::Partition& partition);
  bool BeginPartition(std::string* out);  // returns false when there are no more

  const std::shared_ptr<const state::State> state_;
  const ExportOptions options_;
  Partitions::const_iterator at_;       // the next partition
  const std::string* open_ = nullptr;   // the account whose object is being written
  std::vector<Section> sections_;       // of the partition being written
  std::optional<std::size_t> section_;  // the one being written; none: before or between partitions
  bool begun_ = false;
};

// Returns the document of `state`. Fails when there is no room for the text (base::LargeText).
base::Result<base::LargeText> DocumentOf(std::shared_ptr<const state::State> state, ExportOptions options);

}  // namespace macie_local::service
