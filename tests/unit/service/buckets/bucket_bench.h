// An inventory told as JSON, and its operations called as the gateway calls them.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "model/handlers/buckets.h"
#include "model/types/records.h"
#include "service/buckets/intake.h"
#include "state/bucket_table.h"
#include "support/operations.h"

namespace macie_local::service {

struct BucketBench : support::OperationBench {
  BucketBench() { environment.pages = &pages; }

  // Puts a bucket into the inventory of `account`, the caller's unless told; in `json`, ' may stand for ".
  void Put(std::string json, const std::string& account = "") {
    std::replace(json.begin(), json.end(), '\'', '"');
    const state::PartitionKey owner{account.empty() ? home.account : account, home.region};
    auto told = wire::Decode<model::BucketMetadata>(json, {});
    ASSERT_TRUE(told.ok()) << json << ": " << told.error().text;
    auto bucket = CompleteBucket(owner, "bucket", now, *std::move(told));
    ASSERT_TRUE(bucket.ok()) << json << ": " << bucket.error().text;
    Do([&](state::Transaction& transaction) { transaction.PutBucket(owner, *bucket); });
  }
  void PutMember(const std::string& account, model::RelationshipStatus status) {
    Do([&](state::Transaction& transaction) {
      model::MemberRecord member;
      member.accountId = account;
      member.relationshipStatus = status;
      transaction.Put(home, account, member);
    });
  }

  // The page that a request's body asks for, or the refusal.
  wire::Outcome<model::DescribeBucketsResponse> Describe(const std::string& body) {
    MACIE_TRY(const base::Body answer, Ask(&DescribeBuckets, body));
    return wire::Decode<model::DescribeBucketsResponse>(answer.str(), {}).value();
  }
  wire::Outcome<model::SearchResourcesResponse> Search(const std::string& body) { return Ask(&SearchResources, body); }

  // The names of a page, with a blank between them, or the refusal.
  std::string Described(const std::string& body) {
    const auto page = Describe(body);
    if (!page.ok()) return support::RefusalOf(page);
    std::string names;
    for (const auto& bucket : *page->buckets) names += (names.empty() ? "" : " ") + *bucket.bucketName;
    return names;
  }
  std::string Searched(const std::string& body) {
    const auto page = Search(body);
    if (!page.ok()) return support::RefusalOf(page);
    std::string names;
    for (const auto& match : *page->matchingResources) {
      names += (names.empty() ? "" : " ") + *match.matchingBucket->bucketName;
    }
    return names;
  }

  state::PageCache pages;
};

inline const std::string kAnotherToken =
    "ValidationException: The request failed because nextToken isn't a token that this operation returned for the same "
    "request.";

}  // namespace macie_local::service
