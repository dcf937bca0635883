// A whole emulator below the sockets: requests go in as texts, answers come out.
#pragma once

#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/timestamp.h"
#include "engine/query.h"
#include "gateway/exchange.h"
#include "gateway/gateway.h"
#include "service/jobs/runs.h"
#include "state/bucket_table.h"
#include "store/store.h"
#include "support/ports.h"

namespace macie_local::support {

class GatewayBench {
 public:
  explicit GatewayBench(gateway::GatewayOptions options = Options()) {
    real_clock.Set(*base::ParseIso8601("2024-01-10T12:00:00Z"));
    environment.pages = &pages_;
    environment.queries = &queries;
    auto opened =
        store::Store::Open({}, clock, ids_, [this](state::Transaction& transaction, const state::DueKey& due) {
          service::AdvanceDueJob(environment, transaction, due);
        });
    store_ = std::move(opened).value();
    gateway_ = std::make_unique<gateway::Gateway>(
        std::move(options), gateway::GatewayParts{environment, *store_, clock, stopwatch, request_ids_});
  }
  ~GatewayBench() { store_->Stop(); }

  static gateway::GatewayOptions Options() {
    gateway::GatewayOptions options;
    options.identity.account = "123456789012";
    options.identity.region = "us-east-1";
    return options;
  }

  gateway::Response Send(gateway::Request request) {
    class Promise : public gateway::Waiter {
     public:
      void Complete(gateway::Response response) override { promise.set_value(std::move(response)); }
      std::promise<gateway::Response> promise;
    };
    const auto waiter = std::make_shared<Promise>();
    auto response = gateway_->Handle(request, waiter);
    if (response) return std::move(*response);
    return waiter->promise.get_future().get();
  }
  gateway::Response Send(std::string_view method, std::string_view target, std::string_view body = {},
                         std::string_view authorization = {}) {
    gateway::Request request;
    request.method = method;
    request.target = target;
    request.host = "localhost:6224";
    request.body = body;
    request.authorization = authorization;
    return Send(request);
  }

  CountingStopwatch stopwatch;
  engine::QueryMetrics queries;
  ManualClock real_clock;
  base::AdjustableClock clock{real_clock};
  service::Environment environment;
  gateway::Gateway& gateway() { return *gateway_; }

 private:
  CountingIds ids_;
  CountingIds request_ids_;
  state::PageCache pages_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<gateway::Gateway> gateway_;
};

}  // namespace macie_local::support
