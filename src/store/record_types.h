// The families of records that are kept by id and have no index of their own. A new one is a structure in
// model/records.json, a member of PartitionDocument there, and its two lines here.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <tuple>

#include "base/cow_map.h"
#include "model/types/records.h"

namespace macie_local::store {

// A stored record: its row in SQLite, and its value, shared by all states that hold it.
template <class Record>
struct Row {
  std::int64_t row_id = 0;
  std::shared_ptr<const Record> record;
};

template <class Record>
using Table = base::CowMap<std::string, Row<Record>>;

// What a family is called in SQLite, where the records of all families lie in one table under "<name>/<id>".
template <class Record>
inline constexpr std::string_view kFamilyName = {};
template <>
inline constexpr std::string_view kFamilyName<model::SettingsRecord> = "settings";

using RecordTables = std::tuple<Table<model::SettingsRecord>>;

// The one record of a family that has one in a partition.
inline constexpr std::string_view kOnlyRecord = "only";

}  // namespace macie_local::store
