#include "store/housekeeping.h"

#include "base/log.h"
#include "base/memory.h"

namespace macie_local::store {

void Housekeeping::AfterLarge() {
  if (!memory_ && stopwatch_ != nullptr) since_ = stopwatch_->Elapsed();
  memory_ = true;
}

std::optional<std::chrono::microseconds> Housekeeping::Wait() const {
  if (more_pages_) return std::chrono::microseconds{0};
  if (memory_ || database_.may_shrink()) return kIdle;
  return std::nullopt;
}

void Housekeeping::Step() {
  ReturnMemory();
  if (!database_.may_shrink()) return;
  const auto more = database_.ShrinkStep();
  if (!more.ok()) base::Log(base::LogLevel::kWarn, more.error().text + "; the file does not shrink for now");
  more_pages_ = more.ok() && *more;
}

void Housekeeping::BetweenGroups() {
  if (memory_ && stopwatch_ != nullptr && stopwatch_->Elapsed() - since_ >= kPatience) ReturnMemory();
}

void Housekeeping::ReturnMemory() {
  if (memory_) base::ReturnFreeMemory();
  memory_ = false;
}

}  // namespace macie_local::store
