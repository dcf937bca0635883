#include "service/state_document.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "base/timestamp.h"
#include "service/arns.h"
#include "service/bucket_intake.h"
#include "service/discovery.h"
#include "service/intake.h"
#include "service/job_intake.h"
#include "service/record_intake.h"
#include "service/relation_intake.h"
#include "service/session_state.h"
#include "wire/codec.h"

namespace macie_local::service {
namespace {

constexpr std::int64_t kVersion = 1;

template <class Record>
void AppendFamily(const store::Table<Record>& table, const char** separator, std::string* out) {
  if (table.empty()) return;
  out->append(*separator).append("\"").append(store::Family<Record>::kDocumentName).append("\":");
  *separator = ",\n";
  if constexpr (store::Family<Record>::kOne) {
    wire::Encode(*table.begin()->second.record, wire::Nulls::kOmit, out);
    return;
  }
  const char* between = "[\n";
  for (const auto& [id, row] : table) {
    out->append(between);
    wire::Encode(*row.record, wire::Nulls::kOmit, out);
    between = ",\n";
  }
  out->append("]");
}

template <class Record>
base::Status ImportFamily(const std::string& where, const store::PartitionKey& key,
                          const model::PartitionDocument& document, store::Transaction& transaction) {
  using Family = store::Family<Record>;
  const auto& given = document.*Family::kDocument;
  if (!given) return base::Done{};
  const std::string name = where + std::string(Family::kDocumentName);
  if constexpr (Family::kOne) {
    MACIE_TRY(Record record, CompleteRecord(key, name, transaction.now(), *given));
    transaction.Put(key, store::kOnlyRecord, std::move(record));
  } else {
    for (std::size_t i = 0; i < given->size(); ++i) {
      const std::string place = name + "[" + std::to_string(i) + "]";
      MACIE_TRY(Record record, CompleteRecord(key, place, transaction.now(), (*given)[i]));
      const std::string id = Family::IdOf(record);
      if (id.empty()) return Wrong(place, "has no id");
      transaction.Put(key, id, std::move(record));
    }
  }
  return CheckRecords(name, transaction.partition(key).table<Record>());
}

// Writes `,` between members, and opens and closes what holds something.
void AppendPartition(const store::Partition& partition, std::string* out) {
  const char* separator = "{";
  if (const model::SessionRecord* session = partition.session()) {
    out->append(separator).append("\"session\":");
    wire::Encode(*session, wire::Nulls::kOmit, out);
    separator = ",\n";
  }
  const auto append = [&]<class... Records>(const store::TablesOf<Records...>& tables) {
    (AppendFamily(std::get<store::Table<Records>>(tables), &separator, out), ...);
  };
  append(partition.records);
  if (partition.buckets.size() > 0) {
    out->append(separator).append("\"buckets\":[");
    const char* between = "\n";
    partition.buckets.ForEach([&](engine::Slot slot) {
      model::BucketMetadata bucket = partition.buckets.Get(slot);
      bucket.jobDetails.reset();
      out->append(between);
      wire::Encode(bucket, wire::Nulls::kOmit, out);
      between = ",\n";
    });
    out->append("]");
    separator = ",\n";
  }
  if (!partition.jobs.empty()) {
    out->append(separator).append("\"jobs\":[");
    const char* between = "\n";
    for (const auto& [row_id, job] : partition.jobs) {
      out->append(between);
      wire::Encode(*job, wire::Nulls::kOmit, out);
      between = ",\n";
    }
    out->append("]");
    separator = ",\n";
  }
  if (*separator == '{') out->append(separator);
  out->append("}");
}

bool IsEmpty(const store::Partition& partition) {
  const auto no_records = [](const auto&... tables) { return (tables.empty() && ...); };
  return partition.sessions.empty() && partition.jobs.empty() && partition.buckets.size() == 0 &&
         std::apply(no_records, partition.records);
}

// What a session has that a document need not spell out; a disabled one has nothing.
model::SessionRecord CompleteSession(const store::PartitionKey& key, Timestamp now, model::SessionRecord session) {
  if (IsDisabled(session)) return session;
  const model::SessionRecord defaults = NewSession(key, now);
  if (!session.createdAt) session.createdAt = defaults.createdAt;
  if (!session.updatedAt) session.updatedAt = session.createdAt;
  if (!session.status) session.status = defaults.status;
  if (!session.serviceRole) session.serviceRole = defaults.serviceRole;
  if (!session.findingPublishingFrequency) session.findingPublishingFrequency = defaults.findingPublishingFrequency;
  return session;
}

base::Status ImportPartition(const Environment& environment, const std::string& where, const store::PartitionKey& key,
                             const model::PartitionDocument& document, store::Transaction& transaction) {
  if (document.session) {
    transaction.PutSession(key, CompleteSession(key, transaction.now(), *document.session));
  }
  base::Status imported = base::Done{};
  const auto import = [&]<class Record>(const store::Table<Record>*) {
    if (imported.ok()) imported = ImportFamily<Record>(where, key, document, transaction);
  };
  const auto import_all = [&]<class... Records>(const store::TablesOf<Records...>*) {
    (import(static_cast<const store::Table<Records>*>(nullptr)), ...);
  };
  import_all(static_cast<const store::RecordTables*>(nullptr));
  MACIE_CHECK(imported);
  // The buckets that are there already follow; those of the document do when they are loaded.
  if (document.resourceProfiles) {
    for (const auto& profile : *document.resourceProfiles) RefreshBucket(transaction, key, *profile.bucketName);
  }
  if (document.settings) RefreshMonitoring(transaction, key);
  if (document.buckets) {
    for (std::size_t i = 0; i < document.buckets->size(); ++i) {
      const std::string place = where + "buckets[" + std::to_string(i) + "]";
      MACIE_CHECK(LoadBucket(transaction, key, place, (*document.buckets)[i]));
    }
  }
  if (document.jobs) {
    for (std::size_t i = 0; i < document.jobs->size(); ++i) {
      MACIE_TRY(auto job, CompleteJob(environment, key, where + "jobs[" + std::to_string(i) + "]", transaction.now(),
                                      (*document.jobs)[i]));
      transaction.PutJob(key, std::move(job));
    }
  }
  return base::Done{};
}

base::Status ImportBuckets(const store::PartitionKey& fallback, const std::vector<model::BucketMetadata>& buckets,
                           store::Transaction& transaction) {
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    const store::PartitionKey key{fallback.account, buckets[i].region.value_or(fallback.region)};
    const std::string where = "buckets[" + std::to_string(i) + "]";
    if (!IsRegion(key.region)) return Wrong(where + ".region", "'" + base::Shorten(key.region, 100) + "' is no region");
    MACIE_CHECK(LoadBucket(transaction, key, where, buckets[i]));
  }
  return base::Done{};
}

}  // namespace

std::string ExportState(const store::State& state, const std::optional<std::string>& account) {
  std::string out = "{\"version\":" + std::to_string(kVersion) + ",\"accounts\":{";
  const std::string* open = nullptr;  // the account whose object is being written
  for (const auto& [key, partition] : state.partitions) {
    if (account && key.account != *account) continue;
    if (IsEmpty(*partition)) continue;
    if (open == nullptr || *open != key.account) {
      out.append(open == nullptr ? "\n" : "},\n");
      base::AppendJsonString(key.account, &out);
      out.append(":{\n");
    } else {
      out.append(",\n");
    }
    open = &key.account;
    base::AppendJsonString(key.region, &out);
    out.append(":");
    AppendPartition(*partition, &out);
  }
  out.append(open == nullptr ? "}}\n" : "}}}\n");
  return out;
}

base::Result<model::StateDocument> ParseStateDocument(std::string_view text) {
  wire::DecodeOptions options;
  options.strict = true;
  std::size_t offset = 0;
  options.failed_at = &offset;
  auto document = wire::Decode<model::StateDocument>(text, options);
  if (!document.ok()) {
    base::ApiError error = std::move(document).error();
    const auto until = text.substr(0, std::min(offset, text.size()));
    error.message = "line " + std::to_string(1 + std::count(until.begin(), until.end(), '\n')) + ": " + error.message;
    return error;
  }
  if (document->buckets) {
    if (document->accounts)
      return Wrong("line 1: buckets",
                   "a document has either accounts or, as describe-buckets "
                   "prints it, buckets; both given");
    return document;
  }
  if (!document->version) return Wrong("line 1: version", "is required; 1 is the version that is known");
  if (*document->version != kVersion) {
    return Wrong("line 1: version", std::to_string(*document->version) + " given; 1 is the version that is known");
  }
  return document;
}

base::Status ImportState(const Environment& environment, const store::PartitionKey& fallback,
                         const model::StateDocument& document, const std::optional<std::string>& account,
                         store::Transaction& transaction) {
  if (document.buckets) return ImportBuckets(fallback, *document.buckets, transaction);
  if (!document.accounts) return base::Done{};
  for (const auto& [account_id, regions] : *document.accounts) {
    if (!IsAccountId(account_id)) return Wrong("accounts." + base::Shorten(account_id, 100), "must be 12 digits");
    if (account && account_id != *account) continue;
    for (const auto& [region, partition] : regions) {
      const std::string where = "accounts." + account_id + "." + base::Shorten(region, 100);
      if (!IsRegion(region)) return Wrong(where, "is no region");
      MACIE_CHECK(ImportPartition(environment, where + ".", {account_id, region}, partition, transaction));
    }
  }
  return CompleteRelations(environment, transaction, account ? OnContradiction::kDrop : OnContradiction::kRefuse);
}

base::Status ReplaceState(const Environment& environment, const store::PartitionKey& fallback,
                          const model::StateDocument& document, const std::optional<std::string>& account,
                          store::Transaction& transaction) {
  if (account) {
    ForgetRelationsOf(environment, transaction, *account);
    std::vector<store::PartitionKey> keys;
    for (const auto& [key, partition] : transaction.state().partitions) {
      if (key.account == *account) keys.push_back(key);
    }
    for (const auto& key : keys) transaction.Clear(key);
  } else {
    transaction.ClearAll();
  }
  return ImportState(environment, fallback, document, account, transaction);
}

}  // namespace macie_local::service
