// States that are kept under a name, and the one that a reset goes back to, the baseline. With a file they are
// documents in it. In memory they are the states themselves, which share with the present one and with each other all
// that has not changed since; whoever wants the document makes it of the state.
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

// A saved state. When `state` is null, `text` is its document; otherwise the document is to be made of `state`.
struct SavedBody {
  base::LargeText text;
  std::shared_ptr<const state::State> state;
};

// For the writer thread. A change is stored with the commit of the mutation that makes it. `account` is empty for a
// state of all accounts. Every error is one of the database.
class SavedStates {
 public:
  // The documents of all named states together may have so many bytes.
  static constexpr std::int64_t kBytesMax = std::int64_t{4} << 30;

  // `database` outlives this.
  SavedStates(Database* database, std::int64_t bytes_max) : database_(*database), bytes_max_(bytes_max) {}

  base::Result<std::vector<SavedState>> List();
  // Returns nullopt when there is none of that name.
  base::Result<std::optional<SavedBody>> Find(std::string_view account, std::string_view name);
  // Saves a state, or replaces the one of the same account and name; sets `saved->bytes`. `document` is the document of
  // `state`. Returns false when all documents together would have more than `bytes_max`; the mutation must then be
  // refused, so that nothing of it is kept.
  base::Result<bool> Put(SavedState* saved, const std::shared_ptr<const state::State>& state,
                         base::BodySource& document);
  // Returns false when there was none of that name.
  base::Result<bool> Erase(std::string_view account, std::string_view name);

  // Returns the baseline; an empty text and a null state when there is none.
  base::Result<SavedBody> Baseline();
  // Replaces the baseline. `document` is the document of `state`.
  base::Status PutBaseline(const std::shared_ptr<const state::State>& state, base::BodySource& document);

 private:
  struct Kept {
    SavedState saved;
    std::shared_ptr<const state::State> state;
  };
  Database& database_;
  const std::int64_t bytes_max_;
  // Used without a file; empty with one.
  std::map<std::pair<std::string, std::string>, Kept> kept_;  // by account and name
  std::shared_ptr<const state::State> baseline_;
};

}  // namespace macie_local::store
