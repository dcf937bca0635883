// libFuzzer's way in.
#include "decode_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  macie_local::fuzz::DecodeOne(data, size);
  return 0;
}
