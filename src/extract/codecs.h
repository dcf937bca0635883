// Unpacks blocks of which it is not told how much comes out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace macie_local::extract {

// Puts what `packed` holds into `out`, in the place of whatever that had. Returns false when it is damaged, ends early,
// or holds more than `bytes_max`; `out` is of no use then. Memory grows as what comes out, not as what a header
// tells, beside what the library takes: at most 80 MiB for xz, 5 MiB for others.
using Unpacker = bool (*)(std::string_view packed, std::size_t bytes_max, std::string* out);

bool UnpackDeflate(std::string_view packed, std::size_t bytes_max, std::string* out);  // RFC 1951, nothing around it
bool UnpackSnappy(std::string_view packed, std::size_t bytes_max, std::string* out);   // a block, no frame
bool UnpackZstd(std::string_view packed, std::size_t bytes_max, std::string* out);     // frames
bool UnpackBzip2(std::string_view packed, std::size_t bytes_max, std::string* out);
bool UnpackXz(std::string_view packed, std::size_t bytes_max, std::string* out);

}  // namespace macie_local::extract
