#include "service/documents/state_export.h"

#include <string_view>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "service/documents/bucket_export.h"
#include "service/documents/state_document.h"
#include "service/jobs/jobs.h"
#include "wire/codec.h"

namespace macie_local::service {
namespace {

void AppendName(std::string_view name, std::string* out) {
  out->append("\"").append(name).append("\":");
}

template <class Record>
auto ObjectOf(std::string_view name, const Record& record) {
  return [name, &record](std::size_t, std::string* out) {
    AppendName(name, out);
    wire::Encode(record, wire::Nulls::kOmit, out);
    return true;
  };
}

// The elements from `at` to the end, of which there is one; append(element, out) writes each.
template <class Iterator, class Append>
auto ListOf(std::string_view name, Iterator begin, const Append& append) {
  return [name, append, at = begin, begun = false](std::size_t bytes_max, std::string* out) mutable {
    if (!begun) {
      AppendName(name, out);
      out->append("[");
    }
    do {
      out->append(begun ? ",\n" : "\n");
      begun = true;
      append(*at, out);
      ++at;
    } while (!at.at_end() && out->size() < bytes_max);
    if (!at.at_end()) return false;
    out->append("]");
    return true;
  };
}

}  // namespace

StateExport::StateExport(std::shared_ptr<const state::State> state, ExportOptions options)
    : state_(std::move(state)), options_(std::move(options)), at_(state_->partitions.begin()) {}

// With its events and matches, which lie beside it.
model::JobRecord StateExport::WholeJob(const state::PartitionKey& key, const state::Partition& partition,
                                       const state::JobTable::Entry& entry) const {
  model::JobRecord job = *entry.second;
  KeptEvents kept = EventsOf(partition, entry);
  if (!kept.events.empty()) job.emulator->events = std::move(kept.events);
  if (kept.dropped > 0) job.emulator->eventsDropped = kept.dropped;
  if (const state::JobMatches* matches = partition.MatchesOf(entry.first)) {
    const auto buckets_of = [&](const std::string& account) {
      return &state_->partition({account, key.region}).buckets;
    };
    state::NameMatches(buckets_of, key.account, *matches, &*job.emulator);
  }
  return job;
}

std::vector<StateExport::Section> StateExport::SectionsOf(const state::PartitionKey& key,
                                                          const state::Partition& partition) {
  std::vector<Section> sections;
  if (const model::SessionRecord* session = partition.session()) sections.emplace_back(ObjectOf("session", *session));
  const auto add = [&]<class Record>(const state::Table<Record>& table) {
    using Family = state::Family<Record>;
    if (table.empty()) return;
    if constexpr (Family::kOne) {
      sections.emplace_back(ObjectOf(Family::kDocumentName, *table.begin()->second.record));
    } else {
      sections.emplace_back(ListOf(Family::kDocumentName, table.begin(), [](const auto& entry, std::string* out) {
        wire::Encode(*entry.second.record, wire::Nulls::kOmit, out);
      }));
    }
  };
  std::apply([&](const auto&... tables) { (add(tables), ...); }, partition.records);
  if (partition.buckets.size() > 0) {
    const auto buckets = std::make_shared<BucketExport>(key, partition, options_);
    sections.emplace_back([buckets](std::size_t bytes_max, std::string* out) { return buckets->Next(bytes_max, out); });
  }
  if (!partition.jobs.empty()) {
    sections.emplace_back(
        ListOf("jobs", partition.jobs.begin(), [this, &key, &partition](const auto& entry, std::string* out) {
          wire::Encode(WholeJob(key, partition, entry), wire::Nulls::kOmit, out);
        }));
  }
  return sections;
}

bool StateExport::BeginPartition(std::string* out) {
  for (; !at_.at_end(); ++at_) {
    const auto& [key, partition] = *at_;
    if (options_.account && key.account != *options_.account) continue;
    sections_ = SectionsOf(key, *partition);
    if (sections_.empty()) continue;
    if (open_ == nullptr || *open_ != key.account) {
      out->append(open_ == nullptr ? "\n" : "},\n");
      base::AppendJsonString(key.account, out);
      out->append(":{\n");
    } else {
      out->append(",\n");
    }
    open_ = &key.account;
    base::AppendJsonString(key.region, out);
    out->append(":{");
    section_ = 0;
    ++at_;
    return true;
  }
  return false;
}

bool StateExport::Next(std::string* piece) {
  const std::size_t bytes_max = piece->size() + kPieceBytes;
  if (!begun_) piece->append("{\"version\":" + std::to_string(kStateVersion) + ",\"accounts\":{");
  begun_ = true;
  while (section_ || BeginPartition(piece)) {
    for (; *section_ < sections_.size(); ++*section_) {
      if (!sections_[*section_](bytes_max, piece)) return true;
      if (*section_ + 1 < sections_.size()) piece->append(",\n");
    }
    piece->append("}");
    section_.reset();
    if (piece->size() >= bytes_max) return true;
  }
  piece->append(open_ == nullptr ? "}}\n" : "}}}\n");
  return false;
}

base::Result<base::LargeText> DocumentOf(std::shared_ptr<const state::State> state, ExportOptions options) {
  base::LargeText text;
  StateExport source(std::move(state), std::move(options));
  std::string piece;
  for (bool more = true; more;) {
    piece.clear();
    more = source.Next(&piece);
    MACIE_CHECK(text.Append(piece));
  }
  MACIE_CHECK(text.Finish());
  return text;
}

}  // namespace macie_local::service
