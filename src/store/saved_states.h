// States that are kept under a name, and the one that a reset goes back to. With a file they are documents in it. In
// memory they are the states themselves, which share with the present one and with each other all that has not changed
// since; whoever wants the document makes it of the state.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/body.h"
#include "base/large_text.h"
#include "base/result.h"
#include "state/state.h"
#include "store/database.h"

namespace macie_local::store {

struct SavedBody {
  base::LargeText text;                       // the document,
  std::shared_ptr<const state::State> state;  // or, unless null, what it is to be made of
};

// For the writer thread; what changes is stored with the commit of the mutation that changes it.
class SavedStates {
 public:
  // The documents of all named states together.
  static constexpr std::int64_t kBytesMax = std::int64_t{4} << 30;

  // `database` outlives this.
  SavedStates(Database* database, std::int64_t bytes_max) : database_(*database), bytes_max_(bytes_max) {}

  base::Result<std::vector<SavedState>> List();
  base::Result<std::optional<SavedBody>> Find(std::string_view account, std::string_view name);
  // Replaces one of the same name. `document` is that of `state`; fills in `bytes`. False when all documents would have
  // more than the bytes that are allowed; then the mutation must be refused, so that nothing is kept of it.
  base::Result<bool> Put(SavedState* saved, const std::shared_ptr<const state::State>& state,
                         base::BodySource& document);
  base::Result<bool> Erase(std::string_view account, std::string_view name);  // false: there was none

  // The text is empty and the state null when there is none.
  base::Result<SavedBody> Baseline();
  base::Status PutBaseline(const std::shared_ptr<const state::State>& state, base::BodySource& document);

 private:
  struct Kept {
    SavedState saved;
    std::shared_ptr<const state::State> state;
  };
  Database& database_;
  const std::int64_t bytes_max_;
  // Without a file.
  std::map<std::pair<std::string, std::string>, Kept> kept_;  // by account and name
  std::shared_ptr<const state::State> baseline_;
};

}  // namespace macie_local::store
