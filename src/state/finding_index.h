// What the door of findings asks of those already there: which is the oldest, and which policy finding tells of the
// same trouble. Kept so that a finding enters in a few tree steps however many there are.
#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/cow/cow_map.h"
#include "base/shared_text.h"
#include "macie_local/ports.h"
#include "model/types/findings.h"

namespace macie_local::state {

// A value type: copying costs a few reference counts, copies are independent. Threads: as base::CowTree.
class FindingIndex {
 public:
  struct Aged {
    Timestamp updated_at;
    base::SharedText id;  // the finding's own
    auto operator<=>(const Aged&) const = default;
  };

  // Replaces what `before` said by what `after` says (either may be null: a new finding, a removed one). Both have an
  // id.
  void Update(const model::Finding* before, const model::Finding* after);

  // The finding that was updated longest ago; nothing when there is none.
  std::optional<Aged> Oldest() const;

  // How many were last updated at `latest` or before.
  std::size_t CountUntil(Timestamp latest) const;

  // The id of the policy finding of this type for this bucket, as sample or not; nothing when there is none.
  std::optional<std::string> FindPolicy(model::FindingType type, bool sample, std::string_view bucket_name) const;

 private:
  struct PolicyKey {
    model::FindingType type;
    bool sample;
    base::SharedText bucket_name;
    base::SharedText id;
    auto operator<=>(const PolicyKey&) const = default;
  };
  struct Nothing {};

  static Aged AgedOf(const model::Finding& finding);
  static std::optional<PolicyKey> PolicyKeyOf(const model::Finding& finding);

  base::CowMap<Aged, Nothing> by_age_;
  base::CowMap<PolicyKey, Nothing> policy_;
};

}  // namespace macie_local::state
