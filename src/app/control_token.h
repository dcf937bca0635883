// Reads the token of the control plane from where the configuration says it is.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/result.h"
#include "macie_local/config.h"

namespace macie_local::app {

inline constexpr std::size_t kControlTokenBytesMax = 4096;

// Returns the token: the content of control_token_file without the line end behind it, else control_token, or nullopt
// when neither is set. The error names the file or the variable, and never holds what stands there.
base::Result<std::optional<std::string>> ReadControlToken(const Config& config);

}  // namespace macie_local::app
