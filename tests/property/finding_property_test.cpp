// Criteria and sorts of findings against a naive reading of docs/behaviour: random findings, random criteria over every
// field and operator, walks over pages. The seed is printed; MACIE_SEED gives another.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "model/handlers/findings.h"
#include "property/naive_findings.h"
#include "property/random_values.h"
#include "service/core/call.h"
#include "service/findings/criteria.h"
#include "service/findings/fields.h"
#include "state/transaction.h"
#include "support/ports.h"
#include "wire/codec.h"

namespace macie_local {
namespace {

using naive::FindingFieldRow;
using naive::Json;

constexpr Timestamp kStart{std::chrono::milliseconds(1'700'000'000'000)};

class Generator : public Dice {
 public:
  // A finding whose every member may be absent, save what a stored one always has.
  model::Finding Finding(std::size_t number) {
    model::Finding finding;
    fill_.Structure(wire::Describe<model::Finding>(), &finding);
    finding.id = "f" + std::to_string(number);
    if (!finding.updatedAt) finding.updatedAt = kStart;
    return finding;
  }

  Json Criterion(const std::vector<Json>& findings) {
    Json criterion = Json::object();
    for (std::size_t count = Below(4); count > 0; --count) {
      const FindingFieldRow& row = Pick(naive::FindingFieldRows());
      criterion[row.name] = Operators(row, findings);
    }
    return criterion;
  }

  // Operators of one field with values that findings have, or nearly.
  Json Operators(const FindingFieldRow& row, const std::vector<Json>& findings) {
    Json operators = Json::object();
    if (row.exact && Chance(40)) {
      operators["eqExactMatch"] = Values(row, findings);
      return operators;
    }
    if (Chance(60)) operators["eq"] = Values(row, findings);
    if (Chance(40)) operators["neq"] = Values(row, findings);
    if (row.kind != 'N' && row.kind != 'D') return operators;
    for (const char* name : {"gt", "gte", "lt", "lte"}) {
      if (Chance(30)) operators[name] = row.kind == 'D' ? Millis() : Number();
    }
    return operators;
  }

 private:
  std::int64_t Number() { return static_cast<std::int64_t>(Below(6)); }
  std::int64_t Millis() { return kStart.time_since_epoch().count() / 1000 + static_cast<std::int64_t>(Below(5)); }

  Json Values(const FindingFieldRow& row, const std::vector<Json>& findings) {
    Json values = Json::array();
    for (std::size_t count = 1 + Below(3); count > 0; --count) values.push_back(Value(row, findings));
    return values;
  }
  std::string Value(const FindingFieldRow& row, const std::vector<Json>& findings) {
    switch (row.kind) {
      case 'B':
        return Chance(50) ? "true" : "false";
      case 'N':
        return std::to_string(Number());
      case 'D':
        return std::to_string(Millis());
      default:
        break;
    }
    const auto there = naive::FindingValues(Pick(findings), row.name);
    return there.empty() || Chance(20) ? Pick(texts_) : Pick(there).get<std::string>();
  }

  std::vector<std::string> texts_{"", "a", "b", "A", "größe", "a b"};
  RandomFill fill_{this,
                   {[this] { return Pick(texts_); }, [this] { return Number(); }, [this] { return Millis(); }},
                   /*whole_elements=*/false};
};

Json AsJson(const model::Finding& finding) {
  std::string bytes;
  wire::Encode(finding, wire::Nulls::kEmit, &bytes);
  return Json::parse(bytes);
}

template <class Request>
Request Ask(const Json& request) {
  auto decoded = wire::Decode<Request>(request.dump(), {.strict = true});
  EXPECT_TRUE(decoded.ok()) << request << (decoded.ok() ? "" : decoded.error().text);
  return std::move(decoded).value();
}

TEST(FindingProperty, TheFieldsAreTheDocumentedOnes) {
  const auto& rows = naive::FindingFieldRows();
  EXPECT_EQ(service::FindingFields().size(), rows.size());
  for (const FindingFieldRow& row : rows) {
    const service::FindingField* field = service::FindFindingField(row.name);
    ASSERT_NE(field, nullptr) << row.name;
    EXPECT_EQ("TNDB"[static_cast<std::size_t>(field->kind)], row.kind) << row.name;
    EXPECT_EQ(field->takes_exact_match, row.exact) << row.name;
  }
}

TEST(FindingProperty, CriteriaSelectWhatTheSpecificationSays) {
  Generator generator;
  std::vector<model::Finding> findings;
  std::vector<Json> rows;
  for (std::size_t i = 0; i < 150; ++i) {
    findings.push_back(generator.Finding(i));
    rows.push_back(AsJson(findings.back()));
  }
  std::size_t selected = 0;
  std::size_t left_out = 0;
  const auto check = [&](const Json& criterion) {
    const auto criteria = Ask<model::FindingCriteria>(Json{{"criterion", criterion}});
    const auto selects = service::CompileFindingCriteria("findingCriteria", criteria);
    ASSERT_TRUE(selects.ok()) << criterion << selects.error().text;
    for (std::size_t i = 0; i < findings.size(); ++i) {
      const bool expected = naive::FindingMatches(rows[i], criterion);
      ASSERT_EQ((*selects)(findings[i]), expected) << criterion << "\n" << rows[i];
      ++(expected ? selected : left_out);
    }
  };
  for (const FindingFieldRow& row : naive::FindingFieldRows()) {
    for (int i = 0; i < 6; ++i) check(Json{{row.name, generator.Operators(row, rows)}});
  }
  for (int i = 0; i < 300; ++i) check(generator.Criterion(rows));
  EXPECT_GT(selected, 1000u);
  EXPECT_GT(left_out, 1000u);
}

TEST(FindingProperty, PagesGiveEveryFindingOnceInOrder) {
  Generator generator;
  const state::PartitionKey caller{"123456789012", "us-east-1"};
  support::CountingIds ids;
  state::Batch batch;
  state::Transaction transaction(&batch, &ids, kStart);
  std::vector<Json> rows;
  for (std::size_t i = 0; i < 200; ++i) {
    const model::Finding finding = generator.Finding(i);
    rows.push_back(AsJson(finding));
    transaction.Put(caller, *finding.id, finding);
  }
  const state::Snapshot snapshot(std::make_shared<const state::State>(transaction.state()));
  const service::Environment environment;
  const service::Call call{caller, kStart + std::chrono::hours(1), environment};
  for (const char* attribute :
       {"count", "createdAt", "policyDetails.action.apiCallDetails.firstSeen",
        "policyDetails.action.apiCallDetails.lastSeen", "resourcesAffected", "severity.score", "type", "updatedAt"}) {
    for (const bool descending : {false, true}) {
      const Json criterion = generator.Chance(50) ? Json::object() : generator.Criterion(rows);
      Json request{{"findingCriteria", {{"criterion", criterion}}},
                   {"sortCriteria", {{"attributeName", attribute}, {"orderBy", descending ? "DESC" : "ASC"}}},
                   {"maxResults", 1 + generator.Below(50)}};
      std::vector<std::string> seen;
      while (true) {
        const auto page = service::ListFindings(call, snapshot, Ask<model::ListFindingsRequest>(request));
        ASSERT_TRUE(page.ok()) << page.error().text;
        seen.insert(seen.end(), page->findingIds->begin(), page->findingIds->end());
        if (!page->nextToken) break;
        request["nextToken"] = *page->nextToken;
      }
      ASSERT_EQ(seen, naive::SelectFindings(rows, criterion, attribute, descending)) << request;
    }
  }
}

}  // namespace
}  // namespace macie_local
