// The rules that tags obey (behaviour D.3), each refused with 400. Lengths are in the model and checked by the codec.
#pragma once

#include <string>
#include <vector>

#include "wire/map.h"
#include "wire/refusal.h"

namespace macie_local::service {

using Tags = wire::Map<std::string>;

// Checks `tags` as all the tags of one resource: their characters, the reserved prefix "aws:", and how many there are.
wire::Verdict CheckNewTags(const Tags& tags);

// Returns `tags` with `given` merged in: new keys are appended, known ones get the new value. Refuses `given` as
// CheckNewTags does, and a result of too many tags.
wire::Outcome<Tags> MergeTags(Tags tags, const Tags& given);

// Returns `tags` without `keys`. Ignores keys that it does not have [I]; refuses reserved ones.
wire::Outcome<Tags> RemoveTags(Tags tags, const std::vector<std::string>& keys);

}  // namespace macie_local::service
