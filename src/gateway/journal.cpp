#include "gateway/journal.h"

#include <utility>
#include <vector>

#include "base/text.h"
#include "base/timestamp.h"
#include "model/types/records.h"
#include "wire/codec.h"

namespace macie_local::gateway {
namespace {

bool Fits(const JournalFilter& filter, const JournalEntry& entry) {
  if (filter.account && entry.caller.account != *filter.account) return false;
  if (filter.region && entry.caller.region != *filter.region) return false;
  if (filter.operation && (entry.operation == nullptr || entry.operation->name != *filter.operation)) return false;
  if (filter.since && entry.at < *filter.since) return false;
  return !filter.after || entry.sequence > *filter.after;
}

// The memory that an entry stands for: a decoded input takes a few times its text.
std::size_t Bytes(const JournalEntry& entry) {
  constexpr std::size_t kDecodedFactor = 3;
  return sizeof(JournalEntry) + kDecodedFactor * entry.bytes + entry.error_body.size();
}

// What the caller was told: the message of an error as we write it, or the body that a fault gave.
std::string MessageOf(const std::string& body) {
  if (!base::IsUtf8(body)) return {};
  const auto error = wire::Decode<model::ErrorBody>(body, {});
  return error.ok() && error->message ? *error->message : body;
}

void AppendText(std::string_view name, std::string_view text, std::string* out) {
  out->append(",\"").append(name).append("\":");
  base::AppendJsonString(text, out);
}

void AppendEntry(const JournalEntry& entry, std::string* out) {
  out->append("{\"sequence\":").append(std::to_string(entry.sequence));
  AppendText("time", base::ToIso8601(entry.at), out);
  out->append(",\"durationMicros\":").append(std::to_string(entry.duration.count() / 1000));
  if (entry.operation == nullptr) {
    out->append(",\"operation\":null");
    AppendText("request", entry.request_line, out);
  } else {
    AppendText("operation", entry.operation->name, out);
    AppendText("account", entry.caller.account, out);
    AppendText("region", entry.caller.region, out);
    out->append(",\"input\":");
    if (entry.input) {
      wire::EncodeTo(entry.input->structure(), entry.input->get(), wire::Nulls::kOmit, out);
    } else {
      out->append("null");
    }
  }
  out->append(",\"status\":").append(entry.status == 0 ? "null" : std::to_string(entry.status));
  out->append(",\"error\":");
  if (entry.status < 400) {
    out->append("null");
  } else {
    out->append("{\"type\":");
    base::AppendJsonString(entry.error_type, out);
    AppendText("message", MessageOf(entry.error_body), out);
    out->append("}");
  }
  AppendText("requestId", std::string_view(entry.request_id.data(), entry.request_id.size()), out);
  AppendText("client", base::IsUtf8(entry.user_agent) ? entry.user_agent : "", out);
  if (!entry.faults.empty()) AppendText("faults", entry.faults, out);
  out->append("}");
}

}  // namespace

void Journal::Add(JournalEntry entry) {
  const std::size_t bytes = Bytes(entry);
  const auto kept = std::make_shared<JournalEntry>(std::move(entry));
  std::vector<Kept> evicted;  // destroyed after the lock is gone
  const std::lock_guard lock(mutex_);
  kept->sequence = ++last_;
  entries_.push_back(kept);
  bytes_ += bytes;
  while (entries_.size() > requests_max_ || (bytes_ > bytes_max_ && entries_.size() > 1)) {
    bytes_ -= Bytes(*entries_.front());
    evicted.push_back(std::move(entries_.front()));
    entries_.pop_front();
    ++dropped_;
  }
}

std::string Journal::Json(const JournalFilter& filter) const {
  std::vector<Kept> chosen;
  std::uint64_t dropped = 0;
  {
    const std::lock_guard lock(mutex_);
    dropped = dropped_;
    for (const Kept& entry : entries_) {
      if (Fits(filter, *entry)) chosen.push_back(entry);
    }
  }
  std::string out = "{\"requests\":[";
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    out.append(i == 0 ? "\n" : ",\n");
    AppendEntry(*chosen[i], &out);
  }
  out.append("],\"dropped\":").append(std::to_string(dropped)).append("}");
  return out;
}

std::size_t Journal::size() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

void Journal::Clear(const std::optional<std::string>& account) {
  std::deque<Kept> gone;
  const std::lock_guard lock(mutex_);
  gone.swap(entries_);
  bytes_ = 0;
  if (!account) {
    dropped_ = 0;
    return;
  }
  for (Kept& entry : gone) {
    if (entry->caller.account == *account) continue;
    bytes_ += Bytes(*entry);
    entries_.push_back(std::move(entry));
  }
}

}  // namespace macie_local::gateway
