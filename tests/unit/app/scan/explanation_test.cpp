#include "app/scan/explanation.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "app/scan/lines.h"

namespace macie_local::app {
namespace {

using scan::MissReason;
using Json = nlohmann::json;

std::uint32_t SetOf(MissReason reason) {
  return 1u << static_cast<unsigned>(reason);
}

std::vector<scan::NearMiss> SomeNearMisses() {
  return {{.id = "USA_SOCIAL_SECURITY_NUMBER",
           .reasons = SetOf(MissReason::kNoKeyword),
           .count = 7,
           .examples = {{units::LineRange{3, 3, 1}, "ssn", 31, true},
                        {units::LineRange{4, 4, 9}, "social\x1b", 40, false}}},
          {.id = "mine", .custom = true, .reasons = SetOf(MissReason::kAllowList), .count = 1},
          {.id = "NAME",
           .reasons = SetOf(MissReason::kCheckFailed) | SetOf(MissReason::kCountLimit),
           .count = 1,
           .examples = {{units::Cell{2, 3, "na'me", ""}}}}};
}

TEST(ExplanationTest, ForPeople) {
  EXPECT_EQ(NearMissLines("a\nb", SomeNearMisses()),
            "a?b: not USA_SOCIAL_SECURITY_NUMBER, 7 times (no keyword near): line 3 column 1 (\"ssn\" is 31 characters "
            "before it), line 4 column 9 (\"social?\" is 40 characters behind it), ...\n"
            "a?b: not mine, once (on an allow list)\n"
            "a?b: not NAME, once (check failed, more than are counted): row 2 column 3 (na'me)\n");
}

TEST(ExplanationTest, ForPrograms) {
  std::string text;
  AppendNearMisses(SomeNearMisses(), &text);
  EXPECT_EQ(Json::parse(text), Json::parse(R"([
    {"type": "USA_SOCIAL_SECURITY_NUMBER", "count": 7, "reasons": ["NO_KEYWORD"], "examples": [
      {"lineRange": {"start": "3", "end": "3", "startColumn": "1"},
       "nearestKeyword": {"keyword": "ssn", "distance": 31, "side": "BEFORE"}},
      {"lineRange": {"start": "4", "end": "4", "startColumn": "9"},
       "nearestKeyword": {"keyword": "social\u001b", "distance": 40, "side": "BEHIND"}}]},
    {"name": "mine", "count": 1, "reasons": ["ALLOW_LIST"], "examples": []},
    {"type": "NAME", "count": 1, "reasons": ["CHECK_FAILED", "COUNT_LIMIT"], "examples": [
      {"cell": {"row": "2", "column": "3", "columnName": "na'me"}}]}])"));
}

TEST(ExplanationTest, AFileWithNearMissesAloneIsTold) {
  scan::ObjectResult result;
  EXPECT_FALSE(IsWorthALine(result));
  EXPECT_EQ(JsonLine("a", result).find("nearMisses"), std::string::npos);
  result.near_misses = SomeNearMisses();
  EXPECT_TRUE(IsWorthALine(result));
  EXPECT_EQ(Json::parse(JsonLine("a", result))["nearMisses"].size(), 3u);
}

}  // namespace
}  // namespace macie_local::app
