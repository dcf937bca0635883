// Actions on the sources that have objects outside the state.
#include "sources/inventory.h"

#include <memory>
#include <utility>

#include "gateway/control/control_context.h"
#include "gateway/respond.h"
#include "wire/codec.h"

namespace macie_local::gateway {

std::optional<Response> GetSources(const ControlContext& context, Question& question) {
  model::SourceList list;
  list.sources.emplace();
  if (context.parts.gateway.inventory != nullptr) list = context.parts.gateway.inventory->List();
  std::string body;
  wire::Encode(list, wire::Nulls::kOmit, &body);
  return question.Answer(200, std::move(body));
}

std::optional<Response> RefreshSources(const ControlContext& context, Question& question) {
  if (context.parts.gateway.inventory == nullptr) {
    return question.Answer(200, R"({"added":[],"changed":[],"removed":[],"sources":[]})");
  }
  context.parts.gateway.inventory->Refresh(
      [response = question.response, waiter = question.waiter](base::Result<model::SourceChanges> changes) mutable {
        if (changes.ok()) {
          std::string body;
          wire::Encode(*changes, wire::Nulls::kOmit, &body);
          FillBody(200, std::move(body), &response);
        } else {
          FillMessage(503, changes.error().text, &response);
        }
        waiter->Complete(std::move(response));
      });
  return std::nullopt;
}

}  // namespace macie_local::gateway
