// The sentences of more than one family.
#pragma once

#include <string>

#include "base/error.h"
#include "model/errors.h"

namespace macie_local::service {

// 400 "The request failed because <reason>.": where AWS's own text is not known (handbook 2, 1.2 [I]).
inline base::ApiError RequestFailed(const std::string& reason) {
  return {&model::kValidationException, "The request failed because " + reason + "."};
}

}  // namespace macie_local::service
