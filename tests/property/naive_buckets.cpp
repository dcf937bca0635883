#include "property/naive_buckets.h"

#include <algorithm>
#include <chrono>

#include "base/timestamp.h"

namespace macie_local::naive {
namespace {

bool IsDatePath(const std::string& path) {
  return path == "bucketCreatedAt" || path == "lastUpdated" || path == "lastAutomatedDiscoveryTime" ||
         path == "jobDetails.lastJobRunTime";
}

// A scalar as the strings of eq and neq spell it.
std::string Spelled(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

bool EqualsAny(const Json& value, const Json& wanted) {
  if (value.is_null()) return false;
  const auto one = [&](const Json& element) {
    return std::any_of(wanted.begin(), wanted.end(), [&](const Json& w) { return Spelled(element) == w; });
  };
  return value.is_array() ? std::any_of(value.begin(), value.end(), one) : one(value);
}

// Numbers and dates on one scale with what gt, gte, lt and lte give: milliseconds for dates.
double Scaled(const std::string& path, const Json& value) {
  if (!IsDatePath(path)) return value.get<double>();
  const auto time = base::ParseIso8601(value.get<std::string>());
  return static_cast<double>(time->time_since_epoch().count()) / 1000.0;
}

bool MeetsAll(const Json& bucket, const std::string& path, const Json& operators) {
  const Json value = ValueAt(bucket, path);
  for (const auto& [name, operand] : operators.items()) {
    bool met = false;
    if (name == "eq") met = EqualsAny(value, operand);
    if (name == "neq") met = !EqualsAny(value, operand);
    if (name == "prefix") met = value.get<std::string>().starts_with(operand.get<std::string>());
    if (!value.is_null()) {
      const double bound = operand.is_number() ? operand.get<double>() : 0;
      if (name == "gt") met = Scaled(path, value) > bound;
      if (name == "gte") met = Scaled(path, value) >= bound;
      if (name == "lt") met = Scaled(path, value) < bound;
      if (name == "lte") met = Scaled(path, value) <= bound;
    }
    if (!met) return false;
  }
  return true;
}

}  // namespace

Json ValueAt(const Json& bucket, const std::string& path) {
  if (path == "tags.key" || path == "tags.value") {
    if (!bucket.contains("tags") || bucket["tags"].is_null()) return nullptr;
    Json list = Json::array();
    for (const Json& tag : bucket["tags"]) list.push_back(tag[path.substr(5)]);
    return list;
  }
  const Json* at = &bucket;
  std::size_t begin = 0;
  while (true) {
    const std::size_t dot = path.find('.', begin);
    const std::string name = path.substr(begin, dot - begin);
    if (!at->is_object() || !at->contains(name)) return nullptr;
    at = &(*at)[name];
    if (dot == std::string::npos) return *at;
    begin = dot + 1;
  }
}

bool Matches(const Json& bucket, const Json& criteria) {
  for (const auto& [path, operators] : criteria.items()) {
    if (!MeetsAll(bucket, path, operators)) return false;
  }
  return true;
}

std::vector<std::string> Select(const std::vector<Json>& buckets, const Json& criteria, const std::string& attribute,
                                bool descending) {
  struct Row {
    Json value;
    std::string name;
  };
  const std::string path = attribute.empty() ? "bucketName" : attribute;
  std::vector<Row> rows;
  for (const Json& bucket : buckets) {
    if (!Matches(bucket, criteria)) continue;
    Json value = ValueAt(bucket, path);
    if (!value.is_null() && IsDatePath(path)) value = Scaled(path, value);
    if (value.is_boolean()) value = value.get<bool>() ? 1 : 0;
    rows.push_back({value, bucket["bucketName"]});
  }
  std::sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
    if (a.value.is_null() != b.value.is_null()) return b.value.is_null();  // without a value: last
    if (a.value != b.value) return descending ? b.value < a.value : a.value < b.value;
    return a.name < b.name;
  });
  std::vector<std::string> names;
  for (const Row& row : rows) names.push_back(row.name);
  return names;
}

}  // namespace macie_local::naive
