// The state as a whole, its buckets, and the events of its jobs.
#include <utility>

#include "base/text.h"
#include "gateway/control/control_context.h"
#include "gateway/respond.h"
#include "model/types/records.h"
#include "service/bucket_intake.h"
#include "service/bucket_policy_findings.h"
#include "service/document_index.h"
#include "service/intake.h"
#include "service/job_events.h"
#include "service/job_view.h"
#include "service/state_document.h"
#include "service/state_export.h"
#include "wire/codec.h"
#include "wire/list_reader.h"

namespace macie_local::gateway {
namespace {

std::optional<Response> Reset(const ControlContext& context, Question& question, std::string_view answer) {
  const auto account = question.parameters.account;
  const auto run = [&context, account, answer](store::Transaction& transaction, Response* response) {
    if (!context.ResetState(account, transaction, response)) return false;
    FillBody(200, std::string(answer), response);
    return true;
  };
  return context.Write(question, run, [&context, account] { context.ForgetRequests(account); });
}

// {"buckets":[...]}, made while it is sent.
class BucketExport : public base::BodySource {
 public:
  BucketExport(std::shared_ptr<const store::State> state, const store::PartitionKey& key)
      : state_(std::move(state)), buckets_(state_->partition(key).buckets) {
    if (buckets_.size() > 0) at_ = buckets_.table().by_key().Begin();
  }

  bool Next(std::string* piece) override {
    const std::size_t bytes_max = piece->size() + service::StateExport::kPieceBytes;
    for (; !at_.at_end(); ++at_) {
      if (piece->size() >= bytes_max) return true;
      piece->append(separator_);
      buckets_.AppendJson(at_->slot, piece);
      separator_ = ",";
    }
    piece->append(*separator_ == ',' ? "]}" : "{\"buckets\":[]}");
    return false;
  }

 private:
  const std::shared_ptr<const store::State> state_;
  const store::BucketTable& buckets_;
  engine::KeyTree::Cursor at_;
  const char* separator_ = "{\"buckets\":[";
};

base::Status PutEach(const service::Environment& environment, const store::PartitionKey& key, std::string_view list,
                     store::Transaction& transaction) {
  service::BucketWatch watch(environment, key, transaction);
  const service::ExcludedBuckets excluded(transaction, key);
  wire::ListReader reader(list);
  for (std::size_t i = 0;; ++i) {
    model::BucketMetadata told;
    MACIE_TRY(const bool more, reader.Next(&told));
    if (!more) break;
    if (transaction.stopping()) return service::Stopping();
    MACIE_TRY(auto bucket, service::CompleteBucket(key, "buckets[" + std::to_string(i) + "]", transaction.now(), told));
    watch.Compare(told, bucket);
    service::StoreBucket(transaction, key, excluded, told, std::move(bucket));
  }
  if (!reader.AtEnd()) return base::ApiError{nullptr, "there is more behind the buckets"};
  return base::Done{};
}

// The list itself or an object with it; see AsDocument.
base::Status PutBucketList(const service::Environment& environment, const store::PartitionKey& key,
                           std::string_view body, store::Transaction& transaction) {
  const auto& structure = wire::Describe<model::BucketList>();
  std::string_view list = body;
  base::Status put = base::ApiError{nullptr, "buckets: an array of bucket metadata is expected"};
  if (!IsList(body)) {
    const auto members = service::IndexObject(body, structure);
    list = members ? members->Find(*wire::FindMember(structure, "buckets")) : std::string_view();
  }
  if (!list.empty()) put = PutEach(environment, key, list, transaction);
  if (put.ok()) return put;
  // Decoding the whole says where, and comes before what can't be taken of it.
  wire::DecodeOptions options;
  options.strict = true;
  options.check_only = true;
  base::LargeText document;
  if (IsList(body)) {
    for (const std::string_view part : {std::string_view("{\"buckets\":"), body, std::string_view("}")}) {
      MACIE_CHECK(document.Append(part));
    }
    MACIE_CHECK(document.Finish());
  }
  const auto checked = wire::Decode<model::BucketList>(IsList(body) ? document.view() : body, options);
  if (!checked.ok()) return checked.error();
  return put;
}

}  // namespace

std::optional<Response> PostReset(const ControlContext& context, Question& question) {
  return Reset(context, question, "{}");
}

std::optional<Response> PostMotoReset(const ControlContext& context, Question& question) {
  return Reset(context, question, "{\"status\":\"ok\"}");
}

std::optional<Response> GetState(const ControlContext& context, Question& question) {
  return question.Answer(200, base::Body(std::make_shared<service::StateExport>(context.parts.gateway.store.Current(),
                                                                                question.parameters.account)));
}

std::optional<Response> PutState(const ControlContext& context, Question& question) {
  if (question.parameters.account || question.parameters.region) {
    return question.Message(400, "PUT state replaces the whole state; account and region are not taken here");
  }
  const auto body = question.KeepBody();
  if (!body) return std::move(question.response);
  return context.Write(question, [&context, body](store::Transaction& transaction, Response* response) {
    const auto imported = service::ReplaceState(context.parts.gateway.environment, context.settings.defaults,
                                                body->view(), std::nullopt, transaction);
    if (!imported.ok()) {
      FillMessage(400, imported.error().message, response);
      return false;
    }
    FillBody(200, "{}", response);
    return true;
  });
}

std::optional<Response> GetBuckets(const ControlContext& context, Question& question) {
  return question.Answer(
      200, base::Body(std::make_shared<BucketExport>(context.parts.gateway.store.Current(), question.key)));
}

std::optional<Response> PutBuckets(const ControlContext& context, Question& question) {
  const auto body = question.KeepBody();
  if (!body) return std::move(question.response);
  return context.Write(
      question, [&context, key = question.key, body](store::Transaction& transaction, Response* response) {
        const auto put = PutBucketList(context.parts.gateway.environment, key, body->view(), transaction);
        if (!put.ok()) {
          FillMessage(400, put.error().message, response);
          return false;
        }
        FillBody(200, "{}", response);
        return true;
      });
}

std::optional<Response> DeleteBucket(const ControlContext& context, Question& question) {
  return context.Write(
      question, [key = question.key, name = question.argument](store::Transaction& transaction, Response* response) {
        if (!service::UnloadBucket(transaction, key, name)) {
          FillMessage(404, "no bucket '" + base::Shorten(name, 100) + "' in account " + key.account + ", " + key.region,
                      response);
          return false;
        }
        FillBody(200, "{}", response);
        return true;
      });
}

std::optional<Response> GetJobEvents(const ControlContext& context, Question& question) {
  const store::Snapshot snapshot(context.parts.gateway.store.Current());
  const store::Partition& partition = snapshot.partition(question.key);
  const auto found = service::FindJob(partition, question.argument);
  if (!found.ok()) return question.Message(ShapeOf(found.error()).http_status, found.error().message);
  service::KeptEvents kept = service::FullEvents(question.key, partition, *partition.jobs.Find(question.argument));
  model::JobEventList events;
  events.events = std::move(kept.events);
  events.eventsDropped = kept.dropped;
  std::string body;
  wire::Encode(events, wire::Nulls::kOmit, &body);
  return question.Answer(200, std::move(body));
}

}  // namespace macie_local::gateway
