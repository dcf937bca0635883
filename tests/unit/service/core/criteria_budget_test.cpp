// The bounds on what the criteria of one request hold: what is at the bound is taken, one more is refused, in every
// family that has criteria.
#include "service/core/criteria_budget.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "model/handlers/jobs.h"
#include "service/buckets/criteria.h"
#include "service/core/call.h"
#include "service/findings/criteria.h"
#include "service/usage/filters.h"
#include "state/state.h"

namespace macie_local::service {
namespace {

using Texts = std::vector<std::string>;

Texts Numbers(std::size_t count) {
  Texts values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(std::to_string(i));
  return values;
}

template <class T>
std::string Refusal(const wire::Outcome<T>& result) {
  return result.ok() ? "taken" : result.error().text;
}

std::string Buckets(const std::vector<std::pair<std::string, Texts>>& equals) {
  wire::Map<model::BucketCriteriaAdditionalProperties> criteria;
  for (const auto& [field, values] : equals)
    criteria.emplace_back(field, model::BucketCriteriaAdditionalProperties()).second.eq = values;
  return Refusal(CompileCriteria(criteria));
}

std::string Findings(std::size_t values) {
  model::FindingCriteria criteria;
  auto& operators = criteria.criterion.emplace().emplace_back("count", model::CriterionAdditionalProperties());
  operators.second.eq = Numbers(values);
  return Refusal(CompileFindingCriteria("findingCriteria", criteria));
}

std::string Search(std::size_t terms, std::size_t tags) {
  model::SearchResourcesBucketCriteria criteria;
  auto& block = criteria.excludes.emplace().and_.emplace();
  for (std::size_t i = 0; i < terms; ++i) {
    auto& term = block.emplace_back().tagCriterion.emplace();
    term.comparator = model::SearchResourcesComparator::EQ;
    auto& values = term.tagValues;
    for (std::size_t k = 0; k < tags; ++k) values.emplace_back().key = std::to_string(k);
  }
  engine::Query query;
  return Refusal(CompileSearch(criteria, &query));
}

std::string Usage(std::size_t filters, std::size_t values) {
  model::UsageStatisticsFilter filter;
  filter.key = model::UsageStatisticsFilterKey::accountId;
  filter.comparator = model::UsageStatisticsFilterComparator::CONTAINS;
  filter.values = Numbers(values);
  return Refusal(CompileUsageFilters(std::vector<model::UsageStatisticsFilter>(filters, filter)));
}

std::string Jobs(std::size_t terms, std::size_t values, model::JobComparator comparator) {
  model::ListJobsFilterTerm term;
  term.key = model::ListJobsFilterKey::name;
  term.comparator = comparator;
  term.values = Numbers(values);
  model::ListClassificationJobsRequest request;
  request.filterCriteria.emplace().includes = std::vector<model::ListJobsFilterTerm>(terms, term);
  const Environment environment;
  const state::Snapshot snapshot(std::make_shared<const state::State>());
  return Refusal(ListClassificationJobs({{"123456789012", "us-east-1"}, {}, environment}, snapshot, request));
}

TEST(CriteriaBudget, OneListHasABound) {
  EXPECT_EQ(Buckets({{"objectCount", Numbers(kCriterionValuesMax)}}), "taken");
  EXPECT_EQ(Buckets({{"objectCount", Numbers(kCriterionValuesMax + 1)}}),
            "The request failed because criteria.objectCount.eq must have at most 1000 values; 1001 given.");
  EXPECT_EQ(Findings(kCriterionValuesMax), "taken");
  EXPECT_EQ(Findings(kCriterionValuesMax + 1),
            "The request failed because findingCriteria.criterion.count.eq must have at most 1000 values; "
            "1001 given.");
  EXPECT_EQ(Search(1, kCriterionValuesMax), "taken");
  EXPECT_EQ(Search(1, kCriterionValuesMax + 1),
            "The request failed because bucketCriteria.excludes.and[0].tagCriterion.tagValues must have at most 1000 "
            "values; 1001 given.");
  EXPECT_EQ(Usage(1, kCriterionValuesMax), "taken");
  EXPECT_EQ(Usage(1, kCriterionValuesMax + 1),
            "The request failed because filterBy[0].values must have at most 1000 values; 1001 given.");
  EXPECT_EQ(Jobs(1, kCriterionValuesMax, model::JobComparator::EQ), "taken");
  EXPECT_EQ(Jobs(1, kCriterionValuesMax + 1, model::JobComparator::EQ),
            "The request failed because filterCriteria.includes[0].values must have at most 1000 values; 1001 given.");
}

TEST(CriteriaBudget, AllListsOfARequestHaveABound) {
  constexpr std::size_t kLists = kCriteriaValuesMax / kCriterionValuesMax;
  std::vector<std::pair<std::string, Texts>> equals;
  for (const char* field :
       {"objectCount", "sizeInBytes", "sizeInBytesCompressed", "classifiableObjectCount", "classifiableSizeInBytes"}) {
    equals.emplace_back(field, Numbers(kCriterionValuesMax));
  }
  ASSERT_EQ(equals.size(), kLists);
  EXPECT_EQ(Buckets(equals), "taken");
  equals.emplace_back("sensitivityScore", Texts{"1"});
  EXPECT_EQ(Buckets(equals),
            "The request failed because the request, as far as criteria.sensitivityScore.eq, must have at most 5000 "
            "values in its criteria; 5001 given.");
  EXPECT_EQ(Search(kLists, kCriterionValuesMax), "taken");
  EXPECT_NE(Search(kLists + 1, kCriterionValuesMax).find("at most 5000 values in its criteria"), std::string::npos);
  EXPECT_EQ(Usage(kLists, kCriterionValuesMax), "taken");
  EXPECT_NE(Usage(kLists + 1, kCriterionValuesMax).find("at most 5000 values in its criteria"), std::string::npos);
}

TEST(CriteriaBudget, TheBytesOfValuesHaveABound) {
  EXPECT_EQ(Buckets({{"bucketName", {std::string(kCriteriaBytesMax, 'b')}}}), "taken");
  EXPECT_EQ(Buckets({{"bucketName", {std::string(kCriteriaBytesMax, 'b'), "b"}}}),
            "The request failed because the request, as far as criteria.bucketName.eq, must have at most 1048576 bytes "
            "of values in its criteria; 1048577 given.");
}

TEST(CriteriaBudget, ListsOfTermsHaveABound) {
  EXPECT_EQ(Search(kCriteriaTermsMax, 1), "taken");
  EXPECT_EQ(Search(kCriteriaTermsMax + 1, 1),
            "The request failed because bucketCriteria.excludes.and must have at most 100 terms; 101 given.");
  EXPECT_EQ(Usage(kCriteriaTermsMax, 1), "taken");
  EXPECT_EQ(Usage(kCriteriaTermsMax + 1, 1),
            "The request failed because filterBy must have at most 100 terms; 101 given.");
  EXPECT_EQ(Jobs(kCriteriaTermsMax, 1, model::JobComparator::EQ), "taken");
  EXPECT_EQ(Jobs(kCriteriaTermsMax + 1, 1, model::JobComparator::EQ),
            "The request failed because filterCriteria.includes must have at most 100 terms; 101 given.");
}

TEST(CriteriaBudget, WhatIsComparedWithEveryJobCountsMore) {
  EXPECT_EQ(Jobs(5, 50, model::JobComparator::CONTAINS), "taken");
  EXPECT_EQ(Jobs(1, 51, model::JobComparator::CONTAINS),
            "The request failed because filterCriteria.includes[0].values must have at most 50 values; 51 given.");
  EXPECT_NE(Jobs(6, 50, model::JobComparator::STARTS_WITH).find("at most 250 values in its criteria"),
            std::string::npos);
}

}  // namespace
}  // namespace macie_local::service
