// How findings enter: counted up, suppressed by the right account's filters, kept for their time and in their number.
#include "service/findings/door.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "base/timestamp.h"
#include "service/findings/intake.h"
#include "service/findings/view.h"
#include "state/transaction.h"
#include "support/ports.h"

namespace macie_local::service {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using Type = model::FindingType;

class Door : public ::testing::Test {
 protected:
  // What happens at `now_`.
  state::Transaction Begin() { return state::Transaction(&batch_, &ids_, now_); }

  model::Finding Make(Type type, const std::string& bucket) {
    model::Finding finding;
    finding.type = type;
    finding.id = "f" + std::to_string(++made_);
    finding.resourcesAffected.emplace().s3Bucket.emplace().name = bucket;
    auto complete = CompleteFinding(key_, "finding", now_, nullptr, std::move(finding));
    EXPECT_TRUE(complete.ok()) << complete.error().text;
    return std::move(complete).value();
  }
  model::Finding Policy(const std::string& bucket = "b-1") { return Make(Type::Policy_IAMUser_S3BucketPublic, bucket); }
  model::Finding Sensitive() { return Make(Type::SensitiveData_S3Object_Personal, "b-1"); }
  model::Finding Discovered() {
    model::Finding finding = Sensitive();
    finding.classificationDetails->originType = model::OriginType::AUTOMATED_SENSITIVE_DATA_DISCOVERY;
    return finding;
  }

  std::string Enter(model::Finding finding) {
    state::Transaction transaction = Begin();
    return FindingDoor(transaction).Enter(key_, std::move(finding));
  }
  const model::Finding* Get(std::string_view id) {
    state::Transaction transaction = Begin();
    return transaction.partition(key_).Find<model::Finding>(id);
  }
  std::size_t Count() {
    state::Transaction transaction = Begin();
    return transaction.partition(key_).table<model::Finding>().size();
  }
  // A filter for all findings whose bucket has this name.
  void PutFilter(const std::string& account, model::FindingsFilterAction action, const std::string& bucket) {
    model::FindingsFilterRecord filter;
    filter.id = "filter-" + std::to_string(++made_);
    filter.action = action;
    model::CriterionAdditionalProperties equals;
    equals.eq = {bucket};
    filter.findingCriteria.emplace().criterion.emplace().emplace_back("resourcesAffected.s3Bucket.name", equals);
    state::Transaction transaction = Begin();
    transaction.Put({account, key_.region}, *filter.id, filter);
  }
  void PutAdministrator() {
    model::AdministratorRecord administrator;
    administrator.accountId = administrator_;
    state::Transaction transaction = Begin();
    transaction.Put(key_, state::kOnlyRecord, administrator);
  }

  const state::PartitionKey key_{"123456789012", "us-east-1"};
  const std::string administrator_ = "999999999999";
  support::CountingIds ids_;
  state::Batch batch_;
  Timestamp now_ = *base::ParseIso8601("2026-01-10T12:00:00Z");
  int made_ = 0;
};

TEST_F(Door, SensitiveFindingsAreAlwaysNew) {
  EXPECT_NE(Enter(Sensitive()), Enter(Sensitive()));
  EXPECT_EQ(Count(), 2u);
}

TEST_F(Door, APolicyFindingIsCountedUp) {
  model::Finding first = Policy();
  first.policyDetails->action->apiCallDetails->api = "PutBucketAcl";
  const std::string id = Enter(first);
  now_ += days(1);
  model::Finding second = Policy();
  second.policyDetails->action->apiCallDetails->api = "PutBucketPolicy";
  second.policyDetails->actor.emplace().userIdentity.emplace().type = model::UserIdentityType::Root;
  second.resourcesAffected->s3Bucket->allowsUnencryptedObjectUploads = model::AllowsUnencryptedObjectUploads::TRUE;
  EXPECT_EQ(Enter(second), id);
  ASSERT_EQ(Count(), 1u);
  const model::Finding& finding = *Get(id);
  EXPECT_EQ(finding.id, id);
  EXPECT_EQ(finding.count, 2);
  EXPECT_EQ(finding.createdAt, first.createdAt);
  EXPECT_EQ(finding.updatedAt, second.updatedAt);
  const auto& call = *finding.policyDetails->action->apiCallDetails;
  EXPECT_EQ(call.firstSeen, first.createdAt);
  EXPECT_EQ(call.lastSeen, second.updatedAt);
  EXPECT_EQ(call.api, "PutBucketPolicy");
  EXPECT_EQ(finding.policyDetails->actor, second.policyDetails->actor);
  EXPECT_EQ(finding.resourcesAffected, second.resourcesAffected);
}

TEST_F(Door, AFindingFromTheFutureIsNotUpdatedBeforeItWasCreated) {
  model::Finding ahead = Policy();
  ahead.createdAt = ahead.updatedAt = now_ + days(30);
  const std::string id = Enter(ahead);
  EXPECT_EQ(Enter(Policy()), id);
  EXPECT_EQ(Get(id)->count, 2);
  EXPECT_EQ(Get(id)->createdAt, now_ + days(30));
  EXPECT_EQ(Get(id)->updatedAt, now_ + days(30));
  // What is stored can be put again.
  EXPECT_TRUE(CompleteFinding(key_, "finding", now_, nullptr, *Get(id)).ok());
  now_ += days(31);
  Enter(Policy());
  EXPECT_EQ(Get(id)->updatedAt, now_);
}

TEST_F(Door, ACountStaysAtItsLargest) {
  model::Finding often = Policy();
  often.count = std::numeric_limits<std::int64_t>::max() - 1;
  const std::string id = Enter(often);
  for (int i = 0; i < 2; ++i) Enter(Policy());
  EXPECT_EQ(Get(id)->count, std::numeric_limits<std::int64_t>::max());
}

TEST_F(Door, WhatIsEqualInFindingsThatFollowOneAnotherIsKeptOnce) {
  state::Transaction transaction = Begin();
  FindingDoor door(transaction);
  const auto bucket_of = [&](const std::string& id) {
    return &*transaction.partition(key_).Find<model::Finding>(id)->resourcesAffected->s3Bucket;
  };
  const std::string first = door.Enter(key_, Sensitive());
  const std::string second = door.Enter(key_, Sensitive());
  EXPECT_EQ(bucket_of(first), bucket_of(second));
  const std::string elsewhere = door.Enter(key_, Make(Type::SensitiveData_S3Object_Personal, "b-2"));
  EXPECT_NE(bucket_of(first), bucket_of(elsewhere));
  EXPECT_EQ(bucket_of(elsewhere)->name, "b-2");
  // What is put again in another form changes only that.
  model::Finding again = *transaction.partition(key_).Find<model::Finding>(second);
  again.resourcesAffected->s3Bucket->name = "b-3";
  door.Enter(key_, again);
  EXPECT_EQ(bucket_of(first)->name, "b-1");
  EXPECT_EQ(bucket_of(second)->name, "b-3");
}

TEST_F(Door, AnotherBucketTypeOrSampleIsAnotherPolicyFinding) {
  Enter(Policy("b-1"));
  Enter(Policy("b-2"));
  Enter(Make(Type::Policy_IAMUser_S3BucketSharedExternally, "b-1"));
  model::Finding sample = Policy("b-1");
  sample.sample = true;
  Enter(sample);
  EXPECT_EQ(Count(), 4u);
  sample.id = "another";
  Enter(sample);
  EXPECT_EQ(Count(), 4u);
}

TEST_F(Door, AKnownIdIsReplaced) {
  model::Finding finding = Policy("b-1");
  Enter(finding);
  finding.resourcesAffected->s3Bucket->name = "b-2";
  Enter(finding);
  ASSERT_EQ(Count(), 1u);
  EXPECT_EQ(Get(*finding.id)->count, 1);
  // The index has followed: b-1 has no finding any more, b-2 has.
  EXPECT_NE(Enter(Policy("b-1")), *finding.id);
  EXPECT_EQ(Enter(Policy("b-2")), *finding.id);
}

TEST_F(Door, AnErasedFindingIsNotCountedUp) {
  const std::string id = Enter(Policy());
  {
    state::Transaction transaction = Begin();
    transaction.EraseFamily<model::Finding>(key_);
  }
  EXPECT_NE(Enter(Policy()), id);
  EXPECT_EQ(Count(), 1u);
}

TEST_F(Door, OnlyArchivingFiltersThatMatchArchive) {
  PutFilter(key_.account, model::FindingsFilterAction::NOOP, "b-1");
  EXPECT_EQ(Get(Enter(Sensitive()))->archived, false);
  PutFilter(key_.account, model::FindingsFilterAction::ARCHIVE, "b-9");
  EXPECT_EQ(Get(Enter(Sensitive()))->archived, false);
  PutFilter(key_.account, model::FindingsFilterAction::ARCHIVE, "b-1");
  EXPECT_EQ(Get(Enter(Sensitive()))->archived, true);
}

TEST_F(Door, ArchivedIsDecidedAnewButNeverUnset) {
  const std::string id = Enter(Policy());
  EXPECT_EQ(Get(id)->archived, false);
  PutFilter(key_.account, model::FindingsFilterAction::ARCHIVE, "b-1");
  Enter(Policy());
  EXPECT_EQ(Get(id)->archived, true);
  {
    state::Transaction transaction = Begin();
    transaction.EraseFamily<model::FindingsFilterRecord>(key_);
  }
  Enter(Policy());
  EXPECT_EQ(Get(id)->archived, true);
  EXPECT_EQ(Get(id)->count, 3);
}

TEST_F(Door, AMembersFiltersOnlyTouchFindingsOfItsJobs) {
  PutFilter(key_.account, model::FindingsFilterAction::ARCHIVE, "b-1");
  PutAdministrator();
  EXPECT_EQ(Get(Enter(Policy()))->archived, false);
  EXPECT_EQ(Get(Enter(Discovered()))->archived, false);
  EXPECT_EQ(Get(Enter(Sensitive()))->archived, true);
}

TEST_F(Door, AnAdministratorsFiltersTouchPolicyAndDiscoveredFindings) {
  PutFilter(administrator_, model::FindingsFilterAction::ARCHIVE, "b-1");
  EXPECT_EQ(Get(Enter(Policy("b-1")))->archived, false);
  PutAdministrator();
  EXPECT_EQ(Get(Enter(Policy("b-1")))->archived, true);
  EXPECT_EQ(Get(Enter(Discovered()))->archived, true);
  EXPECT_EQ(Get(Enter(Sensitive()))->archived, false);
}

TEST_F(Door, FindingsPastTheirRetentionGoWhenAnotherEnters) {
  const std::string old = Enter(Policy());
  now_ += days(90) - 1s;
  const std::string kept = Enter(Sensitive());
  EXPECT_NE(Get(old), nullptr);
  now_ += 1s;
  const std::string entered = Enter(Sensitive());
  EXPECT_EQ(Get(old), nullptr);
  EXPECT_NE(Get(kept), nullptr);
  // The same trouble again is a new finding.
  EXPECT_NE(Enter(Policy()), old);
}

TEST_F(Door, TheOldestGoWhenThereAreTooMany) {
  state::Transaction transaction = Begin();
  FindingDoor door(transaction, 3);
  std::vector<std::string> ids;
  for (int i = 0; i < 4; ++i) {
    model::Finding finding = Sensitive();
    finding.updatedAt = now_ - std::chrono::hours(i == 1 ? 10 : i);
    ids.push_back(door.Enter(key_, finding));
  }
  EXPECT_EQ(Count(), 3u);
  EXPECT_EQ(Get(ids[1]), nullptr);
}

TEST_F(Door, ViewsFollowTheRelation) {
  const std::string policy = Enter(Policy());
  const std::string job = Enter(Sensitive());
  const std::string discovered = Enter(Discovered());
  const auto sees = [&](const std::string& account) {
    state::Transaction transaction = Begin();
    const state::State state = transaction.state();
    const FindingView view(state, {account, key_.region}, now_);
    std::string seen;
    for (const auto& [id, name] : {std::pair(policy, "policy "), {job, "job "}, {discovered, "discovered "}}) {
      if (view.Find(id) != nullptr) seen += name;
    }
    std::size_t count = 0;
    view.ForEach([&](const model::Finding&) { ++count; });
    EXPECT_EQ(count, static_cast<std::size_t>(std::count(seen.begin(), seen.end(), ' ')));
    return seen;
  };
  EXPECT_EQ(sees(key_.account), "policy job discovered ");
  EXPECT_EQ(sees(administrator_), "");
  PutAdministrator();
  EXPECT_EQ(sees(key_.account), "policy job ");
  const auto relate = [&](model::RelationshipStatus status) {
    model::MemberRecord member;
    member.accountId = key_.account;
    member.relationshipStatus = status;
    state::Transaction transaction = Begin();
    transaction.Put({administrator_, key_.region}, key_.account, member);
  };
  relate(model::RelationshipStatus::Invited);
  EXPECT_EQ(sees(administrator_), "");
  relate(model::RelationshipStatus::Enabled);
  EXPECT_EQ(sees(administrator_), "policy discovered ");
  relate(model::RelationshipStatus::Paused);
  EXPECT_EQ(sees(administrator_), "policy discovered ");
  now_ += days(90);
  EXPECT_EQ(sees(administrator_), "");
}

}  // namespace
}  // namespace macie_local::service
