#include "query_classes.h"

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "service/buckets/criteria.h"
#include "wire/codec.h"

namespace macie_local::bench {
namespace {

constexpr QueryClass kClasses[] = {
    {"no filter, by name", "{}", "", ""},
    {"no filter, by name down", "{}", "name DESC", ""},
    {"no filter, by size down", "{}", "size DESC", ""},
    {"no filter, by objects", "{}", "objects", ""},
    {"no filter, by account", "{}", "account", ""},
    {"no filter, by size down, 95 % in", "{}", "size DESC", "", 0.95},
    {"no filter, by name, 95 % in", "{}", "", "", 0.95},

    {"name equal", R"({"bucketName":{"eq":["payroll-7368787-prod"]}})", "", "name = 'payroll-7368787-prod'"},
    {"account equal", R"({"accountId":{"eq":["100000000000"]}})", "", "account = '100000000000'"},
    {"account equal, by size", R"({"accountId":{"eq":["100000000000"]}})", "size", "account = '100000000000'"},
    {"account equal, by objects, 90 % in", R"({"accountId":{"eq":["100000000000"]}})", "objects",
     "account = '100000000000'", 0.9},
    {"KMS key equal",
     R"({"serverSideEncryption.kmsMasterKeyId":{"eq":["arn:aws:kms:us-east-1:100000000000:key/100000"]}})", "",
     "kms = 'arn:aws:kms:us-east-1:100000000000:key/100000'"},
    {"KMS key equal, by size",
     R"({"serverSideEncryption.kmsMasterKeyId":{"eq":["arn:aws:kms:us-east-1:100000000000:key/100000"]}})", "size",
     "kms = 'arn:aws:kms:us-east-1:100000000000:key/100000'"},

    {"tag key (1 in 500)", R"({"tags.key":{"eq":["retention"]}})", "", "TAG(key = 'retention')"},
    {"tag key (1 in 500), by size", R"({"tags.key":{"eq":["retention"]}})", "size", "TAG(key = 'retention')"},
    {"tag value (1 in 2000)", R"({"tags.value":{"eq":["v17"]}})", "", "TAG(value = 'v17')"},
    {"tag value (1 in 2000), by size", R"({"tags.value":{"eq":["v17"]}})", "size", "TAG(value = 'v17')"},
    {"tag value (1 in 20), by size down", R"({"tags.value":{"eq":["prod"]}})", "size DESC", "TAG(value = 'prod')"},
    {"tag value (1 in 20), by size, 90 % in", R"({"tags.value":{"eq":["prod"]}})", "size", "TAG(value = 'prod')", 0.9},
    {"tag key and value (1 in 500)",
     R"({"includes":{"and":[{"tagCriterion":{"comparator":"EQ","tagValues":[{"key":"cost-center","value":"117"}]}}]}})",
     "", "TAG(key = 'cost-center' AND value = '117')"},
    {"tag key and value (1 in 500), by size",
     R"({"includes":{"and":[{"tagCriterion":{"comparator":"EQ","tagValues":[{"key":"cost-center","value":"117"}]}}]}})",
     "size", "TAG(key = 'cost-center' AND value = '117')"},
    {"tag key and value (1 in 20), by objects",
     R"({"includes":{"and":[{"tagCriterion":{"comparator":"EQ","tagValues":[{"key":"env","value":"prod"}]}}]}})",
     "objects", "TAG(key = 'env' AND value = 'prod')"},

    {"name prefix", R"({"bucketName":{"prefix":"payroll-12"}})", "", "name >= 'payroll-12' AND name < 'payroll-13'"},
    {"name prefix, by size", R"({"bucketName":{"prefix":"payroll-12"}})", "size",
     "name >= 'payroll-12' AND name < 'payroll-13'"},
    {"name prefix (1 in 10), by objects", R"({"bucketName":{"prefix":"payroll"}})", "objects",
     "name >= 'payroll' AND name < 'payrolm'"},

    {"size range (most)", R"({"sizeInBytes":{"gte":1000000}})", "", "size >= 1000000"},
    {"size range (most), by objects, 50 % in", R"({"sizeInBytes":{"gte":1000000}})", "objects", "size >= 1000000", 0.5},
    {"size range (few), by size down", R"({"sizeInBytes":{"gte":1000000000,"lte":1010000000}})", "size DESC",
     "size BETWEEN 1000000000 AND 1010000000"},
    {"size range (few), by objects", R"({"sizeInBytes":{"gte":1000000000,"lte":1010000000}})", "objects",
     "size BETWEEN 1000000000 AND 1010000000"},
    {"score range (1 in 10), by size", R"({"sensitivityScore":{"gte":90}})", "size", "score >= 90"},
    {"created on a day, by size", R"({"bucketCreatedAt":{"gte":1600000000000,"lt":1600086400000}})", "size",
     "created >= 1600000000000000 AND created < 1600086400000000"},

    {"public, by name", R"({"publicAccess.effectivePermission":{"eq":["PUBLIC"]}})", "", "permission = 'PUBLIC'"},
    {"public, by size down", R"({"publicAccess.effectivePermission":{"eq":["PUBLIC"]}})", "size DESC",
     "permission = 'PUBLIC'"},
    {"public, by objects, 90 % in", R"({"publicAccess.effectivePermission":{"eq":["PUBLIC"]}})", "objects",
     "permission = 'PUBLIC'", 0.9},
    {"region equal, by size", R"({"region":{"eq":["eu-west-1"]}})", "size", "region = 'eu-west-1'"},
    {"AES256, by score", R"({"serverSideEncryption.type":{"eq":["AES256"]}})", "score", "encryption = 'AES256'"},

    {"shared neq", R"({"sharedAccess":{"neq":["NOT_SHARED"]}})", "", "shared <> 'NOT_SHARED'"},
    {"shared neq, by size", R"({"sharedAccess":{"neq":["NOT_SHARED"]}})", "size", "shared <> 'NOT_SHARED'"},
    {"region neq six, by objects",
     R"({"region":{"neq":["us-east-1","us-west-2","eu-west-1","eu-central-1","ap-south-1","sa-east-1"]}})", "objects",
     "region NOT IN ('us-east-1','us-west-2','eu-west-1','eu-central-1','ap-south-1','sa-east-1')"},
    {"tag value neq (most), by size", R"({"tags.value":{"neq":["prod"]}})", "size", "NOT TAG(value = 'prod')"},
    {"tag value neq (1 in 20), by size", R"({"tags.value":{"neq":["dev","test"]}})", "size",
     "NOT TAG(value IN ('dev','test'))"},
    {"tag key neq (1 in 500), by size", R"({"tags.key":{"neq":["cost-center"]}})", "size",
     "NOT TAG(key = 'cost-center')"},
    {"tag key neq (none)", R"({"tags.key":{"neq":["team"]}})", "", "NOT TAG(key = 'team')"},

    {"in a job, by name", R"({"jobDetails.isDefinedInJob":{"eq":["TRUE"]}})", "", "defined = 'TRUE'"},
    {"in a job, by size down", R"({"jobDetails.isDefinedInJob":{"eq":["TRUE"]}})", "size DESC", "defined = 'TRUE'"},
    {"monitored, by objects", R"({"jobDetails.isMonitoredByJob":{"eq":["TRUE"]}})", "objects", "monitored = 'TRUE'"},
    {"last job equal", R"({"jobDetails.lastJobId":{"eq":["00000000000000000000000000000117"]}})", "",
     "job = '00000000000000000000000000000117'"},
    {"last job equal, by size", R"({"jobDetails.lastJobId":{"eq":["00000000000000000000000000000117"]}})", "size",
     "job = '00000000000000000000000000000117'"},
    {"last job neq, by size", R"({"jobDetails.lastJobId":{"neq":["00000000000000000000000000000117"]}})", "size",
     "job IS DISTINCT FROM '00000000000000000000000000000117'"},
    {"in a job and public, by objects",
     R"({"jobDetails.isDefinedInJob":{"eq":["TRUE"]},"publicAccess.effectivePermission":{"eq":["PUBLIC"]}})", "objects",
     "defined = 'TRUE' AND permission = 'PUBLIC'"},

    {"size, 3 regions, prefix",
     R"({"sizeInBytes":{"gte":10000000},"region":{"eq":["us-east-1","eu-west-1","sa-east-1"]},"bucketName":{"prefix":"p"}})",
     "size", "size >= 10000000 AND region IN ('us-east-1','eu-west-1','sa-east-1') AND name >= 'p' AND name < 'q'"},
    {"five conditions, dense",
     R"({"sizeInBytes":{"gte":1000000},"sharedAccess":{"neq":["UNKNOWN"]},"region":{"eq":["us-east-1","eu-west-1"]},"serverSideEncryption.type":{"eq":["AES256"]},"sensitivityScore":{"lte":60}})",
     "objects",
     "size >= 1000000 AND shared <> 'UNKNOWN' AND region IN ('us-east-1','eu-west-1') AND encryption = 'AES256' AND "
     "score <= 60"},
    {"five conditions, dense, by name",
     R"({"sizeInBytes":{"gte":1000000},"sharedAccess":{"neq":["UNKNOWN"]},"region":{"eq":["us-east-1","eu-west-1"]},"serverSideEncryption.type":{"eq":["AES256"]},"sensitivityScore":{"lte":60}})",
     "",
     "size >= 1000000 AND shared <> 'UNKNOWN' AND region IN ('us-east-1','eu-west-1') AND encryption = 'AES256' AND "
     "score <= 60"},
    {"five conditions, sparse",
     R"({"sizeInBytes":{"gte":100000000},"publicAccess.effectivePermission":{"eq":["PUBLIC"]},"region":{"eq":["sa-east-1"]},"jobDetails.isDefinedInJob":{"eq":["TRUE"]},"tags.value":{"eq":["personal"]}})",
     "score",
     "size >= 100000000 AND permission = 'PUBLIC' AND region = 'sa-east-1' AND defined = 'TRUE' AND "
     "TAG(value = 'personal')"},
    {"nothing fits", R"({"sizeInBytes":{"gte":1000000},"region":{"eq":["nowhere"]}})", "",
     "size >= 1000000 AND region = 'nowhere'"},
};

constexpr std::pair<std::string_view, std::string_view> kSortColumns[] = {
    {"name", "bucketName"},   {"size", "sizeInBytes"},       {"objects", "objectCount"},
    {"account", "accountId"}, {"score", "sensitivityScore"},
};

[[noreturn]] void Fail(const QueryClass& each, const std::string& what) {
  std::fprintf(stderr, "%s: %s\n", each.name, what.c_str());
  std::exit(1);
}

std::string OrderColumn(const QueryClass& each) {
  const std::string_view order = each.order;
  return std::string(order.substr(0, order.find(' ')));
}

constexpr std::string_view kTag = "TAG(";

// `where` with every TAG(condition) written out.
std::string WithTags(std::string_view where, SqlForm form) {
  std::string out;
  for (std::size_t at; (at = where.find(kTag)) != where.npos;) {
    out += where.substr(0, at);
    out += form == SqlForm::kTagsByRow ? "EXISTS (SELECT 1 FROM tag WHERE tag.id = b.id AND "
                                       : "id IN (SELECT id FROM tag WHERE ";
    where.remove_prefix(at + kTag.size());
  }
  return out += where;
}

}  // namespace

std::span<const QueryClass> QueryClasses() {
  return kClasses;
}

engine::Query CompileClass(const QueryClass& each) {
  engine::Query query;
  const std::string criteria = each.criteria;
  if (criteria.find("\"includes\"") != criteria.npos) {
    const auto request = wire::Decode<model::SearchResourcesRequest>("{\"bucketCriteria\":" + criteria + "}", {});
    if (!request.ok()) Fail(each, request.error().text);
    const auto compiled = service::CompileSearch(*request->bucketCriteria, &query);
    if (!compiled.ok()) Fail(each, compiled.error().text);
  } else {
    const auto request = wire::Decode<model::DescribeBucketsRequest>("{\"criteria\":" + criteria + "}", {});
    if (!request.ok()) Fail(each, request.error().text);
    auto conditions = service::CompileCriteria(*request->criteria);
    if (!conditions.ok()) Fail(each, conditions.error().text);
    query.conditions = std::move(conditions).value();
  }
  const std::string column = OrderColumn(each);
  for (const auto& [name, attribute] : kSortColumns) {
    if (name == column) query.sort = state::BucketSchema::Get().Column(attribute);
  }
  if (!column.empty() && !query.sort) Fail(each, "no such sort");
  query.descending = std::string_view(each.order).ends_with(" DESC");
  return query;
}

engine::Query PlaceClass(const QueryClass& each, const state::BucketTable& buckets) {
  engine::Query query = CompileClass(each);
  if (each.skip == 0) return query;
  const engine::Table& table = buckets.table();
  const std::size_t fitting = each.filters() ? engine::SelectAll(table, query).size() : buckets.size();
  engine::Query before = query;
  before.limit = static_cast<std::size_t>(each.skip * static_cast<double>(fitting));
  if (before.limit == 0) return query;
  query.after = engine::PositionOf(table, query, engine::RunQuery(table, before).slots.back());
  return query;
}

bool HasForm(const QueryClass& each, SqlForm form) {
  if (form == SqlForm::kTagsByRow) return std::string_view(each.where).find(kTag) != std::string_view::npos;
  return form == SqlForm::kPlain || each.filters();
}

std::string SqlOfClass(const QueryClass& each, const engine::Query& query, SqlForm form) {
  std::string where = WithTags(each.where, form);
  const std::string column = OrderColumn(each);
  const bool by_name = column.empty() || column == "name";
  const std::string down = query.descending ? "<" : ">";
  if (query.after) {
    if (!where.empty()) where += " AND ";
    const std::string name = "'" + query.after->key + "'";
    if (by_name) {
      where += "name " + down + " " + name;
    } else {
      // A row value can't say "down, then up": the rest of the value, or any beyond it.
      const std::string value =
          query.after->text.empty() ? std::to_string(query.after->number) : "'" + query.after->text + "'";
      where += column + " " + down + "= " + value + " AND (" + column + " " + down + " " + value + " OR name > " +
               name + ")";
    }
  }
  if (!where.empty()) where = " WHERE " + where;
  std::string sql = "SELECT name FROM b" + where;
  if (form == SqlForm::kFilterFirst) {
    sql = "WITH fits AS MATERIALIZED (SELECT name" + (by_name ? "" : ", " + column) + " FROM b" + where +
          ") SELECT name FROM fits";
  }
  sql += " ORDER BY ";
  sql += by_name ? (query.descending ? "name DESC" : "name") : std::string(each.order) + ", name";
  return sql + " LIMIT 50";
}

}  // namespace macie_local::bench
