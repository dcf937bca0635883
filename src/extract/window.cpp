#include "extract/window.h"

#include <algorithm>
#include <cstring>

namespace macie_local::extract {

Window::Window(base::ByteStream& source)
    : source_(source), bytes_(std::make_unique_for_overwrite<char[]>(kBytes + kPadding)) {}

void Window::Fill() {
  while (size_ < kBytes) {
    if (piece_.empty() && !ended_) {
      const auto next = source_.Next();
      failed_ = !next.ok();
      ended_ = failed_ || next->empty();
      if (!ended_) piece_ = *next;
    }
    if (piece_.empty()) break;
    const std::size_t taken = std::min(piece_.size(), kBytes - size_);
    std::memcpy(bytes_.get() + size_, piece_.data(), taken);
    piece_.remove_prefix(taken);
    size_ += taken;
  }
  std::memset(bytes_.get() + size_, 0, kPadding);
}

void Window::Drop(std::size_t count) {
  if (count == 0) return;
  size_ -= count;
  std::memmove(bytes_.get(), bytes_.get() + count, size_);
}

}  // namespace macie_local::extract
