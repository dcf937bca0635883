// A Vectorscan of the same table: all keywords, and one expression of each identifier's forms.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace macie_local::bench {

class Vectorscan {
 public:
  Vectorscan();
  ~Vectorscan();
  // Returns how many ends of matches it tells.
  std::uint64_t Scan(std::string_view text);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace macie_local::bench
