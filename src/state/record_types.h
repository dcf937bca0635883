// The families of records that are kept by id. A new one is a structure in model/records.json, a member of
// PartitionDocument there, and here its Family and its place in RecordTables.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
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

// The type of the ids in a table. For records that are kept by the hundred thousand it shares its bytes with the
// record.
template <class Record>
struct TableKey {
  using Type = std::string;
  // Returns the key of `record`, whose id is `id`.
  static Type Of(std::string_view id, const Record&) { return std::string(id); }
};
template <>
struct TableKey<model::Finding> {
  using Type = base::SharedText;
  static Type Of(std::string_view id, const model::Finding& finding) {
    return finding.id == id ? finding.id : Type(id);
  }
};

// The records of a family by their ids, in the order of these.
template <class Record>
using Table = base::CowMap<typename TableKey<Record>::Type, Row<Record>>;

// The id of the record in a family that has at most one in a partition (OneOf).
inline constexpr std::string_view kOnlyRecord = "only";

// The values that most families have.
struct FamilyDefaults {
  // The resource type in the ARNs of a family that takes tags ("allow-list"), whose records have `tags`; empty: it
  // takes none.
  static constexpr std::string_view kTaggedType = {};
  // Says whether the records stay when Macie is disabled, because they are not Macie's or not this account's alone.
  static constexpr bool kOutlivesMacie = false;
};

// A family with many records in a partition. `id` is the record's member that holds its id, `in_document` the member of
// PartitionDocument that holds the records.
template <auto id, auto in_document>
struct FamilyOf : FamilyDefaults {
  static constexpr auto kDocument = in_document;
  static constexpr bool kOne = false;
  // Returns the record's id; empty when it has none.
  template <class Record>
  static std::string IdOf(const Record& record) {
    const auto& text = record.*id;
    return text ? std::string(*text) : std::string();
  }
};

// A family with at most one record in a partition.
template <auto in_document>
struct OneOf : FamilyDefaults {
  static constexpr auto kDocument = in_document;
  static constexpr bool kOne = true;
  template <class Record>
  static std::string IdOf(const Record&) {
    return std::string(kOnlyRecord);
  }
};

// Describes a family. In SQLite the records of all families lie in one table under "<kName>/<id>"; the state document
// has them under kDocumentName.
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
// The occurrences of sensitive data in findings, of which someone asked to see them or a state document gave them.
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
// The account that administers this one.
template <>
struct Family<model::AdministratorRecord> : OneOf<&model::PartitionDocument::administrator> {
  static constexpr std::string_view kName = "administrator";
  static constexpr std::string_view kDocumentName = "administrator";
};
// At an organization's management account: the account that it made the delegated administrator in this region.
template <>
struct Family<model::DelegationRecord> : OneOf<&model::PartitionDocument::delegation> {
  static constexpr std::string_view kName = "delegation";
  static constexpr std::string_view kDocumentName = "delegation";
  static constexpr bool kOutlivesMacie = true;
};
// At a delegated administrator: the organization that it is one for, and how it takes new accounts.
template <>
struct Family<model::OrganizationAdministratorRecord> : OneOf<&model::PartitionDocument::organizationAdministrator> {
  static constexpr std::string_view kName = "organization-administrator";
  static constexpr std::string_view kDocumentName = "organizationAdministrator";
  static constexpr bool kOutlivesMacie = true;
};
// At an organization's management account, in kGlobalRegion: the organization.
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

// The region of the partition in which an account keeps what has no region; it is the end of AWS's own name for it.
inline constexpr std::string_view kGlobalRegion = "aws-global";

}  // namespace macie_local::state
