// DescribeBuckets and SearchResources (behaviour B.7, B.8, B.11).
#include <optional>
#include <utility>

#include "engine/query.h"
#include "model/handlers/buckets.h"
#include "service/buckets/criteria.h"
#include "service/buckets/view.h"
#include "service/core/criteria_messages.h"
#include "service/core/page.h"
#include "state/bucket_table.h"

namespace macie_local::service {
namespace {

using state::BucketField;
using state::BucketSchema;

// What DescribeBuckets sorts by: the documented attributes, and any other single value for clients of 2020
// (behaviour B.8).
wire::Verdict ApplySort(const std::optional<model::BucketSortCriteria>& sort, engine::Query* query) {
  if (!sort) return base::Done{};
  query->descending = sort->orderBy == model::OrderBy::DESC;
  if (!sort->attributeName) return base::Done{};
  const BucketField* field = BucketSchema::Get().Find(*sort->attributeName);
  const bool single = field != nullptr && field->kind != BucketField::Kind::kTextList &&
                      field->kind != BucketField::Kind::kPairKeys && field->kind != BucketField::Kind::kPairValues;
  if (!single) return CannotSortBy(*sort->attributeName);
  query->sort = field->column;
  return base::Done{};
}

std::string_view SortPath(model::SearchResourcesSortAttributeName attribute) {
  using Attribute = model::SearchResourcesSortAttributeName;
  switch (attribute) {
    case Attribute::ACCOUNT_ID:
      return "accountId";
    case Attribute::S3_CLASSIFIABLE_OBJECT_COUNT:
      return "classifiableObjectCount";
    case Attribute::S3_CLASSIFIABLE_SIZE_IN_BYTES:
      return "classifiableSizeInBytes";
    case Attribute::RESOURCE_NAME:
      break;
  }
  return "bucketName";
}

model::MatchingBucket ToMatchingBucket(model::BucketMetadata&& bucket) {
  model::MatchingBucket match;
  match.accountId = std::move(bucket.accountId);
  match.automatedDiscoveryMonitoringStatus = bucket.automatedDiscoveryMonitoringStatus;
  match.bucketName = std::move(bucket.bucketName);
  match.classifiableObjectCount = bucket.classifiableObjectCount;
  match.classifiableSizeInBytes = bucket.classifiableSizeInBytes;
  match.errorCode = bucket.errorCode;
  match.errorMessage = std::move(bucket.errorMessage);
  match.jobDetails = std::move(bucket.jobDetails);
  match.lastAutomatedDiscoveryTime = bucket.lastAutomatedDiscoveryTime;
  match.objectCount = bucket.objectCount;
  match.objectCountByEncryptionType = bucket.objectCountByEncryptionType;
  match.sensitivityScore = bucket.sensitivityScore;
  match.sizeInBytes = bucket.sizeInBytes;
  match.sizeInBytesCompressed = bucket.sizeInBytesCompressed;
  match.unclassifiableObjectCount = bucket.unclassifiableObjectCount;
  match.unclassifiableObjectSizeInBytes = bucket.unclassifiableObjectSizeInBytes;
  return match;
}

}  // namespace

wire::Outcome<base::Body> DescribeBuckets(const Call& call, const state::Snapshot& snapshot,
                                          const model::DescribeBucketsRequest& request) {
  engine::Query query;
  if (request.criteria) {
    MACIE_TRY(query.conditions, CompileCriteria(*request.criteria));
  }
  MACIE_CHECK(ApplySort(request.sortCriteria, &query));
  const auto question = [&request] {
    model::DescribeBucketsRequest asked;
    if (request.criteria && !request.criteria->empty()) asked.criteria = request.criteria;  // none and {} ask the same
    asked.sortCriteria = request.sortCriteria;
    return asked;
  };
  MACIE_TRY(const Page page, OpenPage(call, snapshot.state(), model::Operation::DescribeBuckets, question,
                                      request.maxResults, request.nextToken));
  MACIE_TRY(const BucketPage found, QueryBuckets(call, snapshot.state(), std::move(query), page));

  base::Body body("{\"buckets\":[");
  body.Append(call.environment.pages->Json(found.rows));
  if (found.next_token) {
    body.Append("],\"nextToken\":\"").Append(*found.next_token).Append("\"}");
  } else {
    body.Append("],\"nextToken\":null}");
  }
  return body;
}

wire::Outcome<model::SearchResourcesResponse> SearchResources(const Call& call, const state::Snapshot& snapshot,
                                                              const model::SearchResourcesRequest& request) {
  engine::Query query;
  if (request.bucketCriteria) MACIE_CHECK(CompileSearch(*request.bucketCriteria, &query));
  if (request.sortCriteria) {
    query.descending = request.sortCriteria->orderBy == model::OrderBy::DESC;
    if (request.sortCriteria->attributeName) {
      query.sort = BucketSchema::Get().Column(SortPath(*request.sortCriteria->attributeName));
    }
  }
  const auto question = [&request] {
    model::SearchResourcesRequest asked;
    asked.bucketCriteria = request.bucketCriteria;
    asked.sortCriteria = request.sortCriteria;
    return asked;
  };
  MACIE_TRY(const Page page, OpenPage(call, snapshot.state(), model::Operation::SearchResources, question,
                                      request.maxResults, request.nextToken));
  MACIE_TRY(BucketPage found, QueryBuckets(call, snapshot.state(), std::move(query), page));
  model::SearchResourcesResponse response;
  auto& resources = response.matchingResources.emplace();
  for (const state::BucketRow& row : found.rows) {
    resources.emplace_back().matchingBucket = ToMatchingBucket(row.buckets->Get(row.slot));
  }
  response.nextToken = std::move(found.next_token);
  return response;
}

}  // namespace macie_local::service
