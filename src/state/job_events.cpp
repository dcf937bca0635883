#include "state/job_events.h"

#include "wire/codec.h"

namespace macie_local::state {

std::vector<std::string> TakeJobEvents(model::JobRecord* job) {
  std::vector<std::string> texts;
  if (!job->emulator || !job->emulator->events) return texts;
  texts.reserve(job->emulator->events->size());
  for (const model::JobEvent& event : *job->emulator->events) {
    wire::Encode(event, wire::Nulls::kOmit, &texts.emplace_back());
  }
  job->emulator->events.reset();
  return texts;
}

}  // namespace macie_local::state
