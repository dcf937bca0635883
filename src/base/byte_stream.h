// Bytes that come piece by piece, from wherever they are.
#pragma once

#include <string_view>

#include "base/result.h"

namespace macie_local::base {

// For one thread at a time.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  // Returns the next bytes, valid until the next call; none at the end. The error says why there are no more although
  // there should be; after it, and after the end, it is not called again.
  virtual Result<std::string_view> Next() = 0;
};

}  // namespace macie_local::base
