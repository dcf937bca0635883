// The settings of automated discovery: configuration, scope, template, and the accounts of an administrator
// (behaviour B.13, 12).
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "model/handlers/automated_discovery.h"
#include "model/handlers/buckets.h"
#include "model/quotas.h"
#include "service/buckets/intake.h"
#include "unit/service/organization/membership_bench.h"

namespace macie_local::service {
namespace {

using support::RefusalOf;
using support::Shown;

const std::string kNoSuchId = "ResourceNotFoundException: Resource not found. Verify any provided IDs are correct.";
const std::string kOfTheAdministrator =
    "AccessDeniedException: The request failed because automated sensitive data discovery is managed by the Macie "
    "administrator of your account.";

class Discovery : public ::testing::Test {
 protected:
  Discovery() { bench_.now = *base::ParseIso8601("2031-01-01T00:00:00Z"); }

  model::GetAutomatedDiscoveryConfigurationResponse Get() {
    return *bench_.Ask(&GetAutomatedDiscoveryConfiguration, "");
  }
  std::string Set(const std::string& status, const std::string& mode = "") {
    return RefusalOf(bench_.Ask(
        &UpdateAutomatedDiscoveryConfiguration,
        "{'status':'" + status + "'" + (mode.empty() ? "" : ",'autoEnableOrganizationMembers':'" + mode + "'") + "}"));
  }
  void PutBucket(const std::string& name) {
    bench_.Do([&](state::Transaction& transaction) {
      model::BucketMetadata bucket;
      bucket.bucketName = name;
      transaction.PutBucket(bench_.home, *CompleteBucket(bench_.home, "bucket", bench_.now, bucket));
    });
  }
  // The names that the scope leaves out once it is changed so, or the refusal.
  std::string Exclude(const std::string& operation, const std::string& names) {
    const std::string id = *Get().classificationScopeId;
    const auto done =
        bench_.Ask(&UpdateClassificationScope,
                   {id, "", "{'s3':{'excludes':{'operation':'" + operation + "','bucketNames':[" + names + "]}}}"});
    return done.ok() ? Excluded() : RefusalOf(done);
  }
  std::string Excluded() {
    const auto scope = bench_.Ask(&GetClassificationScope, {*Get().classificationScopeId, "", ""});
    std::string all;
    for (const auto& name : scope->s3->excludes.bucketNames) all += (all.empty() ? "" : " ") + name;
    return all;
  }
  std::string SetAccounts(const std::string& accounts) {
    return Shown(bench_.Ask(&BatchUpdateAutomatedDiscoveryAccounts, "{'accounts':[" + accounts + "]}"));
  }
  std::string Accounts(const std::string& query = "") {
    const auto page = bench_.Ask(&ListAutomatedDiscoveryAccounts, {"", query, ""});
    if (!page.ok()) return RefusalOf(page);
    std::string all;
    for (const auto& item : *page->items) {
      all += (all.empty() ? "" : " ") + *item.accountId + "=" + std::string(wire::EnumName(*item.status));
    }
    return all;
  }

  MembershipBench bench_;
};

TEST_F(Discovery, IsOffForNobodyUntilItIsEnabled) {
  const auto configuration = Get();
  EXPECT_EQ(configuration.status, model::AutomatedDiscoveryStatus::DISABLED);
  EXPECT_EQ(configuration.autoEnableOrganizationMembers, model::AutoEnableMode::NONE);
  EXPECT_EQ(configuration.firstEnabledAt, std::nullopt);
  EXPECT_EQ(configuration.disabledAt, std::nullopt);
  EXPECT_EQ(configuration.classificationScopeId->size(), 32U);
  EXPECT_NE(configuration.classificationScopeId, configuration.sensitivityInspectionTemplateId);
  EXPECT_EQ(Get(), configuration) << "ids stay";
  bench_.home.region = "eu-west-1";
  EXPECT_NE(Get().classificationScopeId, configuration.classificationScopeId);
}

TEST_F(Discovery, ItsTimesFollowTheChanges) {
  // The days of firstEnabledAt, disabledAt and lastUpdatedAt, "-" where there is none.
  const auto change = [&](const std::string& status) {
    bench_.now += std::chrono::days(1);
    EXPECT_EQ(Set(status), "");
    const auto configuration = Get();
    EXPECT_EQ(wire::EnumName(*configuration.status), status);
    std::string days;
    for (const auto& time : {configuration.firstEnabledAt, configuration.disabledAt, configuration.lastUpdatedAt}) {
      days += time ? base::ToIso8601(*time).substr(8, 2) : "-";
    }
    return days;
  };
  EXPECT_EQ(change("DISABLED"), "--02");
  EXPECT_EQ(change("ENABLED"), "03-03");
  EXPECT_EQ(change("DISABLED"), "030404");
  EXPECT_EQ(change("DISABLED"), "030405");
  EXPECT_EQ(change("ENABLED"), "03-06");
}

TEST_F(Discovery, AllIsWhatAnUpdateThatNamesNoModeMeans) {
  ASSERT_EQ(Set("ENABLED", "NEW"), "");
  EXPECT_EQ(Get().autoEnableOrganizationMembers, model::AutoEnableMode::NEW);
  ASSERT_EQ(Set("ENABLED"), "");
  EXPECT_EQ(Get().autoEnableOrganizationMembers, model::AutoEnableMode::ALL);
}

TEST_F(Discovery, TheScopeAddsRemovesAndReplacesNamesOfTheInventory) {
  for (const std::string name : {"one", "two", "three"}) PutBucket(name);
  EXPECT_EQ(Excluded(), "");
  EXPECT_EQ(Exclude("ADD", "'one','two'"), "one two");
  EXPECT_EQ(Exclude("ADD", "'two','three'"), "one two three");
  EXPECT_EQ(Exclude("REMOVE", "'two','never-there'"), "one three");
  EXPECT_EQ(Exclude("REPLACE", "'two'"), "two");
  const std::string unknown = "ValidationException: The request failed because the bucket 'One' doesn't exist.";
  EXPECT_EQ(Exclude("ADD", "'one','One'"), unknown);
  EXPECT_EQ(Exclude("REPLACE", "'One'"), unknown);
  EXPECT_EQ(Excluded(), "two");
  EXPECT_EQ(RefusalOf(bench_.Ask(&GetClassificationScope, {std::string(32, '0'), "", ""})), kNoSuchId);
  EXPECT_EQ(RefusalOf(bench_.Ask(&UpdateClassificationScope, {std::string(32, '0'), "", "{}"})), kNoSuchId);
}

TEST_F(Discovery, TheScopeLeavesOutAtMostAThousand) {
  std::string names;
  for (std::int64_t i = 0; i <= model::kBucketsExcludedFromDiscovery; ++i) {
    const std::string name = "many-" + std::to_string(10'000 + i);
    PutBucket(name);
    if (i < model::kBucketsExcludedFromDiscovery) names += (i == 0 ? "'" : ",'") + name + "'";
  }
  const std::string thousand = Exclude("REPLACE", names);
  EXPECT_EQ(std::count(thousand.begin(), thousand.end(), ' '), model::kBucketsExcludedFromDiscovery - 1);
  EXPECT_EQ(
      Exclude("ADD", "'many-11000'"),
      "ValidationException: The request failed because at most 1000 buckets can be excluded; there would be 1001.");
  EXPECT_EQ(Exclude("ADD", "'many-10000'"), thousand.substr(11) + " many-10000") << "one that is there is none more";
}

TEST_F(Discovery, ABucketIsMonitoredWhileItIsOnAndTheScopeHasIt) {
  using Status = model::AutomatedDiscoveryMonitoringStatus;
  PutBucket("one");
  PutBucket("two");
  const auto monitored = [&] {
    std::string names;
    const auto found = bench_.Ask(&SearchResources, "{}");
    for (const auto& resource : *found->matchingResources) {
      const auto& bucket = *resource.matchingBucket;
      if (bucket.automatedDiscoveryMonitoringStatus == Status::MONITORED) names += *bucket.bucketName + " ";
    }
    return names;
  };
  EXPECT_EQ(monitored(), "");
  ASSERT_EQ(Set("ENABLED"), "");
  EXPECT_EQ(monitored(), "one two ");
  ASSERT_EQ(Exclude("ADD", "'one'"), "one");
  EXPECT_EQ(monitored(), "two ");
  ASSERT_EQ(Set("DISABLED"), "");
  EXPECT_EQ(monitored(), "");
}

TEST_F(Discovery, ThereIsOneScopeAndOneTemplateOfOneName) {
  const std::string name = "'name':'automated-sensitive-data-discovery'";
  const std::string scope = "{'classificationScopes':[{'id':'" + *Get().classificationScopeId + "'," + name + "}]}";
  EXPECT_EQ(Shown(bench_.Ask(&ListClassificationScopes, "")), scope);
  EXPECT_EQ(Shown(bench_.Ask(&ListClassificationScopes, {"", "name=automated-sensitive-data-discovery", ""})), scope);
  EXPECT_EQ(Shown(bench_.Ask(&ListClassificationScopes, {"", "name=other", ""})), "{'classificationScopes':[]}");
  EXPECT_EQ(
      Shown(bench_.Ask(&ListSensitivityInspectionTemplates, "")),
      "{'sensitivityInspectionTemplates':[{'id':'" + *Get().sensitivityInspectionTemplateId + "'," + name + "}]}");
  const std::string refusal =
      "ValidationException: The request failed because nextToken isn't a token that this operation returned for the "
      "same "
      "request.";
  EXPECT_EQ(Shown(bench_.Ask(&ListClassificationScopes, {"", "nextToken=x", ""})), refusal);
  EXPECT_EQ(Shown(bench_.Ask(&ListSensitivityInspectionTemplates, {"", "nextToken=x", ""})), refusal);
}

TEST_F(Discovery, AnUpdateOfTheTemplateReplacesTheWhole) {
  const std::string id = *Get().sensitivityInspectionTemplateId;
  const auto get = [&] { return Shown(bench_.Ask(&GetSensitivityInspectionTemplate, {id, "", ""})); };
  const auto update = [&](const std::string& body) {
    return RefusalOf(bench_.Ask(&UpdateSensitivityInspectionTemplate, {id, "", body}));
  };
  const std::string rest =
      "'name':'automated-sensitive-data-discovery','sensitivityInspectionTemplateId':'" + id + "'}";
  EXPECT_EQ(get(), "{" + rest);
  const std::string given =
      "'description':'ours','excludes':{'managedDataIdentifierIds':['NAME']},'includes':{'managedDataIdentifierIds':["
      "'ADDRESS']}";
  EXPECT_EQ(update("{" + given + "}"), "");
  EXPECT_EQ(get(), "{" + given + "," + rest);
  const std::string failed = "ValidationException: The request failed because ";
  struct Row {
    std::string body, refusal;
  };
  const std::vector<Row> rows{
      {"{'includes':{}}", "includes must specify at least one custom or managed data identifier."},
      {"{'includes':{'allowListIds':['a']}}", "includes must specify at least one custom or managed data identifier."},
      {"{'includes':{'managedDataIdentifierIds':['NO_SUCH']}}",
       "includes.managedDataIdentifierIds has the unknown id 'NO_SUCH'."},
      {"{'includes':{'managedDataIdentifierIds':['NAME'],'allowListIds':['a']}}",
       "includes.allowListIds has the unknown id 'a'."},
      {"{'includes':{'customDataIdentifierIds':['0a']}}", "includes.customDataIdentifierIds has the unknown id '0a'."},
      {"{'excludes':{'managedDataIdentifierIds':['NO_SUCH']}}",
       "excludes.managedDataIdentifierIds has the unknown id 'NO_SUCH'."},
  };
  for (const Row& row : rows) EXPECT_EQ(update(row.body), failed + row.refusal);
  EXPECT_EQ(get(), "{" + given + "," + rest) << "a refusal changes nothing";
  EXPECT_EQ(update("{}"), "");
  EXPECT_EQ(get(), "{" + rest);
  EXPECT_EQ(RefusalOf(bench_.Ask(&GetSensitivityInspectionTemplate, {"x", "", ""})), kNoSuchId);
}

TEST_F(Discovery, AllTurnsMembersOnAndDisabledTurnsThemOff) {
  bench_.Join(kMember);
  EXPECT_EQ(Accounts(), "111122223333=DISABLED 222222222222=DISABLED");
  ASSERT_EQ(Set("ENABLED", "NONE"), "");
  EXPECT_EQ(Accounts(), "111122223333=ENABLED 222222222222=DISABLED");
  ASSERT_EQ(Set("ENABLED", "NEW"), "");
  EXPECT_EQ(Accounts(), "111122223333=ENABLED 222222222222=DISABLED");
  bench_.Join(kOther);
  EXPECT_EQ(Accounts(), "111122223333=ENABLED 222222222222=DISABLED 333333333333=ENABLED");
  ASSERT_EQ(Set("ENABLED", "ALL"), "");
  EXPECT_EQ(Accounts(), "111122223333=ENABLED 222222222222=ENABLED 333333333333=ENABLED");
  EXPECT_EQ(Accounts("accountIds=333333333333&accountIds=999999999999"), "333333333333=ENABLED");
  ASSERT_EQ(Set("DISABLED"), "");
  EXPECT_EQ(Accounts(), "111122223333=DISABLED 222222222222=DISABLED 333333333333=DISABLED");
}

TEST_F(Discovery, AMemberLeavesItsSettingsToItsAdministrator) {
  bench_.Join(kMember);
  const std::string scope = *Get().classificationScopeId;
  bench_.As(kMember);
  EXPECT_EQ(RefusalOf(bench_.Ask(&GetAutomatedDiscoveryConfiguration, "")), kOfTheAdministrator);
  EXPECT_EQ(Set("ENABLED"), kOfTheAdministrator);
  EXPECT_EQ(RefusalOf(bench_.Ask(&ListClassificationScopes, "")), kOfTheAdministrator);
  EXPECT_EQ(RefusalOf(bench_.Ask(&GetClassificationScope, {scope, "", ""})), kOfTheAdministrator);
  EXPECT_EQ(Accounts(), kOfTheAdministrator);
  EXPECT_EQ(SetAccounts(""), kOfTheAdministrator);
}

TEST_F(Discovery, SingleAccountsAreChangedWhileItIsOnAndNotForAll) {
  bench_.Join(kMember);
  const std::string on = "{'accountId':'222222222222','status':'ENABLED'}";
  EXPECT_EQ(SetAccounts(on),
            "ConflictException: The request failed because automated sensitive data discovery isn't enabled for your "
            "account.");
  ASSERT_EQ(Set("ENABLED", "ALL"), "");
  EXPECT_EQ(SetAccounts(on), "ConflictException: Cannot modify account states while auto-enable is set to ALL.");
  ASSERT_EQ(Set("ENABLED", "NONE"), "");
  EXPECT_EQ(SetAccounts("{'accountId':'222222222222','status':'DISABLED'}"), "{'errors':[]}");
  EXPECT_EQ(Accounts(), "111122223333=ENABLED 222222222222=DISABLED");
  EXPECT_EQ(SetAccounts(on), "{'errors':[]}");
  EXPECT_EQ(Accounts(), "111122223333=ENABLED 222222222222=ENABLED");
}

TEST_F(Discovery, AccountsThatCanNotBeChangedAreToldUnlessNoneCan) {
  bench_.Join(kMember);
  bench_.Join(kOther);
  ASSERT_EQ(bench_.SetStatus(kOther, "PAUSED"), "");
  ASSERT_EQ(Set("ENABLED", "NONE"), "");
  const std::string paused = "{'accountId':'333333333333','status':'ENABLED'}";
  const std::string unknown = "{'accountId':'444444444444','status':'ENABLED'}";
  EXPECT_EQ(SetAccounts(paused + "," + unknown + ",{'accountId':'222222222222','status':'ENABLED'}"),
            "{'errors':[{'accountId':'333333333333','errorCode':'ACCOUNT_PAUSED'},{'accountId':'444444444444',"
            "'errorCode':'ACCOUNT_NOT_FOUND'}]}");
  EXPECT_EQ(Accounts(), "111122223333=ENABLED 222222222222=ENABLED 333333333333=DISABLED");
  EXPECT_EQ(SetAccounts(paused + "," + unknown),
            "ValidationException: The request failed because none of the accounts could be changed; the first is "
            "'333333333333' with ACCOUNT_PAUSED.");
}

}  // namespace
}  // namespace macie_local::service
