// The state as a whole, its buckets, and the events of its jobs.
#include <utility>

#include "base/text.h"
#include "gateway/control/control_context.h"
#include "gateway/respond.h"
#include "model/types/records.h"
#include "service/bucket_intake.h"
#include "service/bucket_policy_findings.h"
#include "service/job_events.h"
#include "service/job_view.h"
#include "service/state_document.h"
#include "wire/codec.h"

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

}  // namespace

std::optional<Response> PostReset(const ControlContext& context, Question& question) {
  return Reset(context, question, "{}");
}

std::optional<Response> PostMotoReset(const ControlContext& context, Question& question) {
  return Reset(context, question, "{\"status\":\"ok\"}");
}

std::optional<Response> GetState(const ControlContext& context, Question& question) {
  const store::Snapshot snapshot(context.parts.gateway.store.Current());
  return question.Answer(200, service::ExportState(snapshot.state(), question.parameters.account));
}

std::optional<Response> PutState(const ControlContext& context, Question& question) {
  auto document = service::ParseStateDocument(question.request.body);
  if (!document.ok()) return question.Message(400, document.error().message);
  if (question.parameters.account || question.parameters.region) {
    return question.Message(400, "PUT state replaces the whole state; account and region are not taken here");
  }
  auto shared = std::make_shared<model::StateDocument>(std::move(document).value());
  return context.Write(question, [&context, shared](store::Transaction& transaction, Response* response) {
    const auto imported = service::ReplaceState(context.parts.gateway.environment, context.settings.defaults, *shared,
                                                std::nullopt, transaction);
    if (!imported.ok()) {
      FillMessage(400, imported.error().message, response);
      return false;
    }
    FillBody(200, "{}", response);
    return true;
  });
}

std::optional<Response> GetBuckets(const ControlContext& context, Question& question) {
  const store::Snapshot snapshot(context.parts.gateway.store.Current());
  const store::BucketTable& buckets = snapshot.partition(question.key).buckets;
  std::string body = "{\"buckets\":[";
  const char* separator = "";
  buckets.ForEach([&](engine::Slot slot) {
    body.append(separator);
    buckets.AppendJson(slot, &body);
    separator = ",";
  });
  body.append("]}");
  return question.Answer(200, std::move(body));
}

std::optional<Response> PutBuckets(const ControlContext& context, Question& question) {
  auto list = wire::Decode<model::BucketList>(AsDocument(question.request.body, "buckets"), {.strict = true});
  if (!list.ok()) return question.Message(400, list.error().message);
  if (!list->buckets) return question.Message(400, "buckets: an array of bucket metadata is expected");
  auto shared = std::make_shared<model::BucketList>(std::move(list).value());
  return context.Write(
      question, [&context, key = question.key, shared](store::Transaction& transaction, Response* response) {
        service::BucketWatch watch(context.parts.gateway.environment, key, transaction);
        for (std::size_t i = 0; i < shared->buckets->size(); ++i) {
          const model::BucketMetadata& told = (*shared->buckets)[i];
          auto bucket = service::CompleteBucket(key, "buckets[" + std::to_string(i) + "]", transaction.now(), told);
          if (!bucket.ok()) {
            FillMessage(400, bucket.error().message, response);
            return false;
          }
          watch.Compare(told, *bucket);
          service::StoreBucket(transaction, key, told, std::move(bucket).value());
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
  const auto job = service::FindJob(snapshot.partition(question.key), question.argument);
  if (!job.ok()) return question.Message(job.error().shape->http_status, job.error().message);
  model::JobEventList events;
  events.events = service::FullEvents(question.key, **job);
  events.eventsDropped = (*job)->emulator->eventsDropped.value_or(0);
  std::string body;
  wire::Encode(events, wire::Nulls::kOmit, &body);
  return question.Answer(200, std::move(body));
}

}  // namespace macie_local::gateway
