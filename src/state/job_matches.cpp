#include "state/job_matches.h"

#include <algorithm>
#include <set>
#include <utility>

#include "state/bucket_row.h"

namespace macie_local::state {
namespace {

bool BySlot(const MatchedRow& a, const MatchedRow& b) {
  return a.slot < b.slot;
}

// Adds a difference to a number; nothing when it leaves the range.
std::optional<std::int64_t> Plus(std::int64_t number, std::int64_t difference) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(number, difference, &sum)) return std::nullopt;
  return sum;
}

class MatchReader {
 public:
  explicit MatchReader(std::string_view body) : rest_(body) {}

  bool at_end() const { return rest_.empty(); }

  bool Text(std::string* text) {
    const auto size = TakeVarint(&rest_);
    if (!size || *size > rest_.size()) return false;
    *text = rest_.substr(0, *size);
    rest_.remove_prefix(*size);
    return true;
  }
  // Every element takes a byte at least, so a count beyond the rest is damage.
  bool Count(std::size_t* count) {
    const auto given = TakeVarint(&rest_);
    if (!given || *given > rest_.size()) return false;
    *count = *given;
    return true;
  }
  bool Next(std::int64_t* number) {
    const auto difference = TakeVarint(&rest_);
    if (!difference) return false;
    const auto sum = Plus(*number, UnZigZag(*difference));
    if (sum) *number = *sum;
    return sum.has_value();
  }

 private:
  std::string_view rest_;
};

bool ReadAccount(MatchReader* reader, AccountMatches* account) {
  std::size_t count = 0;
  if (!reader->Text(&account->account) || !reader->Count(&count)) return false;
  std::int64_t row_id = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (!reader->Next(&row_id)) return false;
    account->now.push_back({0, row_id});
  }
  if (!reader->Count(&count)) return false;
  row_id = 0;
  std::int64_t at = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (!reader->Next(&row_id) || !reader->Next(&at)) return false;
    account->earlier.push_back({{0, row_id}, Timestamp(std::chrono::microseconds(at))});
  }
  return true;
}

AccountMatches& Of(const std::string& account, JobMatches* matches) {
  for (AccountMatches& each : matches->accounts) {
    if (each.account == account) return each;
  }
  AccountMatches& added = matches->accounts.emplace_back();
  added.account = account;
  return added;
}

// A match as documents name it: the account, and the bucket.
std::pair<std::string, std::string_view> ParseName(std::string_view owner, std::string_view name) {
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos) return {std::string(owner), name};
  return {std::string(name.substr(0, slash)), name.substr(slash + 1)};
}

std::string NameOf(std::string_view owner, std::string_view account, std::string_view bucket_name) {
  if (account == owner) return std::string(bucket_name);
  return std::string(account).append("/").append(bucket_name);
}

std::optional<MatchedRow> RowOf(const BucketTable* buckets, std::string_view bucket_name) {
  if (buckets == nullptr) return std::nullopt;
  const auto slot = buckets->table().Find(bucket_name);
  if (!slot) return std::nullopt;
  return MatchedRow{*slot, buckets->table().payload(*slot)};
}

void Sort(JobMatches* matches) {
  for (AccountMatches& account : matches->accounts) {
    auto& now = account.now;
    std::sort(now.begin(), now.end(), BySlot);
    now.erase(std::unique(now.begin(), now.end()), now.end());
    // Of a bucket that is named more than once the latest match counts.
    auto& earlier = account.earlier;
    std::sort(earlier.begin(), earlier.end(), [](const EarlierMatch& a, const EarlierMatch& b) {
      return a.row.slot != b.row.slot ? a.row.slot < b.row.slot : a.at > b.at;
    });
    earlier.erase(std::unique(earlier.begin(), earlier.end(),
                              [](const EarlierMatch& a, const EarlierMatch& b) { return a.row == b.row; }),
                  earlier.end());
    std::erase_if(earlier, [&](const EarlierMatch& match) {
      return std::binary_search(now.begin(), now.end(), match.row, BySlot);
    });
  }
  std::erase_if(matches->accounts,
                [](const AccountMatches& account) { return account.now.empty() && account.earlier.empty(); });
}

bool ByRowId(const MatchedRow& a, const MatchedRow& b) {
  return a.row_id < b.row_id;
}

}  // namespace

const AccountMatches* JobMatches::Find(std::string_view account) const {
  for (const AccountMatches& each : accounts) {
    if (each.account == account) return &each;
  }
  return nullptr;
}

JobMatches NextMatches(const JobMatches* before, std::optional<Timestamp> before_at, std::vector<AccountMatches> now) {
  JobMatches next{std::move(now)};
  if (before != nullptr) {
    for (const AccountMatches& old : before->accounts) {
      auto& earlier = Of(old.account, &next).earlier;
      earlier = old.earlier;
      for (const MatchedRow& row : old.now) earlier.push_back({row, before_at.value_or(Timestamp{})});
    }
  }
  Sort(&next);
  return next;
}

bool HasFreshMatch(const model::JobRecord& job) {
  const model::JobProgress& progress = *job.emulator;
  return job.jobType == model::JobType::SCHEDULED && job.jobStatus != model::JobStatus::CANCELLED &&
         progress.matchedAt.has_value() && !progress.matchExpired.value_or(false);
}

namespace {

// The changes at the buckets of one account.
class AccountChanges {
 public:
  AccountChanges(std::string account, std::vector<RowsChange>* out) : account_(std::move(account)), out_(*out) {}

  void Add(std::vector<MatchedRow> rows, int monitoring, const std::optional<JobRun>& run) {
    if (rows.empty() || (monitoring == 0 && !run)) return;
    out_.push_back({account_, std::move(rows), {monitoring, run}});
  }

 private:
  const std::string account_;
  std::vector<RowsChange>& out_;
};

// Which rows are in one list alone, and which in both; both are sorted by slot.
struct Difference {
  std::vector<MatchedRow> dropped, kept, added;

  Difference(const std::vector<MatchedRow>& before, const std::vector<MatchedRow>& after) {
    auto old = before.begin();
    for (const MatchedRow& row : after) {
      for (; old != before.end() && old->slot < row.slot; ++old) dropped.push_back(*old);
      const bool both = old != before.end() && *old == row;
      (both ? kept : added).push_back(row);
      if (both) ++old;
    }
    dropped.insert(dropped.end(), old, before.end());
  }
};

}  // namespace

std::vector<RowsChange> ChangesOf(const MatchStep& step, const model::JobRecord& job) {
  std::vector<RowsChange> changes;
  const bool fresh = HasFreshMatch(job);
  const JobKey job_id(*job.jobId);
  std::optional<JobRun> run;
  if (step.after != step.before && job.emulator->matchedAt) run = JobRun{*job.emulator->matchedAt, job_id};
  std::set<std::string_view> accounts;
  for (const JobMatches* matches : {step.before, step.after}) {
    if (matches == nullptr) continue;
    for (const AccountMatches& account : matches->accounts) accounts.insert(account.account);
  }
  static const AccountMatches none;
  for (const std::string_view name : accounts) {
    const AccountMatches* before = step.before == nullptr ? nullptr : step.before->Find(name);
    const AccountMatches* after = step.after == nullptr ? nullptr : step.after->Find(name);
    AccountChanges account(std::string(name), &changes);
    Difference rows(before == nullptr ? none.now : before->now, after == nullptr ? none.now : after->now);
    account.Add(std::move(rows.dropped), step.fresh_before ? -1 : 0, std::nullopt);
    account.Add(std::move(rows.kept), (fresh ? 1 : 0) - (step.fresh_before ? 1 : 0), run);
    account.Add(std::move(rows.added), fresh ? 1 : 0, run);
    if (step.before != nullptr || after == nullptr) continue;
    // Of a job that comes with a history: later on these are known already.
    std::map<Timestamp, std::vector<MatchedRow>> earlier;
    for (const EarlierMatch& match : after->earlier) earlier[match.at].push_back(match.row);
    for (auto& [at, matched] : earlier) account.Add(std::move(matched), 0, JobRun{at, job_id});
  }
  return changes;
}

std::string EncodeMatches(const JobMatches& matches) {
  std::string body;
  for (const AccountMatches& account : matches.accounts) {
    AppendVarint(account.account.size(), &body);
    body.append(account.account);
    std::int64_t last = 0;
    const auto append = [&body](std::int64_t number, std::int64_t* before) {
      AppendVarint(ZigZag(number - *before), &body);
      *before = number;
    };
    AppendVarint(account.now.size(), &body);
    for (const MatchedRow& row : account.now) append(row.row_id, &last);
    AppendVarint(account.earlier.size(), &body);
    last = 0;
    std::int64_t last_at = 0;
    for (const EarlierMatch& match : account.earlier) {
      append(match.row.row_id, &last);
      append(match.at.time_since_epoch().count(), &last_at);
    }
  }
  return body;
}

base::Result<JobMatches> DecodeMatches(std::string_view body) {
  JobMatches matches;
  MatchReader reader(body);
  while (!reader.at_end()) {
    if (!ReadAccount(&reader, &matches.accounts.emplace_back())) {
      return base::Error("it ends within a list of matches, or has a number out of range");
    }
  }
  return matches;
}

const std::vector<MatchedRow>& MatchResolver::RowsOf(const BucketTable& buckets) {
  const auto [entry, fresh] = rows_.try_emplace(&buckets);
  std::vector<MatchedRow>& rows = entry->second;
  if (!fresh) return rows;
  rows.reserve(buckets.size());
  buckets.ForEach([&](engine::Slot slot) { rows.push_back({slot, buckets.table().payload(slot)}); });
  std::sort(rows.begin(), rows.end(), ByRowId);
  return rows;
}

void MatchResolver::Resolve(const BucketsOf& buckets_of, JobMatches* matches) {
  for (AccountMatches& account : matches->accounts) {
    const BucketTable* buckets = buckets_of(account.account);
    if (buckets == nullptr) {
      account = {account.account, {}, {}};
      continue;
    }
    const std::vector<MatchedRow>& rows = RowsOf(*buckets);
    const auto is_gone = [&](MatchedRow* row) {
      const auto found = std::lower_bound(rows.begin(), rows.end(), *row, ByRowId);
      if (found == rows.end() || found->row_id != row->row_id) return true;
      row->slot = found->slot;
      return false;
    };
    std::erase_if(account.now, [&](MatchedRow& row) { return is_gone(&row); });
    std::erase_if(account.earlier, [&](EarlierMatch& match) { return is_gone(&match.row); });
  }
  Sort(matches);
}

JobMatches TakeMatches(const BucketsOf& buckets_of, std::string_view owner, model::JobRecord* job) {
  JobMatches matches;
  if (!job->emulator) return matches;
  for (const std::string& name : job->emulator->matchedBuckets.value_or(std::vector<std::string>())) {
    const auto [account, bucket] = ParseName(owner, name);
    if (const auto row = RowOf(buckets_of(account), bucket)) Of(account, &matches).now.push_back(*row);
  }
  for (const auto& match : job->emulator->earlierMatches.value_or(std::vector<model::BucketMatch>())) {
    if (!match.bucketName) continue;
    const auto [account, bucket] = ParseName(owner, *match.bucketName);
    if (const auto row = RowOf(buckets_of(account), bucket)) {
      Of(account, &matches).earlier.push_back({*row, match.matchedAt.value_or(Timestamp{})});
    }
  }
  job->emulator->matchedBuckets.reset();
  job->emulator->earlierMatches.reset();
  Sort(&matches);
  return matches;
}

void NameMatches(const BucketsOf& buckets_of, std::string_view owner, const JobMatches& matches,
                 model::JobProgress* progress) {
  std::vector<std::string> now;
  std::vector<model::BucketMatch> earlier;
  for (const AccountMatches& account : matches.accounts) {
    const BucketTable* buckets = buckets_of(account.account);
    if (buckets == nullptr) continue;
    const auto name_of = [&](const MatchedRow& row) {
      return NameOf(owner, account.account, buckets->table().Key(row.slot));
    };
    const std::size_t first_now = now.size();
    for (const MatchedRow& row : account.now) {
      if (buckets->IsThere(row)) now.push_back(name_of(row));
    }
    std::sort(now.begin() + static_cast<std::ptrdiff_t>(first_now), now.end());
    const std::size_t first_earlier = earlier.size();
    for (const EarlierMatch& match : account.earlier) {
      if (!buckets->IsThere(match.row)) continue;
      model::BucketMatch& named = earlier.emplace_back();
      named.bucketName = name_of(match.row);
      named.matchedAt = match.at;
    }
    std::sort(earlier.begin() + static_cast<std::ptrdiff_t>(first_earlier), earlier.end(),
              [](const auto& a, const auto& b) { return *a.bucketName < *b.bucketName; });
  }
  if (!now.empty()) progress->matchedBuckets = std::move(now);
  if (!earlier.empty()) progress->earlierMatches = std::move(earlier);
}

}  // namespace macie_local::state
