// Why the data of a finding can't be shown: each reason alone, and all that hold in the order of the model.
#include "service/reveal/availability.h"

#include <gtest/gtest.h>

#include <map>

namespace macie_local::service {
namespace {

using Reason = model::UnavailabilityReasonCode;
using Reasons = std::vector<Reason>;

class RevealAvailability : public ::testing::Test {
 protected:
  RevealAvailability() {
    state::Partition& own = partitions_[caller_];
    model::SettingsRecord settings;
    settings.exportConfiguration.emplace().s3Destination.emplace();
    Put(&own, std::string(state::kOnlyRecord), std::move(settings));
    AddBucket(&own, "payroll");
    finding_.category = model::FindingCategory::CLASSIFICATION;
    finding_.accountId = caller_.account;
    auto& details = finding_.classificationDetails.emplace();
    details.detailedResultsLocation = "s3://results/one";
    details.result.emplace().mimeType = "application/json";
    auto& resources = finding_.resourcesAffected.emplace();
    resources.s3Bucket.emplace().name = "payroll";
    resources.s3Object.emplace().size = 25 * 1024 * 1024;
  }

  template <class Record>
  static void Put(state::Partition* partition, const std::string& id, Record record) {
    std::get<state::Table<Record>>(partition->records).Set(id, {1, std::make_shared<const Record>(std::move(record))});
  }
  static void AddBucket(state::Partition* partition, const char* name) {
    model::BucketMetadata bucket;
    bucket.bucketName = name;
    partition->buckets.Put(bucket, 1);
  }

  Reasons Ask() const {
    return ReasonsAgainst({call_,
                           {},
                           [this](const state::PartitionKey& key) -> const state::Partition& {
                             const auto found = partitions_.find(key);
                             return found == partitions_.end() ? empty_ : found->second;
                           }},
                          finding_);
  }

  state::PartitionKey caller_{"100000000001", "us-east-1"};
  state::PartitionKey member_{"100000000002", "us-east-1"};
  Environment environment_;
  Call call_{caller_, {}, environment_};
  std::map<state::PartitionKey, state::Partition> partitions_;
  state::Partition empty_;
  model::Finding finding_;
};

TEST_F(RevealAvailability, NothingIsAgainstIt) {
  EXPECT_EQ(Reasons{}, Ask());
}

TEST_F(RevealAvailability, PolicyFindingsHaveOneReasonOnly) {
  finding_.category = model::FindingCategory::POLICY;
  finding_.sample = true;
  EXPECT_EQ(Reasons{Reason::UNSUPPORTED_FINDING_TYPE}, Ask());
  finding_.category = model::FindingCategory::CLASSIFICATION;
  finding_.classificationDetails.reset();
  EXPECT_EQ(Reasons{Reason::UNSUPPORTED_FINDING_TYPE}, Ask());
}

TEST_F(RevealAvailability, AByteTooMany) {
  ++*finding_.resourcesAffected->s3Object->size;
  EXPECT_EQ(Reasons{Reason::OBJECT_EXCEEDS_SIZE_QUOTA}, Ask());
}

TEST_F(RevealAvailability, EachTypeOfObjectHasItsCeilingInMebibytes) {
  const std::map<std::string, std::int64_t> ceilings{
      {"application/avro", 70},
      {"application/gzip", 90},
      {"application/json", 25},
      {"application/parquet", 100},
      {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 20},
      {"application/zip", 355},
      {"text/csv", 255},
      {"text/plain", 100},
      {"text/tab-separated-values", 75},
  };
  for (const auto& [type, mebibytes] : ceilings) {
    finding_.classificationDetails->result->mimeType = type;
    finding_.resourcesAffected->s3Object->size = mebibytes * 1024 * 1024;
    EXPECT_EQ(Reasons{}, Ask()) << type;
    ++*finding_.resourcesAffected->s3Object->size;
    EXPECT_EQ(Reasons{Reason::OBJECT_EXCEEDS_SIZE_QUOTA}, Ask()) << type;
  }
  for (const std::string type : {"TEXT/CSV", "text", "application/pdf", ""}) {
    finding_.classificationDetails->result->mimeType = type;
    EXPECT_EQ(Reasons{Reason::UNSUPPORTED_OBJECT_TYPE}, Ask()) << type;
  }
}

TEST_F(RevealAvailability, AResultIsOfNoSampleExportedAndPlaced) {
  const Reasons none{Reason::INVALID_CLASSIFICATION_RESULT};
  auto& location = finding_.classificationDetails->detailedResultsLocation;
  for (const auto& place : {std::optional<std::string>(), std::optional<std::string>(""),
                            std::optional<std::string>("s3://[export-config-not-set]/one")}) {
    location = place;
    EXPECT_EQ(none, Ask()) << place.value_or("absent");
  }
  location = "s3://results/one";
  finding_.sample = true;
  EXPECT_EQ(none, Ask());
  finding_.sample = false;
  EXPECT_EQ(Reasons{}, Ask());
  Put(&partitions_[caller_], std::string(state::kOnlyRecord), model::SettingsRecord());
  EXPECT_EQ(none, Ask());
}

TEST_F(RevealAvailability, AllThatHoldInTheOrderOfTheModel) {
  finding_.sample = true;
  finding_.classificationDetails->result->mimeType = "image/png";
  finding_.resourcesAffected->s3Bucket->name = "gone";
  EXPECT_EQ(
      (Reasons{Reason::UNSUPPORTED_OBJECT_TYPE, Reason::INVALID_CLASSIFICATION_RESULT, Reason::OBJECT_UNAVAILABLE}),
      Ask());
  finding_.accountId = "999999999999";
  EXPECT_EQ((Reasons{Reason::UNSUPPORTED_OBJECT_TYPE, Reason::INVALID_CLASSIFICATION_RESULT,
                     Reason::ACCOUNT_NOT_IN_ORGANIZATION}),
            Ask());
}

TEST_F(RevealAvailability, MembersWhoseMacieIsEnabled) {
  model::MemberRecord member;
  member.relationshipStatus = model::RelationshipStatus::Enabled;
  Put(&partitions_[caller_], member_.account, member);
  AddBucket(&partitions_[member_], "theirs");
  finding_.accountId = member_.account;
  finding_.resourcesAffected->s3Bucket->name = "theirs";
  EXPECT_EQ(Reasons{}, Ask());
  environment_.session = SessionMode::kStrict;  // where nobody enabled Macie for the member
  EXPECT_EQ(Reasons{Reason::ACCOUNT_NOT_IN_ORGANIZATION}, Ask());
}

}  // namespace
}  // namespace macie_local::service
