#include "sources/inventory.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "service/buckets/buckets.h"
#include "service/core/arns.h"
#include "service/findings/findings.h"
#include "wire/codec.h"

namespace macie_local::sources {
namespace {

constexpr std::string_view kStopping = "the emulator is stopping";

// One bucket a line: account, region and name, none of which has a blank in it.
std::string TextOf(const std::vector<objects::BucketId>& buckets) {
  std::string text;
  for (const objects::BucketId& bucket : buckets) {
    text.append(bucket.account).append(" ").append(bucket.region).append(" ").append(bucket.name).append("\n");
  }
  return text;
}

std::vector<objects::BucketId> BucketsOf(std::string_view text) {
  std::vector<objects::BucketId> buckets;
  while (!text.empty()) {
    std::string_view line = base::NextPart("\n", &text);
    objects::BucketId bucket;
    bucket.account = base::NextPart(" ", &line);
    bucket.region = base::NextPart(" ", &line);
    bucket.name = line;
    buckets.push_back(std::move(bucket));
  }
  return buckets;
}

std::vector<objects::BucketId> IdsOf(const state::PartitionKey& key, const std::vector<FolderBucket>& buckets) {
  std::vector<objects::BucketId> ids;
  for (const FolderBucket& bucket : buckets) ids.push_back({key.account, key.region, bucket.name});
  return ids;
}

// Members that `told` has take the place of those of `bucket`.
void Overlay(const model::BucketMetadata& told, model::BucketMetadata* bucket) {
  const wire::StructureDesc& structure = wire::Describe<model::BucketMetadata>();
  std::string text;
  wire::Encode(told, wire::Nulls::kOmit, &text);
  for (const wire::MemberDesc& member : structure.members) {
    if (member.Get(&told) != nullptr) member.Reset(bucket);
  }
  // What is encoded can be decoded: into the members that are empty now, and no others.
  [[maybe_unused]] const base::Status decoded = wire::DecodeInto(text, structure, bucket, {});
}

}  // namespace

// Puts what was seen into the state, and answers those who wait.
class Inventory::Entering : public store::Mutation {
 public:
  Entering(Inventory* inventory, Seen seen, std::deque<Answer> answers)
      : inventory_(*inventory), seen_(std::move(seen)), answers_(std::move(answers)) {}

  bool Run(state::Transaction& transaction) override {
    result_ = inventory_.Enter(seen_, transaction);
    return result_.ok();
  }
  bool may_undo() const override { return true; }
  bool may_be_large() const override { return true; }
  void Done(bool committed) override {
    if (result_.ok() && !committed) result_ = base::Error{"the inventory could not be stored; the log says why"};
    if (result_.ok()) {
      inventory_.Keep(std::move(seen_));
      result_->sources = {inventory_.Info()};
    } else {
      inventory_.Fail(result_.error().text);
    }
    for (const Answer& answer : answers_) answer(result_);
  }

 private:
  Inventory& inventory_;
  Seen seen_;
  const std::deque<Answer> answers_;
  base::Result<model::SourceChanges> result_ = base::Error{std::string(kStopping)};
};

Inventory::Inventory(std::shared_ptr<objects::FolderSource> folder, state::PartitionKey key,
                     const service::Environment& environment, const Clock& clock, objects::SourceRegistry* registry)
    : folder_(std::move(folder)),
      key_(std::move(key)),
      environment_(environment),
      clock_(clock),
      registry_(*registry) {}

Inventory::~Inventory() {
  Stop();
}

void Inventory::Restore(const std::string& text) {
  registry_.Set(nullptr, BucketsOf(text));
}

void Inventory::Start(store::Store* store) {
  store_ = store;
  if (!folder_ && registry_.Owned().empty()) return;
  waiting_.push_back([](const base::Result<model::SourceChanges>&) {});
  thread_ = std::thread([this] { Work(); });
}

void Inventory::Stop() {
  std::deque<Answer> waiting;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    waiting.swap(waiting_);
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
  for (const Answer& answer : waiting) answer(base::Error{std::string(kStopping)});
}

void Inventory::Refresh(Answer answer) {
  std::unique_lock lock(mutex_);
  if (stopping_ || !thread_.joinable()) {
    const bool stopping = stopping_;
    lock.unlock();
    if (stopping) return answer(base::Error{std::string(kStopping)});
    model::SourceChanges none;
    none.added.emplace();
    none.changed.emplace();
    none.removed.emplace();
    none.sources.emplace();
    return answer(std::move(none));
  }
  waiting_.push_back(std::move(answer));
  lock.unlock();
  wake_.notify_all();
}

// One look at a time, and the next when what the last one saw is stored: those who ask meanwhile get the next.
void Inventory::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [&] { return stopping_ || (!is_entering_ && !waiting_.empty()); });
    if (stopping_) return;
    std::deque<Answer> answers = std::exchange(waiting_, {});
    is_entering_ = true;
    lock.unlock();
    auto seen = Look();
    std::string why = seen.ok() ? "too many writes are waiting, or the emulator is stopping" : seen.error().text;
    if (!seen.ok() || stopping_ ||
        !store_->Submit(std::make_unique<Entering>(this, std::move(seen).value(), answers))) {
      Fail(why);
      for (const Answer& answer : answers) answer(base::Error{why});
    }
    lock.lock();
  }
}

base::Result<FolderBucket> Inventory::Read(const std::string& bucket) {
  MACIE_TRY(auto read, ReadFolderBucket(*folder_, bucket, stopping_));
  // That it can be taken is known before any is.
  MACIE_CHECK(service::CompleteBucket(key_, folder_->path() + "/" + bucket + ".json", clock_.Now(), read.told));
  return read;
}

// A bucket that can't be read is as it was, and the others are read.
base::Result<Inventory::Seen> Inventory::Look() {
  Seen seen;
  if (!folder_) return seen;
  MACIE_TRY(const auto names, folder_->Buckets());
  std::vector<FolderBucket> before;
  {
    const std::lock_guard lock(mutex_);
    before = buckets_;
  }
  for (const std::string& name : names) {
    if (stopping_) return base::Error{std::string(kStopping)};
    std::string fault;
    if (!service::IsBucketName(name)) {
      fault = folder_->path() + ": " + base::Quote(name) + " is no name of a bucket, and is left out";
    } else if (auto read = Read(name); read.ok()) {
      seen.buckets.push_back(std::move(read).value());
    } else {
      fault = read.error().text;
      const auto old = std::find_if(before.begin(), before.end(), [&](const auto& one) { return one.name == name; });
      if (old != before.end()) seen.buckets.push_back(*old);
    }
    if (seen.fault.empty()) seen.fault = std::move(fault);
  }
  return seen;
}

base::Result<model::SourceChanges> Inventory::Enter(const Seen& seen, state::Transaction& transaction) {
  model::SourceChanges changes;
  changes.added.emplace();
  changes.changed.emplace();
  changes.removed.emplace();
  bool is_first = false;
  {
    const std::lock_guard lock(mutex_);
    is_first = !last_refresh_;
  }
  std::set<std::string_view> there;
  for (const FolderBucket& bucket : seen.buckets) {
    there.insert(bucket.name);
    PutBucket(bucket, !is_first, transaction, &changes);
  }
  for (const objects::BucketId& bucket : registry_.Owned()) {
    const state::PartitionKey owner{bucket.account, bucket.region};
    if (owner == key_ && there.contains(bucket.name)) continue;
    if (service::UnloadBucket(transaction, owner, bucket.name)) changes.removed->push_back(bucket.name);
  }
  const auto ids = IdsOf(key_, seen.buckets);
  if (ids != registry_.Owned()) transaction.SetSourceBuckets(TextOf(ids));
  return changes;
}

// A folder's bucket keeps what was put by hand and the folder does not tell.
void Inventory::PutBucket(const FolderBucket& bucket, bool watched, state::Transaction& transaction,
                          model::SourceChanges* changes) {
  const auto stored = transaction.partition(key_).buckets.Find(bucket.name);
  const bool is_known = registry_.Owns(key_.account, key_.region, bucket.name);
  model::BucketMetadata told = bucket.told;
  service::SetCounts(bucket.totals, &told);
  model::BucketMetadata merged = stored && is_known ? *stored : told;
  if (stored && is_known) Overlay(told, &merged);
  auto complete = service::CompleteBucket(key_, bucket.name, transaction.now(), merged);
  if (!complete.ok()) return;  // as it was checked before: only what is stored could be wrong
  if (stored && !told.sensitivityScore && stored->sensitivityScore == service::ScoreBeforeDiscovery(*stored)) {
    complete->sensitivityScore = service::ScoreBeforeDiscovery(*complete);
  }
  if (stored) {
    complete->jobDetails = stored->jobDetails;
    if (*complete == *stored) return;
    complete->lastUpdated = base::TruncateToMillis(transaction.now());
  }
  if (watched) service::BucketWatch(environment_, key_, transaction).Compare(told, *complete);
  transaction.EraseObjects(key_, bucket.name);
  (stored ? changes->changed : changes->added)->push_back(bucket.name);
  service::StoreBucket(transaction, key_, service::ExcludedBuckets(transaction, key_), told, std::move(*complete));
}

void Inventory::Reenter(state::Transaction& transaction, const std::optional<std::string>& account) {
  std::vector<FolderBucket> buckets;
  {
    const std::lock_guard lock(mutex_);
    buckets = buckets_;
  }
  if (account && key_.account != *account) return;
  model::SourceChanges unused;
  unused.added.emplace();
  unused.changed.emplace();
  for (const FolderBucket& bucket : buckets) PutBucket(bucket, false, transaction, &unused);
}

void Inventory::Keep(Seen seen) {
  registry_.Set(folder_, IdsOf(key_, seen.buckets));
  if (!seen.fault.empty()) base::Log(base::LogLevel::kWarn, "--objects: " + seen.fault);
  const std::lock_guard lock(mutex_);
  buckets_ = std::move(seen.buckets);
  last_error_ = std::move(seen.fault);
  last_refresh_ = base::TruncateToMillis(clock_.Now());
  is_entering_ = false;
  wake_.notify_all();
}

void Inventory::Fail(const std::string& why) {
  base::Log(base::LogLevel::kWarn, "--objects: " + why);
  const std::lock_guard lock(mutex_);
  last_error_ = why;
  is_entering_ = false;
  wake_.notify_all();
}

model::SourceInfo Inventory::Info() const {
  const std::lock_guard lock(mutex_);
  model::SourceInfo info;
  info.name = "folder";
  info.kind = "folder";
  info.path = folder_ ? folder_->path() : "";
  info.account = key_.account;
  info.region = key_.region;
  info.state = last_error_.empty() ? "ok" : last_refresh_ ? "degraded" : "down";
  info.lastRefresh = last_refresh_;
  if (!last_error_.empty()) info.lastError = last_error_;
  std::uint64_t objects = 0;
  for (const FolderBucket& bucket : buckets_) objects += bucket.totals.all.count;
  info.bucketCount = static_cast<std::int64_t>(buckets_.size());
  info.objectCount = static_cast<std::int64_t>(objects);
  return info;
}

model::SourceList Inventory::List() const {
  model::SourceList list;
  list.sources.emplace();
  if (folder_) list.sources->push_back(Info());
  return list;
}

}  // namespace macie_local::sources
