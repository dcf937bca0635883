// The keywords around the candidates of one block, looked for once however many candidates ask.
#pragma once

#include <cstdint>
#include <vector>

#include "detect/keywords.h"
#include "detect/words.h"

namespace macie_local::detect {

// In free text a keyword counts at this many characters from the nearest edge of the value, and no farther
// (behaviour 19.4).
inline constexpr int kDistanceMax = 30;
// In a cell or a value of a record a keyword counts anywhere in it; in a long one, at this many bytes at most [I].
inline constexpr std::int64_t kReachBytes = 480;

class KeywordWindow {
 public:
  // Begins a block, whose arrays are `words`.
  void Begin(const Kernel& kernel, std::string_view text, std::int64_t base, const Words& words);

  // Identifiers of the keywords near `value`: by kDistanceMax.
  Mask Near(const View& unit, Range value);
  // Identifiers of those that lie within `range`, which is at most kReachBytes wider than a value of this block on
  // either side.
  Mask Within(const View& unit, Range range);

 private:
  // Makes hits_ hold all keywords that begin from `from` to before `until`.
  void Cover(const View& unit, std::int64_t from, std::int64_t until);
  // From the last hit that begins before `end`, backwards.
  std::vector<KeywordHit>::const_reverse_iterator HitsBefore(std::int64_t end) const;
  bool HasStart(std::int64_t from, std::int64_t until) const;
  bool HasHigh(std::int64_t from, std::int64_t until) const;

  const Kernel* kernel_ = nullptr;
  const Words* words_ = nullptr;
  std::string_view text_;
  std::int64_t base_ = 0;
  std::vector<KeywordHit> hits_;  // ascending by begin
  std::int64_t covered_from_ = 0;
  std::int64_t covered_until_ = 0;
  int extensions_ = 0;
  std::int64_t unit_begin_ = -1;
  std::vector<std::uint16_t> starts_;
};

}  // namespace macie_local::detect
