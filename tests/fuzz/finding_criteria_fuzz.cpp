// Any bytes as finding criteria and a finding, separated by a zero byte. Criteria are refused or compiled; compiled
// again from their own text they judge the finding alike, and none match every finding.
#include <string>
#include <string_view>

#include "base/text.h"
#include "base/timestamp.h"
#include "fuzz/fuzz.h"
#include "model/types/common.h"
#include "model/types/findings.h"
#include "service/findings/criteria.h"
#include "service/findings/intake.h"
#include "wire/codec.h"

namespace macie_local::fuzz {
namespace {

constexpr std::string_view kFinding =
    R"({"id":"0123456789abcdef0123456789abcdef","type":"Policy:IAMUser/S3BucketPublic","count":3,)"
    R"("resourcesAffected":{"s3Bucket":{"name":"acme"}}})";

base::Result<model::Finding> Complete(std::string_view text) {
  MACIE_TRY(auto told, wire::Decode<model::Finding>(text, {.strict = true}));
  return service::CompleteFinding({"123456789012", "us-east-1"}, "finding", *base::ParseIso8601("2024-01-10T12:00:00Z"),
                                  nullptr, std::move(told));
}

}  // namespace

void FuzzFindingCriteria(std::string_view bytes) {
  Input input(bytes);
  const auto criteria = wire::Decode<model::FindingCriteria>(input.Until('\0'), {});
  auto finding = Complete(input.Rest());
  if (!finding.ok()) {
    Require(!finding.error().text.empty() && base::IsUtf8(finding.error().text), "a refusal has a text in UTF-8");
    finding = Complete(kFinding);
    Require(finding.ok(), "the usual finding is one");
  }
  const auto all = service::CompileFindingCriteria("findingCriteria", {});
  Require(all.ok() && (*all)(*finding), "no criteria match every finding");
  if (!criteria.ok()) return;
  const auto predicate = service::CompileFindingCriteria("findingCriteria", *criteria);
  if (!predicate.ok()) {
    Require(base::IsUtf8(predicate.error().text), "a refusal has a text in UTF-8");
    return;
  }
  std::string text;
  wire::Encode(*criteria, wire::Nulls::kOmit, &text);
  const auto again = wire::Decode<model::FindingCriteria>(text, {});
  Require(again.ok(), "criteria that are encoded can be decoded");
  const auto second = service::CompileFindingCriteria("findingCriteria", *again);
  Require(second.ok() && (*second)(*finding) == (*predicate)(*finding), "criteria judge as their own text does");
}

}  // namespace macie_local::fuzz
