// Tags of every kind of resource: merging, removing, their limits, and which ARNs name something (behaviour D).
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "model/handlers/allow_lists.h"
#include "model/handlers/custom_data_identifiers.h"
#include "model/handlers/findings_filters.h"
#include "model/handlers/jobs.h"
#include "model/handlers/members.h"
#include "model/handlers/tags.h"
#include "model/quotas.h"
#include "support/operations.h"

namespace macie_local::service {
namespace {

using support::RefusalOf;
using support::Shown;

const std::string kFailed = "ValidationException: The request failed because ";

class TagsTest : public ::testing::Test {
 protected:
  TagsTest() { arn_ = CreateJob("first"); }

  std::string CreateJob(const std::string& token) {
    const auto job = bench_.Ask(&CreateClassificationJob,
                                "{'clientToken':'" + token +
                                    "','name':'n','jobType':'ONE_TIME','s3JobDefinition':{'bucketCriteria':{}},'tags':{"
                                    "'team':'hr','Team':'x'}}");
    EXPECT_EQ(RefusalOf(job), "");
    return *job->jobArn;
  }
  std::string Tag(const std::string& tags) { return TagOf(arn_, tags); }
  std::string TagOf(const std::string& arn, const std::string& tags) {
    return RefusalOf(bench_.Ask(&TagResource, {arn, "", "{'tags':" + tags + "}"}));
  }
  std::string Untag(const std::string& query) { return UntagOf(arn_, query); }
  std::string UntagOf(const std::string& arn, const std::string& query) {
    return RefusalOf(bench_.Ask(&UntagResource, {arn, query, ""}));
  }
  std::string List() { return ListOf(arn_); }
  std::string ListOf(const std::string& arn) { return Shown(bench_.Ask(&ListTagsForResource, {arn, "", ""})); }

  support::OperationBench bench_;
  std::string arn_;
};

const std::string kBefore = "{'tags':{'team':'hr','Team':'x'}}";

TEST_F(TagsTest, TaggingAddsKeysAndGivesThoseThatAreThereTheNewValue) {
  EXPECT_EQ(Tag("{'empty':'','team':'it'}"), "");
  EXPECT_EQ(List(), "{'tags':{'team':'it','Team':'x','empty':''}}");
  EXPECT_EQ(Tag("{}"), "");
  EXPECT_EQ(List(), "{'tags':{'team':'it','Team':'x','empty':''}}");
}

TEST_F(TagsTest, UntaggingRemovesKeysAndOverlooksThoseThatAreNotThere) {
  EXPECT_EQ(Untag("tagKeys=Team&tagKeys=never-there"), "");
  EXPECT_EQ(List(), "{'tags':{'team':'hr'}}");
  EXPECT_EQ(Untag("tagKeys=team"), "");
  EXPECT_EQ(List(), "{'tags':{}}");
  EXPECT_EQ(Untag(""),
            "ValidationException: 1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: "
            "Member must not be null");
}

TEST_F(TagsTest, EveryKindOfResourceThatHasAnArnHasTags) {
  const std::string given = "'tags':{'a':'b'}";
  const std::vector<std::string> arns{
      *bench_.Ask(&CreateAllowList, "{'clientToken':'t','name':'n','criteria':{'regex':'a'}," + given + "}")->arn,
      *bench_.Ask(&CreateFindingsFilter, "{'name':'name','action':'NOOP','findingCriteria':{}," + given + "}")->arn,
      *bench_.Ask(&CreateMember, "{'account':{'accountId':'222222222222','email':'a@example.com'}," + given + "}")->arn,
      "arn:aws:macie2:us-east-1:111122223333:custom-data-identifier/" +
          *bench_.Ask(&CreateCustomDataIdentifier, "{'name':'n','regex':'a+'," + given + "}")->customDataIdentifierId,
  };
  for (const std::string& arn : arns) {
    EXPECT_EQ(ListOf(arn), "{'tags':{'a':'b'}}") << arn;
    EXPECT_EQ(TagOf(arn, "{'c':'d'}"), "") << arn;
    EXPECT_EQ(UntagOf(arn, "tagKeys=a"), "") << arn;
    EXPECT_EQ(ListOf(arn), "{'tags':{'c':'d'}}") << arn;
  }
  EXPECT_EQ(Shown(bench_.Ask(&GetMember, {"222222222222", "", ""})).find("'tags':{'c':'d'}") != std::string::npos, true)
      << "the resource's own operation shows the same";
}

TEST_F(TagsTest, TheyGoWithTheirResource) {
  const auto identifier = bench_.Ask(&CreateCustomDataIdentifier, "{'name':'n','regex':'a+'}");
  const std::string id = *identifier->customDataIdentifierId;
  const std::string arn = "arn:aws:macie2:us-east-1:111122223333:custom-data-identifier/" + id;
  ASSERT_EQ(ListOf(arn), "{'tags':{}}");
  ASSERT_EQ(RefusalOf(bench_.Ask(&DeleteCustomDataIdentifier, {id, "", ""})), "");
  const std::string gone =
      "ResourceNotFoundException: The request failed because the resource '" + arn + "' doesn't exist.";
  EXPECT_EQ(ListOf(arn), gone);
  EXPECT_EQ(TagOf(arn, "{'a':'b'}"), gone);
}

TEST_F(TagsTest, FinishedJobsTakeTags) {
  const std::string id = arn_.substr(arn_.find('/') + 1);
  // Its criteria found no bucket: it has ended.
  ASSERT_EQ(bench_.Ask(&DescribeClassificationJob, {id, "", ""})->jobStatus, model::JobStatus::COMPLETE);
  EXPECT_EQ(Tag("{'late':'1'}"), "");
  EXPECT_EQ((*bench_.Ask(&DescribeClassificationJob, {id, "", ""})->tags).back().first, "late");
}

TEST_F(TagsTest, AResourceHasFiftyOnceMerged) {
  std::string tags;
  for (std::int64_t i = 0; i < model::kTagsPerResource - 2; ++i) {
    tags += (i == 0 ? "'k" : ",'k") + std::to_string(i) + "':'v'";
  }
  EXPECT_EQ(Tag("{" + tags + ",'one-more':'v'}"),
            kFailed + "a resource can have at most 50 tags; this one would have 51.");
  EXPECT_EQ(List(), kBefore);
  EXPECT_EQ(Tag("{" + tags + "}"), "");
  EXPECT_EQ(Tag("{'one-more':'v'}"), kFailed + "a resource can have at most 50 tags; this one would have 51.");
  EXPECT_EQ(Tag("{'k1':'changed'}"), "") << "a key that is there is none more";
}

TEST_F(TagsTest, KeysAndValuesHaveTheirLengths) {
  EXPECT_EQ(Tag("{'" + std::string(128, 'k') + "':'" + std::string(256, 'v') + "'}"), "");
  EXPECT_NE(Tag("{'" + std::string(129, 'k') + "':'v'}"), "");
  EXPECT_NE(Tag("{'':'v'}"), "");
  EXPECT_NE(Tag("{'k':'" + std::string(257, 'v') + "'}"), "");
  EXPECT_EQ(Untag("tagKeys=" + std::string(128, 'k')), "");
  EXPECT_NE(Untag("tagKeys=" + std::string(129, 'k')), "");
  EXPECT_EQ(List(), kBefore);
}

TEST_F(TagsTest, CharactersAreLettersDigitsSpacesAndSomeMarks) {
  EXPECT_EQ(Tag("{'a b_.:/=+-@1':'c d_.:/=+-@2','größe':'日本'}"), "");
  EXPECT_EQ(Untag("tagKeys=team&tagKeys=Team"), "");
  EXPECT_EQ(List(), "{'tags':{'a b_.:/=+-@1':'c d_.:/=+-@2','größe':'日本'}}");
  for (const std::string odd : {"k!", "k#", "k&", "k*", "k,", "k;", "k?", "k~"}) {
    const std::string others = "has other characters than letters, numbers, spaces and _ . : / = + - @.";
    EXPECT_EQ(Tag("{'" + odd + "':'v'}"), kFailed + "the tag key '" + odd + "' " + others);
    EXPECT_EQ(Tag("{'k':'" + odd + "'}"), kFailed + "the tag value '" + odd + "' " + others);
  }
  EXPECT_NE(Tag("{'k':'a\\nb'}"), "") << "a control character";
  EXPECT_NE(Tag("{'k':'a\\u0085b'}"), "") << "a control character beyond ASCII";
}

TEST_F(TagsTest, WhatBeginsWithAwsIsNeitherSetNorRemoved) {
  const std::string reserved = " begins with aws:, which is reserved.";
  EXPECT_EQ(Tag("{'aws:x':'v'}"), kFailed + "the tag key 'aws:x'" + reserved);
  EXPECT_EQ(Tag("{'k':'aws:v'}"), kFailed + "the tag value 'aws:v'" + reserved);
  EXPECT_EQ(Untag("tagKeys=team&tagKeys=aws:x"), kFailed + "the tag key 'aws:x'" + reserved);
  EXPECT_EQ(List(), kBefore);
  EXPECT_EQ(Tag("{'AWS:x':'v','k':'my-aws:v'}"), "");
}

TEST_F(TagsTest, AnArnThatIsNoneIsRefusedAndOneOfNothingNotFound) {
  const auto each = [&](const std::string& arn, const std::string& refusal) {
    EXPECT_EQ(ListOf(arn), refusal);
    EXPECT_EQ(TagOf(arn, "{'a':'b'}"), refusal);
    EXPECT_EQ(UntagOf(arn, "tagKeys=a"), refusal);
  };
  for (const std::string arn : {"x", "arn:aws:s3:::bucket", "arn:aws:macie2:us-east-1:12:classification-job/x",
                                "arn:aws:macie2:us-east-1:111122223333:classification-job",
                                "arn:other:macie2:us-east-1:111122223333:classification-job/x"}) {
    each(arn, kFailed + "'" + arn +
                  "' isn't the ARN of a Macie resource: arn:<partition>:macie2:<region>:<account>:<type>/<id> is "
                  "expected.");
  }
  const std::string id = arn_.substr(arn_.find('/') + 1);
  for (const std::string& arn : {std::string("arn:aws:macie2:us-east-1:111122223333:classification-job/0"),
                                 "arn:aws:macie2:us-east-1:111122223333:findings-filter/" + id,
                                 "arn:aws:macie2:eu-west-1:111122223333:classification-job/" + id,
                                 "arn:aws:macie2:us-east-1:222222222222:classification-job/" + id}) {
    each(arn, "ResourceNotFoundException: The request failed because the resource '" + arn + "' doesn't exist.");
  }
}

}  // namespace
}  // namespace macie_local::service
