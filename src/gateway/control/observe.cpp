// Actions that tell about the emulator itself: health, configuration, metrics, journal.
#include <utility>

#include "base/text.h"
#include "gateway/control/control_context.h"
#include "gateway/respond.h"
#include "macie_local/version.h"

namespace macie_local::gateway {

std::optional<Response> GetHealth(const ControlContext& context, Question& question) {
  if (const auto fault = context.parts.gateway.store.FileFault()) return question.Message(503, *fault);
  return question.Answer(200, std::string("{\"status\":\"ok\",\"version\":\"") + kVersion + "\"}");
}

// As wait scripts look for it: some for "running", some for "available" services.
std::optional<Response> GetLocalStackHealth(const ControlContext&, Question& question) {
  return question.Answer(200, std::string("{\"services\": {\"macie2\": \"running\"}, \"edition\": \"macie-local\", "
                                          "\"version\": \"") +
                                  kVersion + "\"}");
}

std::optional<Response> GetConfig(const ControlContext& context, Question& question) {
  return question.Answer(200, context.settings.config_json);
}

std::optional<Response> GetMetrics(const ControlContext& context, Question& question) {
  const ControlParts& parts = context.parts;
  FillBody(200,
           parts.metrics.Text(
               {parts.gateway.store, parts.gateway.environment.queries, parts.journal.size(), parts.faults.fired()}),
           &question.response);
  question.response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  return std::move(question.response);
}

std::optional<Response> GetRequests(const ControlContext& context, Question& question) {
  const Parameters& asked = question.parameters;
  if (!asked.after_text.empty() && !asked.after) {
    return question.Message(400, "after: must be a sequence number; " + base::Quote(asked.after_text) + " given");
  }
  return question.Answer(200, base::Body(context.parts.journal.Export(
                                  {asked.account, asked.region, asked.operation, asked.since, asked.after})));
}

std::optional<Response> DeleteRequests(const ControlContext& context, Question& question) {
  context.parts.journal.Clear(question.parameters.account);
  return question.Answer(200, "{}");
}

}  // namespace macie_local::gateway
