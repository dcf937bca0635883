// The two sorts for building in bulk: of numbers by their digits, and of texts eight bytes at a time.
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

// Sorts by key; items of one key stay in their order.
void SortStably(std::vector<Keyed>* items);

// Returns the places of `texts` in the order of the texts, by bytes; those of one text by place. `run` sorts two halves
// when there are many texts.
std::vector<std::uint32_t> SortedByText(std::span<const std::string_view> texts,
                                        const base::Runner& run = base::RunHere);

}  // namespace macie_local::engine
