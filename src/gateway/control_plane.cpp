#include "gateway/control_plane.h"

#include <array>
#include <functional>
#include <utility>

#include "base/text.h"
#include "gateway/clock_control.h"
#include "gateway/respond.h"
#include "macie_local/version.h"
#include "model/types/records.h"
#include "service/arns.h"
#include "service/bucket_intake.h"
#include "service/job_events.h"
#include "service/job_view.h"
#include "service/state_document.h"
#include "wire/codec.h"

namespace macie_local::gateway {
namespace {

constexpr std::string_view kPrefix = "/_macie-local";

// A control-plane write on its way through the writer thread. `run` fills the response and says whether to keep the
// changes.
class ControlMutation : public store::Mutation {
 public:
  using Run_ = std::function<bool(store::Transaction&, Response*)>;
  ControlMutation(Run_ run, Response response, std::shared_ptr<Waiter> waiter)
      : run_(std::move(run)), response_(std::move(response)), waiter_(std::move(waiter)) {}

  bool Run(store::Transaction& transaction) override {
    kept_ = run_(transaction, &response_);
    return kept_;
  }
  bool may_undo() const override { return true; }
  void Done(bool committed) override {
    if (kept_ && !committed) FillMessage(500, "the change could not be stored; the log says why", &response_);
    waiter_->Complete(std::move(response_));
  }

 private:
  Run_ run_;
  Response response_;
  std::shared_ptr<Waiter> waiter_;
  bool kept_ = false;
};

// The parameters of a query that the control plane knows.
struct Parameters {
  std::optional<std::string> account;
  std::optional<std::string> region;
};

base::Result<Parameters> ParseQuery(std::string_view query) {
  Parameters parameters;
  const auto wrong = [](std::string message) { return base::ApiError{nullptr, std::move(message)}; };
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    const std::string_view name = pair.substr(0, equals);
    const auto value = base::PercentDecode(equals == std::string_view::npos ? "" : pair.substr(equals + 1));
    const std::string shown = base::Shorten(value.value_or(std::string(pair)), 100);
    if (name == "account") {
      if (!value || !service::IsAccountId(*value)) return wrong("account: must be 12 digits; '" + shown + "' given");
      parameters.account = value;
    } else if (name == "region") {
      if (!value || !service::IsRegion(*value)) {
        return wrong("region: must be a region's name such as us-east-1; '" + shown + "' given");
      }
      parameters.region = value;
    } else {
      return wrong("unknown query parameter '" + base::Shorten(name, 100) + "'; allowed are account and region");
    }
  }
  return parameters;
}

}  // namespace

struct ControlPlane::Question {
  const Request& request;
  std::string argument;  // the label of the path, decoded
  Parameters parameters;
  store::PartitionKey key;  // whose state
  Response response;
  const std::shared_ptr<Waiter>& waiter;

  std::optional<Response> Answer(int status, std::string body) {
    FillBody(status, std::move(body), &response);
    return std::move(response);
  }
  std::optional<Response> Message(int status, std::string_view message) {
    FillMessage(status, message, &response);
    return std::move(response);
  }
};

// `path` is what follows the prefix; "*" in it stands for one segment.
struct ControlPlane::Route {
  std::string_view method;
  std::string_view path;
  Action action;
};

ControlPlane::ControlPlane(store::PartitionKey defaults, std::string config_json,
                           const service::Environment& environment, store::Store& store, base::AdjustableClock& clock)
    : defaults_(std::move(defaults)),
      config_json_(std::move(config_json)),
      environment_(environment),
      store_(store),
      clock_(clock) {}

bool ControlPlane::Owns(std::string_view path) {
  if (!path.starts_with(kPrefix)) return false;
  path.remove_prefix(kPrefix.size());
  return path.empty() || path.front() == '/' || path.front() == '?';
}

std::optional<Response> ControlPlane::Handle(const Request& request, std::string_view path, std::string_view query,
                                             Response response, const std::shared_ptr<Waiter>& waiter) {
  static constexpr std::array kRoutes{
      Route{"GET", "/health", &ControlPlane::Health},
      Route{"GET", "/config", &ControlPlane::GetConfig},
      Route{"POST", "/reset", &ControlPlane::Reset},
      Route{"GET", "/state", &ControlPlane::GetState},
      Route{"PUT", "/state", &ControlPlane::PutState},
      Route{"GET", "/buckets", &ControlPlane::GetBuckets},
      Route{"PUT", "/buckets", &ControlPlane::PutBuckets},
      Route{"DELETE", "/buckets/*", &ControlPlane::DeleteBucket},
      Route{"GET", "/jobs/*/events", &ControlPlane::GetJobEvents},
      Route{"GET", "/clock", &ControlPlane::GetClock},
      Route{"PUT", "/clock", &ControlPlane::PutClock},
      Route{"POST", "/clock/advance", &ControlPlane::AdvanceClock},
  };
  Question question{request, {}, {}, defaults_, std::move(response), waiter};
  path.remove_prefix(kPrefix.size());
  std::string allowed;
  for (const Route& route : kRoutes) {
    const std::size_t star = route.path.find('*');
    std::string_view label;
    if (star == std::string_view::npos) {
      if (path != route.path) continue;
    } else {
      const std::string_view tail = route.path.substr(star + 1);
      if (!path.starts_with(route.path.substr(0, star)) || !path.ends_with(tail)) continue;
      if (path.size() <= star + tail.size()) continue;
      label = path.substr(star, path.size() - star - tail.size());
      if (label.find('/') != std::string_view::npos) continue;
    }
    if (request.method != route.method) {
      allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
      continue;
    }
    const auto argument = base::PercentDecode(label);
    if (!argument) return question.Message(400, "the path has a % that is not followed by two hexadecimal digits");
    question.argument = *argument;
    auto parameters = ParseQuery(query);
    if (!parameters.ok()) return question.Message(400, parameters.error().message);
    question.parameters = std::move(parameters).value();
    if (question.parameters.account) question.key.account = *question.parameters.account;
    if (question.parameters.region) question.key.region = *question.parameters.region;
    return (this->*route.action)(question);
  }
  if (!allowed.empty()) {
    question.response.headers.emplace_back("Allow", allowed);
    return question.Message(405, "this path takes " + allowed + "; " + std::string(request.method) + " given");
  }
  return question.Message(
      404, "no such control-plane path: " + base::Shorten(path, 200) + "; docs/control-plane.md lists them");
}

template <class Run>
std::optional<Response> ControlPlane::Submit(Question& question, Run run) {
  auto mutation = std::make_unique<ControlMutation>(std::move(run), question.response, question.waiter);
  if (store_.Submit(std::move(mutation))) return std::nullopt;
  return question.Message(503, "too many writes are waiting, or the emulator is stopping; try again");
}

std::optional<Response> ControlPlane::Health(Question& question) {
  return question.Answer(200, std::string("{\"status\":\"ok\",\"version\":\"") + kVersion + "\"}");
}

std::optional<Response> ControlPlane::GetConfig(Question& question) {
  return question.Answer(200, config_json_);
}

bool ControlPlane::ResetState(const std::optional<std::string>& account, store::Transaction& transaction,
                              Response* response) {
  const auto fail = [&](const std::string& message) {
    FillMessage(500, message, response);
    return false;
  };
  const auto baseline = store_.Baseline();
  if (!baseline.ok()) return fail(baseline.error().message);
  model::StateDocument document;
  if (!baseline->empty()) {
    auto parsed = service::ParseStateDocument(*baseline);
    if (!parsed.ok()) return fail("the stored baseline can't be read: " + parsed.error().message);
    document = std::move(parsed).value();
  }
  if (account) {
    std::vector<store::PartitionKey> keys;
    for (const auto& [key, partition] : transaction.state().partitions) {
      if (key.account == *account) keys.push_back(key);
    }
    for (const auto& key : keys) transaction.Clear(key);
  } else {
    transaction.ClearAll();
  }
  const auto imported = service::ImportState(environment_, defaults_, document, account, transaction);
  if (!imported.ok()) return fail("the stored baseline can't be used: " + imported.error().message);
  return true;
}

std::optional<Response> ControlPlane::Reset(Question& question) {
  return Submit(question,
                [this, account = question.parameters.account](store::Transaction& transaction, Response* response) {
                  if (!ResetState(account, transaction, response)) return false;
                  FillBody(200, "{}", response);
                  return true;
                });
}

std::optional<Response> ControlPlane::GetState(Question& question) {
  const store::Snapshot snapshot(store_.Current());
  return question.Answer(200, service::ExportState(snapshot.state(), question.parameters.account));
}

std::optional<Response> ControlPlane::PutState(Question& question) {
  auto document = service::ParseStateDocument(question.request.body);
  if (!document.ok()) return question.Message(400, document.error().message);
  if (question.parameters.account || question.parameters.region) {
    return question.Message(400, "PUT state replaces the whole state; account and region are not taken here");
  }
  auto shared = std::make_shared<model::StateDocument>(std::move(document).value());
  return Submit(question, [this, shared](store::Transaction& transaction, Response* response) {
    transaction.ClearAll();
    const auto imported = service::ImportState(environment_, defaults_, *shared, std::nullopt, transaction);
    if (!imported.ok()) {
      FillMessage(400, imported.error().message, response);
      return false;
    }
    FillBody(200, "{}", response);
    return true;
  });
}

std::optional<Response> ControlPlane::GetBuckets(Question& question) {
  const store::Snapshot snapshot(store_.Current());
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

std::optional<Response> ControlPlane::PutBuckets(Question& question) {
  const std::string_view body = question.request.body;
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  const bool is_array = first != std::string_view::npos && body[first] == '[';
  wire::DecodeOptions options;
  options.strict = true;
  auto list = wire::Decode<model::BucketList>(is_array ? "{\"buckets\":" + std::string(body) + "}" : std::string(body),
                                              options);
  if (!list.ok()) return question.Message(400, list.error().message);
  if (!list->buckets) return question.Message(400, "buckets: an array of bucket metadata is expected");
  auto shared = std::make_shared<model::BucketList>(std::move(list).value());
  return Submit(question, [key = question.key, shared](store::Transaction& transaction, Response* response) {
    for (std::size_t i = 0; i < shared->buckets->size(); ++i) {
      auto bucket =
          service::CompleteBucket(key, "buckets[" + std::to_string(i) + "]", transaction.now(), (*shared->buckets)[i]);
      if (!bucket.ok()) {
        FillMessage(400, bucket.error().message, response);
        return false;
      }
      transaction.PutBucket(key, std::move(bucket).value());
    }
    FillBody(200, "{}", response);
    return true;
  });
}

std::optional<Response> ControlPlane::DeleteBucket(Question& question) {
  return Submit(
      question, [key = question.key, name = question.argument](store::Transaction& transaction, Response* response) {
        if (!transaction.EraseBucket(key, name)) {
          FillMessage(404, "no bucket '" + base::Shorten(name, 100) + "' in account " + key.account + ", " + key.region,
                      response);
          return false;
        }
        FillBody(200, "{}", response);
        return true;
      });
}

std::optional<Response> ControlPlane::GetJobEvents(Question& question) {
  const store::Snapshot snapshot(store_.Current());
  const auto job = service::FindJob(snapshot.partition(question.key), question.argument);
  if (!job.ok()) return question.Message(job.error().shape->http_status, job.error().message);
  model::JobEventList events;
  events.events = service::FullEvents(question.key, **job);
  events.eventsDropped = (*job)->emulator->eventsDropped.value_or(0);
  std::string body;
  wire::Encode(events, wire::Nulls::kOmit, &body);
  return question.Answer(200, std::move(body));
}

std::optional<Response> ControlPlane::GetClock(Question& question) {
  return question.Answer(200, ClockJson(clock_));
}

template <class Choice>
std::optional<Response> ControlPlane::MoveClock(Question& question, Choice choice, bool reset) {
  if (!choice.ok()) return question.Message(400, choice.error().message);
  ClockMutation::Reset put_back;
  if (reset) {
    put_back = [this](store::Transaction& transaction, Response* response) {
      return ResetState(std::nullopt, transaction, response);
    };
  }
  auto mutation = std::make_unique<ClockMutation>(clock_, store_, std::move(choice).value(), std::move(put_back),
                                                  question.response, question.waiter);
  if (store_.Submit(std::move(mutation))) return std::nullopt;
  return question.Message(503, "too many writes are waiting, or the emulator is stopping; try again");
}

std::optional<Response> ControlPlane::PutClock(Question& question) {
  const auto request = wire::Decode<model::ClockSetting>(question.request.body, {.strict = true});
  if (!request.ok()) return question.Message(400, request.error().message);
  return MoveClock(question, ChooseSetting(*request), request->reset.value_or(false));
}

std::optional<Response> ControlPlane::AdvanceClock(Question& question) {
  const auto request = wire::Decode<model::ClockAdvance>(question.request.body, {.strict = true});
  if (!request.ok()) return question.Message(400, request.error().message);
  return MoveClock(question, ChooseAdvance(*request), false);
}

}  // namespace macie_local::gateway
