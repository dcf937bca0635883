#include "state/bucket_schema.h"

#include <algorithm>
#include <utility>

#include "model/types/buckets.h"

namespace macie_local::state {
namespace {

using engine::Access;
using engine::Column;
using engine::ColumnKind;

// Sorts that AWS documents page through an index, and ranges of when a bucket was made are asked for; everything else
// is sorted when asked for.
constexpr std::string_view kOrdered[] = {
    "accountId",        "bucketCreatedAt", "classifiableObjectCount", "classifiableSizeInBytes", "objectCount",
    "sensitivityScore", "sizeInBytes"};
constexpr std::string_view kPosted[] = {"region", "serverSideEncryption.kmsMasterKeyId", "jobDetails.lastJobId"};
// What buckets are most often told apart by, as far as a row's digest has room.
constexpr std::string_view kDigested[] = {"publicAccess.effectivePermission", "sharedAccess",
                                          "serverSideEncryption.type",        "jobDetails.isDefinedInJob",
                                          "jobDetails.isMonitoredByJob",      "region"};

template <class List>
bool Contains(const List& list, std::string_view path) {
  return std::find(std::begin(list), std::end(list), path) != std::end(list);
}

Column ColumnOf(const wire::TypeDesc& type, const std::string& path) {
  Column column;
  column.name = path;
  switch (type.kind) {
    case wire::Kind::kEnum:
      column.kind = ColumnKind::kChoice;
      column.choices.assign(type.enumeration->values.begin(), type.enumeration->values.end());
      break;
    case wire::Kind::kBoolean:
      column.kind = ColumnKind::kChoice;
      column.choices = {"false", "true"};
      break;
    case wire::Kind::kStructure:
      column.kind = ColumnKind::kChoice;
      column.choices = {"there"};
      column.name += "?";  // no path of the model ends so: criteria can't name it
      break;
    case wire::Kind::kString:
      column.kind = path == "bucketName" ? ColumnKind::kKey : ColumnKind::kText;
      column.holds_key = path == "bucketArn";
      break;
    case wire::Kind::kList:
      column.kind = type.element->kind == wire::Kind::kString ? ColumnKind::kTextList : ColumnKind::kPairList;
      break;
    default:
      column.kind = ColumnKind::kNumber;
  }
  if (Contains(kOrdered, path)) column.access = Access::kOrdered;
  if (Contains(kPosted, path)) column.access = Access::kPosted;
  column.digested = Contains(kDigested, path);
  return column;
}

std::optional<BucketField::Kind> FieldKind(const wire::TypeDesc& type) {
  using Kind = BucketField::Kind;
  switch (type.kind) {
    case wire::Kind::kString:
      return Kind::kText;
    case wire::Kind::kEnum:
      return Kind::kChoice;
    case wire::Kind::kBoolean:
      return Kind::kBoolean;
    case wire::Kind::kInteger:
    case wire::Kind::kLong:
      return Kind::kNumber;
    case wire::Kind::kTimestamp:
      return Kind::kDate;
    case wire::Kind::kList:
      if (type.element->kind == wire::Kind::kString) return Kind::kTextList;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace

const BucketSchema& BucketSchema::Get() {
  static const BucketSchema schema;
  return schema;
}

BucketSchema::BucketSchema()
    : schema_([this] {
        std::vector<engine::Column> columns;
        nodes_ = Walk(wire::Describe<model::BucketMetadata>(), "", &columns);
        // Derived like jobDetails, by whose name they are known to be; "?" keeps criteria from naming them.
        job_columns_.matched = columns.size();
        engine::Column& matched = columns.emplace_back();
        matched.name = "jobDetails.matched?";
        matched.kind = ColumnKind::kChoice;
        matched.choices = {"there"};
        job_columns_.monitoring = columns.size();
        engine::Column& monitoring = columns.emplace_back();
        monitoring.name = "jobDetails.monitoring?";
        monitoring.kind = ColumnKind::kNumber;
        return columns;
      }()) {
  std::sort(fields_.begin(), fields_.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  Resolve(&nodes_);
  job_columns_.details = job_details().column;
  job_columns_.is_defined = Column("jobDetails.isDefinedInJob");
  job_columns_.is_monitored = Column("jobDetails.isMonitoredByJob");
  job_columns_.last_job_id = Column("jobDetails.lastJobId");
  job_columns_.last_run = Column("jobDetails.lastJobRunTime");
}

void BucketSchema::Resolve(std::vector<BucketNode>* nodes) const {
  for (BucketNode& node : *nodes) {
    node.kind = schema_.column(node.column).kind;
    const bool list = node.kind == ColumnKind::kTextList || node.kind == ColumnKind::kPairList;
    node.store = list ? schema_.list_store(node.column) : schema_.number_store(node.column);
    node.null = std::string(node.member->key) + "null";
    Resolve(&node.children);
  }
}

std::vector<BucketNode> BucketSchema::Walk(const wire::StructureDesc& structure, const std::string& prefix,
                                           std::vector<engine::Column>* columns) {
  std::vector<BucketNode> nodes;
  for (const wire::MemberDesc& member : structure.members) {
    const std::string path = prefix + std::string(member.name);
    BucketNode node;
    node.member = &member;
    node.column = columns->size();
    node.derived = path == "jobDetails";
    columns->push_back(ColumnOf(*member.type, path));
    if (member.type->kind == wire::Kind::kStructure) {
      node.children = Walk(*member.type->structure, path + ".", columns);
    } else if (const auto kind = FieldKind(*member.type)) {
      fields_.push_back({path, node.column, *kind});
    } else {
      fields_.push_back({path + ".key", node.column, BucketField::Kind::kPairKeys});
      fields_.push_back({path + ".value", node.column, BucketField::Kind::kPairValues});
    }
    nodes.push_back(std::move(node));
  }
  return nodes;
}

const BucketNode& BucketSchema::job_details() const {
  return *std::find_if(nodes_.begin(), nodes_.end(),
                       [](const BucketNode& node) { return node.member->name == "jobDetails"; });
}

const BucketField* BucketSchema::Find(std::string_view path) const {
  const auto found = std::lower_bound(fields_.begin(), fields_.end(), path,
                                      [](const BucketField& field, std::string_view p) { return field.path < p; });
  return found != fields_.end() && found->path == path ? &*found : nullptr;
}

}  // namespace macie_local::state
