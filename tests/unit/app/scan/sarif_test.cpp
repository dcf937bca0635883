#include "app/scan/sarif.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace macie_local::app {
namespace {

using Json = nlohmann::json;

// The results of a log with the files' results in it.
Json ResultsOf(const std::vector<std::string>& files) {
  std::string log = SarifBegin();
  for (const std::string& results : files)
    log += (&results == &files.front() ? "" : std::string(kSarifBetween)) + results;
  const Json parsed = Json::parse(log + SarifEnd());
  EXPECT_EQ(parsed["version"], "2.1.0");
  EXPECT_EQ(parsed["runs"][0]["tool"]["driver"]["name"], "macie-local");
  return parsed["runs"][0]["results"];
}

scan::ObjectResult ResultOf(const std::string& id, const std::vector<units::Place>& places) {
  scan::ObjectResult result;
  result.detections.push_back({id, false, places.empty() ? 7 : places.size(), places});
  return result;
}

TEST(SarifTest, ALogWithoutResultsIsOne) {
  EXPECT_EQ(ResultsOf({}), Json::array());
}

TEST(SarifTest, EachPlaceIsAResult) {
  const Json results =
      ResultsOf({SarifResults("./src/a b#.txt",
                              ResultOf("AWS_CREDENTIALS", {units::LineRange{3, 5, 2}, units::LineRange{9, 9, 1}})),
                 SarifResults("x", ResultOf("NAME", {units::Page{4}}))});
  ASSERT_EQ(results.size(), 3u);
  EXPECT_EQ(results[0], Json::parse(R"({"ruleId":"AWS_CREDENTIALS","kind":"fail","level":"error",
      "message":{"text":"AWS_CREDENTIALS: line 3 to 5"},"locations":[{"physicalLocation":{
      "artifactLocation":{"uri":"src/a%20b%23.txt"},"region":{"startLine":3,"startColumn":2,"endLine":5}}}]})"));
  EXPECT_EQ(results[1]["locations"][0]["physicalLocation"]["region"]["startLine"], 9);
  EXPECT_EQ(results[2]["level"], "warning");
  EXPECT_EQ(results[2]["locations"][0]["logicalLocations"][0]["fullyQualifiedName"], "page 4");
  EXPECT_FALSE(results[2]["locations"][0]["physicalLocation"].contains("region"));
}

TEST(SarifTest, WithoutPlacesTheCountIsTold) {
  const Json results = ResultsOf({SarifResults("/tmp/x", ResultOf("NAME", {}))});
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0]["message"]["text"], "NAME, 7 times");
  EXPECT_EQ(results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "file:///tmp/x");
}

TEST(SarifTest, WhatWasNotReadIsNoAlert) {
  const Json results = ResultsOf({SarifResults("x", scan::Skipped("PERMISSION_DENIED"))});
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0]["kind"], "notApplicable");
  EXPECT_EQ(results[0]["level"], "none");
  EXPECT_EQ(results[0]["message"]["text"], "SKIPPED PERMISSION_DENIED");
}

}  // namespace
}  // namespace macie_local::app
