// The columns of the bucket table, derived from the model: every scalar of BucketMetadata is one by its dotted path,
// the tags are one, and each nested object has one that says whether it is there. Code that writes rows, reads them
// back or prints them walks these columns, so a member that the model gains needs nothing here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/schema.h"
#include "wire/type_desc.h"

namespace macie_local::state {

// One member of BucketMetadata or of an object in it.
struct BucketNode {
  const wire::MemberDesc* member;
  std::size_t column;                // of its value; of a nested object: whether it is there
  std::vector<BucketNode> children;  // of a nested object
  engine::ColumnKind kind{};         // of the column, and where its cells are: number_store or list_store
  std::size_t store = 0;
  std::string null;      // the JSON of the member when it is null, with a comma before it: `,"name":null`
  bool derived = false;  // computed from other records, not stored: jobDetails
};

// A column that criteria and sorts can name.
struct BucketField {
  enum class Kind { kText, kChoice, kBoolean, kNumber, kDate, kTextList, kPairKeys, kPairValues };
  std::string path;
  std::size_t column;
  Kind kind;
};

// The numbers of the columns of jobDetails: the one that says whether there are any, those of its members, and two that
// no criteria can name.
struct JobColumns {
  std::size_t details;
  std::size_t is_defined;
  std::size_t is_monitored;
  std::size_t last_job_id;
  std::size_t last_run;
  std::size_t matched;     // there: the criteria of some job matched the bucket once
  std::size_t monitoring;  // how many jobs monitor the bucket because their criteria matched it; null: none
};

// Immutable; any thread.
class BucketSchema {
 public:
  // Returns the one schema, which is made at the first call and stays as long as the process.
  static const BucketSchema& Get();

  const engine::Schema& columns() const { return schema_; }
  const std::vector<BucketNode>& nodes() const { return nodes_; }
  // Returns the node of jobDetails, which are derived: they follow from the jobs and are stored in no row.
  const BucketNode& job_details() const;
  const JobColumns& job_columns() const { return job_columns_; }
  // Returns the field that criteria and sorts name by `path`, or null when there is none.
  const BucketField* Find(std::string_view path) const;
  // Returns the column of `path`, which must exist: for paths that the code itself names.
  std::size_t Column(std::string_view path) const { return Find(path)->column; }
  const std::vector<BucketField>& fields() const { return fields_; }  // sorted by path

 private:
  BucketSchema();
  std::vector<BucketNode> Walk(const wire::StructureDesc& structure, const std::string& prefix,
                               std::vector<engine::Column>* columns);

  void Resolve(std::vector<BucketNode>* nodes) const;

  std::vector<BucketField> fields_;
  std::vector<BucketNode> nodes_;
  JobColumns job_columns_{};
  engine::Schema schema_;
};

}  // namespace macie_local::state
