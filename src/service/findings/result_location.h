// Tells where the file lies that has all that was found in an object (behaviour 18).
#pragma once

#include <string>
#include <string_view>

#include "model/types/export_configuration.h"
#include "state/state.h"

namespace macie_local::service {

// Stands in the location of a result, in place of the bucket's name, when the account had nowhere to put results.
inline constexpr std::string_view kNotExportedBucket = "[export-config-not-set]";

// The folder of what automated discovery finds, in place of a job's id [I].
inline constexpr std::string_view kDiscoveryFolder = "automated-sensitive-data-discovery";

// Returns the location of a result. `analyst` runs the analysis, `folder` is the id of its job or kDiscoveryFolder,
// `owner` the account whose bucket it is; the file's name follows from `analysis`, which must tell it apart from all
// others in the folder. `destination` is where the analyst lets results be put; null: nowhere.
std::string ResultLocation(const model::S3Destination* destination, const state::PartitionKey& analyst,
                           std::string_view folder, std::string_view owner, std::string_view analysis);

}  // namespace macie_local::service
