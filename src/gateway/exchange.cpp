#include "gateway/exchange.h"

#include <utility>

namespace macie_local::gateway {

Exchange Recorder::Start(const Request& request, Response response) const {
  Exchange exchange;
  exchange.response = std::move(response);
  exchange.started = stopwatch_.Elapsed();
  if (journal_.on()) {
    exchange.at = clock_.Now();
    exchange.user_agent = request.user_agent;
    exchange.bytes = request.target.size() + request.body.size() + request.user_agent.size();
  }
  return exchange;
}

Response Recorder::Finish(Exchange exchange) const {
  const std::chrono::nanoseconds duration = stopwatch_.Elapsed() - exchange.started;
  exchange.fault.Deliver(&exchange.response);
  Response response = std::move(exchange.response);
  // What is dropped has no status, as the client sees it.
  const int status = response.delivery.cut == Delivery::Cut::kDrop ? 0 : response.status;
  metrics_.Count(exchange.operation, status, duration);
  if (!journal_.on()) return response;
  JournalEntry entry;
  entry.at = exchange.at;
  entry.duration = duration;
  entry.operation = exchange.operation;
  entry.request_line = std::move(exchange.request_line);
  entry.caller = std::move(exchange.caller);
  entry.input = std::move(exchange.input);
  entry.status = status;
  entry.error_type = response.error_type;
  if (status >= 400) entry.error_body = response.body.str();
  entry.request_id = response.request_id;
  entry.user_agent = std::move(exchange.user_agent);
  entry.bytes = exchange.bytes;
  entry.faults = std::move(exchange.fault.fired);
  journal_.Add(std::move(entry));
  return response;
}

}  // namespace macie_local::gateway
