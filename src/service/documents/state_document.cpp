#include "service/documents/state_document.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/text.h"
#include "service/buckets/buckets.h"
#include "service/core/arns.h"
#include "service/core/intake.h"
#include "service/core/session_state.h"
#include "service/core/settings.h"
#include "service/discovery/discovery.h"
#include "service/findings/findings.h"
#include "service/identifiers/identifiers.h"
#include "service/jobs/jobs.h"
#include "service/organization/organization.h"
#include "service/reveal/reveal.h"
#include "state/finding_sharing.h"
#include "wire/codec.h"
#include "wire/document_index.h"
#include "wire/list_reader.h"

namespace macie_local::service {
namespace {

// What a session has that a document need not spell out; a disabled one has nothing.
model::SessionRecord CompleteSession(const state::PartitionKey& key, Timestamp now, model::SessionRecord session) {
  if (IsDisabled(session)) return session;
  const model::SessionRecord defaults = NewSession(key, now);
  if (!session.createdAt) session.createdAt = defaults.createdAt;
  if (!session.updatedAt) session.updatedAt = session.createdAt;
  if (!session.status) session.status = defaults.status;
  if (!session.serviceRole) session.serviceRole = defaults.serviceRole;
  if (!session.findingPublishingFrequency) session.findingPublishingFrequency = defaults.findingPublishingFrequency;
  return session;
}

// The place in the table; `name` is one of the model's.
template <class Structure>
std::size_t MemberPlace(std::string_view name) {
  return *wire::FindMember(wire::Describe<Structure>(), name);
}

template <class Record>
base::Result<Record> DecodeOne(std::string_view text) {
  wire::DecodeOptions options;
  options.strict = true;
  return wire::Decode<Record>(text, options);
}

// Calls take(place, record) with each record of the list at `where`; its error ends it.
template <class Record, class Take>
base::Status ForEachRecord(const state::Transaction& transaction, const std::string& where, std::string_view list,
                           const Take& take) {
  wire::ListReader reader(list);
  reader.Allow(&SavedForms());
  for (std::size_t i = 0;; ++i) {
    Record record;
    MACIE_TRY(const bool more, reader.Next(&record));
    if (!more) return base::Done{};
    if (transaction.stopping()) return Stopping();
    MACIE_CHECK(take(where + "[" + std::to_string(i) + "]", std::move(record)));
  }
}

// Refuses the second record of one id in a list: which of the two is meant can't be known.
class EachOnce {
 public:
  base::Status Take(const std::string& where, std::string_view id) {
    if (ids_.emplace(id).second) return base::Done{};
    return Wrong(where, "has the id " + base::Quote(id) + " of a record before it; each may stand once");
  }

 private:
  std::set<std::string, std::less<>> ids_;
};

// A job whose matches are named, which is put again when the buckets of all accounts are there.
struct ImportedJob {
  state::PartitionKey key;
  model::JobRecord job;
};

// One account in one region of a document. The order matters: each family may ask for what comes before it.
class PartitionImport {
 public:
  PartitionImport(const Environment& environment, const state::PartitionKey& key, const wire::MemberTexts& members,
                  state::Transaction& transaction, std::vector<ImportedJob>* jobs)
      : environment_(environment),
        key_(key),
        jobs_(*jobs),
        where_("accounts." + key.account + "." + key.region + "."),
        members_(members),
        transaction_(transaction) {}

  base::Status Run() {
    if (const auto text = Text("session"); !text.empty()) {
      MACIE_TRY(auto session, DecodeOne<model::SessionRecord>(text));
      transaction_.PutSession(key_, CompleteSession(key_, transaction_.now(), std::move(session)));
    }
    MACIE_CHECK(ImportFamilies(static_cast<const state::RecordTables*>(nullptr)));
    // The buckets that are there already follow; those of the document do when they are loaded.
    if (const auto text = Text("resourceProfiles"); !text.empty()) {
      const ExcludedBuckets excluded(transaction_, key_);
      MACIE_CHECK(ForEachRecord<model::ResourceProfileRecord>(
          transaction_, where_, text,
          [&](const std::string&, const model::ResourceProfileRecord& profile) -> base::Status {
            RefreshBucket(transaction_, key_, excluded, *profile.bucketName);
            return base::Done{};
          }));
    }
    if (const auto text = Text("settings"); !text.empty()) RefreshMonitoring(transaction_, key_);
    MACIE_CHECK(ImportBucketList(environment_, transaction_, key_, where_ + "buckets",
                                 members_.Pieces(MemberPlace<model::PartitionDocument>("buckets"))));
    if (const auto text = Text("jobs"); !text.empty()) {
      EachOnce ids;
      MACIE_CHECK(ForEachRecord<model::JobRecord>(
          transaction_, where_ + "jobs", text, [&](const std::string& place, model::JobRecord record) -> base::Status {
            MACIE_TRY(auto job, CompleteJob(environment_, key_, place, transaction_.now(), std::move(record)));
            if (auto once = ids.Take(place, *job.jobId); !once.ok()) return once;
            PutJob(std::move(job));
            return base::Done{};
          }));
    }
    return base::Done{};
  }

 private:
  void PutJob(model::JobRecord job) {
    const std::string job_id = *job.jobId;
    std::vector<std::string> events = state::TakeJobEvents(&job);
    if (job.emulator->matchedBuckets || job.emulator->earlierMatches) {
      jobs_.push_back({key_, job});
      job.emulator->matchedBuckets.reset();
      job.emulator->earlierMatches.reset();
    }
    transaction_.PutJob(key_, std::move(job));
    transaction_.AppendJobEvents(key_, job_id, std::move(events));
  }

  std::string_view Text(std::string_view member) const {
    return members_.Find(MemberPlace<model::PartitionDocument>(member));
  }

  template <class... Records>
  base::Status ImportFamilies(const state::TablesOf<Records...>*) {
    base::Status imported = base::Done{};
    const auto import = [&]<class Record>(const state::Table<Record>*) {
      if (imported.ok()) imported = ImportFamily<Record>();
    };
    (import(static_cast<const state::Table<Records>*>(nullptr)), ...);
    return imported;
  }

  template <class Record>
  base::Status ImportFamily() {
    using Family = state::Family<Record>;
    const auto text = Text(Family::kDocumentName);
    if (text.empty()) return base::Done{};
    const std::string name = where_ + std::string(Family::kDocumentName);
    if constexpr (Family::kOne) {
      MACIE_TRY(Record given, DecodeOne<Record>(text));
      MACIE_TRY(Record record, CompleteRecord(key_, name, transaction_.now(), std::move(given)));
      transaction_.Put(key_, state::kOnlyRecord, std::move(record));
    } else {
      EachOnce ids;
      [[maybe_unused]] state::FindingSharing sharing;
      MACIE_CHECK(
          ForEachRecord<Record>(transaction_, name, text, [&](const std::string& place, Record given) -> base::Status {
            MACIE_TRY(Record record, CompleteRecord(key_, place, transaction_.now(), std::move(given)));
            if constexpr (std::is_same_v<Record, model::Finding>) sharing.Share(&record);
            const std::string id = Family::IdOf(record);
            if (id.empty()) return Wrong(place, "has no id");
            if (auto once = ids.Take(place, id); !once.ok()) return once;
            transaction_.Put(key_, id, std::move(record));
            return base::Done{};
          }));
    }
    if constexpr (std::is_same_v<Record, model::FindingsFilterRecord>) {
      return CheckFindingsFilters(name, transaction_.partition(key_).table<Record>());
    }
    return base::Done{};
  }

  const Environment& environment_;
  const state::PartitionKey& key_;
  std::vector<ImportedJob>& jobs_;
  const std::string where_;
  const wire::MemberTexts& members_;
  state::Transaction& transaction_;
};

base::Status CheckRegion(const std::string& where, const std::string& region) {
  if (IsRegion(region)) return base::Done{};
  return Wrong(where + ".region", base::Quote(region) + " is no region");
}

// What DescribeBuckets answered: with the account, each in its own region.
base::Status ImportBuckets(const Environment& environment, const state::PartitionKey& fallback, std::string_view list,
                           state::Transaction& transaction) {
  BucketImport buckets(environment, transaction);
  MACIE_CHECK(ForEachRecord<model::BucketRecord>(
      transaction, "buckets", list, [&](const std::string& where, model::BucketRecord bucket) -> base::Status {
        const state::PartitionKey key{fallback.account, bucket.region.value_or(fallback.region)};
        if (auto known = CheckRegion(where, key.region); !known.ok()) return known;
        return buckets.Add(key, where, std::move(bucket));
      }));
  buckets.Finish();
  return base::Done{};
}

// What GetFindings answered: with the account, each in its own region, as they stand.
base::Status ImportFindings(const state::PartitionKey& fallback, std::string_view list,
                            state::Transaction& transaction) {
  EachOnce ids;
  state::FindingSharing sharing;
  return ForEachRecord<model::Finding>(
      transaction, "findings", list, [&](const std::string& where, model::Finding given) -> base::Status {
        const state::PartitionKey key{fallback.account, std::string(given.region.value_or(fallback.region))};
        MACIE_CHECK(CheckRegion(where, key.region));
        MACIE_TRY(auto finding, CompleteRecord(key, where, transaction.now(), std::move(given)));
        if (auto once = ids.Take(where, *finding.id); !once.ok()) return once;
        sharing.Share(&finding);
        const std::string id = finding.id.str();
        transaction.Put(key, id, std::move(finding));
        return base::Done{};
      });
}

base::Error AtLine(std::string_view text, std::size_t offset, base::Error error) {
  const auto until = text.substr(0, std::min(offset, text.size()));
  error.text = "line " + std::to_string(1 + std::count(until.begin(), until.end(), '\n')) + ": " + error.text;
  return error;
}

base::Status CheckArray(std::string_view text) {
  wire::ListReader reader(text, "buckets", SIZE_MAX);
  for (bool more = true; more;) {
    model::BucketRecord unused;
    auto read = reader.Next(&unused);
    if (!read.ok()) return AtLine(text, reader.failed_at(), std::move(read).error());
    more = *read;
  }
  if (reader.AtEnd()) return base::Done{};
  return Wrong("line 1", "there is more behind the buckets");
}

// All that can be said of the text alone.
base::Status CheckText(std::string_view text) {
  if (wire::IsArray(text)) return CheckArray(text);
  wire::DecodeOptions options;
  options.strict = true;
  options.check_only = true;
  options.other_forms = &SavedForms();
  std::size_t offset = 0;
  options.failed_at = &offset;
  auto document = wire::Decode<model::StateDocument>(text, options);
  if (!document.ok()) return AtLine(text, offset, std::move(document).error());
  if (document->buckets || document->findings) {
    if (!document->accounts) return base::Done{};
    return Wrong(document->buckets ? "line 1: buckets" : "line 1: findings",
                 "a document has either accounts or, as describe-buckets and get-findings print them, buckets and "
                 "findings; both given");
  }
  if (!document->version) return Wrong("line 1: version", "is required; 1 is the version that is known");
  if (*document->version != kStateVersion) {
    return Wrong("line 1: version", std::to_string(*document->version) + " given; 1 is the version that is known");
  }
  return base::Done{};
}

// Whether nothing outside accounts, buckets and findings can be wrong. Other documents may be right too.
bool IsPlain(const wire::DocumentIndex& index) {
  const auto text = [&](std::string_view member) { return index.top.Find(MemberPlace<model::StateDocument>(member)); };
  const bool is_saved = !text("buckets").empty() || !text("findings").empty();
  const bool known = text("version") == "1" || (text("version").empty() && is_saved);
  return known && !(is_saved && index.has_parts);
}

// What is wrong is in the document.
StateStatus OfDocument(base::Status status) {
  if (!status.ok()) return StateError{std::move(status).error().text};
  return base::Done{};
}

StateStatus ImportAccounts(const Environment& environment, const wire::DocumentIndex& index,
                           const std::optional<std::string>& account, state::Transaction& transaction) {
  std::vector<ImportedJob> jobs;
  for (const auto& [account_id, regions] : index.parts) {
    if (!IsAccountId(account_id))
      return OfDocument(Wrong("accounts." + base::Shorten(account_id, 100), "must be 12 digits"));
    if (account && account_id != *account) continue;
    for (const auto& [region, members] : regions) {
      if (!IsRegion(region)) {
        return OfDocument(Wrong("accounts." + account_id + "." + base::Shorten(region, 100), "is no region"));
      }
      const state::PartitionKey key{account_id, region};
      MACIE_CHECK(OfDocument(PartitionImport(environment, key, members, transaction, &jobs).Run()));
    }
  }
  for (ImportedJob& imported : jobs) transaction.PutNamedJob(imported.key, std::move(imported.job));
  if (const auto too_many = TooMuchDue(transaction, transaction.now())) {
    return StateError{.text = "accounts: " + *too_many, .too_much_due = true};
  }
  return OfDocument(
      CompleteRelations(environment, transaction, account ? OnContradiction::kDrop : OnContradiction::kRefuse));
}

StateStatus Import(const Environment& environment, const state::PartitionKey& fallback, std::string_view text,
                   const std::optional<std::string>& account, state::Transaction& transaction) {
  const auto index = wire::IndexDocument(text, {.whole = wire::Describe<model::StateDocument>(),
                                                .part = wire::Describe<model::PartitionDocument>(),
                                                .parts = "accounts",
                                                .array = "buckets"});
  if (!index || !IsPlain(*index)) MACIE_CHECK(OfDocument(CheckText(text)));
  if (!index) return OfDocument(Wrong("line 1", "the document can't be read"));
  const auto buckets = index->top.Find(MemberPlace<model::StateDocument>("buckets"));
  if (!buckets.empty()) MACIE_CHECK(OfDocument(ImportBuckets(environment, fallback, buckets, transaction)));
  const auto findings = index->top.Find(MemberPlace<model::StateDocument>("findings"));
  if (!findings.empty()) MACIE_CHECK(OfDocument(ImportFindings(fallback, findings, transaction)));
  if (!index->has_parts) return base::Done{};
  return ImportAccounts(environment, *index, account, transaction);
}

}  // namespace

StateStatus ImportState(const Environment& environment, const state::PartitionKey& fallback, std::string_view text,
                        const std::optional<std::string>& account, state::Transaction& transaction) {
  const StateStatus imported = Import(environment, fallback, text, account, transaction);
  if (imported.ok() || transaction.stopping()) return imported;
  // Decoding was on its way in the order of the import, and knows no lines: the first mistake of the text is told.
  MACIE_CHECK(OfDocument(CheckText(text)));
  return imported;
}

base::Status ShareObjects(const Environment& environment, const state::State& from,
                          const std::optional<std::string>& account, state::Transaction& transaction) {
  for (const auto& entry : from.partitions) {
    const state::PartitionKey& key = entry.first;
    if (account && key.account != *account) continue;
    std::optional<std::string> no_room;
    entry.second->objects.ForEach([&](const std::string& bucket, const state::ObjectTable::Bucket& objects) {
      for (const auto& [object_key, row] : objects.keys) {
        if (!no_room) no_room = FindNoRoom(environment, transaction, row.object->info.size, 0, 0);
        if (!no_room) transaction.PutObject(key, bucket, row.object);
      }
    });
    if (no_room) return Wrong("objects", *no_room);
  }
  return base::Done{};
}

StateStatus ReplaceState(const Environment& environment, const state::PartitionKey& fallback, std::string_view text,
                         const std::optional<std::string>& account, state::Transaction& transaction) {
  if (account) {
    ForgetRelationsOf(environment, transaction, *account);
    std::vector<state::PartitionKey> keys;
    for (const auto& [key, partition] : transaction.state().partitions) {
      if (key.account == *account) keys.push_back(key);
    }
    for (const auto& key : keys) transaction.Clear(key);
  } else {
    transaction.ClearAll();
  }
  return ImportState(environment, fallback, text, account, transaction);
}

}  // namespace macie_local::service
