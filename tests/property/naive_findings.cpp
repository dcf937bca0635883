#include "property/naive_findings.h"

#include <algorithm>
#include <set>

#include "base/timestamp.h"

namespace macie_local::naive {
namespace {

void AddRows(const std::string& prefix, const std::string& rows, std::vector<FindingFieldRow>* out) {
  // "name:K" or "name:KX", separated by spaces.
  std::size_t at = 0;
  while (at < rows.size()) {
    const std::size_t space = std::min(rows.find(' ', at), rows.size());
    const std::string row = rows.substr(at, space - at);
    const std::size_t colon = row.find(':');
    out->push_back({prefix + row.substr(0, colon), row[colon + 1], row.ends_with('X')});
    at = space + 1;
  }
}

std::vector<FindingFieldRow> MakeRows() {
  std::vector<FindingFieldRow> rows;
  AddRows("",
          "accountId:T archived:B category:T count:N createdAt:D id:T region:T sample:B severity.description:T type:T "
          "updatedAt:D",
          &rows);
  const std::string bucket = "resourcesAffected.s3Bucket.";
  AddRows(bucket,
          "createdAt:D defaultServerSideEncryption.encryptionType:T defaultServerSideEncryption.kmsMasterKeyId:T "
          "allowsUnencryptedObjectUploads:T name:T owner.displayName:T publicAccess.effectivePermission:T tags.key:TX "
          "tags.value:TX",
          &rows);
  const std::string permissions = bucket + "publicAccess.permissionConfiguration.";
  for (const char* level : {"accountLevelPermissions", "bucketLevelPermissions"}) {
    AddRows(permissions + level + ".blockPublicAccess.",
            "blockPublicAcls:B blockPublicPolicy:B ignorePublicAcls:B restrictPublicBuckets:B", &rows);
  }
  for (const char* part : {"accessControlList", "bucketPolicy"}) {
    AddRows(permissions + "bucketLevelPermissions." + part + ".", "allowsPublicReadAccess:B allowsPublicWriteAccess:B",
            &rows);
  }
  AddRows("resourcesAffected.s3Object.",
          "serverSideEncryption.kmsMasterKeyId:T serverSideEncryption.encryptionType:T extension:T lastModified:D "
          "key:T path:T publicAccess:B tags.key:TX tags.value:TX",
          &rows);
  AddRows("policyDetails.action.",
          "actionType:T apiCallDetails.api:T apiCallDetails.apiServiceName:T apiCallDetails.firstSeen:D "
          "apiCallDetails.lastSeen:D",
          &rows);
  AddRows("policyDetails.actor.",
          "domainDetails.domainName:T ipAddressDetails.ipCity.name:T ipAddressDetails.ipCountry.name:T "
          "ipAddressDetails.ipOwner.asn:T ipAddressDetails.ipOwner.asnOrg:T ipAddressDetails.ipOwner.isp:T "
          "ipAddressDetails.ipAddressV4:T userIdentity.type:T",
          &rows);
  const std::string identity = "policyDetails.actor.userIdentity.";
  for (const char* who : {"assumedRole.", "federatedUser."}) {
    AddRows(identity + who,
            "accessKeyId:T accountId:T principalId:T arn:T sessionContext.sessionIssuer.type:T "
            "sessionContext.sessionIssuer.userName:T",
            &rows);
  }
  AddRows(identity,
          "awsAccount.accountId:T awsAccount.principalId:T awsService.invokedBy:T iamUser.accountId:T "
          "iamUser.principalId:T iamUser.userName:T root.accountId:T root.principalId:T",
          &rows);
  AddRows("classificationDetails.",
          "jobId:T originType:T result.customDataIdentifiers.detections.arn:TX "
          "result.customDataIdentifiers.detections.name:TX result.customDataIdentifiers.detections.count:N "
          "result.mimeType:T result.sizeClassified:N result.status.code:T result.sensitiveData.category:TX "
          "result.sensitiveData.detections.type:TX result.sensitiveData.detections.count:N",
          &rows);
  return rows;
}

void Collect(const Json& value, const std::string& path, std::vector<Json>* out) {
  if (value.is_array()) {
    for (const Json& element : value) Collect(element, path, out);
    return;
  }
  if (value.is_null()) return;
  if (path.empty()) {
    out->push_back(value);
    return;
  }
  const std::size_t dot = path.find('.');
  const std::string name = path.substr(0, dot);
  if (!value.contains(name)) return;
  Collect(value[name], dot == std::string::npos ? "" : path.substr(dot + 1), out);
}

std::int64_t Micros(const std::string& iso) {
  return base::ParseIso8601(iso)->time_since_epoch().count();
}

// Whether one value of the finding equals one text of the criteria.
bool Equals(char kind, const Json& value, const std::string& text) {
  switch (kind) {
    case 'B':
      return text == (value.get<bool>() ? "true" : "false");
    case 'N':
      return value.get<std::int64_t>() == std::stoll(text);
    case 'D':
      return Micros(value) == std::stoll(text) * 1000;
    default:
      return value.get<std::string>() == text;
  }
}

bool EqualsAny(char kind, const Json& value, const Json& texts) {
  return std::any_of(texts.begin(), texts.end(), [&](const Json& text) { return Equals(kind, value, text); });
}

bool InOrder(char kind, const std::string& name, const Json& value, std::int64_t bound) {
  const std::int64_t number = kind == 'D' ? Micros(value) : value.get<std::int64_t>();
  const std::int64_t other = kind == 'D' ? bound * 1000 : bound;
  if (name == "gt") return number > other;
  if (name == "gte") return number >= other;
  if (name == "lt") return number < other;
  return number <= other;
}

// All operators that a range has must hold for one value: a list's elements are looked at one by one.
bool HoldsInOrder(char kind, const std::vector<Json>& values, const Json& operators) {
  bool any_order = false;
  for (const auto& [name, bound] : operators.items()) any_order = any_order || name[0] == 'g' || name[0] == 'l';
  if (!any_order) return true;
  return std::any_of(values.begin(), values.end(), [&](const Json& value) {
    for (const auto& [name, bound] : operators.items()) {
      if ((name[0] == 'g' || name[0] == 'l') && !InOrder(kind, name, value, bound)) return false;
    }
    return true;
  });
}

bool FieldHolds(const FindingFieldRow& row, const Json& finding, const Json& operators) {
  const std::vector<Json> values = FindingValues(finding, row.name);
  const auto hits = [&](const Json& texts) {
    return std::any_of(values.begin(), values.end(), [&](const Json& v) { return EqualsAny(row.kind, v, texts); });
  };
  if (operators.contains("eq") && !hits(operators["eq"])) return false;
  if (operators.contains("neq") && hits(operators["neq"])) return false;
  if (operators.contains("eqExactMatch")) {
    const std::set<Json> found(values.begin(), values.end());
    const std::set<Json> asked(operators["eqExactMatch"].begin(), operators["eqExactMatch"].end());
    if (found != asked) return false;
  }
  return HoldsInOrder(row.kind, values, operators);
}

// What a finding is sorted by; empty when it has no such value.
std::vector<Json> SortKey(const Json& finding, const std::string& attribute) {
  if (attribute != "resourcesAffected") {
    std::vector<Json> values = FindingValues(finding, attribute);
    const bool date = attribute.ends_with("At") || attribute.ends_with("Seen");
    if (date && !values.empty()) values[0] = Micros(values[0]);
    return values;
  }
  std::vector<Json> key = FindingValues(finding, "resourcesAffected.s3Bucket.name");
  if (key.empty()) return key;
  const auto object = FindingValues(finding, "resourcesAffected.s3Object.key");
  key.push_back(object.empty() ? Json("") : object[0]);
  return key;
}

}  // namespace

const std::vector<FindingFieldRow>& FindingFieldRows() {
  static const std::vector<FindingFieldRow> rows = MakeRows();
  return rows;
}

std::vector<Json> FindingValues(const Json& finding, const std::string& path) {
  std::vector<Json> values;
  Collect(finding, path, &values);
  return values;
}

bool FindingMatches(const Json& finding, const Json& criterion) {
  for (const auto& [name, operators] : criterion.items()) {
    const auto& rows = FindingFieldRows();
    const auto row = std::find_if(rows.begin(), rows.end(), [&key = name](const auto& r) { return r.name == key; });
    if (!FieldHolds(*row, finding, operators)) return false;
  }
  return true;
}

std::vector<std::string> SelectFindings(const std::vector<Json>& findings, const Json& criterion,
                                        const std::string& attribute, bool descending) {
  std::vector<std::pair<std::vector<Json>, std::string>> rows;
  for (const Json& finding : findings) {
    if (FindingMatches(finding, criterion)) rows.emplace_back(SortKey(finding, attribute), finding["id"]);
  }
  std::sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
    if (a.first.empty() != b.first.empty()) return b.first.empty();
    if (a.first != b.first) return descending ? b.first < a.first : a.first < b.first;
    return a.second < b.second;
  });
  std::vector<std::string> ids;
  for (auto& row : rows) ids.push_back(std::move(row.second));
  return ids;
}

}  // namespace macie_local::naive
