// Findings come in runs that are about one bucket, one caller, one job: what is equal in two that follow one another is
// kept once.
#pragma once

#include "model/types/findings.h"

namespace macie_local::store {

// Lasts for one run, such as a mutation or a start; belongs to one thread.
class FindingSharing {
 public:
  // Lets the large structures in `finding` that are equal to those in the one before be the same. To be called when
  // nothing in it will change any more.
  void Share(model::Finding* finding) {
    if (auto& resources = finding->resourcesAffected) ShareOne(&bucket_, &resources->s3Bucket);
    if (auto& details = finding->policyDetails; details && details->actor) {
      ShareOne(&identity_, &details->actor->userIdentity);
      ShareOne(&address_, &details->actor->ipAddressDetails);
    }
    if (auto& details = finding->classificationDetails; details && details->result) {
      ShareOne(&status_, &details->result->status);
    }
  }

 private:
  template <class Box>
  static void ShareOne(Box* before, Box* member) {
    if (!*member) return;
    if (*member == *before) {
      *member = *before;
    } else {
      *before = *member;
    }
  }

  base::Boxed<model::S3Bucket> bucket_;
  base::Boxed<model::UserIdentity> identity_;
  base::Boxed<model::IpAddressDetails> address_;
  base::Boxed<model::ClassificationResultStatus> status_;
};

}  // namespace macie_local::store
