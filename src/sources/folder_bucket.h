// What a folder says of one bucket: the totals of its files, and the file of metadata beside it.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/types/records.h"
#include "objects/folder.h"
#include "objects/totals.h"

namespace macie_local::sources {

struct FolderBucket {
  std::string name;
  model::BucketRecord told;  // the members of DIR/<bucket>.json
  objects::ObjectTotals totals;

  bool operator==(const FolderBucket&) const = default;
};

// Reads DIR/<bucket>.json, gives the source the rules for objects in it, and adds up what the source lists. May take
// long, unless `stop` is set meanwhile. The error names the file, and the member in it, that is wrong.
base::Result<FolderBucket> ReadFolderBucket(objects::FolderSource& folder, const std::string& bucket,
                                            const std::atomic<bool>& stop);

}  // namespace macie_local::sources
