#include "gateway/exchange.h"

#include <string>
#include <utility>

#include "gateway/request_log.h"

namespace macie_local::gateway {

void Exchange::Keep() {
  kept = std::make_unique<std::string>();
  kept->reserve(texts.method.size() + texts.target.size() + texts.body.size() + texts.user_agent.size());
  // Reserved whole: no part moves while the others are added.
  for (std::string_view* text : {&texts.method, &texts.target, &texts.body, &texts.user_agent}) {
    const std::size_t start = kept->size();
    kept->append(*text);
    *text = std::string_view(*kept).substr(start);
  }
}

Exchange Recorder::Start(const Request& request, Response response) const {
  Exchange exchange;
  exchange.response = std::move(response);
  exchange.started = stopwatch_.Elapsed();
  exchange.texts = {request.method, request.target, {}, {}};
  if (journal_.on()) exchange.at = clock_.Now();
  if (journal_.on() || LogsInputs()) {
    exchange.texts.body = request.body;
    exchange.texts.user_agent = request.user_agent;
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
  if (!journal_.on() && !LogsRequests()) return response;
  JournalEntry entry;
  entry.at = exchange.at;
  entry.duration = duration;
  entry.operation = exchange.operation;
  entry.status = status;
  entry.error_type = response.error_type;
  entry.request_id = response.request_id;
  entry.account = exchange.caller.account;
  entry.region = exchange.caller.region;
  entry.method = exchange.texts.method;
  entry.target = exchange.texts.target;
  entry.body = exchange.texts.body;
  entry.user_agent = exchange.texts.user_agent;
  entry.faults = exchange.fault.fired;
  LogRequest(entry);
  if (!journal_.on()) return response;
  const std::string error_body = status >= 400 ? response.body.str() : std::string();
  entry.error_body = error_body;
  journal_.Add(entry);
  return response;
}

}  // namespace macie_local::gateway
