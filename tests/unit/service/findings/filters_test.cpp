// Findings filters: their positions against a plain vector, names, repeats, the quota, and documents with filters.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "model/handlers/findings_filters.h"
#include "model/quotas.h"
#include "model/types/findings_filters.h"
#include "service/documents/state_document.h"
#include "support/operations.h"

namespace macie_local::service {
namespace {

class FindingsFilters : public ::testing::Test {
 protected:
  static model::CreateFindingsFilterRequest Request(const std::string& name,
                                                    std::optional<std::int64_t> position = {}) {
    model::CreateFindingsFilterRequest request;
    request.name = name;
    request.action = model::FindingsFilterAction::NOOP;
    request.position = position;
    return request;
  }
  wire::Outcome<model::CreateFindingsFilterResponse> Create(const model::CreateFindingsFilterRequest& request) {
    auto transaction = bench_.Write();
    return CreateFindingsFilter(bench_.Caller(), transaction, request);
  }
  wire::Outcome<model::UpdateFindingsFilterResponse> Update(const model::UpdateFindingsFilterRequest& request) {
    auto transaction = bench_.Write();
    return UpdateFindingsFilter(bench_.Caller(), transaction, request);
  }
  bool Delete(const std::string& id) {
    auto transaction = bench_.Write();
    model::DeleteFindingsFilterRequest request;
    request.id = id;
    return DeleteFindingsFilter(bench_.Caller(), transaction, request).ok();
  }
  // The ids, page by page, in the order in which the list gives them.
  std::vector<std::string> List(std::int64_t page_size) {
    std::vector<std::string> ids;
    model::ListFindingsFiltersRequest request;
    request.maxResults = page_size;
    do {
      auto page = ListFindingsFilters(bench_.Caller(), bench_.Read(), request);
      EXPECT_TRUE(page.ok());
      for (const auto& item : *page->findingsFilterListItems) ids.push_back(*item.id);
      request.nextToken = page->nextToken;
    } while (request.nextToken);
    return ids;
  }
  std::int64_t PositionOf(const std::string& id) {
    model::GetFindingsFilterRequest request;
    request.id = id;
    return *GetFindingsFilter(bench_.Caller(), bench_.Read(), request)->position;
  }
  StateStatus Import(const std::string& filters) {
    const std::string document =
        R"({"version":1,"accounts":{"111122223333":{"us-east-1":{"findingsFilters":[)" + filters + "]}}}}";
    auto transaction = bench_.Write();
    return ImportState(bench_.environment, bench_.home, document, std::nullopt, transaction);
  }

  support::OperationBench bench_;
};

TEST_F(FindingsFilters, PositionsAreThoseOfAVector) {
  std::mt19937 random(7);
  const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
  std::vector<std::string> model;
  for (int step = 0; step < 600; ++step) {
    const std::size_t what = below(10);
    // Beyond the end, too.
    const auto position = static_cast<std::int64_t>(1 + below(model.size() + 4));
    const auto insert = [&](const std::string& id, std::int64_t at) {
      const auto place = std::min(static_cast<std::size_t>(at - 1), model.size());
      model.insert(model.begin() + static_cast<std::ptrdiff_t>(place), id);
    };
    if (model.empty() || what < 5) {
      const bool placed = below(3) > 0;
      const auto created =
          Create(Request("filter-" + std::to_string(step), placed ? std::optional(position) : std::nullopt));
      ASSERT_TRUE(created.ok()) << created.error().text;
      insert(*created->id, placed ? position : static_cast<std::int64_t>(model.size() + 1));
    } else if (what < 8) {
      model::UpdateFindingsFilterRequest request;
      request.id = model[below(model.size())];
      if (what == 7) {
        request.description = "renamed at " + std::to_string(step);  // moves nothing
      } else {
        request.position = position;
        std::erase(model, request.id);
        insert(request.id, position);
      }
      ASSERT_TRUE(Update(request).ok());
    } else {
      const std::string id = model[below(model.size())];
      std::erase(model, id);
      ASSERT_TRUE(Delete(id));
    }
    ASSERT_EQ(model, List(static_cast<std::int64_t>(1 + below(25)))) << "step " << step;
    for (std::size_t i = 0; i < model.size(); ++i) {
      ASSERT_EQ(static_cast<std::int64_t>(i + 1), PositionOf(model[i])) << "step " << step;
    }
  }
  EXPECT_GT(model.size(), 25U) << "the lists had one page only";
}

TEST_F(FindingsFilters, NamesAreUnique) {
  ASSERT_TRUE(Create(Request("first")).ok());
  const auto second = Create(Request("second"));
  const auto taken = Create(Request("first"));
  ASSERT_FALSE(taken.ok());
  EXPECT_EQ("Filter name already exists. A unique name is required.", taken.error().text);
  EXPECT_EQ(400, taken.error().shape.get().http_status);
  model::UpdateFindingsFilterRequest rename;
  rename.id = second->id.value();
  rename.name = "first";
  EXPECT_FALSE(Update(rename).ok());
  rename.name = "second";
  EXPECT_TRUE(Update(rename).ok()) << "its own name is not taken by another";
  EXPECT_EQ(2U, List(25).size());
}

TEST_F(FindingsFilters, ARepeatedCreationMakesOneFilter) {
  auto request = Request("filter");
  request.clientToken = "token";
  const auto first = Create(request);
  const auto again = Create(request);
  ASSERT_TRUE(again.ok()) << again.error().text;
  EXPECT_EQ(*first->id, *again->id);
  request.action = model::FindingsFilterAction::ARCHIVE;
  EXPECT_EQ(409, Create(request).error().shape.get().http_status);
  EXPECT_EQ(1U, List(25).size());
}

TEST_F(FindingsFilters, TheQuotaHoldsAtItsBound) {
  for (std::int64_t i = 0; i < model::kFindingsFiltersPerAccount; ++i) {
    ASSERT_TRUE(Create(Request("filter-" + std::to_string(i))).ok());
  }
  const auto refused = Create(Request("one-more"));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(402, refused.error().shape.get().http_status);
  bench_.home.account = "999999999999";
  EXPECT_TRUE(Create(Request("one-more")).ok()) << "the quota is each account's";
}

TEST_F(FindingsFilters, DocumentsHavePositionsFromOneToTheNumberOfFilters) {
  const auto filter = [](const std::string& id, const std::string& position) {
    return R"({"id":")" + id + R"(","name":"name-)" + id + R"(","action":"NOOP","findingCriteria":{},"position":)" +
           position + "}";
  };
  const auto wrong = [&](const std::string& filters) {
    bench_.batch = {};
    const auto imported = Import(filters);
    return imported.ok() ? std::string("taken") : imported.error().text;
  };
  EXPECT_EQ("taken", wrong(filter("a", "2") + "," + filter("b", "1")));
  EXPECT_EQ((std::vector<std::string>{"b", "a"}), List(25));
  const std::string where = "accounts.111122223333.us-east-1.findingsFilters";
  EXPECT_EQ(where + ": two filters have the position 1", wrong(filter("a", "1") + "," + filter("b", "1")));
  EXPECT_EQ(where + ": the positions must be 1 to 2, one for each filter; 1 to 3 given",
            wrong(filter("a", "1") + "," + filter("b", "3")));
  EXPECT_EQ(where + ": the positions must be 1 to 1, one for each filter; 0 to 0 given", wrong(filter("a", "0")));
  EXPECT_EQ(where + "[0].position: is required",
            wrong(R"({"id":"a","name":"name","action":"NOOP","findingCriteria":{}})"));
  EXPECT_EQ(where + "[0].action: is required", wrong(R"({"id":"a","name":"name","findingCriteria":{},"position":1})"));
}

}  // namespace
}  // namespace macie_local::service
