// Operations called as the gateway calls them, without one: a state, a clock that stands, ids that count.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "base/timestamp.h"
#include "model/operations.h"
#include "service/core/call.h"
#include "state/transaction.h"
#include "support/ports.h"
#include "wire/codec.h"
#include "wire/request.h"

namespace macie_local::support {

// The parts of a request, as DecodeRequest takes them: the body is JSON, in which ' may stand for ".
struct RequestText {
  RequestText(const char* json) : RequestText(std::string(json)) {}  // NOLINT: a text is a body
  RequestText(std::string json) : body(std::move(json)) {            // NOLINT: likewise
    std::replace(body.begin(), body.end(), '\'', '"');
  }
  RequestText(std::string of_path, std::string of_query, std::string json) : RequestText(std::move(json)) {
    label = std::move(of_path);
    query = std::move(of_query);
  }

  std::string label;  // of the path; empty: it has none
  std::string query;
  std::string body;
};

// The request as the gateway would give it to the handler, or what a client would be answered instead.
template <class Request>
wire::Outcome<Request> Decoded(const RequestText& text) {
  Request request;
  for (const wire::OperationDesc& operation : model::Operations()) {
    if (operation.input != &wire::Describe<Request>()) continue;
    wire::Labels labels;
    if (!text.label.empty()) labels.values[labels.count++] = text.label;
    MACIE_CHECK(wire::DecodeRequest(operation, labels, text.query, text.body, &request));
    return request;
  }
  throw std::logic_error("no operation takes this request");
}

// One account, a state in memory, and a time that the test sets.
struct OperationBench {
  state::PartitionKey home{"111122223333", "us-east-1"};
  service::Environment environment;
  Timestamp now = *base::ParseIso8601("2026-11-21T10:00:00.123456Z");
  state::Batch batch;
  CountingIds ids;

  service::Call Caller() const { return {home, now, environment}; }
  state::Transaction Write() { return {&batch, &ids, now}; }
  // What was written so far.
  state::Snapshot Read() {
    batch.Close();
    return state::Snapshot(std::make_shared<const state::State>(batch.state));
  }

  template <class Handler, class Request>
  auto Write(Handler handler, const Request& request) {
    state::Transaction transaction = Write();
    auto result = handler(Caller(), transaction, request);
    batch.Close();
    return result;
  }
  template <class Handler, class Request>
  auto Read(Handler handler, const Request& request) {
    return handler(Caller(), Read(), request);
  }
  // The same of a request that has yet to be decoded, see Decoded().
  template <class Response, class Request>
  wire::Outcome<Response> Ask(wire::Outcome<Response> (*handler)(const service::Call&, state::Transaction&,
                                                                 const Request&),
                              const RequestText& text) {
    MACIE_TRY(const Request request, Decoded<Request>(text));
    return Write(handler, request);
  }
  template <class Response, class Request>
  wire::Outcome<Response> Ask(wire::Outcome<Response> (*handler)(const service::Call&, const state::Snapshot&,
                                                                 const Request&),
                              const RequestText& text) {
    MACIE_TRY(const Request request, Decoded<Request>(text));
    return Read(handler, request);
  }
  // Runs `work(transaction)`.
  template <class Work>
  void Do(const Work& work) {
    state::Transaction transaction = Write();
    work(transaction);
    batch.Close();
  }
};

// What a refused operation answers, "" when it wasn't refused: "ValidationException: The request failed ...".
template <class T>
std::string RefusalOf(const wire::Outcome<T>& result) {
  return result.ok() ? "" : std::string(result.error().shape.get().name) + ": " + result.error().text;
}

// What a client is answered: the body as JSON with ' for ", without what is null, or the refusal as RefusalOf gives it.
template <class Response>
std::string Shown(const wire::Outcome<Response>& result) {
  if (!result.ok()) return RefusalOf(result);
  std::string body;
  wire::Encode(*result, wire::Nulls::kOmit, &body);
  std::replace(body.begin(), body.end(), '"', '\'');
  return body;
}

// `count` times `item`, separated by commas.
inline std::string Repeated(std::int64_t count, const std::string& item) {
  std::string list;
  for (std::int64_t i = 0; i < count; ++i) list += (i == 0 ? "" : ",") + item;
  return list;
}

}  // namespace macie_local::support
