#include "work/run_reader.h"

#include <algorithm>
#include <utility>

#include "base/log.h"

namespace macie_local::work {

RunReader::RunReader(service::RunResults told, std::vector<service::RunTarget> targets, SourceOf source_of,
                     TakesObject takes)
    : identity_(std::move(told)),
      targets_(std::move(targets)),
      source_of_(std::move(source_of)),
      takes_(std::move(takes)) {
  const model::RunReading& from = identity_.from;
  if (!from.bucket) return;
  const service::RunTarget bucket{from.account.value_or(""), *from.bucket};
  const auto found = std::lower_bound(targets_.begin(), targets_.end(), bucket);
  next_target_ = static_cast<std::size_t>(found - targets_.begin());
  if (found != targets_.end() && *found == bucket) after_ = from.key.value_or("");
}

bool RunReader::OpenBucket() {
  while (next_target_ < targets_.size()) {
    const service::RunTarget& bucket = targets_[next_target_];
    source_ = source_of_(bucket);
    if (source_) {
      lister_ = source_->List(bucket.bucket, std::exchange(after_, std::string()));
      return true;
    }
    after_.clear();
    ++next_target_;
  }
  return false;
}

void RunReader::NoteUnavailable(const service::RunTarget& bucket) {
  if (unavailable_.empty() || unavailable_.back() != bucket) unavailable_.push_back(bucket);
}

bool RunReader::FillPage() {
  next_in_page_ = 0;
  page_.clear();
  auto page = lister_->Next();
  if (page.ok()) {
    page_ = std::move(page).value();
  } else {
    const service::RunTarget& bucket = targets_[next_target_];
    base::Log(base::LogLevel::kWarn, "job " + identity_.job_id + ": the objects of bucket " + bucket.bucket +
                                         " can't be listed: " + page.error().text);
    NoteUnavailable(bucket);
  }
  return !page_.empty();
}

std::optional<ReadTask> RunReader::Next() {
  while (!at_end_) {
    if (!lister_ && !OpenBucket()) {
      at_end_ = true;
      break;
    }
    const service::RunTarget& bucket = targets_[next_target_];
    if (next_in_page_ == page_.size() && !FillPage()) {
      lister_.reset();
      ++next_target_;
      continue;
    }
    objects::ObjectInfo& object = page_[next_in_page_++];
    if (!takes_(bucket, object)) continue;
    const std::uint64_t number = first_slot_ + slots_.size();
    Slot& slot = slots_.emplace_back();
    slot.bucket = bucket;
    slot.key = object.key;
    return ReadTask{number, bucket, std::move(object), source_};
  }
  return std::nullopt;
}

void RunReader::Done(std::uint64_t number, Outcome outcome) {
  Slot& slot = slots_[number - first_slot_];
  slot.done = true;
  slot.outcome = std::move(outcome);
}

std::optional<service::RunResults> RunReader::Collect() {
  if (finished_) return std::nullopt;
  service::RunResults results = identity_;
  results.step.to = identity_.from;
  while (!slots_.empty() && slots_.front().done && results.step.objects < static_cast<std::int64_t>(kToldMax)) {
    Slot& slot = slots_.front();
    if (slot.outcome.unavailable) NoteUnavailable(slot.bucket);
    if (slot.outcome.scanned) results.objects.push_back({slot.bucket, *std::move(slot.outcome.scanned)});
    results.step.to.account = slot.bucket.account;
    results.step.to.bucket = slot.bucket.bucket;
    results.step.to.key = std::move(slot.key);
    ++results.step.objects;
    slots_.pop_front();
    ++first_slot_;
  }
  results.step.to.objects = identity_.from.objects.value_or(0) + results.step.objects;
  results.step.finished = at_end_ && slots_.empty();
  if (results.step.objects == 0 && !results.step.finished) return std::nullopt;
  results.step.unavailable = std::exchange(unavailable_, {});
  finished_ = results.step.finished;
  identity_.from = results.step.to;
  return results;
}

}  // namespace macie_local::work
