#include "app/scan/baseline.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "app/scan/lines.h"

namespace macie_local::app {
namespace {

scan::ObjectResult ResultOf(const std::vector<scan::Detection>& detections) {
  scan::ObjectResult result;
  result.mime = "text/plain";
  result.detections = detections;
  return result;
}

scan::Detection Found(const std::string& id, std::uint64_t count, bool custom = false) {
  scan::Detection detection;
  detection.id = id;
  detection.custom = custom;
  detection.count = count;
  detection.places = {units::LineRange{3, 3, 1}};
  return detection;
}

// The ids that are left, with their counts.
std::vector<std::string> Left(const Baseline& baseline, const std::string& path, scan::ObjectResult result) {
  baseline.Remove(path, &result);
  std::vector<std::string> left;
  for (const scan::Detection& detection : result.detections) {
    left.push_back(detection.id + " " + std::to_string(detection.count));
  }
  return left;
}

using Texts = std::vector<std::string>;

TEST(BaselineTest, OfEachFileOnlyWhatItHasMoreOfIsLeft) {
  const std::string ssn = "USA_SOCIAL_SECURITY_NUMBER";
  const std::string lines = JsonLine("a", ResultOf({Found(ssn, 2), Found("Badge", 3, true)})) +
                            JsonLine("b", scan::Skipped("UNSUPPORTED_FILE_TYPE_EXCEPTION")) + "\n";
  const auto baseline = Baseline::Read(lines);
  ASSERT_TRUE(baseline.ok()) << baseline.error().text;
  EXPECT_EQ(Left(*baseline, "a", ResultOf({Found(ssn, 2), Found("Badge", 3, true)})), Texts());
  EXPECT_EQ(Left(*baseline, "a", ResultOf({Found(ssn, 1)})), Texts());
  EXPECT_EQ(Left(*baseline, "a", ResultOf({Found(ssn, 3), Found("Badge", 3, true)})), Texts{ssn + " 3"});
  EXPECT_EQ(Left(*baseline, "a", ResultOf({Found("AWS_CREDENTIALS", 1)})), Texts{"AWS_CREDENTIALS 1"});
  EXPECT_EQ(Left(*baseline, "b", ResultOf({Found(ssn, 1)})), Texts{ssn + " 1"});
}

TEST(BaselineTest, ALineThatIsNoneIsNamed) {
  const std::string good = JsonLine("a", ResultOf({}));
  for (const char* bad : {"x", "{}", "[1]", R"({"path":5,"classificationDetails":{}})", R"({"path":"a"})",
                          R"({"path":"a","classificationDetails":{"result":5}})"}) {
    const auto baseline = Baseline::Read(good + bad);
    ASSERT_FALSE(baseline.ok()) << bad;
    EXPECT_EQ(baseline.error().text.substr(0, 8), "line 2: ") << baseline.error().text;
  }
  EXPECT_TRUE(Baseline::Read("").ok());
}

}  // namespace
}  // namespace macie_local::app
