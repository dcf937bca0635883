#include "bench_rows.h"

#include <cmath>
#include <utility>

namespace macie_local::bench {
namespace {

constexpr std::int64_t kStart = 1'577'836'800'000'000;  // 2020, microseconds
constexpr std::int64_t kYear = 31'557'600'000'000;

}  // namespace

RowMaker::RowMaker()
    : regions_{"us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-south-1", "ap-northeast-1", "sa-east-1"},
      words_{"payroll", "invoices", "logs", "exports", "backup", "media", "claims", "patients", "orders", "lake"} {
  for (int i = 0; i < 50; ++i) accounts_.push_back(std::to_string(100'000'000'000 + i * 7'919'000'001 % 900'000'000));
  for (int i = 0; i < 200; ++i) {
    keys_.push_back("arn:aws:kms:us-east-1:" + accounts_[static_cast<std::size_t>(i) % 50] + ":key/" +
                    std::to_string(100'000 + i * 37));
  }
}

void RowMaker::AddTag(const char* key, std::string value, model::BucketMetadata* bucket) {
  auto& tag = bucket->tags->emplace_back();
  tag.key = key;
  tag.value = std::move(value);
}

model::BucketMetadata RowMaker::Next(std::size_t index) {
  model::BucketMetadata b;
  const std::string& word = words_[Below(words_.size())];
  // Numbered backwards through a permutation, so that rows do not come in the order of names.
  b.bucketName = word + "-" + std::to_string((index * 7'368'787) % 10'000'019) + "-prod";
  b.bucketArn = "arn:aws:s3:::" + *b.bucketName;
  b.accountId = accounts_[Below(accounts_.size())];
  b.region = regions_[Below(regions_.size())];
  b.bucketCreatedAt = Timestamp(std::chrono::microseconds(kStart + static_cast<std::int64_t>(Below(4 * kYear))));
  b.lastUpdated = Timestamp(std::chrono::microseconds(kStart + 5 * kYear));
  b.objectCount = static_cast<std::int64_t>(std::exp(static_cast<double>(Below(1400)) / 100.0));
  b.sizeInBytes = *b.objectCount * static_cast<std::int64_t>(100 + Below(1'000'000));
  b.classifiableObjectCount = *b.objectCount * 3 / 4;
  b.classifiableSizeInBytes = *b.sizeInBytes / 2;
  b.sizeInBytesCompressed = *b.sizeInBytes / 5;
  b.sensitivityScore = static_cast<std::int64_t>(Below(100));
  b.versioning = Below(2) == 0;
  b.allowsUnencryptedObjectUploads = static_cast<model::AllowsUnencryptedObjectUploads>(Below(3));
  auto& access = b.publicAccess.emplace();
  access.effectivePermission =
      Below(50) == 0 ? model::EffectivePermission::PUBLIC : model::EffectivePermission::NOT_PUBLIC;
  auto& encryption = b.serverSideEncryption.emplace();
  encryption.type = static_cast<model::Type>(Below(3));
  if (*encryption.type == model::Type::aws_kms) encryption.kmsMasterKeyId = keys_[Below(keys_.size())];
  b.sharedAccess = static_cast<model::SharedAccess>(Below(4));
  auto& replication = b.replicationDetails.emplace();
  replication.replicated = Below(10) == 0;
  replication.replicatedExternally = false;
  replication.replicationAccounts.emplace();
  auto& counts = b.objectCountByEncryptionType.emplace();
  counts.s3Managed = *b.objectCount / 2;
  counts.kmsManaged = *b.objectCount - *counts.s3Managed;
  counts.customerManaged = counts.unencrypted = counts.unknown = 0;
  b.tags.emplace();
  AddTag("team", "v" + std::to_string(Below(2000)), &b);
  AddTag("env", Below(20) == 0 ? "prod" : Below(2) == 0 ? "test" : "dev", &b);
  // One bucket in 500 lacks what all others have and has a key that no other has.
  AddTag(index % 500 == 250 ? "retention" : "cost-center", std::to_string(Below(500)), &b);
  AddTag("owner", "person-" + std::to_string(Below(5000)), &b);
  AddTag("data", Below(3) == 0 ? "personal" : "other", &b);
  auto& jobs = b.jobDetails.emplace();
  // 200 jobs touch a tenth of the buckets, each a two-thousandth. Half of the jobs select them by criteria, the other
  // half name them; what both leave in a bucket is this jobDetails, so the difference is one of how it was written
  // (measured apart), not of what is asked.
  const std::size_t job = Below(2000);
  jobs.isDefinedInJob = job < 200 ? model::IsDefinedInJob::TRUE : model::IsDefinedInJob::FALSE;
  jobs.isMonitoredByJob = job < 100 ? model::IsMonitoredByJob::TRUE : model::IsMonitoredByJob::FALSE;
  if (job < 200) {
    jobs.lastJobId = "00000000000000000000000000000" + std::to_string(100 + job);
    jobs.lastJobRunTime = Timestamp(std::chrono::microseconds(kStart + 4 * kYear));
  }
  return b;
}

}  // namespace macie_local::bench
