// Mechanisms of the detector, one by one.
#include "detect/detector.h"

#include <gtest/gtest.h>

#include "detect_bench.h"
#include "model/types/custom_data_identifiers.h"
#include "simple_units.h"

namespace macie_local::detect {
namespace {

using Found = std::vector<std::string>;

Found In(std::string_view text) {
  return Shown(HitsIn(text), text);
}

Found InFormat(std::string_view format, std::string_view text) {
  units::Contexts contexts(kTestHashSeed);
  const SimpleUnits units = UnitsOf(format, text, &contexts);
  Detector detector(Everything());
  detector.Begin(units.shape, contexts);
  std::vector<Hit> hits;
  detector.Scan(units.batch.Get(), &hits);
  return Shown(hits, units.batch.Get().text);
}

TEST(Detector, FindsWhatAKeywordIsNear) {
  const Found ssn = {"USA_SOCIAL_SECURITY_NUMBER 123-45-6789"};
  EXPECT_EQ(In("ssn 123-45-6789"), ssn);
  EXPECT_EQ(In("123-45-6789 is the ssn"), ssn);
  EXPECT_EQ(In("number 123-45-6789"), Found{});
}

TEST(Detector, MeasuresThirtyCharactersBetweenTheNearestEdges) {
  const std::string filler = "abcdefgh jklmnop rstuvwx z ";  // 27
  EXPECT_EQ(In("ssn " + filler + "a 123-45-6789").size(), 1u);
  EXPECT_EQ(In("ssn " + filler + "ab 123-45-6789").size(), 0u);
  EXPECT_EQ(In("123-45-6789 " + filler + "a ssn").size(), 1u);
  EXPECT_EQ(In("123-45-6789 " + filler + "ab ssn").size(), 0u);
  // Characters, not bytes.
  std::string letters;
  for (int n = 0; n < 28; ++n) letters += "\u6771";
  EXPECT_EQ(In("ssn " + letters + " 123-45-6789").size(), 1u);
  EXPECT_EQ(In("ssn " + letters + "\u6771 123-45-6789").size(), 0u);
}

TEST(Detector, LetsNoLineEndStopAKeyword) {
  EXPECT_EQ(In("Social Security Number\n123-45-6789\n").size(), 1u);
  EXPECT_EQ(In("ssn\r\n123-45-6789\r\n").size(), 1u);
}

TEST(Detector, TakesKeywordsAsWholeWordsOnly) {
  EXPECT_EQ(In("customer_ssn 123-45-6789"), Found{});
  EXPECT_EQ(In("ssn_2 123-45-6789"), Found{});
  EXPECT_EQ(In("ssns 123-45-6789"), Found{});
  EXPECT_EQ(In("customerSsn 123-45-6789").size(), 1u);
  EXPECT_EQ(InFormat("csv", "cc_cvc\n123\n"), Found{});
  for (const char* keyword :
       {"social security", "Social_Security", "SOCIAL-SECURITY", "socialSecurity", "socialsecurity"}) {
    EXPECT_EQ(In(std::string(keyword) + ": 123-45-6789").size(), 1u) << keyword;
  }
}

TEST(Detector, FoldsLettersOfTwoBytes) {
  const Found found = {"CYPRUS_DRIVERS_LICENSE 123456789012"};
  EXPECT_EQ(In("άδεια οδήγησης 123456789012"), found);
  EXPECT_EQ(In("ΆΔΕΙΑ ΟΔΉΓΗΣΗΣ 123456789012"), found);
  EXPECT_EQ(In("Шофьорска Книжка 562988209").size(), 1u);
}

TEST(Detector, TakesAColumnsNameForAKeyword) {
  EXPECT_EQ(InFormat("csv", "name,ssn\nx,123-45-6789\n"), Found{"USA_SOCIAL_SECURITY_NUMBER 123-45-6789"});
  EXPECT_EQ(InFormat("csv", "name,number\nssn,123-45-6789\n"), Found{});
  EXPECT_EQ(InFormat("csv", "name,remark\nx,my ssn is this: 123-45-6789\n").size(), 1u);
}

TEST(Detector, TakesAnyNameOnAPathForAKeyword) {
  EXPECT_EQ(InFormat("json", R"({"ssn": {"primary": [{"value": "123-45-6789"}]}})").size(), 1u);
  EXPECT_EQ(InFormat("json", R"({"ssn": 1, "value": "123-45-6789"})"), Found{});
  EXPECT_EQ(InFormat("json", R"({"card": 4242424242424242})"), Found{"CREDIT_CARD_NUMBER 4242424242424242"});
}

TEST(Detector, ForgetsNamesWhenContextsAreCleared) {
  units::Contexts contexts(kTestHashSeed);
  Detector detector(Everything());
  detector.Begin(units::Shape::kColumnar, contexts);
  std::vector<Hit> hits;
  support::TextBatch first;
  first.Add("123-45-6789", contexts.Column(1, "ssn"));
  detector.Scan(first.Get(), &hits);
  EXPECT_EQ(hits.size(), 1u);
  contexts.Clear();
  support::TextBatch second;
  second.Add("123-45-6789", contexts.Column(1, "number"));
  detector.Scan(second.Get(), &hits);
  EXPECT_EQ(hits.size(), 1u);
}

TEST(Detector, SeesNothingAcrossUnits) {
  units::Contexts contexts(kTestHashSeed);
  support::TextBatch batch;
  batch.Add("ssn", 0);
  batch.Add("123-45-6789", 0);
  Detector detector(Everything());
  detector.Begin(units::Shape::kRecord, contexts);
  std::vector<Hit> hits;
  detector.Scan(batch.Get(), &hits);
  EXPECT_TRUE(hits.empty());
}

TEST(Detector, SaysWhichUnit) {
  units::Contexts contexts(kTestHashSeed);
  support::TextBatch batch;
  const std::uint32_t column = contexts.Column(1, "ssn");
  for (const char* cell : {"", "123-45-6789", "x", "", "234-56-7890"}) batch.Add(cell, column);
  Detector detector(Everything());
  detector.Begin(units::Shape::kColumnar, contexts);
  std::vector<Hit> hits;
  detector.Scan(batch.Get(), &hits);
  ASSERT_EQ(hits.size(), 2u);
  EXPECT_EQ(hits[0].unit, 1u);
  EXPECT_EQ(hits[1].unit, 4u);
}

TEST(Detector, PassesOverExamples) {
  EXPECT_EQ(In("card 4111111111111111"), Found{});
  EXPECT_EQ(In("card 4111 1111 1111 1111"), Found{});
  EXPECT_EQ(In("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), Found{});
}

TEST(Detector, ReportsACardWithoutAKeywordByItsOtherName) {
  EXPECT_EQ(In("x 4242424242424242"), Found{"CREDIT_CARD_NUMBER_(NO_KEYWORD) 4242424242424242"});
  EXPECT_EQ(In("card 4242424242424242"), Found{"CREDIT_CARD_NUMBER 4242424242424242"});
}

TEST(Detector, TakesTheLongestOfTheLeftmost) {
  EXPECT_EQ(In("card 4242 4242 4242 4242"), Found{"CREDIT_CARD_NUMBER 4242 4242 4242 4242"});
  EXPECT_EQ(In("ssn SSN-123-45-6789"), Found{"USA_SOCIAL_SECURITY_NUMBER 123-45-6789"});
}

TEST(Detector, FindsOnlyWhatIsAskedFor) {
  Selection selection;
  selection.identifiers = {IndexOf("CREDIT_CARD_NUMBER")};
  Detector detector(std::move(selection));
  const std::string text = "ssn 123-45-6789, card 4242424242424242";
  EXPECT_EQ(Shown(HitsIn(&detector, text), text), Found{"CREDIT_CARD_NUMBER 4242424242424242"});
}

TEST(Detector, TakesNothingOfAnEmptyText) {
  EXPECT_EQ(In(""), Found{});
  Detector nothing(Selection{});
  EXPECT_TRUE(HitsIn(&nothing, "ssn 123-45-6789").empty());
}

pattern::CustomDataMatcher Custom(const std::string& regex, const std::vector<std::string>& keywords) {
  model::TestCustomDataIdentifierRequest criteria;
  criteria.regex = regex;
  if (!keywords.empty()) criteria.keywords = keywords;
  criteria.maximumMatchDistance = 50;
  return pattern::CustomDataMatcher::Compile(criteria).value();
}

TEST(Detector, FindsCustomIdentifiersBesideManagedOnes) {
  Selection selection = Everything();
  selection.custom.push_back(Custom("[A-Z]{3}-[0-9]{4}", {}));
  selection.custom.push_back(Custom("[a-z]+", {"ssn"}));
  const auto first = static_cast<std::uint32_t>(Identifiers().size());
  Detector detector(std::move(selection));
  const auto hits = HitsIn(&detector, "ABC-1234 ssn 123-45-6789");
  ASSERT_EQ(hits.size(), 2u);
  EXPECT_EQ(hits[0], (Hit{first, 0, 0, 8}));
  EXPECT_EQ(hits[1].identifier, IndexOf("USA_SOCIAL_SECURITY_NUMBER"));
}

TEST(Detector, TakesANameForACustomIdentifiersKeyword) {
  units::Contexts contexts(kTestHashSeed);
  support::TextBatch batch;
  const std::uint32_t outer = contexts.Member(0, "badge");
  batch.Add("ABC-1234", contexts.Member(outer, "value"));
  batch.Add("ABC-1234", contexts.Member(0, "value"));
  Selection selection;
  selection.custom.push_back(Custom("[A-Z]{3}-[0-9]{4}", {"badge"}));
  Detector detector(std::move(selection));
  detector.Begin(units::Shape::kRecord, contexts);
  std::vector<Hit> hits;
  detector.Scan(batch.Get(), &hits);
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].unit, 0u);
}

}  // namespace
}  // namespace macie_local::detect
