#include "engine/sorting.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <span>
#include <utility>

namespace macie_local::engine {
namespace {

constexpr unsigned kDigitBits = 11;
constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;

// Of fewer texts than this a plain sort is faster than looking at their heads.
constexpr std::size_t kPlainMax = 24;

using TextOf = std::function<std::string_view(std::uint32_t)>;

// Eight bytes of a text from `depth` on as a number that sorts as they do; zeros follow the end.
std::uint64_t HeadOf(std::string_view text, std::size_t depth) {
  std::uint64_t head = 0;
  for (std::size_t i = depth; i < depth + 8; ++i) {
    head = head << 8 | (i < text.size() ? static_cast<std::uint8_t>(text[i]) : 0);
  }
  return head;
}

// Sorts texts that are the same up to `depth`.
void SortFrom(std::span<Keyed> items, std::size_t depth, const TextOf& text) {
  if (items.size() < kPlainMax) {
    std::sort(items.begin(), items.end(), [&](const Keyed& a, const Keyed& b) {
      const int order = text(a.item).compare(text(b.item));
      return order != 0 ? order < 0 : a.item < b.item;
    });
    return;
  }
  // What all of them begin with tells nothing.
  const std::string_view first = text(items.front().item);
  std::size_t common = first.size();
  for (const Keyed& item : items) {
    const std::string_view other = text(item.item);
    common = std::min(common, other.size());
    std::size_t same = depth;
    while (same < common && first[same] == other[same]) ++same;
    common = same;
  }
  depth = common;
  std::size_t longest = 0;
  for (Keyed& item : items) {
    const std::string_view one = text(item.item);
    item.key = HeadOf(one, depth);
    longest = std::max(longest, one.size());
  }
  std::sort(items.begin(), items.end(), [](const Keyed& a, const Keyed& b) { return a.key < b.key; });
  for (std::size_t begin = 0; begin < items.size();) {
    std::size_t end = begin + 1;
    while (end < items.size() && items[end].key == items[begin].key) ++end;
    const std::span<Keyed> same = items.subspan(begin, end - begin);
    if (same.size() > 1 && longest <= depth + 8) {
      // Nothing but the zeros of the padding is left to tell them apart.
      std::sort(same.begin(), same.end(), [&](const Keyed& a, const Keyed& b) {
        return std::pair(text(a.item).size(), a.item) < std::pair(text(b.item).size(), b.item);
      });
    } else if (same.size() > 1) {
      SortFrom(same, depth + 8, text);
    }
    begin = end;
  }
}

}  // namespace

void SortStably(std::vector<Keyed>* items) {
  if (items->empty()) return;
  const auto [least, greatest] =
      std::minmax_element(items->begin(), items->end(), [](const Keyed& a, const Keyed& b) { return a.key < b.key; });
  const std::uint64_t base = least->key;
  const auto bits = static_cast<unsigned>(std::bit_width(greatest->key - base));
  std::vector<Keyed> other(items->size());
  for (unsigned shift = 0; shift < bits; shift += kDigitBits) {
    const auto digit = [&](const Keyed& item) { return ((item.key - base) >> shift) % kDigits; };
    std::array<std::size_t, kDigits> place{};
    for (const Keyed& item : *items) ++place[digit(item)];
    std::size_t next = 0;
    for (std::size_t& count : place) next += std::exchange(count, next);
    for (const Keyed& item : *items) other[place[digit(item)]++] = item;
    items->swap(other);
  }
}

std::vector<std::uint32_t> SortedByText(std::uint32_t count, const TextOf& text) {
  std::vector<std::uint32_t> order(count);
  bool sorted = true;
  for (std::uint32_t i = 0; i < count; ++i) {
    order[i] = i;
    sorted = sorted && (i == 0 || text(i - 1) <= text(i));
  }
  if (sorted) return order;
  std::vector<Keyed> items(count);
  for (std::uint32_t i = 0; i < count; ++i) items[i].item = i;
  SortFrom(items, 0, text);
  for (std::uint32_t i = 0; i < count; ++i) order[i] = items[i].item;
  return order;
}

}  // namespace macie_local::engine
