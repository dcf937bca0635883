// TagResource, UntagResource, ListTagsForResource (behaviour D): on jobs, and on every family of records that names a
// resource type for it.
#include <functional>
#include <string>
#include <utility>

#include "base/text.h"
#include "model/errors.h"
#include "model/handlers/tags.h"
#include "service/core/arns.h"
#include "service/core/call.h"
#include "service/core/messages.h"
#include "service/core/tag_rules.h"
#include "state/transaction.h"
#include "wire/refusal.h"

namespace macie_local::service {
namespace {

// A resource with its tags, and how they are changed.
struct Tagged {
  Tags tags;
  std::function<void(state::Transaction& transaction, Tags tags)> put;
};

bool FindJobIn(const state::PartitionKey& key, const state::Partition& partition, const ParsedMacieArn& arn,
               Tagged* tagged) {
  const model::JobRecord* job = arn.type == kClassificationJobType ? partition.job(arn.id) : nullptr;
  if (job == nullptr) return false;
  tagged->tags = job->tags.value_or(Tags());
  tagged->put = [key, record = *job](state::Transaction& transaction, Tags tags) mutable {
    record.tags = std::move(tags);
    transaction.PutJob(key, std::move(record));
  };
  return true;
}

template <class Record>
bool FindRecordIn(const state::PartitionKey& key, const state::Partition& partition, const ParsedMacieArn& arn,
                  Tagged* tagged) {
  if constexpr (!state::Family<Record>::kTaggedType.empty()) {
    const Record* record = arn.type == state::Family<Record>::kTaggedType ? partition.Find<Record>(arn.id) : nullptr;
    if (record == nullptr) return false;
    if constexpr (requires { record->deleted; }) {
      if (record->deleted.value_or(false)) return false;  // kept for what names it, a resource no more
    }
    tagged->tags = record->tags.value_or(Tags());
    tagged->put = [key, id = arn.id, changed = *record](state::Transaction& transaction, Tags tags) mutable {
      changed.tags = std::move(tags);
      transaction.Put(key, id, std::move(changed));
    };
    return true;
  }
  return false;
}

// What `arn` names in the caller's account and region: other accounts' and regions' are not found [I].
wire::Outcome<Tagged> FindTagged(const state::PartitionKey& caller, const state::Partition& partition,
                                 std::string_view arn) {
  const auto parsed = ParseMacieArn(arn);
  if (!parsed) {
    return wire::Refusal{model::kValidationException,
                         "The request failed because '" + base::Shorten(arn, 200) +
                             "' isn't the ARN of a Macie resource: "
                             "arn:<partition>:macie2:<region>:<account>:<type>/<id> is expected."};
  }
  Tagged tagged;
  const auto find = [&]<class... Records>(const state::TablesOf<Records...>*) {
    return FindJobIn(caller, partition, *parsed, &tagged) ||
           (FindRecordIn<Records>(caller, partition, *parsed, &tagged) || ...);
  };
  if (parsed->owner == caller && find(static_cast<const state::RecordTables*>(nullptr))) return tagged;
  return NoSuchResource("resource", arn);
}

}  // namespace

wire::Outcome<model::TagResourceResponse> TagResource(const Call& call, state::Transaction& transaction,
                                                      const model::TagResourceRequest& request) {
  MACIE_TRY(const Tagged tagged, FindTagged(call.caller, transaction.partition(call.caller), request.resourceArn));
  MACIE_TRY(Tags tags, MergeTags(tagged.tags, request.tags));
  if (tags != tagged.tags) tagged.put(transaction, std::move(tags));
  return model::TagResourceResponse{};
}

wire::Outcome<model::UntagResourceResponse> UntagResource(const Call& call, state::Transaction& transaction,
                                                          const model::UntagResourceRequest& request) {
  MACIE_TRY(const Tagged tagged, FindTagged(call.caller, transaction.partition(call.caller), request.resourceArn));
  MACIE_TRY(Tags tags, RemoveTags(tagged.tags, request.tagKeys));
  if (tags != tagged.tags) tagged.put(transaction, std::move(tags));
  return model::UntagResourceResponse{};
}

wire::Outcome<model::ListTagsForResourceResponse> ListTagsForResource(
    const Call& call, const state::Snapshot& snapshot, const model::ListTagsForResourceRequest& request) {
  MACIE_TRY(const Tagged tagged, FindTagged(call.caller, snapshot.partition(call.caller), request.resourceArn));
  model::ListTagsForResourceResponse response;
  response.tags = tagged.tags;
  return response;
}

}  // namespace macie_local::service
