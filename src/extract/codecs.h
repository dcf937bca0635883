// Unpacks what columns, records and blocks of other formats are compressed with.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace macie_local::extract {

// Puts what `packed` holds into `out`, in the place of whatever that had. Returns false when it is damaged, ends early,
// or holds more than `bytes_max`; `out` is of no use then. Memory grows as what comes out (of lz4 as 255 times what is
// packed), not as what a header tells, beside what the library takes: at most 80 MiB for xz, 20 MiB for others.
using Unpacker = bool (*)(std::string_view packed, std::size_t bytes_max, std::string* out);

bool UnpackDeflate(std::string_view packed, std::size_t bytes_max, std::string* out);    // RFC 1951, nothing around it
bool UnpackGzip(std::string_view packed, std::size_t bytes_max, std::string* out);       // gzip members, or zlib
bool UnpackSnappy(std::string_view packed, std::size_t bytes_max, std::string* out);     // a block, no frame
bool UnpackZstd(std::string_view packed, std::size_t bytes_max, std::string* out);       // frames
bool UnpackLz4(std::string_view packed, std::size_t bytes_max, std::string* out);        // a block, no frame
bool UnpackLz4Hadoop(std::string_view packed, std::size_t bytes_max, std::string* out);  // blocks as Hadoop frames them
bool UnpackBrotli(std::string_view packed, std::size_t bytes_max, std::string* out);
bool UnpackBzip2(std::string_view packed, std::size_t bytes_max, std::string* out);
bool UnpackXz(std::string_view packed, std::size_t bytes_max, std::string* out);

}  // namespace macie_local::extract
