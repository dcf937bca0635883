#include "gateway/journal.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/timestamp.h"
#include "model/operations.h"
#include "model/types/records.h"
#include "wire/codec.h"
#include "wire/request.h"

namespace macie_local::gateway {

// Small, because what a request costs here is the memory that it touches. The texts follow it, in the order of Texts().
struct Journal::Header {
  std::uint64_t sequence;
  Timestamp at;
  const char* error_type;
  std::uint32_t error_type_size;
  std::uint32_t size;  // of the whole record
  std::uint32_t duration_micros;
  std::uint16_t operation;
  std::uint16_t status;
  std::uint16_t agent;  // into agents_
  std::array<char, 36> request_id;
  std::array<std::uint32_t, kTexts> lengths;
};

namespace {

constexpr std::uint16_t kNoOperation = 0xFFFF;
constexpr std::uint16_t kNoAgent = 0xFFFF;  // it is among the texts
constexpr std::size_t kAgentsMax = 256;
constexpr std::size_t kAgentBytesMax = 512;

using TextList = std::array<std::string_view, 8>;

TextList Texts(const JournalEntry& entry) {
  return {entry.account, entry.region,     entry.method,     entry.target,
          entry.body,    entry.user_agent, entry.error_body, entry.faults};
}

void SetTexts(const TextList& texts, JournalEntry* entry) {
  entry->account = texts[0];
  entry->region = texts[1];
  entry->method = texts[2];
  entry->target = texts[3];
  entry->body = texts[4];
  entry->user_agent = texts[5];
  entry->error_body = texts[6];
  entry->faults = texts[7];
}

bool Fits(const JournalFilter& filter, std::uint64_t sequence, const JournalEntry& entry) {
  if (filter.account && entry.account != *filter.account) return false;
  if (filter.region && entry.region != *filter.region) return false;
  if (filter.operation && (entry.operation == nullptr || entry.operation->name != *filter.operation)) return false;
  if (filter.since && entry.at < *filter.since) return false;
  return !filter.after || sequence > *filter.after;
}

// What the caller was told: the message of an error as we write it, or the body that a fault gave.
std::string MessageOf(std::string_view body) {
  if (!base::IsUtf8(body)) return {};
  const auto error = wire::Decode<model::ErrorBody>(body, {});
  return error.ok() && error->message ? *error->message : std::string(body);
}

void AppendText(std::string_view name, std::string_view text, std::string* out) {
  out->append(",\"").append(name).append("\":");
  base::AppendJsonString(base::IsUtf8(text) ? text : std::string_view(), out);
}

// Decoded as it was when it came; null when it could not be.
void AppendInput(const JournalEntry& entry, std::string* out) {
  const std::size_t mark = entry.target.find('?');
  const wire::Route route = model::FindRoute(entry.method, entry.target.substr(0, mark));
  wire::AnyStructure input(*entry.operation->input);
  const std::string_view query = mark == std::string_view::npos ? std::string_view() : entry.target.substr(mark + 1);
  if (wire::DecodeRequest(*entry.operation, route.labels, query, entry.body, input.get()).ok()) {
    wire::EncodeTo(input.structure(), input.get(), wire::Nulls::kOmit, out);
  } else {
    out->append("null");
  }
}

void AppendEntry(std::uint64_t sequence, const JournalEntry& entry, std::string* out) {
  constexpr std::size_t kRequestLineMax = 1000;
  out->append("{\"sequence\":").append(std::to_string(sequence));
  AppendText("time", base::ToIso8601(entry.at), out);
  out->append(",\"durationMicros\":").append(std::to_string(entry.duration.count() / 1000));
  if (entry.operation == nullptr) {
    out->append(",\"operation\":null");
    const std::string line = std::string(entry.method) + " " + std::string(entry.target.substr(0, kRequestLineMax));
    AppendText("request", line, out);
  } else {
    AppendText("operation", entry.operation->name, out);
    AppendText("account", entry.account, out);
    AppendText("region", entry.region, out);
    out->append(",\"input\":");
    AppendInput(entry, out);
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
  AppendText("client", entry.user_agent, out);
  if (!entry.faults.empty()) AppendText("faults", entry.faults, out);
  out->append("}");
}

}  // namespace

// Not make_unique: that would clear the memory, and so make it resident.
Journal::Journal(std::size_t requests_max, std::size_t bytes)
    : requests_max_(requests_max), bytes_(bytes), ring_(requests_max == 0 ? nullptr : new char[bytes]) {}

Journal::~Journal() = default;

void Journal::DropOldest() {
  Header header;
  std::memcpy(&header, ring_.get() + first_, sizeof header);
  first_ += header.size;
  if (wrapped_ && first_ == *wrapped_) {
    first_ = 0;
    wrapped_.reset();
  }
  if (--count_ == 0) {
    first_ = next_ = 0;
    wrapped_.reset();
  }
}

// Makes `size` bytes free at next_. False: there are not so many.
bool Journal::MakeRoom(std::size_t size) {
  if (size > bytes_) return false;
  while (true) {
    if (count_ == 0) first_ = next_ = 0;
    if (count_ == 0 || !wrapped_) {
      if (bytes_ - next_ >= size) return true;
      wrapped_ = next_;
      next_ = 0;
    }
    // Behind next_ lie the oldest records.
    if (first_ - next_ >= size) return true;
    DropOldest();
    ++dropped_;
  }
}

void Journal::Write(const Header& header, const JournalEntry& entry) {
  char* to = ring_.get() + next_;
  std::memcpy(to, &header, sizeof header);
  to += sizeof header;
  for (const std::string_view text : Texts(entry)) {
    if (!text.empty()) std::memcpy(to, text.data(), text.size());
    to += text.size();
  }
  next_ += header.size;
  ++count_;
  ++written_;
}

// Clients are few and their names long: each is kept once, as long as there are not too many.
std::uint16_t Journal::FindAgent(std::string_view agent) {
  if (agent.size() > kAgentBytesMax) return kNoAgent;
  if (last_agent_ < agents_.size() && agents_[last_agent_] == agent) return last_agent_;
  auto found = std::find(agents_.begin(), agents_.end(), agent);
  if (found == agents_.end()) {
    if (agents_.size() >= kAgentsMax) return kNoAgent;
    found = agents_.insert(agents_.end(), std::string(agent));
  }
  return last_agent_ = static_cast<std::uint16_t>(found - agents_.begin());
}

void Journal::Add(const JournalEntry& entry) {
  JournalEntry kept = entry;
  const std::lock_guard lock(mutex_);
  Header header{};
  header.sequence = ++last_;
  header.at = entry.at;
  header.error_type = entry.error_type.data();
  header.error_type_size = static_cast<std::uint32_t>(entry.error_type.size());
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(entry.duration).count();
  header.duration_micros = static_cast<std::uint32_t>(std::clamp<std::int64_t>(micros, 0, UINT32_MAX));
  header.operation = entry.operation == nullptr ? kNoOperation : entry.operation->id;
  header.status = static_cast<std::uint16_t>(entry.status);
  header.request_id = entry.request_id;
  header.agent = FindAgent(entry.user_agent);
  if (header.agent != kNoAgent) kept.user_agent = {};
  while (count_ >= requests_max_) {
    DropOldest();
    ++dropped_;
  }
  if (!MakeRoom(Measure(kept, &header))) {
    kept.body = kept.error_body = {};
    if (!MakeRoom(Measure(kept, &header))) {
      ++dropped_;
      return;
    }
  }
  Write(header, kept);
}

// Fills in the lengths; the size of the record.
std::size_t Journal::Measure(const JournalEntry& entry, Header* header) {
  std::size_t size = sizeof(Header);
  const TextList texts = Texts(entry);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    header->lengths[i] = static_cast<std::uint32_t>(texts[i].size());
    size += texts[i].size();
  }
  header->size = static_cast<std::uint32_t>(size);
  return size;
}

JournalEntry Journal::Read(std::size_t at, Header* header) const {
  std::memcpy(header, ring_.get() + at, sizeof *header);
  const char* text = ring_.get() + at + sizeof *header;
  TextList texts;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    texts[i] = std::string_view(text, header->lengths[i]);
    text += header->lengths[i];
  }
  JournalEntry entry;
  entry.at = header->at;
  entry.duration = std::chrono::microseconds(header->duration_micros);
  if (header->operation != kNoOperation) entry.operation = &model::Operations()[header->operation];
  entry.status = header->status;
  entry.error_type = std::string_view(header->error_type, header->error_type_size);
  entry.request_id = header->request_id;
  SetTexts(texts, &entry);
  if (header->agent != kNoAgent) entry.user_agent = agents_[header->agent];
  return entry;
}

template <class Visit>
void Journal::ForEach(const Visit& visit) const {
  std::size_t at = first_;
  for (std::size_t i = 0; i < count_; ++i) {
    if (wrapped_ && at == *wrapped_) at = 0;
    Header header;
    visit(Read(at, &header), header, ring_.get() + at);
    at += header.size;
  }
}

// Where an export is. Records are found again by their number and place, unless they were moved since.
struct Journal::Reading {
  std::uint64_t last = 0;    // sequence numbers: nothing behind this one is given
  std::uint64_t next = 0;    // all before this one are done with
  std::uint64_t record = 0;  // the number of the next record
  std::size_t at = 0;        // and where it lies
  std::uint64_t clears = 0;  // of the journal, when that was so
  bool done = false;

  // Copied under the lock and decoded after it: requests go on meanwhile.
  struct Found {
    std::uint64_t sequence;
    JournalEntry entry;
    std::array<std::string, kTexts> texts;
  };
  std::vector<Found> found;
  std::uint64_t dropped = 0;
};

// Looks at some records more.
void Journal::ReadOn(const JournalFilter& filter, Reading* reading) const {
  constexpr std::size_t kRecordsMax = 1000;
  constexpr std::size_t kBytesMax = 128 * 1024;
  const std::lock_guard lock(mutex_);
  reading->dropped = dropped_;
  const std::uint64_t oldest = written_ - count_;
  if (reading->clears != clears_ || reading->record <= oldest) {
    reading->record = oldest;
    reading->at = first_;
    reading->clears = clears_;
  }
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < kRecordsMax && bytes < kBytesMax; ++i) {
    if (reading->record == written_) {
      reading->done = true;
      return;
    }
    if (wrapped_ && reading->at == *wrapped_) reading->at = 0;
    Header header;
    const JournalEntry entry = Read(reading->at, &header);
    if (header.sequence > reading->last) {
      reading->done = true;
      return;
    }
    reading->at += header.size;
    ++reading->record;
    if (header.sequence < reading->next) continue;
    reading->next = header.sequence + 1;
    if (!Fits(filter, header.sequence, entry)) continue;
    const TextList texts = Texts(entry);
    auto& found = reading->found.emplace_back();
    found.sequence = header.sequence;
    found.entry = entry;
    std::copy(texts.begin(), texts.end(), found.texts.begin());
    bytes += header.size;
  }
}

class Journal::Exporter : public base::BodySource {
 public:
  Exporter(const Journal& journal, JournalFilter filter) : journal_(journal), filter_(std::move(filter)) {
    const std::lock_guard lock(journal.mutex_);
    reading_.last = journal.last_;
  }

  bool Next(std::string* piece) override {
    if (!begun_) piece->append("{\"requests\":[");
    reading_.found.clear();
    while (!reading_.done && reading_.found.empty()) journal_.ReadOn(filter_, &reading_);
    for (auto& [sequence, entry, texts] : reading_.found) {
      TextList views;
      std::copy(texts.begin(), texts.end(), views.begin());
      SetTexts(views, &entry);
      piece->append(any_ ? ",\n" : "\n");
      any_ = true;
      AppendEntry(sequence, entry, piece);
    }
    begun_ = true;
    if (!reading_.done) return true;
    piece->append("],\"dropped\":").append(std::to_string(reading_.dropped)).append("}");
    return false;
  }

 private:
  const Journal& journal_;
  const JournalFilter filter_;
  Reading reading_;
  bool begun_ = false;
  bool any_ = false;
};

std::shared_ptr<base::BodySource> Journal::Export(JournalFilter filter) const {
  return std::make_shared<Exporter>(*this, std::move(filter));
}

std::size_t Journal::size() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

void Journal::Clear(const std::optional<std::string>& account) {
  const std::lock_guard lock(mutex_);
  ++clears_;
  if (!account) {
    count_ = 0;
    dropped_ = 0;
    first_ = next_ = 0;
    wrapped_.reset();
    return;
  }
  if (count_ == 0) return;
  // What stays is put together anew; it fitted before.
  std::unique_ptr<char[]> ring(new char[bytes_]);
  std::size_t next = 0;
  std::size_t count = 0;
  ForEach([&](const JournalEntry& entry, const Header& header, const char* record) {
    if (entry.account == *account) return;
    std::memcpy(ring.get() + next, record, header.size);
    next += header.size;
    ++count;
  });
  ring_ = std::move(ring);
  first_ = 0;
  next_ = next;
  count_ = count;
  wrapped_.reset();
}

}  // namespace macie_local::gateway
