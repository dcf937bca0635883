// libFuzzer's way in; the build says which target this program runs.
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace macie_local::fuzz {
void MACIE_FUZZ_FUNCTION(std::string_view input);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  macie_local::fuzz::MACIE_FUZZ_FUNCTION({reinterpret_cast<const char*>(data), size});
  return 0;
}
