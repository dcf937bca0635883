// Why what has the form of an identifier was no hit.
#include "detect/explainer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "detect/table.h"
#include "detect_bench.h"
#include "generated_text.h"
#include "model/types/custom_data_identifiers.h"
#include "reference.h"
#include "simple_units.h"

namespace macie_local::detect {
namespace {

Selection Only(const std::vector<std::string>& ids) {
  Selection selection;
  for (const std::string& id : ids) selection.identifiers.push_back(IndexOf(id));
  return selection;
}

std::vector<NearMiss> NearMissesOf(const Selection& selection, units::Shape shape, const units::Contexts& contexts,
                                   const units::Batch& batch) {
  Detector detector(selection);
  detector.Begin(shape, contexts);
  std::vector<Hit> hits;
  detector.Scan(batch, &hits);
  Explainer explainer(selection);
  explainer.Begin(shape, contexts);
  std::vector<NearMiss> near_misses;
  explainer.Explain(batch, hits, [&](const NearMiss& each) { near_misses.push_back(each); });
  return near_misses;
}

std::vector<NearMiss> NearMissesIn(const Selection& selection, std::string_view text) {
  const units::Contexts contexts(kTestHashSeed);
  return NearMissesOf(selection, units::Shape::kFree, contexts, support::TextBatch::OfText(text).Get());
}

std::string Shown(const NearMiss& near_miss, std::string_view text) {
  constexpr const char* kNames[] = {"keyword", "check", "neighbour", "other", "example", "ignored"};
  std::string shown(text.substr(static_cast<std::size_t>(near_miss.begin),
                                static_cast<std::size_t>(near_miss.end - near_miss.begin)));
  for (unsigned n = 0; n < std::size(kNames); ++n) {
    if (near_miss.reasons.Has(static_cast<Reason>(n))) shown += std::string(" ") + kNames[n];
  }
  return shown;
}

std::vector<std::string> In(const Selection& selection, std::string_view text) {
  std::vector<std::string> shown;
  for (const NearMiss& each : NearMissesIn(selection, text)) shown.push_back(Shown(each, text));
  return shown;
}

using Told = std::vector<std::string>;
constexpr const char* kSsn = "USA_SOCIAL_SECURITY_NUMBER";

TEST(Explainer, TellsWhichRuleAValueBreaks) {
  const Selection ssn = Only({kSsn});
  EXPECT_EQ(In(ssn, "ssn 123-45-6789"), Told{});
  EXPECT_EQ(In(ssn, "number 123-45-6789"), Told{"123-45-6789 keyword"});
  EXPECT_EQ(In(ssn, "ssn 900-12-3456"), Told{"900-12-3456 check"});
  EXPECT_EQ(In(ssn, "number 900-12-3456"), Told{"900-12-3456 keyword check"});
  EXPECT_EQ(In(ssn, "number 12-345-6789"), Told{});
  const Selection card = Only({"CREDIT_CARD_NUMBER"});
  EXPECT_EQ(In(card, "card 4532015112830367"), Told{"4532015112830367 check"});
  EXPECT_EQ(In(card, "card 4111 1111 1111 1111"), Told{"4111 1111 1111 1111 example"});
  EXPECT_EQ(In(card, "card 4532 0151 1283 0366 5"), Told{"4532 0151 1283 0366 neighbour"});
  EXPECT_EQ(In(Only({"CREDIT_CARD_NUMBER_(NO_KEYWORD)"}), "card 4532015112830366"), Told{"4532015112830366 other"});
}

TEST(Explainer, TellsOfAnIbanWhoseCheckDigitsFailAndOfNoOtherIdentifier) {
  const std::string_view text = "DE89370400440532013001";
  EXPECT_EQ(In(Only({"GERMANY_BANK_ACCOUNT_NUMBER"}), text), Told{"DE89370400440532013001 check"});
  EXPECT_EQ(In(Only({kSsn}), text), Told{});
}

TEST(Explainer, LooksInCellsAndTheNamesOfTheirColumns) {
  units::Contexts contexts(kTestHashSeed);
  const SimpleUnits units = UnitsOf("csv", "ssn,number\n900-12-3456,123-45-6789\n123-45-6789,x\n", &contexts);
  const units::Batch batch = units.batch.Get();
  Told shown;
  for (const NearMiss& each : NearMissesOf(Only({kSsn}), units.shape, contexts, batch)) {
    shown.push_back(Shown(each, batch.text));
  }
  EXPECT_EQ(shown, (Told{"900-12-3456 check", "123-45-6789 keyword"}));
}

TEST(Explainer, FindsTheNearestKeywordThatIsTooFar) {
  const Selection ssn = Only({kSsn});
  const auto nearest = [&](std::string_view text) -> std::string {
    const auto near_misses = NearMissesIn(ssn, text);
    if (near_misses.size() != 1) return std::to_string(near_misses.size()) + " near misses";
    const auto keyword = NearestKeyword(support::TextBatch::OfText(text).Get(), near_misses[0]);
    if (!keyword) return "none";
    return std::string(keyword->keyword) + " " + std::to_string(keyword->distance) +
           (keyword->before ? " before" : " behind");
  };
  const std::string gap(30, '.');
  EXPECT_EQ(nearest("SSN" + gap + ".123-45-6789"), "ssn 31 before");
  EXPECT_EQ(nearest("SSN" + gap + ".123-45-6789" + gap + ".ssn"), "ssn 31 before");
  EXPECT_EQ(nearest("SSN" + gap + "..123-45-6789" + gap + ".ssn"), "ssn 31 behind");
  EXPECT_EQ(nearest("123-45-6789" + gap + "\u00e9ssn"), "none") << "a letter makes it another word";
  EXPECT_EQ(nearest("123-45-6789" + gap + "\u6771 ssn"), "ssn 32 behind") << "characters, not bytes";
  EXPECT_EQ(nearest("123-45-6789" + gap + " passport"), "none");
  // At the farthest, and one byte farther.
  const auto far = static_cast<std::size_t>(kFarBytes);
  EXPECT_EQ(nearest("ssn" + std::string(far - 3, '.') + "123-45-6789"), "ssn " + std::to_string(far - 3) + " before");
  EXPECT_EQ(nearest("ssn" + std::string(far - 2, '.') + "123-45-6789"), "none");
}

TEST(Explainer, TellsOfCustomIdentifiers) {
  model::CreateCustomDataIdentifierRequest input;
  input.regex = "B-[0-9]{4}";
  input.keywords = std::vector<std::string>{"badge"};
  input.ignoreWords = std::vector<std::string>{"B-0000"};
  input.maximumMatchDistance = 20;
  Selection selection;
  selection.custom.push_back(*pattern::CustomDataMatcher::Compile(input));
  EXPECT_EQ(In(selection, "badge B-1234, badge B-0000 and, further on in this text, B-5555; B-0000"),
            (Told{"B-0000 ignored", "B-5555 keyword", "B-0000 keyword ignored"}));
}

TEST(Explainer, TellsOfWhatABatchOwnsAndNotOfWhatTheHitBeforeReachesInto) {
  const Selection ssn = Only({kSsn});
  const units::Contexts contexts(kTestHashSeed);
  auto batch = support::TextBatch::OfText("x 123-45-6789 y 123-45-6788");
  batch.Own(0, 10);
  EXPECT_EQ(NearMissesOf(ssn, units::Shape::kFree, contexts, batch.Get()).size(), 1u);
  batch.Own(3, 16);
  EXPECT_EQ(NearMissesOf(ssn, units::Shape::kFree, contexts, batch.Get()).size(), 0u);
  batch.Own(3, 17);
  EXPECT_EQ(NearMissesOf(ssn, units::Shape::kFree, contexts, batch.Get()).size(), 1u);
}

// What is a hit with its keyword is told without it; and no near miss is a hit.
TEST(Explainer, TellsOfEveryHitThatLosesItsKeyword) {
  const Reference reference;
  Selection selection;
  selection.identifiers = reference.Identifiers();
  Detector detector(selection);
  std::set<std::uint32_t> seen;
  for (unsigned seed = 0; seed < 12; ++seed) {
    const std::string text = TextGenerator(reference, seed).Text(4000);
    const auto hits = HitsIn(&detector, text);
    for (const NearMiss& each : NearMissesIn(selection, text)) {
      EXPECT_TRUE(each.reasons.Any());
      for (const Hit& hit : hits) {
        EXPECT_FALSE(hit.identifier == each.identifier && hit.begin < each.end && each.begin < hit.end)
            << Identifiers()[hit.identifier].id << " in " << text;
      }
    }
    for (const Hit& hit : hits) {
      if (!table::kRules[hit.identifier].needs_keyword) continue;
      const std::string alone = text.substr(hit.begin, hit.end - hit.begin);
      const auto still = HitsIn(&detector, alone);
      const auto is_same = [&](const auto& each) { return each.identifier == hit.identifier; };
      if (std::any_of(still.begin(), still.end(), is_same)) continue;  // a keyword stands in the value
      const auto told = NearMissesIn(selection, alone);
      const auto found = std::find_if(told.begin(), told.end(), is_same);
      ASSERT_NE(found, told.end()) << Identifiers()[hit.identifier].id << " " << alone;
      EXPECT_EQ(found->reasons, Reasons(Reason::kNoKeyword)) << Identifiers()[hit.identifier].id << " " << alone;
      seen.insert(hit.identifier);
    }
  }
  EXPECT_GT(seen.size(), 50u);
}

}  // namespace
}  // namespace macie_local::detect
