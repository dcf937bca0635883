#include "store/bucket_totals.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "model/types/buckets.h"
#include "store/bucket_schema.h"

namespace macie_local::store {
namespace {

using Sum = BucketTotals::Sum;

std::size_t ColumnOf(std::string_view path) {
  return BucketSchema::Get().Column(path);
}

// The columns that are counted.
struct Columns {
  std::size_t account = ColumnOf("accountId");
  std::size_t last_updated = ColumnOf("lastUpdated");
  std::size_t error = ColumnOf("errorCode");
  std::size_t permission = ColumnOf("publicAccess.effectivePermission");
  std::size_t shared = ColumnOf("sharedAccess");
  std::size_t encryption = ColumnOf("serverSideEncryption.type");
  std::size_t uploads = ColumnOf("allowsUnencryptedObjectUploads");
  std::size_t score = ColumnOf("sensitivityScore");
  std::size_t size = ColumnOf("sizeInBytes");
  std::size_t classifiable_size = ColumnOf("classifiableSizeInBytes");
  // What says that anybody may read or write a bucket: its own access control list, or its policy.
  std::array<std::size_t, 2> reading{
      ColumnOf("publicAccess.permissionConfiguration.bucketLevelPermissions.accessControlList.allowsPublicReadAccess"),
      ColumnOf("publicAccess.permissionConfiguration.bucketLevelPermissions.bucketPolicy.allowsPublicReadAccess")};
  std::array<std::size_t, 2> writing{
      ColumnOf("publicAccess.permissionConfiguration.bucketLevelPermissions.accessControlList.allowsPublicWriteAccess"),
      ColumnOf("publicAccess.permissionConfiguration.bucketLevelPermissions.bucketPolicy.allowsPublicWriteAccess")};
  std::array<std::pair<Sum, std::size_t>, 11> sums{{
      {Sum::kObjectCount, ColumnOf("objectCount")},
      {Sum::kSizeInBytes, ColumnOf("sizeInBytes")},
      {Sum::kSizeInBytesCompressed, ColumnOf("sizeInBytesCompressed")},
      {Sum::kClassifiableObjectCount, ColumnOf("classifiableObjectCount")},
      {Sum::kClassifiableSizeInBytes, ColumnOf("classifiableSizeInBytes")},
      {Sum::kUnclassifiableCountFileType, ColumnOf("unclassifiableObjectCount.fileType")},
      {Sum::kUnclassifiableCountStorageClass, ColumnOf("unclassifiableObjectCount.storageClass")},
      {Sum::kUnclassifiableCountTotal, ColumnOf("unclassifiableObjectCount.total")},
      {Sum::kUnclassifiableSizeFileType, ColumnOf("unclassifiableObjectSizeInBytes.fileType")},
      {Sum::kUnclassifiableSizeStorageClass, ColumnOf("unclassifiableObjectSizeInBytes.storageClass")},
      {Sum::kUnclassifiableSizeTotal, ColumnOf("unclassifiableObjectSizeInBytes.total")},
  }};

  static const Columns& Get() {
    static const Columns columns;
    return columns;
  }
};

// One row's cells.
class Row {
 public:
  Row(const engine::Table& table, engine::Slot slot) : table_(table), slot_(slot) {}
  std::optional<std::int64_t> Number(std::size_t column) const { return table_.Number(slot_, column); }
  template <class Enum>
  std::optional<Enum> Choice(std::size_t column) const {
    const auto index = Number(column);
    return index ? std::optional(static_cast<Enum>(*index)) : std::nullopt;
  }
  bool AnyTrue(const std::array<std::size_t, 2>& columns) const {
    return std::any_of(columns.begin(), columns.end(), [this](std::size_t column) { return Number(column) == 1; });
  }

 private:
  const engine::Table& table_;
  engine::Slot slot_;
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
  const auto at = [&](std::size_t i) { return static_cast<std::int64_t>(sums_[first + i]); };
  return {at(0), at(1), at(2), at(3)};
}

void BucketTotals::Change(const engine::Table& table, engine::Slot slot, int sign) {
  const Columns& columns = Columns::Get();
  const Row row(table, slot);
  const auto add = [&](std::size_t sum, std::int64_t number) {
    sums_[sum] += static_cast<std::uint64_t>(number) * static_cast<std::uint64_t>(std::int64_t{sign});
  };
  add(kBuckets, 1);
  const auto permission = row.Choice<model::EffectivePermission>(columns.permission);
  const bool is_public = permission == model::EffectivePermission::PUBLIC;
  if (is_public) {
    // The effective permission itself is given, so this only says which of the two a public bucket is [I].
    add(kPubliclyAccessible, 1);
    if (row.AnyTrue(columns.reading)) add(kPubliclyReadable, 1);
    if (row.AnyTrue(columns.writing)) add(kPubliclyWritable, 1);
  } else if (permission != model::EffectivePermission::NOT_PUBLIC) {
    add(kPermissionUnknown, 1);
  }
  add(SharedSum(row.Choice<model::SharedAccess>(columns.shared)), 1);
  add(EncryptionSum(row.Choice<model::Type>(columns.encryption)), 1);
  add(UploadsSum(row.Choice<model::AllowsUnencryptedObjectUploads>(columns.uploads)), 1);
  if (row.Number(columns.error)) return;
  for (const auto& [sum, column] : columns.sums) add(sum, row.Number(column).value_or(0));
  const auto sensitivity = SensitivityOf(row.Number(columns.score).value_or(50));
  const std::size_t first = kSensitivity + 4 * static_cast<std::size_t>(sensitivity);
  add(first, 1);
  if (is_public) add(first + 1, 1);
  add(first + 2, row.Number(columns.size).value_or(0));
  add(first + 3, row.Number(columns.classifiable_size).value_or(0));
}

void BucketTotals::Add(const BucketTotals& other) {
  for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += other.sums_[i];
}

namespace {

std::string AccountOf(const engine::Table& table, engine::Slot slot) {
  const auto account = table.Text(slot, Columns::Get().account);
  return account ? account->str() : std::string();
}

}  // namespace

void TotalsByAccount::Change(const engine::Table& table, engine::Slot slot, int sign) {
  std::string name = AccountOf(table, slot);
  const std::shared_ptr<const Account>* found = accounts_.Find(name);
  auto account = found == nullptr ? std::make_shared<Account>() : std::make_shared<Account>(**found);
  account->totals.Change(table, slot, sign);
  if (const auto at = table.Number(slot, Columns::Get().last_updated)) {
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

void TotalsByAccount::AddAll(const engine::Table& table) {
  if (table.size() == 0) return;
  struct Counted {
    BucketTotals totals;
    std::map<std::int64_t, std::int64_t> retrieved;
  };
  // By the account's code; the last is of rows that name none. In the order in which rows lie in memory.
  const std::size_t column = Columns::Get().account;
  const std::size_t store = table.schema().number_store(column);
  std::vector<Counted> counted(table.dictionary(column).codes() + 1);
  for (std::size_t i = 0; i < table.groups(); ++i) {
    const engine::RowGroup& group = table.group(i);
    for (std::size_t row = 0; row < engine::kGroupRows; ++row) {
      if (!engine::TestBit(group.alive, row)) continue;
      const auto slot = static_cast<engine::Slot>(i * engine::kGroupRows + row);
      const auto code = group.numbers[store]->Get(row);
      Counted& account = code ? counted[static_cast<std::size_t>(*code)] : counted.back();
      account.totals.Change(table, slot, 1);
      if (const auto at = table.Number(slot, Columns::Get().last_updated)) ++account.retrieved[*at];
    }
  }
  for (std::size_t code = 0; code < counted.size(); ++code) {
    if (counted[code].totals[BucketTotals::kBuckets] == 0) continue;
    auto account = std::make_shared<Account>();
    account->totals = counted[code].totals;
    for (const auto& [at, count] : counted[code].retrieved) account->retrieved.Set(at, count);
    const bool named = code + 1 < counted.size();
    accounts_.Set(named ? std::string(table.dictionary(column).Get(static_cast<engine::Code>(code))) : std::string(),
                  std::move(account));
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

}  // namespace macie_local::store
