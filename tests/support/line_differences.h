// What differs between two texts of many lines.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace macie_local::support {

// The lines of `text`, without their ends. A text that does not end with a line end has an empty line less than one
// that does, so that the two differ.
inline std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  for (;;) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

// Tells every line that stands in one of the texts only: "12 - wanted" by the line's number in `wanted`, "13 + given"
// by that in `given`, each on a line, in order. Empty when the texts are equal. It takes time and memory by the product
// of the numbers of lines that are left without the common beginning and end.
inline std::string LineDifferences(std::string_view wanted_text, std::string_view given_text) {
  const std::vector<std::string_view> wanted = LinesOf(wanted_text);
  const std::vector<std::string_view> given = LinesOf(given_text);
  std::size_t begin = 0;
  std::size_t wanted_end = wanted.size();
  std::size_t given_end = given.size();
  while (begin < std::min(wanted_end, given_end) && wanted[begin] == given[begin]) ++begin;
  while (std::min(wanted_end, given_end) > begin && wanted[wanted_end - 1] == given[given_end - 1]) {
    --wanted_end;
    --given_end;
  }
  // common(w, g): how many lines the rests from w and from g have in common, in order, at most.
  const std::size_t width = given_end - begin + 1;
  std::vector<std::uint32_t> counts((wanted_end - begin + 1) * width);
  const auto common = [&](std::size_t w, std::size_t g) -> std::uint32_t& {
    return counts[(w - begin) * width + (g - begin)];
  };
  for (std::size_t w = wanted_end; w-- > begin;) {
    for (std::size_t g = given_end; g-- > begin;) {
      common(w, g) = wanted[w] == given[g] ? common(w + 1, g + 1) + 1 : std::max(common(w + 1, g), common(w, g + 1));
    }
  }
  std::string told;
  const auto tell = [&](std::size_t at, const char* sign, std::string_view line) {
    told += std::to_string(at + 1) + sign;
    told.append(line).push_back('\n');
  };
  for (std::size_t w = begin, g = begin; w < wanted_end || g < given_end;) {
    if (w < wanted_end && g < given_end && wanted[w] == given[g]) {
      ++w;
      ++g;
    } else if (w < wanted_end && (g == given_end || common(w + 1, g) >= common(w, g + 1))) {
      tell(w, " - ", wanted[w]);
      ++w;
    } else {
      tell(g, " + ", given[g]);
      ++g;
    }
  }
  return told;
}

}  // namespace macie_local::support
