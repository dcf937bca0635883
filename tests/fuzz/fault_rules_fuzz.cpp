// Any bytes as a document of fault rules. What is taken can be listed and put back, before and after requests have been
// held against it, and every answer that a rule gives has a status.
#include <string>
#include <string_view>

#include "base/text.h"
#include "fuzz/fuzz.h"
#include "gateway/faults.h"
#include "model/operations.h"
#include "model/types/records.h"
#include "wire/codec.h"

namespace macie_local::fuzz {
namespace {

constexpr int kRequests = 6;

std::string Listed(const gateway::FaultRules& faults) {
  model::FaultRules document;
  document.rules = faults.List();
  std::string text;
  wire::Encode(document, wire::Nulls::kOmit, &text);
  return text;
}

base::Result<std::vector<model::FaultRule>> Read(std::string_view text) {
  auto document = wire::Decode<model::FaultRules>(text, {.strict = true});
  if (!document.ok()) return std::move(document).error();
  if (!document->rules) return base::Error("rules: an array of fault rules is expected");
  return gateway::FaultRules::Check(std::move(*document->rules));
}

void CheckPutBack(const gateway::FaultRules& faults) {
  const std::string text = Listed(faults);
  auto rules = Read(text);
  Require(rules.ok(), "rules that are listed can be put back");
  gateway::FaultRules others;
  others.Replace(std::move(rules).value());
  Require(Listed(others) == text, "rules put back are listed alike");
}

void CheckEffect(const gateway::FaultEffect& effect, std::size_t rules) {
  Require(effect.delay.count() >= 0 &&
              effect.delay.count() <= gateway::FaultRules::kLatencyMaxMs * static_cast<std::int64_t>(rules),
          "a delay has a bound");
  gateway::Response response;
  if (effect.Replaces(&response)) {
    Require(response.status >= 100 && response.status <= 599, "an answer has a status of HTTP");
  }
  effect.Deliver(&response);
}

}  // namespace

void FuzzFaultRules(std::string_view text) {
  auto rules = Read(text);
  if (!rules.ok()) {
    Require(!rules.error().text.empty() && base::IsUtf8(rules.error().text), "a refusal has a text in UTF-8");
    return;
  }
  const std::size_t count = rules->size();
  gateway::FaultRules faults;
  faults.Replace(std::move(rules).value());
  CheckPutBack(faults);
  const auto operations = model::Operations();
  for (int i = 0; i < kRequests; ++i) {
    const auto& operation = operations[static_cast<std::size_t>(i) * 13 % operations.size()];
    CheckEffect(faults.Match(operation, {"123456789012", i % 2 == 0 ? "us-east-1" : "eu-west-1"}), count);
  }
  CheckPutBack(faults);
}

}  // namespace macie_local::fuzz
