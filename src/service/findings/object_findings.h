// Makes the finding of an object in which sensitive data was detected (behaviour 16, 19.3).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "macie_local/ports.h"
#include "model/types/buckets.h"
#include "model/types/custom_data_identifiers.h"
#include "model/types/export_configuration.h"
#include "model/types/findings.h"
#include "objects/object.h"
#include "state/state.h"
#include "units/place.h"

namespace macie_local::service {

// What one identifier detected in an object.
struct ScannedDetection {
  std::string type;  // the id of the identifier
  bool custom = false;
  // Of a custom data identifier: its name, and its levels of severity, which may be none. What a managed one detects
  // has the category and the severity that the model tells.
  std::string name;
  std::vector<model::SeverityLevel> levels;
  std::int64_t count = 0;
  std::vector<units::Place> places;  // of the first occurrences, in the order of the object
};

// What became of the analysis of one object.
struct ScannedObject {
  objects::ObjectInfo object;
  model::ClassificationResultStatus status;
  std::string mime_type;
  std::int64_t size_classified = 0;  // bytes of the object that were read
  std::vector<ScannedDetection> detections;
};

// Who analysed it.
struct Analysis {
  std::optional<std::string> job_id;              // none: automated discovery
  std::int64_t run = 1;                           // of the job, from 1
  const model::S3Destination* results = nullptr;  // where the analyst lets results be put; null: nowhere
};

// Returns the finding of what was detected in an object of `bucket`, complete, for the account and region `analyst`
// whose job or discovery it was; nothing for a skipped object, and where nothing is left to report. Requires that the
// model knows each managed identifier.
//
// A custom identifier below the lowest of its levels is left out, also beside others [I]. Of all detections together at
// most model::kPlacesPerFinding places are told: the first of each, then the second of each, and so on, in the order in
// which the finding tells them, which is by category and type, custom identifiers last by name [I].
//
// The id follows from job, run, bucket and key, so that an object that is analysed again after a crash has the same
// finding. Does not store it: see FindingDoor.
std::optional<model::Finding> FindingOfObject(const state::PartitionKey& analyst, Timestamp now,
                                              const Analysis& analysis, const model::BucketMetadata& bucket,
                                              const ScannedObject& scanned);

}  // namespace macie_local::service
