#include "gateway/dispatch.h"

#include <array>

#include "model/handlers/all.h"
#include "wire/codec.h"

namespace macie_local::gateway {
namespace {

template <class Response>
wire::Outcome<base::Body> Encoded(const wire::Outcome<Response>& result) {
  if (!result.ok()) return result.error();
  std::string body;
  wire::Encode(*result, wire::Nulls::kEmit, &body);
  return base::Body(std::move(body));
}

template <class Request, auto kHandler>
wire::Outcome<base::Body> Read(const service::Call& call, const state::Snapshot& snapshot, const void* input) {
  return Encoded(kHandler(call, snapshot, *static_cast<const Request*>(input)));
}

template <class Request, auto kHandler>
wire::Outcome<base::Body> ReadRaw(const service::Call& call, const state::Snapshot& snapshot, const void* input) {
  return kHandler(call, snapshot, *static_cast<const Request*>(input));
}

template <class Request, auto kHandler>
wire::Outcome<base::Body> Write(const service::Call& call, state::Transaction& transaction, const void* input) {
  return Encoded(kHandler(call, transaction, *static_cast<const Request*>(input)));
}

std::array<HandlerEntry, model::kOperationCount> MakeHandlers() {
  std::array<HandlerEntry, model::kOperationCount> handlers;
  const auto at = [&](model::Operation operation) -> HandlerEntry& {
    return handlers[static_cast<std::size_t>(operation)];
  };
#define MACIE_READ(Name) at(model::Operation::Name).read = &Read<model::Name##Request, &service::Name>;
#define MACIE_READ_RAW(Name) at(model::Operation::Name).read = &ReadRaw<model::Name##Request, &service::Name>;
#define MACIE_WRITE(Name) at(model::Operation::Name).write = &Write<model::Name##Request, &service::Name>;
#include "model/dispatch.inc"
#undef MACIE_READ
#undef MACIE_READ_RAW
#undef MACIE_WRITE
  return handlers;
}

}  // namespace

const HandlerEntry& FindHandler(model::Operation operation) {
  static const auto handlers = MakeHandlers();
  return handlers[static_cast<std::size_t>(operation)];
}

}  // namespace macie_local::gateway
