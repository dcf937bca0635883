// The rules of custom data identifiers that a client would need thousands of requests or a state document for.
#include "service/identifiers/custom_data_identifiers.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "model/handlers/custom_data_identifiers.h"
#include "service/identifiers/records.h"
#include "support/operations.h"
#include "units/batch.h"

namespace macie_local::service {
namespace {

using support::RefusalOf;
using Record = model::CustomDataIdentifierRecord;
using Severity = model::DataIdentifierSeverity;

model::CreateCustomDataIdentifierRequest NewRequest() {
  model::CreateCustomDataIdentifierRequest request;
  request.name = "name";
  request.regex = R"(\d{3})";
  request.maximumMatchDistance = 50;
  return request;
}

class CustomDataIdentifiers : public ::testing::Test {
 protected:
  wire::Outcome<model::CreateCustomDataIdentifierResponse> Create(
      const model::CreateCustomDataIdentifierRequest& request) {
    return bench_.Write(&CreateCustomDataIdentifier, request);
  }
  void Delete(const std::string& id) {
    model::DeleteCustomDataIdentifierRequest request;
    request.id = id;
    ASSERT_EQ(RefusalOf(bench_.Write(&DeleteCustomDataIdentifier, request)), "");
  }

  support::OperationBench bench_;
};

TEST_F(CustomDataIdentifiers, TenThousandThatAreNotDeleted) {
  bench_.Do([&](state::Transaction& transaction) {
    for (int i = 0; i < 10'005; ++i) {
      Record record;
      record.id = "id-" + std::to_string(i);
      record.deleted = i < 6;
      const std::string id = *record.id;
      transaction.Put(bench_.home, id, std::move(record));
    }
  });
  const auto last = Create(NewRequest());
  ASSERT_EQ(RefusalOf(last), "");
  EXPECT_EQ(
      RefusalOf(Create(NewRequest())),
      "ServiceQuotaExceededException: The request failed because it exceeds the quota for custom data identifiers per "
      "account: 10001 given, at most 10000 allowed.");
  Delete(*last->customDataIdentifierId);
  EXPECT_EQ(RefusalOf(Create(NewRequest())), "");
}

TEST_F(CustomDataIdentifiers, SeveritiesAscend) {
  const auto refusal = [&](const std::vector<std::pair<Severity, std::int64_t>>& levels) {
    auto request = NewRequest();
    request.severityLevels.emplace();
    for (const auto& [severity, threshold] : levels) {
      request.severityLevels->push_back({.occurrencesThreshold = threshold, .severity = severity});
    }
    return RefusalOf(Create(request));
  };
  EXPECT_EQ(refusal({}), "");
  EXPECT_EQ(refusal({{Severity::HIGH, 1}}), "");
  EXPECT_EQ(refusal({{Severity::HIGH, 3}, {Severity::LOW, 1}, {Severity::MEDIUM, 2}}), "");
  const std::string refused = "ValidationException: The request failed because severityLevels ";
  EXPECT_EQ(refusal({{Severity::LOW, 1}, {Severity::LOW, 2}}), refused + "has more than one element for LOW.");
  EXPECT_EQ(refusal({{Severity::LOW, 5}, {Severity::MEDIUM, 5}}),
            refused + "must have a higher occurrencesThreshold for MEDIUM than for LOW; 5 and 5 given.");
  EXPECT_EQ(refusal({{Severity::HIGH, 4}, {Severity::LOW, 5}}),
            refused + "must have a higher occurrencesThreshold for HIGH than for LOW; 4 and 5 given.");
}

TEST_F(CustomDataIdentifiers, AClientTokenIsWorthADayAndAsLongAsWhatItMade) {
  auto request = NewRequest();
  request.clientToken = "token";
  const std::string first = *Create(request)->customDataIdentifierId;
  EXPECT_EQ(*Create(request)->customDataIdentifierId, first);
  auto other = request;
  other.name = "other";
  EXPECT_EQ(RefusalOf(Create(other)).substr(0, 18), "ConflictException:");
  Delete(first);
  const std::string second = *Create(request)->customDataIdentifierId;
  EXPECT_NE(second, first);
  bench_.now += std::chrono::hours(24);
  EXPECT_NE(*Create(request)->customDataIdentifierId, second);
}

TEST_F(CustomDataIdentifiers, OfAStateDocumentAreCompletedOrRefused) {
  Record given;
  const auto complete = [&] { return CompleteRecord(bench_.home, "place[0]", bench_.now, given); };
  EXPECT_EQ(complete().error().text, "place[0].id: is required");
  given.id = "6fad0fb5-3e82-4270-bede-469f2f322642";
  EXPECT_EQ(complete().error().text, "place[0].name: is required");
  given.name = "name";
  EXPECT_EQ(complete().error().text, "place[0].regex: is required");
  given.regex = "(?=a)";
  EXPECT_EQ(complete().error().text,
            "place[0]: The request failed because regex has a look-ahead, '(?=', at character 1; Macie "
            "doesn't support that.");
  given.regex = "a";
  const auto completed = complete();
  ASSERT_TRUE(completed.ok()) << completed.error().text;
  EXPECT_EQ(*completed->arn, "arn:aws:macie2:us-east-1:111122223333:custom-data-identifier/" + *given.id);
  EXPECT_EQ(completed->maximumMatchDistance, 50);
  EXPECT_EQ(completed->deleted, false);
  EXPECT_EQ(base::ToIso8601(*completed->createdAt), "2026-11-21T10:00:00.123Z");
}

// What is kept of a text where it is cut follows from the limits of the API.
TEST(CustomDataIdentifierLimits, AreThoseThatTextsAreCutFor) {
  const auto& request = wire::Describe<model::CreateCustomDataIdentifierRequest>();
  const auto& distance = request.members[*wire::FindMember(request, "maximumMatchDistance")];
  EXPECT_EQ(distance.type->limits->value_max, units::kKeywordDistanceMax);
  const auto& keywords = request.members[*wire::FindMember(request, "keywords")];
  EXPECT_EQ(keywords.type->element->limits->length_max, units::kKeywordCharactersMax);
}

}  // namespace
}  // namespace macie_local::service
