#include "state/bucket_totals.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "model/types/buckets.h"
#include "state/bucket_schema.h"

namespace macie_local::state {
namespace {

using Sum = BucketTotals::Sum;

// Where the numbers of a column are in a group of rows.
std::size_t StoreOf(std::string_view path) {
  const BucketSchema& schema = BucketSchema::Get();
  return schema.columns().number_store(schema.Column(path));
}

// What is counted.
struct Stores {
  std::size_t account = StoreOf("accountId");
  std::size_t last_updated = StoreOf("lastUpdated");
  std::size_t error = StoreOf("errorCode");
  std::size_t permission = StoreOf("publicAccess.effectivePermission");
  std::size_t shared = StoreOf("sharedAccess");
  std::size_t encryption = StoreOf("serverSideEncryption.type");
  std::size_t uploads = StoreOf("allowsUnencryptedObjectUploads");
  std::size_t score = StoreOf("sensitivityScore");
  std::size_t size = StoreOf("sizeInBytes");
  std::size_t classifiable_size = StoreOf("classifiableSizeInBytes");
  // What says that anybody may read or write a bucket: its own access control list, or its policy.
  std::array<std::size_t, 2> reading{
      StoreOf("publicAccess.permissionConfiguration.bucketLevelPermissions.accessControlList.allowsPublicReadAccess"),
      StoreOf("publicAccess.permissionConfiguration.bucketLevelPermissions.bucketPolicy.allowsPublicReadAccess")};
  std::array<std::size_t, 2> writing{
      StoreOf("publicAccess.permissionConfiguration.bucketLevelPermissions.accessControlList.allowsPublicWriteAccess"),
      StoreOf("publicAccess.permissionConfiguration.bucketLevelPermissions.bucketPolicy.allowsPublicWriteAccess")};
  std::array<std::pair<Sum, std::size_t>, 11> sums{{
      {Sum::kObjectCount, StoreOf("objectCount")},
      {Sum::kSizeInBytes, StoreOf("sizeInBytes")},
      {Sum::kSizeInBytesCompressed, StoreOf("sizeInBytesCompressed")},
      {Sum::kClassifiableObjectCount, StoreOf("classifiableObjectCount")},
      {Sum::kClassifiableSizeInBytes, StoreOf("classifiableSizeInBytes")},
      {Sum::kUnclassifiableCountFileType, StoreOf("unclassifiableObjectCount.fileType")},
      {Sum::kUnclassifiableCountStorageClass, StoreOf("unclassifiableObjectCount.storageClass")},
      {Sum::kUnclassifiableCountTotal, StoreOf("unclassifiableObjectCount.total")},
      {Sum::kUnclassifiableSizeFileType, StoreOf("unclassifiableObjectSizeInBytes.fileType")},
      {Sum::kUnclassifiableSizeStorageClass, StoreOf("unclassifiableObjectSizeInBytes.storageClass")},
      {Sum::kUnclassifiableSizeTotal, StoreOf("unclassifiableObjectSizeInBytes.total")},
  }};

  static const Stores& Get() {
    static const Stores stores;
    return stores;
  }
};

// One row's cells.
class Row {
 public:
  Row(const engine::RowGroup& group, std::size_t row) : group_(group), row_(row) {}
  std::optional<std::int64_t> Number(std::size_t store) const { return group_.numbers[store]->Get(row_); }
  template <class Enum>
  std::optional<Enum> Choice(std::size_t store) const {
    const auto index = Number(store);
    return index ? std::optional(static_cast<Enum>(*index)) : std::nullopt;
  }
  bool AnyTrue(const std::array<std::size_t, 2>& stores) const {
    return std::any_of(stores.begin(), stores.end(), [this](std::size_t store) { return Number(store) == 1; });
  }

 private:
  const engine::RowGroup& group_;
  std::size_t row_;
};

Sum SharedSum(std::optional<model::SharedAccess> shared) {
  switch (shared.value_or(model::SharedAccess::UNKNOWN)) {
    case model::SharedAccess::EXTERNAL:
      return Sum::kSharedExternal;
    case model::SharedAccess::INTERNAL:
      return Sum::kSharedInternal;
    case model::SharedAccess::NOT_SHARED:
      return Sum::kNotShared;
    case model::SharedAccess::UNKNOWN:
      break;
  }
  return Sum::kSharedUnknown;
}

Sum EncryptionSum(std::optional<model::Type> type) {
  if (!type) return Sum::kEncryptionUnknown;
  if (*type == model::Type::NONE) return Sum::kUnencrypted;
  return *type == model::Type::AES256 ? Sum::kS3Managed : Sum::kKmsManaged;
}

Sum UploadsSum(std::optional<model::AllowsUnencryptedObjectUploads> uploads) {
  using Uploads = model::AllowsUnencryptedObjectUploads;
  switch (uploads.value_or(Uploads::UNKNOWN)) {
    case Uploads::TRUE:
      return Sum::kAllowsUnencryptedUploads;
    case Uploads::FALSE:
      return Sum::kDeniesUnencryptedUploads;
    case Uploads::UNKNOWN:
      break;
  }
  return Sum::kUploadsUnknown;
}

BucketTotals::Sensitivity SensitivityOf(std::int64_t score) {
  using Sensitivity = BucketTotals::Sensitivity;
  if (score < 0) return Sensitivity::kClassificationError;
  if (score == 50) return Sensitivity::kNotClassified;
  return score < 50 ? Sensitivity::kNotSensitive : Sensitivity::kSensitive;
}

}  // namespace

BucketTotals::OfSensitivity BucketTotals::operator[](Sensitivity sensitivity) const {
  const std::size_t first = kSensitivity + 4 * static_cast<std::size_t>(sensitivity);
  const auto at = [&](std::size_t i) { return base::Saturated(sums_[first + i]); };
  return {at(0), at(1), at(2), at(3)};
}

void BucketTotals::Change(const engine::RowGroup& group, std::size_t row_in_group, int sign) {
  const Stores& stores = Stores::Get();
  const Row row(group, row_in_group);
  const auto add = [&](std::size_t sum, std::int64_t number) {
    sums_[sum] += sign < 0 ? -base::Wide{number} : base::Wide{number};
  };
  add(kBuckets, 1);
  const auto permission = row.Choice<model::EffectivePermission>(stores.permission);
  const bool is_public = permission == model::EffectivePermission::PUBLIC;
  if (is_public) {
    // The effective permission itself is given, so this only says which of the two a public bucket is [I].
    add(kPubliclyAccessible, 1);
    if (row.AnyTrue(stores.reading)) add(kPubliclyReadable, 1);
    if (row.AnyTrue(stores.writing)) add(kPubliclyWritable, 1);
  } else if (permission != model::EffectivePermission::NOT_PUBLIC) {
    add(kPermissionUnknown, 1);
  }
  add(SharedSum(row.Choice<model::SharedAccess>(stores.shared)), 1);
  add(EncryptionSum(row.Choice<model::Type>(stores.encryption)), 1);
  add(UploadsSum(row.Choice<model::AllowsUnencryptedObjectUploads>(stores.uploads)), 1);
  if (row.Number(stores.error)) return;
  for (const auto& [sum, store] : stores.sums) add(sum, row.Number(store).value_or(0));
  const auto sensitivity = SensitivityOf(row.Number(stores.score).value_or(50));
  const std::size_t first = kSensitivity + 4 * static_cast<std::size_t>(sensitivity);
  add(first, 1);
  if (is_public) add(first + 1, 1);
  add(first + 2, row.Number(stores.size).value_or(0));
  add(first + 3, row.Number(stores.classifiable_size).value_or(0));
}

void BucketTotals::Add(const BucketTotals& other) {
  for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += other.sums_[i];
}

void TotalsByAccount::Change(const engine::Table& table, engine::Slot slot, int sign) {
  const engine::RowGroup& group = table.group(slot / engine::kGroupRows);
  const std::size_t row = slot % engine::kGroupRows;
  const auto text = table.Text(slot, BucketSchema::Get().Column("accountId"));
  std::string name = text ? text->str() : std::string();
  const std::shared_ptr<const Account>* found = accounts_.Find(name);
  auto account = found == nullptr ? std::make_shared<Account>() : std::make_shared<Account>(**found);
  account->totals.Change(group, row, sign);
  if (const auto at = group.numbers[Stores::Get().last_updated]->Get(row)) {
    const std::int64_t* held = account->retrieved.Find(*at);
    const std::int64_t count = (held == nullptr ? 0 : *held) + sign;
    if (count == 0) {
      account->retrieved.Erase(*at);
    } else {
      account->retrieved.Set(*at, count);
    }
  }
  if (account->totals[BucketTotals::kBuckets] == 0) {
    accounts_.Erase(name);
  } else {
    accounts_.Set(std::move(name), std::move(account));
  }
}

namespace {

struct Counted {
  BucketTotals totals;
  std::map<std::int64_t, std::int64_t> retrieved;
};

// Of the groups from `first` on, before `last`, by the account's code; the last of them is of rows that name none. In
// the order in which rows lie in memory.
std::vector<Counted> Count(const engine::Table& table, std::size_t first, std::size_t last, std::size_t codes) {
  const Stores& stores = Stores::Get();
  std::vector<Counted> counted(codes + 1);
  for (std::size_t i = first; i < last; ++i) {
    const engine::RowGroup& group = table.group(i);
    for (std::size_t row = 0; row < engine::kGroupRows; ++row) {
      if (!engine::TestBit(group.alive, row)) continue;
      const auto code = group.numbers[stores.account]->Get(row);
      Counted& account = code ? counted[static_cast<std::size_t>(*code)] : counted.back();
      account.totals.Change(group, row, 1);
      if (const auto at = group.numbers[stores.last_updated]->Get(row)) ++account.retrieved[*at];
    }
  }
  return counted;
}

}  // namespace

void TotalsByAccount::AddAll(const engine::Table& table, const base::Runner& run) {
  if (table.size() == 0) return;
  const engine::Dictionary& names = table.dictionary(BucketSchema::Get().Column("accountId"));
  const std::size_t half = table.groups() / 2;
  std::vector<Counted> counted;
  std::vector<Counted> more;
  run({[&] { counted = Count(table, 0, half, names.codes()); },
       [&] { more = Count(table, half, table.groups(), names.codes()); }});
  for (std::size_t code = 0; code < counted.size(); ++code) {
    counted[code].totals.Add(more[code].totals);
    if (counted[code].totals[BucketTotals::kBuckets] == 0) continue;
    for (const auto& [at, count] : more[code].retrieved) counted[code].retrieved[at] += count;
    auto account = std::make_shared<Account>();
    account->totals = counted[code].totals;
    for (const auto& [at, count] : counted[code].retrieved) account->retrieved.Set(at, count);
    const bool named = code + 1 < counted.size();
    accounts_.Set(named ? std::string(names.Get(static_cast<engine::Code>(code))) : std::string(), std::move(account));
  }
}

void TotalsByAccount::Collect(const std::optional<std::string>& account, BucketTotals* totals,
                              std::optional<Timestamp>* last_updated) const {
  const auto collect = [&](const Account& each) {
    totals->Add(each.totals);
    if (each.retrieved.empty()) return;
    const Timestamp earliest{std::chrono::microseconds(each.retrieved.begin()->first)};
    if (!*last_updated || earliest < **last_updated) *last_updated = earliest;
  };
  if (account) {
    if (const auto* found = accounts_.Find(*account)) collect(**found);
    return;
  }
  for (const auto& [name, each] : accounts_) collect(*each);
}

}  // namespace macie_local::state
