// Actions on the state as a whole, its buckets, and the events of its jobs.
#include <utility>

#include "base/text.h"
#include "gateway/control/bucket_door.h"
#include "gateway/control/control_context.h"
#include "gateway/control/list_body.h"
#include "gateway/control/list_export.h"
#include "gateway/control/repeated_names.h"
#include "gateway/respond.h"
#include "model/types/records.h"
#include "service/buckets/buckets.h"
#include "service/core/intake.h"
#include "service/documents/documents.h"
#include "service/findings/findings.h"
#include "service/jobs/jobs.h"
#include "wire/codec.h"

namespace macie_local::gateway {
namespace {

std::optional<Response> Reset(const ControlContext& context, Question& question, std::string_view answer) {
  const auto account = question.parameters.account;
  const auto run = [&context, account, answer](state::Transaction& transaction, Response* response) {
    if (!context.ResetState(account, transaction, response)) return false;
    FillBody(200, std::string(answer), response);
    return true;
  };
  return context.Write(question, run, [&context, account] { context.ForgetRequests(account); });
}

// The list itself or an object with it.
base::Status PutBucketList(BucketDoor& door, const base::LargeText& body, const state::Transaction& transaction) {
  const ListBody list{body.view(), wire::Describe<model::BucketList>(), "buckets", &body};
  RepeatedNames names;
  MACIE_CHECK(
      ForEachRecord<model::BucketRecord>(list, {}, [&](std::size_t index, model::BucketRecord told) -> base::Status {
        if (transaction.stopping()) return service::Stopping();
        MACIE_TRY(const std::string name, door.Put(PlaceOf(list, index), std::move(told)));
        names.Add(name);
        return base::Done{};
      }));
  if (!names.MayRepeat()) return base::Done{};
  return ForEachRecord<model::BucketRecord>(list, {}, [&](std::size_t index, const model::BucketRecord& told) {
    return names.Check(list, index, *told.bucketName);
  });
}

}  // namespace

std::optional<Response> PostReset(const ControlContext& context, Question& question) {
  return Reset(context, question, "{}");
}

std::optional<Response> PostMotoReset(const ControlContext& context, Question& question) {
  return Reset(context, question, "{\"status\":\"ok\"}");
}

std::optional<Response> GetState(const ControlContext& context, Question& question) {
  return question.Answer(
      200, base::Body(std::make_shared<service::StateExport>(context.parts.gateway.store.Current(),
                                                             context.ExportOf(question.parameters.account))));
}

std::optional<Response> PutState(const ControlContext& context, Question& question) {
  if (question.parameters.account || question.parameters.region) {
    return question.Message(400, "PUT state replaces the whole state; account and region are not taken here");
  }
  const auto body = question.KeepBody();
  if (!body) return std::move(question.response);
  return context.Write(question, [&context, body](state::Transaction& transaction, Response* response) {
    const auto imported = service::ReplaceState(context.parts.gateway.environment, context.settings.defaults,
                                                body->view(), std::nullopt, transaction);
    if (!imported.ok()) {
      FillMessage(400, imported.error().text, response);
      return false;
    }
    context.ReenterSources(std::nullopt, transaction);
    FillBody(200, "{}", response);
    return true;
  });
}

std::optional<Response> GetBuckets(const ControlContext& context, Question& question) {
  auto state = context.parts.gateway.store.Current();
  const state::BucketTable& buckets = state->partition(question.key).buckets;
  const auto begin = buckets.size() > 0 ? buckets.table().by_key().Begin() : engine::KeyTree::Cursor();
  const auto append = [&buckets](const engine::KeyEntry& row, std::string* out) { buckets.AppendJson(row.slot, out); };
  return question.Answer(200, ExportOf(std::move(state), "buckets", ",", begin, append));
}

std::optional<Response> PutBuckets(const ControlContext& context, Question& question) {
  const auto body = question.KeepBody();
  if (!body) return std::move(question.response);
  return context.Write(
      question, [&context, key = question.key, body](state::Transaction& transaction, Response* response) {
        BucketDoor door(context.parts.gateway.environment, context.parts.gateway.registry, key, transaction);
        const auto put = PutBucketList(door, *body, transaction);
        if (!put.ok()) {
          FillMessage(door.status(), put.error().text, response);
          return false;
        }
        FillBody(200, "{}", response);
        return true;
      });
}

std::optional<Response> DeleteBucket(const ControlContext& context, Question& question) {
  return context.Write(question, [&context, key = question.key, name = question.argument](
                                     state::Transaction& transaction, Response* response) {
    if (const auto owner = context.FindOwner(key, name)) {
      FillMessage(409, *owner, response);
      return false;
    }
    if (!service::UnloadBucket(transaction, key, name)) {
      FillMessage(404, "no bucket " + base::Quote(name) + " in account " + key.account + ", " + key.region, response);
      return false;
    }
    FillBody(200, "{}", response);
    return true;
  });
}

std::optional<Response> GetJobEvents(const ControlContext& context, Question& question) {
  const state::Snapshot snapshot(context.parts.gateway.store.Current());
  const state::Partition& partition = snapshot.partition(question.key);
  const auto found = service::FindJob(partition, question.argument);
  if (!found.ok()) return question.Message(found.error().shape.get().http_status, found.error().text);
  service::KeptEvents kept = service::FullEvents(question.key, partition, *partition.jobs.Find(question.argument));
  model::JobEventList events;
  events.events = std::move(kept.events);
  events.eventsDropped = kept.dropped;
  std::string body;
  wire::Encode(events, wire::Nulls::kOmit, &body);
  return question.Answer(200, std::move(body));
}

}  // namespace macie_local::gateway
