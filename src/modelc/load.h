// Reads the model's JSON files into a Model, and checks them so that a wrong name anywhere is an error that says where.
#pragma once

#include <string>

#include "base/result.h"
#include "modelc/model.h"

namespace macie_local::modelc {

// Texts of the files of src/model.
struct Sources {
  std::string facts;
  std::string overlay;
  std::string records;
  std::string managed_data_identifiers;  // may be empty: there are none
};

// Returns the model of these files. The error is "<file>: <JSON path>: <what is wrong>".
base::Result<Model> Load(const Sources& sources);

}  // namespace macie_local::modelc
