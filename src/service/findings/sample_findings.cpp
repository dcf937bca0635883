// CreateSampleFindings (behaviour 4.4).
#include "service/findings/sample_findings.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/timestamp.h"
#include "model/handlers/findings.h"
#include "service/core/arns.h"
#include "service/core/call.h"
#include "service/core/ids.h"
#include "service/findings/door.h"
#include "service/findings/new_finding.h"
#include "service/findings/sample_documents.h"
#include "wire/codec.h"

namespace macie_local::service {
namespace {

using Values = std::array<std::pair<std::string_view, std::string>, 7>;

std::string Filled(std::string_view text, const Values& values) {
  std::string out;
  while (true) {
    const std::size_t dollar = std::min(text.find('$'), text.size());
    out.append(text.substr(0, dollar));
    text.remove_prefix(dollar);
    if (text.empty()) return out;
    const auto value = std::find_if(values.begin(), values.end(),
                                    [&](const auto& entry) { return text.substr(1).starts_with(entry.first); });
    if (value == values.end()) {  // as in a JSON path
      out.push_back('$');
      text.remove_prefix(1);
    } else {
      out.append(value->second);
      text.remove_prefix(1 + value->first.size());
    }
  }
}

std::vector<model::FindingType> AllTypes() {
  std::vector<model::FindingType> types;
  const std::size_t count = DescribeType(static_cast<const model::FindingType*>(nullptr)).values.size();
  for (std::size_t i = 0; i < count; ++i) types.push_back(static_cast<model::FindingType>(i));
  return types;
}

}  // namespace

model::Finding MakeSample(const state::PartitionKey& owner, state::Transaction& transaction, model::FindingType type) {
  const Values values{{{"account", owner.account},
                       {"region", owner.region},
                       {"partition", std::string(PartitionOfRegion(owner.region))},
                       {"bucket", std::string(kSampleBucket)},
                       {"time", base::ToIso8601(std::chrono::floor<std::chrono::seconds>(transaction.now()))},
                       {"job", NewHexId(transaction.ids())},
                       {"uuid", NewUuid(transaction.ids())}}};
  auto finding = wire::Decode<model::Finding>(Filled(SampleDocument(type), values), {.strict = true}).value();
  finding.type = type;
  finding.sample = true;
  return NewFinding(owner, transaction, std::move(finding));
}

// Each type once, however often it is asked for [I].
wire::Outcome<model::CreateSampleFindingsResponse> CreateSampleFindings(
    const Call& call, state::Transaction& transaction, const model::CreateSampleFindingsRequest& request) {
  const auto& asked = request.findingTypes;
  FindingDoor door(transaction);
  for (const model::FindingType type : AllTypes()) {
    const bool wanted = !asked || asked->empty() || std::find(asked->begin(), asked->end(), type) != asked->end();
    if (wanted) door.Enter(call.caller, MakeSample(call.caller, transaction, type));
  }
  return model::CreateSampleFindingsResponse{};
}

}  // namespace macie_local::service
