// Findings come in runs that are about one bucket, one caller, one job: what is equal in two that follow one another is
// kept once. So are the texts that one type of finding or one account has in all of them.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <string_view>

#include "base/shared_text.h"
#include "model/types/findings.h"

namespace macie_local::state {

// Lets findings that are shared one after another use the same memory for what is equal in them. Lasts for one run of
// them, such as a mutation or a start; belongs to one thread.
class FindingSharing {
 public:
  // Replaces the large structures in `finding` that are equal to those in the finding before, and the texts that are
  // equal to one seen lately, by references to these. Call it when nothing in `finding` will change any more.
  void Share(model::Finding* finding) {
    ShareTexts({&finding->accountId, &finding->description, &finding->partition, &finding->region,
                &finding->schemaVersion, &finding->title});
    if (auto& resources = finding->resourcesAffected) {
      if (resources->s3Bucket) ShareBucket(&resources->s3Bucket);
      if (auto& object = resources->s3Object) ShareTexts({&object->bucketArn, &object->extension, &object->versionId});
    }
    if (auto& details = finding->policyDetails; details && details->action && details->action->apiCallDetails) {
      ShareTexts({&details->action->apiCallDetails->api, &details->action->apiCallDetails->apiServiceName});
    }
    if (auto& details = finding->policyDetails; details && details->actor) {
      ShareOne(&identity_, &details->actor->userIdentity);
      ShareOne(&address_, &details->actor->ipAddressDetails);
    }
    if (auto& details = finding->classificationDetails) {
      ShareTexts({&details->jobArn, &details->jobId});
      if (details->result) ShareResult(&*details->result);
    }
  }

 private:
  // A bucket that is not the one before may still be the same account's.
  void ShareBucket(base::Boxed<model::S3Bucket>* bucket) {
    if (*bucket != bucket_ && (*bucket)->owner) {
      model::S3BucketOwner& owner = *(*bucket)->owner;
      ShareTexts({&owner.displayName, &owner.id});
    }
    ShareOne(&bucket_, bucket);
  }

  void ShareResult(model::ClassificationResult* result) {
    if (result->status) ShareTexts({&result->status->code, &result->status->reason});
    ShareTexts({&result->mimeType});
    if (result->sensitiveData) {
      for (model::SensitiveDataItem& item : *result->sensitiveData) {
        if (!item.detections) continue;
        for (model::DefaultDetection& detection : *item.detections) ShareTexts({&detection.type});
      }
    }
    if (!result->customDataIdentifiers || !result->customDataIdentifiers->detections) return;
    for (model::CustomDetection& detection : *result->customDataIdentifiers->detections) {
      ShareTexts({&detection.arn, &detection.name});
    }
  }

  // A text that has the place of another in `texts_` takes it: nothing is looked for twice.
  void ShareTexts(std::initializer_list<base::SharedText*> members) {
    for (base::SharedText* const member : members) {
      if (!*member) continue;
      base::SharedText& seen = texts_[std::hash<std::string_view>()(**member) % texts_.size()];
      if (seen == *member) {
        *member = seen;
      } else {
        seen = *member;
      }
    }
  }

  template <class Box>
  static void ShareOne(Box* before, Box* member) {
    if (!*member) return;
    if (*member == *before) {
      *member = *before;
    } else {
      *before = *member;
    }
  }

  std::array<base::SharedText, 256> texts_;  // by their hashes
  base::Boxed<model::S3Bucket> bucket_;
  base::Boxed<model::UserIdentity> identity_;
  base::Boxed<model::IpAddressDetails> address_;
};

}  // namespace macie_local::state
