// Actions on the fault rules (gateway/faults.h), as documents: list, replace, add, remove.
#include <utility>

#include "base/text.h"
#include "gateway/control/control_context.h"
#include "gateway/control/list_body.h"
#include "wire/codec.h"

namespace macie_local::gateway {
namespace {

// {"rules": [...]} or the array alone.
base::Result<std::vector<model::FaultRule>> Decode(std::string_view body) {
  std::vector<model::FaultRule> rules;
  const ListBody list{body, wire::Describe<model::FaultRules>(), "rules"};
  MACIE_CHECK(ForEachRecord<model::FaultRule>(list, {FaultRules::kRulesMax},
                                              [&](std::size_t, model::FaultRule rule) -> base::Status {
                                                rules.push_back(std::move(rule));
                                                return base::Done{};
                                              }));
  return FaultRules::Check(std::move(rules));
}

std::string Encoded(const FaultRules& faults) {
  model::FaultRules document;
  document.rules = faults.List();
  std::string body;
  wire::Encode(document, wire::Nulls::kOmit, &body);
  return body;
}

}  // namespace

std::optional<Response> GetFaults(const ControlContext& context, Question& question) {
  return question.Answer(200, Encoded(context.parts.faults));
}

std::optional<Response> PutFaults(const ControlContext& context, Question& question) {
  auto rules = Decode(question.request.body);
  if (!rules.ok()) return question.Message(400, rules.error().text);
  context.parts.faults.Replace(std::move(rules).value());
  return question.Answer(200, Encoded(context.parts.faults));
}

std::optional<Response> PostFaults(const ControlContext& context, Question& question) {
  auto rules = Decode(question.request.body);
  if (!rules.ok()) return question.Message(400, rules.error().text);
  if (!context.parts.faults.Add(std::move(rules).value())) {
    return question.Message(409, "a rule of the same id is there already, or there would be more than " +
                                     std::to_string(FaultRules::kRulesMax) + " rules or more than " +
                                     std::to_string(FaultRules::kTextBytesMax) + " bytes of answers and messages");
  }
  return question.Answer(200, Encoded(context.parts.faults));
}

std::optional<Response> DeleteFaults(const ControlContext& context, Question& question) {
  context.parts.faults.Clear(question.parameters.account);
  return question.Answer(200, "{}");
}

std::optional<Response> DeleteFault(const ControlContext& context, Question& question) {
  if (!context.parts.faults.Remove(question.argument)) {
    return question.Message(404, "no fault rule " + base::Quote(question.argument));
  }
  return question.Answer(200, "{}");
}

}  // namespace macie_local::gateway
