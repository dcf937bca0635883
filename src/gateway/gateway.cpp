#include "gateway/gateway.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "gateway/control/control_plane.h"
#include "gateway/dispatch.h"
#include "gateway/exchange.h"
#include "gateway/inquiries.h"
#include "gateway/origin.h"
#include "gateway/request_log.h"
#include "gateway/respond.h"
#include "gateway/sts/sts.h"
#include "gateway/sts/temporary_keys.h"
#include "model/errors.h"
#include "model/operations.h"
#include "service/core/arns.h"
#include "service/core/session_state.h"
#include "wire/framework_errors.h"

namespace macie_local::gateway {
namespace {

constexpr std::string_view kNotImplementedHeader = "x-macie-local-not-implemented";

// What is said of a request that reaches no operation: "PUT /jobs is no operation of Amazon Macie; this path takes
// POST". A path that is another method's has its methods named.
std::string NoOperationText(std::string_view method, std::string_view path) {
  std::string taken;
  for (const std::string_view other : wire::kMethods) {
    if (model::FindRoute(other, path).outcome != wire::RouteOutcome::kFound) continue;
    taken.append(taken.empty() ? "; this path takes " : ", ").append(other);
  }
  return base::Shorten(method, kLoggedPathBytesMax) + " " + base::Shorten(path, kLoggedPathBytesMax) +
         " is no operation of Amazon Macie" + taken;
}

// The answer to a result of a handler.
void Fill(const wire::OperationDesc& operation, wire::Outcome<base::Body> result, Response* response) {
  if (!result.ok()) return FillRefusal(result.error(), response);
  if (operation.status == 204) {
    response->status = 204;
    return;
  }
  FillBody(operation.status, std::move(result).value(), response);
}

// Runs a read on the published state.
wire::Outcome<base::Body> RunRead(const ReadCall& read, const wire::OperationDesc& operation,
                                  const state::PartitionKey& caller, const GatewayParts& parts, bool may_ask) {
  const state::Snapshot snapshot(parts.store.Current());
  MACIE_CHECK(service::RequireSession(operation, parts.environment, caller, snapshot.partition(caller)));
  return read({caller, parts.clock.Now(), parts.environment, may_ask}, snapshot);
}

// A write on its way through the writer thread.
class OperationMutation : public store::Mutation {
 public:
  OperationMutation(WriteCall write, const service::Environment& environment, const Recorder& recorder,
                    Exchange exchange, std::shared_ptr<Waiter> waiter)
      : write_(std::move(write)),
        environment_(environment),
        recorder_(recorder),
        exchange_(std::move(exchange)),
        waiter_(std::move(waiter)) {}

  bool Run(state::Transaction& transaction) override {
    const wire::OperationDesc& operation = *exchange_.operation;
    const wire::Verdict session =
        service::RequireSession(operation, environment_, exchange_.caller, transaction.partition(exchange_.caller));
    if (!session.ok()) {
      FillRefusal(session.error(), &exchange_.response);
      return false;
    }
    const service::Call call{exchange_.caller, transaction.now(), environment_};
    auto result = write_(call, transaction);
    const bool done = result.ok();
    Fill(operation, std::move(result), &exchange_.response);
    return done;
  }

  // When the store has not taken it.
  Exchange TakeExchange() { return std::move(exchange_); }

  void Done(bool committed) override {
    // What was refused is refused whatever became of the commit.
    if (!committed && exchange_.response.error_type.empty()) {
      FillRefusal({model::kInternalServerException, "The request failed because the change could not be stored."},
                  &exchange_.response);
    }
    waiter_->Complete(recorder_.Finish(std::move(exchange_)));
  }

 private:
  const WriteCall write_;
  const service::Environment& environment_;
  const Recorder& recorder_;
  Exchange exchange_;
  std::shared_ptr<Waiter> waiter_;
};

// A read that waits for the world outside. Whoever comes first answers it: who asked, or who gave up waiting.
class ParkedRead {
 public:
  ParkedRead(ReadCall read, const GatewayParts& parts, const Recorder& recorder, Exchange exchange,
             std::shared_ptr<Waiter> waiter)
      : read_(std::move(read)),
        operation_(*exchange.operation),
        caller_(exchange.caller),
        parts_(parts),
        recorder_(recorder),
        exchange_(std::move(exchange)),
        waiter_(std::move(waiter)) {}

  void Answer(bool may_ask) {
    wire::Outcome<base::Body> result = Result(may_ask);
    if (answered_.exchange(true)) return;
    Fill(operation_, std::move(result), &exchange_.response);
    waiter_->Complete(recorder_.Finish(std::move(exchange_)));
  }

  // When nobody will ask.
  Exchange TakeExchange() { return std::move(exchange_); }

 private:
  wire::Outcome<base::Body> Result(bool may_ask) const try {
    return RunRead(read_, operation_, caller_, parts_, may_ask);
  } catch (const std::exception& bug) {
    base::Log(base::LogLevel::kError, std::string("a request ended in an exception: ") + bug.what());
    return wire::Refusal{model::kInternalServerException, std::string(kInternalErrorText)};
  }

  const ReadCall read_;
  const wire::OperationDesc& operation_;
  const state::PartitionKey caller_;
  const GatewayParts& parts_;
  const Recorder& recorder_;
  std::atomic<bool> answered_{false};
  Exchange exchange_;  // of whoever answers
  const std::shared_ptr<Waiter> waiter_;
};

// A request to something else than an operation of Macie, which the recorder does not see: for the log. Costs nothing
// unless the log wants it.
class PlainRequest {
 public:
  // `body` is what the log may show of the request's.
  PlainRequest(const Request& request, std::string_view body, const Stopwatch& stopwatch) : stopwatch_(stopwatch) {
    if (!LogsRequests()) return;
    kept_.emplace(Kept{std::string(request.method), std::string(request.target),
                       std::string(body.substr(0, kLoggedInputBytesMax + 1)), stopwatch_.Elapsed()});
  }

  // `caller` is empty where nobody is one.
  void Log(const Response& response, const state::PartitionKey& caller) const {
    if (!kept_) return;
    JournalEntry entry;
    entry.duration = stopwatch_.Elapsed() - kept_->started;
    entry.status = response.status;
    entry.error_type = response.error_type;
    entry.request_id = response.request_id;
    entry.account = caller.account;
    entry.region = caller.region;
    entry.method = kept_->method;
    entry.target = kept_->target;
    entry.body = kept_->body;
    LogRequest(entry);
  }

 private:
  struct Kept {
    std::string method, target, body;
    std::chrono::nanoseconds started;
  };
  const Stopwatch& stopwatch_;
  std::optional<Kept> kept_;
};

// Finishes an answer of the control plane, which may come later: a line end for whoever reads it on a terminal, unless
// it is the content of an object, and the log.
class ControlWaiter : public Waiter {
 public:
  ControlWaiter(const Request& request, std::string_view body, const Stopwatch& stopwatch,
                std::shared_ptr<Waiter> waiter)
      : request_(request, body, stopwatch), waiter_(std::move(waiter)) {}

  void Complete(Response response) override {
    Finish(&response);
    waiter_->Complete(std::move(response));
  }
  void Finish(Response* response) const {
    if (!response->content_type.empty()) EndLine(&response->body);
    request_.Log(*response, {});
  }

 private:
  const PlainRequest request_;
  const std::shared_ptr<Waiter> waiter_;
};

}  // namespace

struct Gateway::Impl {
  Impl(GatewayOptions gateway_options, const GatewayParts& gateway_parts)
      : options(std::move(gateway_options)), parts(gateway_parts) {}

  GatewayOptions options;
  GatewayParts parts;
  Metrics metrics;
  Journal journal{options.journal_requests_max};
  FaultRules faults;
  Recorder recorder{parts.clock, parts.stopwatch, metrics, journal};
  const TemporaryKeys temporary_keys{parts.store.Current()->page_token_key};
  ControlPlane control_plane{{{options.identity.account, options.identity.region}, options.control},
                             {parts, faults, journal, metrics}};
  Inquiries inquiries{parts.stopwatch, options.patience};  // ends before what its answers need

  // Finds out who calls. With signatures, the credential must be for the service named.
  sigv4::Result<state::PartitionKey> Identify(const Request& request, std::string_view service_name) const {
    if (!options.secrets) return IdentifyCaller(options.identity, request.authorization);
    // The real time: clients sign with theirs, whatever the emulator's own clock is set to.
    const Timestamp now = parts.clock.real_now();
    const AllKeys keys(*options.secrets, temporary_keys, now);
    MACIE_TRY(const sigv4::Claim claim, sigv4::VerifySignature(request, keys, {service_name, service::IsRegion}, now));
    return IdentifyCaller(options.identity, claim);
  }

  Response HandleSts(const Request& request, std::string_view query, Response response) const {
    const PlainRequest plain(request, request.body, parts.stopwatch);
    const auto caller = Identify(request, kStsService);
    if (!caller.ok()) {
      LogRefusal(request, ToRefusal(caller.error()));
      RefuseStsCaller(caller.error(), &response);
      plain.Log(response, {});
      return response;
    }
    const std::string_view access_key = ReadClaim(request.authorization).access_key;
    AnswerSts(request, query, {*caller, temporary_keys.Open(access_key, request.security_token)},
              {temporary_keys, parts.request_ids, parts.clock.real_now()}, &response);
    plain.Log(response, *caller);
    return response;
  }

  std::optional<Response> HandleControl(const Request& request, std::string_view path, std::string_view query,
                                        Response response, const std::shared_ptr<Waiter>& waiter) {
    const std::string_view logged = ControlPlane::HasContent(path) ? std::string_view() : request.body;
    const auto finishing = std::make_shared<ControlWaiter>(request, logged, parts.stopwatch, waiter);
    auto answer = control_plane.Handle(request, path, query, std::move(response), finishing);
    if (answer) finishing->Finish(&*answer);
    return answer;
  }

  // The AWS endpoint. The order of checks is that of behaviour A.6.
  std::optional<Response> HandleOperation(const Request& request, std::string_view path, std::string_view query,
                                          Response response, const std::shared_ptr<Waiter>& waiter) {
    Exchange exchange = recorder.Start(request, std::move(response));
    const wire::Route route = model::FindRoute(request.method, path);
    if (route.outcome != wire::RouteOutcome::kFound) {
      const wire::Refusal unknown{wire::kUnknownOperationException, NoOperationText(request.method, path)};
      LogRefusal(request, unknown);
      return Refuse(unknown, std::move(exchange));
    }
    exchange.operation = route.operation;
    auto caller = Identify(request, kMacieService);
    if (!caller.ok()) {
      const wire::Refusal refused = ToRefusal(caller.error());
      LogRefusal(request, refused);
      return Refuse(refused, std::move(exchange));
    }
    exchange.caller = std::move(caller).value();
    exchange.fault = faults.Match(*exchange.operation, exchange.caller);
    if (exchange.fault.Replaces(&exchange.response)) return recorder.Finish(std::move(exchange));
    const HandlerEntry& handler = FindHandler(static_cast<model::Operation>(exchange.operation->id));
    if (handler.asks) return Ask(handler.read(route, query, request.body), std::move(exchange), waiter);
    if (handler.read != nullptr) return Read(handler.read(route, query, request.body), std::move(exchange));
    if (handler.write != nullptr) return Write(handler.write(route, query, request.body), std::move(exchange), waiter);
    const std::string_view name = exchange.operation->name;
    exchange.response.headers.emplace_back(kNotImplementedHeader, name);
    return Refuse({wire::kNotImplementedException, std::string(name) + " is not implemented by macie-local."},
                  std::move(exchange));
  }

  Response Read(const wire::Outcome<ReadCall>& decoded, Exchange exchange) {
    if (!decoded.ok()) return Refuse(decoded.error(), std::move(exchange));
    const wire::OperationDesc& operation = *exchange.operation;
    Fill(operation, RunRead(*decoded, operation, exchange.caller, parts, true), &exchange.response);
    return recorder.Finish(std::move(exchange));
  }

  std::optional<Response> Ask(wire::Outcome<ReadCall> decoded, Exchange exchange,
                              const std::shared_ptr<Waiter>& waiter) {
    if (!decoded.ok()) return Refuse(decoded.error(), std::move(exchange));
    exchange.Keep();
    const auto parked =
        std::make_shared<ParkedRead>(std::move(decoded).value(), parts, recorder, std::move(exchange), waiter);
    if (inquiries.Submit([parked] { parked->Answer(true); }, [parked] { parked->Answer(false); })) return std::nullopt;
    return Refuse({model::kThrottlingException, "Rate exceeded"}, parked->TakeExchange());
  }

  std::optional<Response> Write(wire::Outcome<WriteCall> decoded, Exchange exchange,
                                const std::shared_ptr<Waiter>& waiter) {
    if (!decoded.ok()) return Refuse(decoded.error(), std::move(exchange));
    exchange.Keep();
    auto mutation = std::make_unique<OperationMutation>(std::move(decoded).value(), parts.environment, recorder,
                                                        std::move(exchange), waiter);
    OperationMutation& write = *mutation;
    std::unique_ptr<store::Mutation> submitted = std::move(mutation);
    if (parts.store.Submit(std::move(submitted))) return std::nullopt;
    return Refuse({model::kThrottlingException, "Rate exceeded"}, write.TakeExchange());
  }

  Response Refuse(const wire::Refusal& error, Exchange exchange) {
    FillRefusal(error, &exchange.response);
    return recorder.Finish(std::move(exchange));
  }
};

Gateway::Gateway(GatewayOptions options, const GatewayParts& parts)
    : impl_(std::make_unique<Impl>(std::move(options), parts)) {}

Gateway::~Gateway() = default;

void Gateway::SetConfigJson(std::string config_json) {
  impl_->control_plane.SetConfigJson(std::move(config_json));
}

// Checks where the request comes from; false: `response` refuses it.
bool Gateway::Admit(const Request& request, bool is_control, Response* response) const {
  if (IsFromUs(request, is_control, impl_->options.allowed_hosts)) return true;
  const wire::Refusal forbidden{
      wire::kForbiddenOrigin,
      "The request was refused because it comes from a web page of another origin, or names a host that is not "
      "this emulator's; --allow-host adds one."};
  LogRefusal(request, forbidden);
  FillRefusal(forbidden, response);
  if (is_control) EndLine(&response->body);
  return false;
}

// The control plane takes bodies of gigabytes. An operation's is short, and is read with the rest.
std::optional<Response> Gateway::TurnAway(const Request& head) const {
  if (!ControlPlane::Owns(head.target)) return std::nullopt;
  Response response = StartResponse(impl_->parts.request_ids);
  if (!Admit(head, /*is_control=*/true, &response)) return response;
  if (impl_->control_plane.Admit(head, head.target.substr(0, head.target.find('?')), &response)) return std::nullopt;
  EndLine(&response.body);
  return response;
}

std::optional<Response> Gateway::Handle(const Request& request, const std::shared_ptr<Waiter>& waiter) try {
  Response response = StartResponse(impl_->parts.request_ids);
  const std::size_t mark = request.target.find('?');
  const std::string_view path = request.target.substr(0, mark);
  const std::string_view query = mark == std::string_view::npos ? std::string_view() : request.target.substr(mark + 1);
  const bool is_control = ControlPlane::Owns(path);
  if (!Admit(request, is_control, &response)) return response;
  if (is_control) {
    return impl_->HandleControl(request, path, query, std::move(response), waiter);
  }
  if (IsQueryRequest(request, path, query)) return impl_->HandleSts(request, query, std::move(response));
  return impl_->HandleOperation(request, path, query, std::move(response), waiter);
} catch (const std::exception& bug) {
  base::Log(base::LogLevel::kError, std::string("a request ended in an exception: ") + bug.what());
  Response response = StartResponse(impl_->parts.request_ids);
  FillRefusal({model::kInternalServerException, std::string(kInternalErrorText)}, &response);
  return response;
}

std::uint64_t Gateway::BodyBytesMax(std::string_view method, std::string_view target) const {
  if (!ControlPlane::Owns(target) || !impl_->options.control.on) return impl_->options.body_bytes_max;
  return std::min(impl_->options.document_bytes_max,
                  ControlPlane::BodyBytesMax(method, target.substr(0, target.find('?'))));
}

bool Gateway::NeedsHeaders() const {
  return impl_->options.secrets.has_value();
}

Response Gateway::Refuse(int status, std::string_view message) const {
  Response response = StartResponse(impl_->parts.request_ids);
  // A client that speaks TLS to a plain port, or the other way round, is seen nowhere else.
  if (status == 400) base::Log(base::LogLevel::kInfo, "a connection sent no request: " + std::string(message));
  FillMessage(status, message, &response);
  if (status == 413) response.error_type = wire::kRequestEntityTooLarge.name;
  return response;
}

}  // namespace macie_local::gateway
