// The parts of answers about objects that are the same wherever the objects are.
#pragma once

#include <string>

#include "gateway/control/control_context.h"
#include "model/types/records.h"
#include "state/object_table.h"

namespace macie_local::gateway {

// Returns the sentence of a 404 for the object that the question names.
std::string NoSuchObject(const Question& question);

// Returns what a listing tells of the object.
model::ObjectRecord ListedRecordOf(const state::StoredObject& object);

// Adds the headers that tell of the object, and those that keep its content from acting as a page of this server. An
// empty ETag is left out.
void AddObjectHeaders(const state::StoredObject& object, Response* response);

}  // namespace macie_local::gateway
