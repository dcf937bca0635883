// Records as a state document gives them, completed: what a family derives or defaults, it fills in here, and what it
// can't take it refuses, with `where` ("accounts.123456789012.us-east-1.members[0]") at the beginning of the text. A
// family that takes its records as they stand needs nothing here.
#pragma once

#include <string>
#include <utility>

#include "base/result.h"
#include "macie_local/ports.h"
#include "model/types/records.h"
#include "state/state.h"

namespace macie_local::service {

template <class Record>
base::Result<Record> CompleteRecord(const state::PartitionKey&, const std::string&, Timestamp, Record record) {
  return record;
}

// allow_lists.cpp
template <>
base::Result<model::AllowListRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                    Timestamp now, model::AllowListRecord record);

// custom_data_identifiers.cpp
template <>
base::Result<model::CustomDataIdentifierRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                               Timestamp now, model::CustomDataIdentifierRecord record);

// resource_profile_intake.cpp
template <>
base::Result<model::ResourceProfileRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                          Timestamp now, model::ResourceProfileRecord record);

// occurrences.cpp
template <>
base::Result<model::OccurrencesRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                      Timestamp now, model::OccurrencesRecord record);

// What must hold between all records of a family, once those of a document are among them. `where` is the family's
// place in the document ("accounts.123456789012.us-east-1.members").
template <class Record>
base::Status CheckRecords(const std::string&, const state::Table<Record>&) {
  return base::Done{};
}

// finding_intake.cpp
template <>
base::Result<model::Finding> CompleteRecord(const state::PartitionKey& key, const std::string& where, Timestamp now,
                                            model::Finding finding);

// findings_filter_intake.cpp: what CreateFindingsFilter asks for is there, the criteria can be evaluated, no two have
// the same name, and the positions are 1 to n.
template <>
base::Result<model::FindingsFilterRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                         Timestamp now, model::FindingsFilterRecord record);
template <>
base::Status CheckRecords(const std::string& where, const state::Table<model::FindingsFilterRecord>& table);

// relation_intake.cpp
template <>
base::Result<model::MemberRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                 Timestamp now, model::MemberRecord record);
template <>
base::Result<model::InvitationRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                     Timestamp now, model::InvitationRecord record);
template <>
base::Result<model::AdministratorRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                        Timestamp now, model::AdministratorRecord record);
template <>
base::Result<model::DelegationRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                     Timestamp now, model::DelegationRecord record);
template <>
base::Result<model::OrganizationAdministratorRecord> CompleteRecord(const state::PartitionKey& key,
                                                                    const std::string& where, Timestamp now,
                                                                    model::OrganizationAdministratorRecord record);
template <>
base::Result<model::OrganizationRecord> CompleteRecord(const state::PartitionKey& key, const std::string& where,
                                                       Timestamp now, model::OrganizationRecord record);

}  // namespace macie_local::service
