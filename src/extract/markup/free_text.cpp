#include "extract/markup/free_text.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace macie_local::extract {

using units::kBatchBytesMax;
using units::LinePosition;
using units::Stretch;

bool FreeText::Append(std::string_view text, LinePosition at, bool counted) {
  if (text_ == nullptr) text_ = std::make_unique_for_overwrite<char[]>(kBatchBytesMax);
  while (!text.empty()) {
    const bool full = size_ == kBatchBytesMax || stretches_.size() == units::kBatchStretchesMax;
    if (full && !MakeRoom()) return false;
    const bool goes_on = !counted && !stretches_.empty() && !stretches_.back().counted &&
                         stretches_.back().line == at.line && stretches_.back().column == at.column;
    if (!goes_on) {
      stretches_.push_back(
          {.begin = static_cast<std::uint32_t>(size_), .counted = counted, .line = at.line, .column = at.column});
    }
    const std::size_t taken = std::min(text.size(), kBatchBytesMax - size_);
    std::memcpy(text_.get() + size_, text.data(), taken);
    size_ += taken;
    if (counted && taken < text.size()) units::Advance(text, 0, taken, &at);
    text.remove_prefix(taken);
  }
  return true;
}

bool FreeText::End() {
  const bool goes_on = size_ == owned_begin_ || Give(size_);
  size_ = 0;
  owned_begin_ = 0;
  stretches_.clear();
  begun_ = false;
  return goes_on;
}

bool FreeText::Give(std::size_t owned_end) {
  if (!std::exchange(begun_, true) && !sink_.Begin(units::Shape::kFree, contexts_)) return false;
  const units::Unit all{.begin = 0, .end = static_cast<std::uint32_t>(size_), .context = 0, .indices = 0};
  return sink_.Take({.text = {text_.get(), size_},
                     .units = {&all, 1},
                     .records = {},
                     .indices = {},
                     .owned_begin = static_cast<std::uint32_t>(owned_begin_),
                     .owned_end = static_cast<std::uint32_t>(owned_end),
                     .line = stretches_.front().line,
                     .column = stretches_.front().column,
                     .stretches = stretches_});
}

// No stretch is empty, so that a text which has as many as there may be is long enough to be cut.
bool FreeText::MakeRoom() {
  static_assert(units::kBatchStretchesMax > units::kBytesBefore + units::kBytesAfter + 2 * units::kCharacterBytesMax);
  const std::string_view text(text_.get(), size_);
  const std::size_t owned_end = units::CharacterBegin(text, size_ - units::kBytesAfter);
  if (!Give(owned_end)) return false;
  const std::size_t kept = units::CharacterBegin(text, owned_end - units::kBytesBefore);
  const auto behind = std::upper_bound(stretches_.begin(), stretches_.end(), kept,
                                       [](std::size_t at, const Stretch& stretch) { return at < stretch.begin; });
  Stretch& first = *(behind - 1);
  LinePosition position{.line = first.line, .column = first.column};
  if (first.counted) units::Advance(text, first.begin, kept, &position);
  first = {.begin = static_cast<std::uint32_t>(kept),
           .counted = first.counted,
           .line = position.line,
           .column = position.column};
  stretches_.erase(stretches_.begin(), behind - 1);
  for (Stretch& stretch : stretches_) stretch.begin -= static_cast<std::uint32_t>(kept);
  owned_begin_ = owned_end - kept;
  size_ -= kept;
  std::memmove(text_.get(), text_.get() + kept, size_);
  return true;
}

}  // namespace macie_local::extract
