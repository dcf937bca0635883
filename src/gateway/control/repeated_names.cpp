#include "gateway/control/repeated_names.h"

#include <algorithm>

#include "base/text.h"
#include "base/xxh64.h"

namespace macie_local::gateway {
namespace {

constexpr std::size_t kShownNameBytesMax = 100;

std::uint64_t HashOf(std::string_view name) {
  return base::Xxh64(name, 0);
}

}  // namespace

void RepeatedNames::Add(std::string_view name) {
  hashes_.push_back(HashOf(name));
}

bool RepeatedNames::MayRepeat() {
  std::sort(hashes_.begin(), hashes_.end());
  std::size_t kept = 0;
  for (std::size_t i = 1; i < hashes_.size(); ++i) {
    if (hashes_[i] == hashes_[i - 1]) hashes_[kept++] = hashes_[i];
  }
  hashes_.resize(kept);
  return kept > 0;
}

base::Status RepeatedNames::Check(const ListBody& list, std::size_t index, const std::string& name) {
  if (!std::binary_search(hashes_.begin(), hashes_.end(), HashOf(name))) return base::Done{};
  const auto [first, is_first] = first_.try_emplace(name, index);
  if (is_first) return base::Done{};
  return base::Error(PlaceOf(list, index) + ": '" + base::Shorten(name, kShownNameBytesMax) + "' is named twice; " +
                     PlaceOf(list, first->second) + " has that name, too");
}

}  // namespace macie_local::gateway
