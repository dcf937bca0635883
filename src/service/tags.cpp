// TagResource, UntagResource, ListTagsForResource (handbook D). A family whose resources take tags adds itself to
// FindTagged and PutTags; today that is classification jobs.
#include "model/handlers/tags.h"
#include "base/text.h"
#include "model/errors.h"
#include "service/arns.h"
#include "service/call.h"
#include "service/job_messages.h"
#include "service/tag_rules.h"
#include "store/transaction.h"

namespace macie_local::service {
namespace {

// The job that `arn` names, in the caller's account and region: other accounts' and regions' are not found [I].
base::Result<const model::JobRecord*> FindTagged(const store::PartitionKey& caller, const store::Partition& partition,
                                                 std::string_view arn) {
  const auto parsed = ParseMacieArn(arn);
  if (!parsed) {
    return base::ApiError{&model::kValidationException,
                          "The request failed because '" + base::Shorten(arn, 200) +
                              "' isn't the ARN of a Macie resource: "
                              "arn:<partition>:macie2:<region>:<account>:<type>/<id> is expected."};
  }
  const model::JobRecord* job = nullptr;
  if (parsed->owner == caller && parsed->type == kClassificationJobType) job = partition.job(parsed->id);
  if (job == nullptr) return NoSuchResource("resource", arn);
  return job;
}

void PutTags(const store::PartitionKey& key, store::Transaction& transaction, const model::JobRecord& job, Tags tags) {
  model::JobRecord changed = job;
  changed.tags = std::move(tags);
  transaction.PutJob(key, std::move(changed));
}

Tags TagsOf(const model::JobRecord& job) {
  return job.tags.value_or(Tags());
}

}  // namespace

base::Result<model::TagResourceResponse> TagResource(const Call& call, store::Transaction& transaction,
                                                     const model::TagResourceRequest& request) {
  MACIE_TRY(const model::JobRecord* job,
            FindTagged(call.caller, transaction.partition(call.caller), *request.resourceArn));
  MACIE_TRY(Tags tags, MergeTags(TagsOf(*job), *request.tags));
  if (tags != TagsOf(*job)) PutTags(call.caller, transaction, *job, std::move(tags));
  return model::TagResourceResponse{};
}

base::Result<model::UntagResourceResponse> UntagResource(const Call& call, store::Transaction& transaction,
                                                         const model::UntagResourceRequest& request) {
  MACIE_TRY(const model::JobRecord* job,
            FindTagged(call.caller, transaction.partition(call.caller), *request.resourceArn));
  MACIE_TRY(Tags tags, RemoveTags(TagsOf(*job), *request.tagKeys));
  if (tags != TagsOf(*job)) PutTags(call.caller, transaction, *job, std::move(tags));
  return model::UntagResourceResponse{};
}

base::Result<model::ListTagsForResourceResponse> ListTagsForResource(const Call& call, const store::Snapshot& snapshot,
                                                                     const model::ListTagsForResourceRequest& request) {
  MACIE_TRY(const model::JobRecord* job,
            FindTagged(call.caller, snapshot.partition(call.caller), *request.resourceArn));
  model::ListTagsForResourceResponse response;
  response.tags = TagsOf(*job);
  return response;
}

}  // namespace macie_local::service
