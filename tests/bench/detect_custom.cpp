#include "detect_custom.h"

#include "model/types/custom_data_identifiers.h"

namespace macie_local::bench {
namespace {

constexpr const char* kRegexes[] = {
    R"(EMP-\d{6})",
    R"(\bC\d{8}\b)",
    R"([A-Z]{3}-\d{4}-[A-Z]{2})",
    R"((?i)patient[ -]?no\.?\s*\d{6,8})",
    R"(\b[A-Z]{2}\d{2}[A-Z0-9]{10}\b)",
    R"(ORD\d{4}-\d{5})",
    R"(\bPO[- ]?\d{7}\b)",
    R"(INV/\d{4}/\d{2}/\d{4})",
    R"(proj-[a-z0-9]{8})",
    R"(\b\d{3}-\d{3}-\d{3}-\d{2}\b)",
    R"(tok_[A-Za-z0-9]{24})",
    R"(key-[0-9a-f]{32})",
    R"(\bMRN:?\s?\d{7}\b)",
    R"([a-z]{2,8}\.[a-z]{2,12}@corp\.example)",
    R"(\bSN-[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}\b)",
    R"(\b(?:red|blue|green)team-\d+\b)",
    R"(cust(?:omer)?_id=\d+)",
    R"(\bACC\d{2}(?:-\d{3}){3}\b)",
    R"(\b[1-9]\d{2} \d{3} \d{3} \d{4}\b)",
    R"(session=[0-9a-f]{40})",
    R"(\bTK-[0-9]{2}[A-F][0-9]{5}\b)",
    R"(licen[cs]e\s+[A-Z]\d{7})",
    R"(\bVH[0-9A-Z]{15}\b)",
    R"(badge #?\d{5})",
    R"(\bDOC-(?:19|20)\d{2}-\d{6}\b)",
    R"(case no\. [A-Z]{2}\d{5})",
    R"(x-internal-[a-z]+: \S{10,60})",
    R"(\b\d{2}[A-Z]{5}\d{4}[A-Z]\b)",
    R"(router-[a-z]{3}\d-[a-z]{2}\d{2})",
    R"(\bGRANT-\d{4}[A-Z]?\b)",
};

}  // namespace

std::vector<pattern::CustomDataMatcher> CustomMatchers() {
  std::vector<pattern::CustomDataMatcher> matchers;
  for (const char* const regex : kRegexes) {
    model::TestCustomDataIdentifierRequest criteria;
    criteria.regex = regex;
    criteria.maximumMatchDistance = 50;
    matchers.push_back(pattern::CustomDataMatcher::Compile(criteria).value());
  }
  return matchers;
}

}  // namespace macie_local::bench
