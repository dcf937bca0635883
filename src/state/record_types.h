// The families of records that are kept by id. A new one is a structure in model/records.json, a member of
// PartitionDocument there, and here its Family and its place in RecordTables.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "base/cow/cow_map.h"
#include "base/shared_text.h"
#include "model/types/records.h"

namespace macie_local::state {

// A stored record: its row in SQLite, and its value, shared by all states that hold it.
template <class Record>
struct Row {
  std::int64_t row_id = 0;
  std::shared_ptr<const Record> record;
};

// The type of the ids in a table: of records that are kept by the hundred thousand, one that shares its bytes with the
// record.
template <class Record>
struct TableKey {
  using Type = std::string;
};
template <>
struct TableKey<model::Finding> {
  using Type = base::SharedText;
};

// By id, in its order.
template <class Record>
using Table = base::CowMap<typename TableKey<Record>::Type, Row<Record>>;

// The key under which a table has `record`, whose id is `id`.
template <class Record>
typename TableKey<Record>::Type KeyIn(std::string_view id, [[maybe_unused]] const Record& record) {
  if constexpr (std::is_same_v<Record, model::Finding>) {
    if (record.id == id) return record.id;
  }
  return typename TableKey<Record>::Type(id);
}

// The id of the one record of a family that has one in a partition.
inline constexpr std::string_view kOnlyRecord = "only";

// What most families are.
struct FamilyDefaults {
  // The resource type in ARNs of those that take tags ("allow-list"); such a record has `tags`.
  static constexpr std::string_view kTaggedType = {};
  // Kept when Macie is disabled, because it is not Macie's or not this account's alone.
  static constexpr bool kOutlivesMacie = false;
};

// A family with many records in a partition: `kId` is the member that holds the id.
template <auto id, auto in_document>
struct FamilyOf : FamilyDefaults {
  static constexpr auto kDocument = in_document;
  static constexpr bool kOne = false;
  template <class Record>
  static std::string IdOf(const Record& record) {
    const auto& text = record.*id;
    return text ? std::string(*text) : std::string();
  }
};

// A family with one record in a partition.
template <auto in_document>
struct OneOf : FamilyDefaults {
  static constexpr auto kDocument = in_document;
  static constexpr bool kOne = true;
  template <class Record>
  static std::string IdOf(const Record&) {
    return std::string(kOnlyRecord);
  }
};

// What a family is called in SQLite, where the records of all families lie in one table under "<kName>/<id>", and in
// the state document.
template <class Record>
struct Family;

template <>
struct Family<model::SettingsRecord> : OneOf<&model::PartitionDocument::settings> {
  static constexpr std::string_view kName = "settings";
  static constexpr std::string_view kDocumentName = "settings";
};
template <>
struct Family<model::AllowListRecord> : FamilyOf<&model::AllowListRecord::id, &model::PartitionDocument::allowLists> {
  static constexpr std::string_view kName = "allow-list";
  static constexpr std::string_view kDocumentName = "allowLists";
  static constexpr std::string_view kTaggedType = "allow-list";
};
template <>
struct Family<model::CustomDataIdentifierRecord>
    : FamilyOf<&model::CustomDataIdentifierRecord::id, &model::PartitionDocument::customDataIdentifiers> {
  static constexpr std::string_view kName = "custom-data-identifier";
  static constexpr std::string_view kDocumentName = "customDataIdentifiers";
  static constexpr std::string_view kTaggedType = "custom-data-identifier";
};
template <>
struct Family<model::FindingsFilterRecord>
    : FamilyOf<&model::FindingsFilterRecord::id, &model::PartitionDocument::findingsFilters> {
  static constexpr std::string_view kName = "findings-filter";
  static constexpr std::string_view kDocumentName = "findingsFilters";
  static constexpr std::string_view kTaggedType = "findings-filter";
};
template <>
struct Family<model::Finding> : FamilyOf<&model::Finding::id, &model::PartitionDocument::findings> {
  static constexpr std::string_view kName = "finding";
  static constexpr std::string_view kDocumentName = "findings";
};
template <>
struct Family<model::ResourceProfileRecord>
    : FamilyOf<&model::ResourceProfileRecord::bucketName, &model::PartitionDocument::resourceProfiles> {
  static constexpr std::string_view kName = "resource-profile";
  static constexpr std::string_view kDocumentName = "resourceProfiles";
};
// Of the findings whose sensitive data someone asked to see, or a state document gives.
template <>
struct Family<model::OccurrencesRecord>
    : FamilyOf<&model::OccurrencesRecord::findingId, &model::PartitionDocument::occurrences> {
  static constexpr std::string_view kName = "occurrences";
  static constexpr std::string_view kDocumentName = "occurrences";
};
// The accounts that this one administers or has invited.
template <>
struct Family<model::MemberRecord> : FamilyOf<&model::MemberRecord::accountId, &model::PartitionDocument::members> {
  static constexpr std::string_view kName = "member";
  static constexpr std::string_view kDocumentName = "members";
  static constexpr std::string_view kTaggedType = "member";
};
// The invitations that this account was sent, by their sender.
template <>
struct Family<model::InvitationRecord>
    : FamilyOf<&model::InvitationRecord::accountId, &model::PartitionDocument::invitations> {
  static constexpr std::string_view kName = "invitation";
  static constexpr std::string_view kDocumentName = "invitations";
  static constexpr bool kOutlivesMacie = true;
};
// Who administers this account.
template <>
struct Family<model::AdministratorRecord> : OneOf<&model::PartitionDocument::administrator> {
  static constexpr std::string_view kName = "administrator";
  static constexpr std::string_view kDocumentName = "administrator";
};
// Of an organization's management account: whom it made the delegated administrator in this region.
template <>
struct Family<model::DelegationRecord> : OneOf<&model::PartitionDocument::delegation> {
  static constexpr std::string_view kName = "delegation";
  static constexpr std::string_view kDocumentName = "delegation";
  static constexpr bool kOutlivesMacie = true;
};
// Of a delegated administrator: for which organization, and how it takes new accounts.
template <>
struct Family<model::OrganizationAdministratorRecord> : OneOf<&model::PartitionDocument::organizationAdministrator> {
  static constexpr std::string_view kName = "organization-administrator";
  static constexpr std::string_view kDocumentName = "organizationAdministrator";
  static constexpr bool kOutlivesMacie = true;
};
// Of an organization's management account, in kGlobalRegion.
template <>
struct Family<model::OrganizationRecord> : OneOf<&model::PartitionDocument::organization> {
  static constexpr std::string_view kName = "organization";
  static constexpr std::string_view kDocumentName = "organization";
  static constexpr bool kOutlivesMacie = true;
};

template <class... Records>
using TablesOf = std::tuple<Table<Records>...>;

// In the order in which a state document spells them.
using RecordTables =
    TablesOf<model::SettingsRecord, model::AllowListRecord, model::CustomDataIdentifierRecord,
             model::FindingsFilterRecord, model::Finding, model::ResourceProfileRecord, model::OccurrencesRecord,
             model::MemberRecord, model::InvitationRecord, model::AdministratorRecord, model::DelegationRecord,
             model::OrganizationAdministratorRecord, model::OrganizationRecord>;

// Where an account keeps what has no region: the ending of AWS's own name for it.
inline constexpr std::string_view kGlobalRegion = "aws-global";

}  // namespace macie_local::state
