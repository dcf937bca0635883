#include "work/plan.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "model/managed_data_identifiers.h"
#include "state/transaction.h"

namespace macie_local::work {
namespace {

using Selector = model::ManagedDataIdentifierSelector;

std::vector<std::string> Chosen(std::optional<Selector> selector, std::vector<std::string> ids = {}) {
  model::JobRecord job;
  job.managedDataIdentifierSelector = selector;
  if (!ids.empty()) job.managedDataIdentifierIds = ids;
  return PlanOf(state::Partition(), job, nullptr).identifiers;
}

std::size_t CountOf(bool recommended_only) {
  const auto all = model::ManagedDataIdentifiers();
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [&](const auto& identifier) { return identifier.recommended || !recommended_only; }));
}

TEST(Plan, HasTheManagedIdentifiersThatTheSelectorChooses) {
  EXPECT_EQ(Chosen(Selector::ALL).size(), CountOf(false));
  EXPECT_EQ(Chosen(std::nullopt).size(), CountOf(true));
  EXPECT_EQ(Chosen(Selector::RECOMMENDED).size(), CountOf(true));
  EXPECT_EQ(Chosen(Selector::INCLUDE, {"NAME", "AWS_CREDENTIALS"}),
            (std::vector<std::string>{"AWS_CREDENTIALS", "NAME"}));
  EXPECT_EQ(Chosen(Selector::EXCLUDE, {"NAME"}).size(), CountOf(false) - 1);
  EXPECT_TRUE(Chosen(Selector::NONE).empty());
}

TEST(Plan, HasTheCustomIdentifiersAndAllowListsOfTheJob) {
  state::Batch batch;
  state::Transaction transaction(&batch, nullptr, Timestamp{});
  const state::PartitionKey key{"111122223333", "us-east-1"};
  model::CustomDataIdentifierRecord custom;
  custom.id = "custom";
  custom.name = "staff id";
  custom.regex = "EMP-[0-9]{6}";
  custom.ignoreWords = {"EMP-000000"};
  transaction.Put(key, "custom", custom);
  model::AllowListRecord list;
  list.id = "list";
  list.criteria.emplace().regex = "EMP-7{6}";
  transaction.Put(key, "list", list);
  model::JobRecord job;
  job.managedDataIdentifierSelector = Selector::NONE;
  job.customDataIdentifierIds = {"custom", "unknown"};
  model::AllowListRecord words;
  words.id = "words";
  words.criteria.emplace().s3WordsList.emplace().bucketName = "bucket";
  transaction.Put(key, "words", words);
  words.id = "gone";
  transaction.Put(key, "gone", words);
  job.allowListIds = {"list", "gone", "words"};
  const scan::Plan plan = PlanOf(transaction.partition(key), job, [](const model::AllowListRecord& record) {
    service::AllowListLook look;
    look.status.code =
        record.id == "gone" ? model::AllowListStatusCode::S3_OBJECT_NOT_FOUND : model::AllowListStatusCode::OK;
    if (record.criteria->s3WordsList) look.words = {"EMP-111111", "other"};
    return look;
  });
  ASSERT_EQ(plan.custom.size(), 1u);
  EXPECT_EQ(plan.custom[0].regex, "EMP-[0-9]{6}");
  EXPECT_EQ(plan.custom[0].ignore_words, std::vector<std::string>{"EMP-000000"});
  ASSERT_EQ(plan.allow_lists.size(), 2u);
  EXPECT_EQ(plan.allow_lists[0].regex, "EMP-7{6}");
  EXPECT_TRUE(plan.allow_lists[0].words.empty());
  EXPECT_EQ(plan.allow_lists[1].id, "words");
  EXPECT_EQ(plan.allow_lists[1].words, (std::vector<std::string>{"EMP-111111", "other"}));
}

}  // namespace
}  // namespace macie_local::work
