#include "extract/mail/lines.h"

#include <algorithm>
#include <utility>

namespace macie_local::extract {

bool MailLines::Next() {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (std::exchange(stays_, false)) return true;
  // A part that is full is followed by what says whether its last byte ends the line.
  if (window_.bytes().size() - next_ < kMailLineBytesMax + 2) {
    window_.Drop(std::exchange(next_, 0));
    window_.Fill();
  }
  if (!std::exchange(begun_, true) && window_.bytes().starts_with(kMark)) next_ = kMark.size();
  const std::string_view rest = window_.bytes().substr(next_);
  if (rest.empty()) return false;
  const std::string_view some = rest.substr(0, kMailLineBytesMax);
  const std::size_t feed = some.find('\n');
  const std::size_t end = std::min(some.substr(0, feed).find('\r'), feed);
  line_ = {.text = some.substr(0, end), .with_end = some, .at = next_at_, .begins = next_begins_};
  next_begins_ = end != std::string_view::npos;
  if (next_begins_) line_.with_end = rest.substr(0, end + (rest.substr(end).starts_with("\r\n") ? 2 : 1));
  units::Advance(rest, 0, line_.with_end.size(), &next_at_);
  next_ += line_.with_end.size();
  return true;
}

}  // namespace macie_local::extract
