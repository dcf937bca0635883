// Loads state documents at the start: the files of --seed, and the documents in the folder of --init.
#pragma once

#include <string>
#include <vector>

#include "base/large_text.h"
#include "base/result.h"
#include "macie_local/config.h"
#include "service/core/call.h"
#include "store/store.h"

namespace macie_local::app {

// A document to be loaded.
struct Seed {
  std::string source;  // the option and the file, for messages
  base::LargeText text;
};

// Returns all documents: those of --seed in the order given, then every *.json in --init in the order of names. Leaves
// it to LoadSeeds to look into them. Other files there are left alone, and the log says so.
base::Result<std::vector<Seed>> ReadSeeds(const Config& config);

// Loads all documents in one transaction and makes the outcome what a reset goes back to. Does nothing, and logs that,
// when the database has content already. Records that name no account go to `fallback`. Returns when all is stored.
base::Status LoadSeeds(const service::Environment& environment, const state::PartitionKey& fallback,
                       std::vector<Seed> seeds, store::Store& store);

}  // namespace macie_local::app
