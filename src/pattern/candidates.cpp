#include "pattern/candidates.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>

#include "pattern/engine.h"

namespace macie_local::pattern {
namespace {

// A search sees two windows from where it begins. Around them stands a character of each side, which assertions look
// at.
constexpr std::size_t kCharacterBytes = 4;
constexpr std::size_t kBeyondBytes = 2 * kWindowBytes + kCharacterBytes;

}  // namespace

struct Candidates::Set {
  explicit Set(std::size_t bytes_max) : set(OptionsFor(bytes_max), re2::RE2::UNANCHORED) {}
  re2::RE2::Set set;
};

Candidates::Candidates(const std::vector<const SensitivePattern*>& patterns, std::size_t bytes_max)
    : patterns_(patterns.size()) {
  if (patterns.size() < 2) return;
  auto set = std::make_unique<Set>(bytes_max);
  for (const SensitivePattern* const pattern : patterns) {
    if (set->set.Add(pattern->regex(), nullptr) < 0) return;
  }
  if (set->set.Compile()) set_ = std::move(set);
}

Candidates::Candidates(Candidates&&) noexcept = default;
Candidates& Candidates::operator=(Candidates&&) noexcept = default;
Candidates::~Candidates() = default;

void Candidates::Look(std::string_view text) {
  known_ = set_ != nullptr;
  if (!known_) return;
  const std::size_t regions = text.size() / kRegionBytes + 1;
  may_begin_.assign(regions * patterns_, 0);
  for (std::size_t region = 0; region < regions; ++region) {
    const std::size_t begin = region * kRegionBytes - std::min(region * kRegionBytes, kCharacterBytes);
    const std::string_view part = text.substr(begin, (region + 1) * kRegionBytes + kBeyondBytes - begin);
    // Without the list of what matches it ends sooner, and most often nothing does.
    re2::RE2::Set::ErrorInfo error{};
    const re2::StringPiece piece(part.data(), part.size());
    if (set_->set.Match(piece, nullptr, &error) && set_->set.Match(piece, &matching_, &error)) {
      for (const int pattern : matching_) may_begin_[region * patterns_ + static_cast<std::size_t>(pattern)] = 1;
    } else if (error.kind != re2::RE2::Set::kNoError) {
      // Its states are too many for the memory, now and for what comes.
      known_ = false;
      set_.reset();
      return;
    }
  }
}

}  // namespace macie_local::pattern
