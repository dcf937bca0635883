// Matches the few regular expressions that the model uses on members: literals, ., classes, \d \w \s \S, * + ? {n}
// {m,n}, and groups of literal alternatives. There is no nesting, so no pattern takes more than a few steps for each
// byte.
#pragma once

#include <string_view>

namespace macie_local::wire {

// Says whether `pattern` (anchored ^...$) matches all of `text`. A pattern outside the subset matches nothing; a test
// holds that the model has none.
bool MatchesWhole(std::string_view pattern, std::string_view text);

}  // namespace macie_local::wire
