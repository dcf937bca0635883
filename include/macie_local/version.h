// The emulator's own version, as `macie-local --version` and /_macie-local/health print it.
#pragma once

namespace macie_local {

inline constexpr char kVersion[] = "0.1.0";

}  // namespace macie_local
