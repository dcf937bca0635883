#include "app/scan/progress.h"

#include <algorithm>
#include <array>

namespace macie_local::app {

std::string BytesInWords(std::uint64_t bytes) {
  constexpr std::uint64_t kStep = 1000;
  if (bytes < kStep) return std::to_string(bytes) + " bytes";
  constexpr std::array<const char*, 6> kUnits{" kB", " MB", " GB", " TB", " PB", " EB"};
  std::size_t unit = 0;
  while (bytes >= kStep * kStep) {
    bytes /= kStep;
    ++unit;
  }
  return std::to_string(bytes / kStep) + "." + std::to_string(bytes % kStep / (kStep / 10)) + kUnits.at(unit);
}

void Progress::Show() {
  if (terminal_ == nullptr) return;
  const std::chrono::nanoseconds now = stopwatch_.Elapsed();
  if (shown_at_ && now - *shown_at_ < kBetween) return;
  shown_at_ = now;
  const std::string line =
      std::to_string(files_) + " files, " + BytesInWords(bytes_) + ", " + std::to_string(hits_) + " hits";
  // A shorter line than the one before covers it with spaces: any terminal knows these.
  std::fprintf(terminal_, "\r%-*s", static_cast<int>(std::max(width_, line.size())), line.c_str());
  std::fflush(terminal_);
  width_ = line.size();
}

void Progress::Erase() {
  if (width_ == 0) return;
  std::fprintf(terminal_, "\r%-*s\r", static_cast<int>(width_), "");
  std::fflush(terminal_);
  width_ = 0;
  shown_at_.reset();
}

}  // namespace macie_local::app
