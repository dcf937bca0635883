// What both references are told: the columns of a bucket in SQL, and the cells of one row.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/types/buckets.h"
#include "wire/type_desc.h"

namespace macie_local::bench {

// Buckets have a number, by which tags name them: cheaper to join than names, and an index on anything then leads to
// the row by number.
inline const std::string kSqlColumns =
    "name TEXT, account TEXT, region TEXT, size BIGINT, objects BIGINT, classifiable BIGINT, score BIGINT,"
    " permission TEXT, encryption TEXT, kms TEXT, shared TEXT, defined TEXT, monitored TEXT, job TEXT, created BIGINT";

// Calls sink.Text, sink.Number or sink.Null for each of the columns above, in order.
template <class Sink>
void WriteCells(const model::BucketMetadata& b, Sink* sink) {
  const auto optional = [&](const std::optional<std::string>& value) { value ? sink->Text(*value) : sink->Null(); };
  sink->Text(*b.bucketName);
  sink->Text(*b.accountId);
  sink->Text(*b.region);
  sink->Number(*b.sizeInBytes);
  sink->Number(*b.objectCount);
  sink->Number(*b.classifiableObjectCount);
  sink->Number(*b.sensitivityScore);
  sink->Text(wire::EnumName(*b.publicAccess->effectivePermission));
  sink->Text(wire::EnumName(*b.serverSideEncryption->type));
  optional(b.serverSideEncryption->kmsMasterKeyId);
  sink->Text(wire::EnumName(*b.sharedAccess));
  sink->Text(wire::EnumName(*b.jobDetails->isDefinedInJob));
  sink->Text(wire::EnumName(*b.jobDetails->isMonitoredByJob));
  optional(b.jobDetails->lastJobId);
  sink->Number(b.bucketCreatedAt->time_since_epoch().count());
}

}  // namespace macie_local::bench
