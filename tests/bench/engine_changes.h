// What the engine's benchmark measures beside questions: pages as bytes, changes, and readers while another thread
// changes buckets.
#pragma once

#include "store/bucket_table.h"

namespace macie_local::bench {

void MeasurePages(const store::BucketTable& buckets);
void MeasureChanges(store::BucketTable buckets);
// A reader asks a held copy without a pause, alone and while a writer changes many buckets at once.
void MeasureReaderBesideWriter(store::BucketTable buckets);

}  // namespace macie_local::bench
