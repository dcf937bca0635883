// An index of findings that answers what the door of findings asks of those already there: which is the oldest, and
// which policy finding tells of the same trouble. A finding enters in a few tree steps however many there are.
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
  // A finding and its age; a greater one is younger.
  struct Aged {
    Timestamp updated_at;
    base::SharedText id;  // the finding's own
    auto operator<=>(const Aged&) const = default;
  };

  // Replaces what `before` said by what `after` says (either may be null: a new finding, a removed one). Both have an
  // id.
  void Update(const model::Finding* before, const model::Finding* after);

  // Returns the finding that was updated longest ago, or nullopt when there is none.
  std::optional<Aged> Oldest() const;

  // Returns how many findings were last updated at `latest` or before.
  std::size_t CountUntil(Timestamp latest) const;

  // Returns the id of the policy finding of this type for this bucket, among the samples or among the others, or
  // nullopt when there is none.
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
