// The two sorts of bulk building: numbers by their digits, texts eight bytes at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace macie_local::engine {

struct Keyed {
  std::uint64_t key;
  std::uint32_t item;
};

// By key; items of one key stay in their order.
void SortStably(std::vector<Keyed>* items);

// The items 0 to count - 1 in the order of text(item), by bytes; items of one text by number. `text` gives views that
// stay valid.
std::vector<std::uint32_t> SortedByText(std::uint32_t count,
                                        const std::function<std::string_view(std::uint32_t)>& text);

}  // namespace macie_local::engine
