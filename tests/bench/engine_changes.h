// What the engine's benchmark measures beside questions: pages as bytes, changes, and readers while another thread
// changes buckets.
#pragma once

#include "state/bucket_table.h"

namespace macie_local::bench {

void MeasurePages(const state::BucketTable& buckets);
void MeasureChanges(state::BucketTable buckets);
// A reader asks a held copy without a pause, alone and while a writer changes many buckets at once.
void MeasureReaderBesideWriter(state::BucketTable buckets);

}  // namespace macie_local::bench
