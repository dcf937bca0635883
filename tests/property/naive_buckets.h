// docs/behaviour read row by row: what DescribeBuckets' criteria and sorts mean (behaviour B.7, B.8), over plain
// BucketMetadata and JSON paths. Slow and simple on purpose, and sharing nothing with the engine: it is the judge.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace macie_local::naive {

using Json = nlohmann::json;

// The value at a dotted path of a bucket's JSON; null when there is none. "tags.key" and "tags.value" are lists.
Json ValueAt(const Json& bucket, const std::string& path);

bool Matches(const Json& bucket, const Json& criteria);

// Names of the buckets that match, in the order asked for (`attribute` empty: by name).
std::vector<std::string> Select(const std::vector<Json>& buckets, const Json& criteria, const std::string& attribute,
                                bool descending);

}  // namespace macie_local::naive
