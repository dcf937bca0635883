#include "engine/sorting.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <numeric>
#include <utility>

namespace macie_local::engine {
namespace {

constexpr unsigned kDigitBits = 11;
constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;

// Of fewer texts than this a plain sort is faster than looking at their heads.
constexpr std::size_t kPlainMax = 24;

// Fewer texts than this are sorted before a second thread has begun.
constexpr std::size_t kHalvedMin = 20'000;

using Texts = std::span<const std::string_view>;

// Eight bytes of a text from `depth` on as a number that sorts as they do; zeros follow the end.
std::uint64_t HeadOf(std::string_view text, std::size_t depth) {
  std::uint64_t head = 0;
  for (std::size_t i = depth; i < depth + 8; ++i) {
    head = head << 8 | (i < text.size() ? static_cast<std::uint8_t>(text[i]) : 0);
  }
  return head;
}

// Sorts items whose texts are the same up to `depth`.
void SortFrom(std::span<Keyed> items, std::size_t depth, Texts texts) {
  if (items.size() < kPlainMax) {
    std::sort(items.begin(), items.end(), [&](const Keyed& a, const Keyed& b) {
      const int order = texts[a.item].compare(texts[b.item]);
      return order != 0 ? order < 0 : a.item < b.item;
    });
    return;
  }
  // What all of them begin with tells nothing.
  const std::string_view first = texts[items.front().item];
  std::size_t common = first.size();
  for (const Keyed& item : items) {
    const std::string_view other = texts[item.item];
    common = std::min(common, other.size());
    std::size_t same = depth;
    while (same < common && first[same] == other[same]) ++same;
    common = same;
  }
  depth = common;
  std::size_t longest = 0;
  for (Keyed& item : items) {
    const std::string_view one = texts[item.item];
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
        return std::pair(texts[a.item].size(), a.item) < std::pair(texts[b.item].size(), b.item);
      });
    } else if (same.size() > 1) {
      SortFrom(same, depth + 8, texts);
    }
    begin = end;
  }
}

// One of the texts about in their middle.
std::string_view Middle(Texts texts) {
  constexpr std::size_t kSample = 101;
  std::vector<std::string_view> sample;
  for (std::size_t i = 0; i < kSample; ++i) sample.push_back(texts[texts.size() * i / kSample]);
  std::nth_element(sample.begin(), sample.begin() + kSample / 2, sample.end());
  return sample[kSample / 2];
}

// The items of the texts that come before one in the middle are put first; how many there are.
std::size_t Halve(Texts texts, std::span<Keyed> items) {
  const std::string_view middle = Middle(texts);
  std::size_t before = 0;
  std::size_t behind = items.size();
  for (std::uint32_t i = 0; i < texts.size(); ++i) items[texts[i] < middle ? before++ : --behind].item = i;
  return before;
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

std::vector<std::uint32_t> SortedByText(Texts texts, const base::Runner& run) {
  std::vector<std::uint32_t> order(texts.size());
  if (std::is_sorted(texts.begin(), texts.end())) {
    std::iota(order.begin(), order.end(), 0);
    return order;
  }
  std::vector<Keyed> items(texts.size());
  const std::span<Keyed> all(items);
  const std::size_t half = texts.size() < kHalvedMin ? 0 : Halve(texts, items);
  if (half == 0) {
    for (std::uint32_t i = 0; i < texts.size(); ++i) items[i].item = i;
    SortFrom(all, 0, texts);
  } else {
    run({[&] { SortFrom(all.first(half), 0, texts); }, [&] { SortFrom(all.subspan(half), 0, texts); }});
  }
  for (std::size_t i = 0; i < items.size(); ++i) order[i] = items[i].item;
  return order;
}

}  // namespace macie_local::engine
