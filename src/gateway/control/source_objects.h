// Objects that a source outside the state has, told as those in the state are. Each answer waits for the source's disk
// on the thread that asks, for one page of a listing or one part of a content.
#pragma once

#include <optional>

#include "gateway/control/control_context.h"
#include "objects/object.h"

namespace macie_local::gateway {

// Says whether a source has the objects of the bucket that the question names.
bool HasSource(const ControlContext& context, const Question& question);

// Answer as ListObjects and GetObject do. What the source can't tell is left out: content types, and ETags, which would
// take reading. 503 says what could not be read.
std::optional<Response> ListSourceObjects(const ControlContext& context, Question& question);
std::optional<Response> GetSourceObject(const ControlContext& context, Question& question);

}  // namespace macie_local::gateway
