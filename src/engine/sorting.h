// The two sorts of bulk building: numbers by their digits, texts eight bytes at a time.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/tasks.h"

namespace macie_local::engine {

struct Keyed {
  std::uint64_t key;
  std::uint32_t item;
};

// By key; items of one key stay in their order.
void SortStably(std::vector<Keyed>* items);

// The places of `texts` in the order of the texts, by bytes; those of one text by place. Of many texts two halves are
// sorted by `run`.
std::vector<std::uint32_t> SortedByText(std::span<const std::string_view> texts,
                                        const base::Runner& run = base::RunHere);

}  // namespace macie_local::engine
