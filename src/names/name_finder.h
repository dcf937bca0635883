// Finds names of persons in one text.
#pragma once

#include <cstddef>
#include <vector>

#include "names/marks.h"
#include "names/run.h"
#include "names/span.h"

namespace macie_local::names {

// How far before a name the search for what speaks for it goes, and how far behind it.
inline constexpr std::size_t kNameBytesBefore = 400;
inline constexpr std::size_t kNameBytesBehind = 1200;

// Appends the names of which the run of words begins from `from` to before `until`, ascending; the last may itself
// begin behind `until`. Returns where the search goes on: at `until`, or behind the words that were read. So a long
// text may be searched part by part, as long as each part is given with kNameBytesBefore before and kNameBytesBehind
// after it.
std::size_t FindNames(const MarkedText& text, Setting setting, std::size_t from, std::size_t until,
                      std::vector<Span>* names);

}  // namespace macie_local::names
