// What tags may be (behaviour D.3). Lengths are in the model and checked by the codec.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "wire/map.h"

namespace macie_local::service {

using Tags = wire::Map<std::string>;

// Characters, the reserved prefix, and the number of `tags` as the tags of one resource.
base::Status CheckNewTags(const Tags& tags);

// `given` merged into `tags`: new keys appended, known ones get the new value. Refused when too many are the result.
base::Result<Tags> MergeTags(Tags tags, const Tags& given);

// `tags` without `keys`; keys that it does not have are ignored [I]. Reserved keys are refused.
base::Result<Tags> RemoveTags(Tags tags, const std::vector<std::string>& keys);

}  // namespace macie_local::service
