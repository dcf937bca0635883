#include "gateway/dispatch.h"

#include <array>
#include <string>
#include <utility>

#include "model/handlers/all.h"
#include "wire/codec.h"
#include "wire/request.h"

namespace macie_local::gateway {
namespace {

// Those that look at objects where they are, for a word or two.
constexpr std::array kAsking{model::Operation::GetAllowList};

template <class Response>
wire::Outcome<base::Body> Encoded(const wire::Outcome<Response>& result) {
  if (!result.ok()) return result.error();
  std::string body;
  wire::Encode(*result, wire::Nulls::kEmit, &body);
  return base::Body(std::move(body));
}

// What the handler gave already encoded.
wire::Outcome<base::Body> Encoded(wire::Outcome<base::Body> result) {
  return result;
}

// The whole way of one operation's input: decoded here, kept in the call, given to its handler.
template <class Call, class Request, auto kHandler>
wire::Outcome<Call> Decode(const wire::Route& route, std::string_view query, std::string_view body) {
  Request input;
  MACIE_CHECK(wire::DecodeRequest(*route.operation, route.labels, query, body, &input));
  return Call([input = std::move(input)](const service::Call& call, auto& state) {
    return Encoded(kHandler(call, state, input));
  });
}

std::array<HandlerEntry, model::kOperationCount> MakeHandlers() {
  std::array<HandlerEntry, model::kOperationCount> handlers;
  const auto at = [&](model::Operation operation) -> HandlerEntry& {
    return handlers[static_cast<std::size_t>(operation)];
  };
#define MACIE_READ(Name) at(model::Operation::Name).read = &Decode<ReadCall, model::Name##Request, &service::Name>;
#define MACIE_WRITE(Name) at(model::Operation::Name).write = &Decode<WriteCall, model::Name##Request, &service::Name>;
#include "model/dispatch.inc"
#undef MACIE_READ
#undef MACIE_WRITE
  for (const model::Operation operation : kAsking) at(operation).asks = true;
  return handlers;
}

}  // namespace

const HandlerEntry& FindHandler(model::Operation operation) {
  static const auto handlers = MakeHandlers();
  return handlers[static_cast<std::size_t>(operation)];
}

}  // namespace macie_local::gateway
