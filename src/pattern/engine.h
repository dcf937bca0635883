// What the files of this room share of RE2; nobody else includes it.
#pragma once

#include <re2/re2.h>

#include <cstddef>
#include <cstdint>

namespace macie_local::pattern {

// How patterns are read and searched for; each, or all together, hold so many bytes at most.
inline re2::RE2::Options OptionsFor(std::size_t bytes_max) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  options.set_max_mem(static_cast<std::int64_t>(bytes_max));
  return options;
}

}  // namespace macie_local::pattern
