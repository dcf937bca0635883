#include "service/findings/result_location.h"

#include "service/core/ids.h"

namespace macie_local::service {

std::string ResultLocation(const model::S3Destination* destination, const state::PartitionKey& analyst,
                           std::string_view folder, std::string_view owner, std::string_view analysis) {
  std::string location = "s3://";
  location.append(destination == nullptr ? kNotExportedBucket : std::string_view(destination->bucketName)).append("/");
  if (destination != nullptr) location.append(destination->keyPrefix.value_or(""));
  location.append("AWSLogs/").append(analyst.account).append("/Macie/").append(analyst.region).append("/");
  location.append(folder).append("/").append(owner).append("/");
  return location.append(UuidOf(analysis)).append(".jsonl.gz");
}

}  // namespace macie_local::service
