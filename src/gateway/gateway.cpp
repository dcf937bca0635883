#include "gateway/gateway.h"

#include <utility>

#include "base/log.h"
#include "gateway/control_plane.h"
#include "gateway/dispatch.h"
#include "gateway/origin.h"
#include "gateway/respond.h"
#include "model/errors.h"
#include "model/operations.h"
#include "service/session_state.h"
#include "wire/request.h"
#include "wire/type_desc.h"

namespace macie_local::gateway {
namespace {

constexpr std::string_view kNotImplementedHeader = "x-macie-local-not-implemented";

// The answer to a result of a handler.
void Fill(const wire::OperationDesc& operation, base::Result<base::Body> result, Response* response) {
  if (!result.ok()) return FillError(result.error(), response);
  if (operation.status == 204) {
    response->status = 204;
    return;
  }
  FillBody(operation.status, std::move(result).value(), response);
}

// A write on its way through the writer thread.
class OperationMutation : public store::Mutation {
 public:
  OperationMutation(const wire::OperationDesc& operation, const HandlerEntry& handler,
                    const service::Environment& environment, store::PartitionKey caller, wire::AnyStructure input,
                    Response response, std::shared_ptr<Waiter> waiter)
      : operation_(operation),
        handler_(handler),
        environment_(environment),
        caller_(std::move(caller)),
        input_(std::move(input)),
        response_(std::move(response)),
        waiter_(std::move(waiter)) {}

  bool Run(store::Transaction& transaction) override {
    const base::Status session =
        service::RequireSession(operation_, environment_, caller_, transaction.partition(caller_));
    if (!session.ok()) {
      FillError(session.error(), &response_);
      return false;
    }
    const service::Call call{caller_, transaction.now(), environment_};
    auto result = handler_.write(call, transaction, input_.get());
    const bool done = result.ok();
    Fill(operation_, std::move(result), &response_);
    return done;
  }

  void Done(bool committed) override {
    // What was refused is refused whatever became of the commit.
    if (!committed && response_.error_type.empty()) {
      FillError({&model::kInternalServerException, "The request failed because the change could not be stored."},
                &response_);
    }
    waiter_->Complete(std::move(response_));
  }

 private:
  const wire::OperationDesc& operation_;
  const HandlerEntry& handler_;
  const service::Environment& environment_;
  store::PartitionKey caller_;
  wire::AnyStructure input_;
  Response response_;
  std::shared_ptr<Waiter> waiter_;
};

}  // namespace

struct Gateway::Impl {
  Impl(GatewayOptions gateway_options, const service::Environment& the_environment, store::Store& the_store,
       base::AdjustableClock& the_clock, IdSource& ids)
      : options(std::move(gateway_options)),
        environment(the_environment),
        store(the_store),
        clock(the_clock),
        request_ids(ids),
        control_plane({options.identity.account, options.identity.region}, options.config_json, environment, store,
                      clock) {}

  GatewayOptions options;
  const service::Environment& environment;
  store::Store& store;
  base::AdjustableClock& clock;
  IdSource& request_ids;
  ControlPlane control_plane;

  // The AWS endpoint (PRODUCT 3.2). The order of checks is the handbook's A.6.
  std::optional<Response> HandleOperation(const Request& request, std::string_view path, std::string_view query,
                                          Response response, const std::shared_ptr<Waiter>& waiter) {
    const wire::Route route = model::FindRoute(request.method, path);
    if (route.outcome != wire::RouteOutcome::kFound) {
      FillError({&base::kUnknownOperationException, ""}, &response);
      return response;
    }
    const wire::OperationDesc& operation = *route.operation;
    store::PartitionKey caller = IdentifyCaller(options.identity, request.authorization);
    wire::AnyStructure input(*operation.input);
    const base::Status decoded = wire::DecodeRequest(operation, route.labels, query, request.body, input.get());
    if (!decoded.ok()) {
      FillError(decoded.error(), &response);
      return response;
    }
    const HandlerEntry& handler = FindHandler(static_cast<model::Operation>(operation.id));
    if (handler.write != nullptr) {
      auto mutation = std::make_unique<OperationMutation>(operation, handler, environment, std::move(caller),
                                                          std::move(input), std::move(response), waiter);
      if (store.Submit(std::move(mutation))) return std::nullopt;
      Response busy = StartResponse(request_ids);
      FillError({&model::kThrottlingException, "Rate exceeded"}, &busy);
      return busy;
    }
    if (handler.read == nullptr) {
      FillError({&base::kNotImplementedException, std::string(operation.name) + " is not implemented by macie-local."},
                &response);
      response.headers.emplace_back(kNotImplementedHeader, operation.name);
      return response;
    }
    const store::Snapshot snapshot(store.Current());
    const base::Status session = service::RequireSession(operation, environment, caller, snapshot.partition(caller));
    if (!session.ok()) {
      FillError(session.error(), &response);
      return response;
    }
    const service::Call call{std::move(caller), clock.Now(), environment};
    Fill(operation, handler.read(call, snapshot, input.get()), &response);
    return response;
  }
};

Gateway::Gateway(GatewayOptions options, const service::Environment& environment, store::Store& store,
                 base::AdjustableClock& clock, IdSource& request_ids)
    : impl_(std::make_unique<Impl>(std::move(options), environment, store, clock, request_ids)) {}

Gateway::~Gateway() = default;

std::optional<Response> Gateway::Handle(const Request& request, const std::shared_ptr<Waiter>& waiter) try {
  Response response = StartResponse(impl_->request_ids);
  if (!IsOurOrigin(request.host, request.origin, impl_->options.allowed_hosts)) {
    FillError(
        {&base::kForbiddenOrigin,
         "The request was refused because it comes from a web page of another origin, or names a host that is not "
         "this emulator's; --allow-host adds one."},
        &response);
    return response;
  }
  const std::size_t mark = request.target.find('?');
  const std::string_view path = request.target.substr(0, mark);
  const std::string_view query = mark == std::string_view::npos ? std::string_view() : request.target.substr(mark + 1);
  if (ControlPlane::Owns(path)) {
    return impl_->control_plane.Handle(request, path, query, std::move(response), waiter);
  }
  return impl_->HandleOperation(request, path, query, std::move(response), waiter);
} catch (const std::exception& bug) {
  base::Log(base::LogLevel::kError, std::string("a request ended in an exception: ") + bug.what());
  Response response = StartResponse(impl_->request_ids);
  FillError({&model::kInternalServerException, "The request failed because of an internal error."}, &response);
  return response;
}

std::uint64_t Gateway::BodyBytesMax(std::string_view, std::string_view target) const {
  return ControlPlane::Owns(target) ? impl_->options.document_bytes_max : impl_->options.body_bytes_max;
}

Response Gateway::Refuse(int status, std::string_view message) const {
  Response response = StartResponse(impl_->request_ids);
  FillMessage(status, message, &response);
  if (status == 413) response.error_type = base::kRequestEntityTooLarge.name;
  return response;
}

}  // namespace macie_local::gateway
