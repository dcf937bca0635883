// The vectors of vectors/*.jsonl: texts with what must be found in them, what may be, and nothing else. A line has
// `id`, `why`, `mark` (D: AWS says so; S: a public standard; I: a decision of ours), `format`, `find` (how many of each
// identifier; 0: none), `may` and `text`. And each entry of the table has an example, in which it is found.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "detect_bench.h"
#include "model/managed_data_identifiers.h"
#include "simple_units.h"

namespace macie_local::detect {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

const fs::path kVectors = fs::path(MACIE_SOURCE_DIR) / "tests/unit/detect/vectors";
const fs::path kTable = fs::path(MACIE_SOURCE_DIR) / "src/detect/identifiers";
constexpr int kVectorsMin = 2200;

Counts Find(Detector* detector, const Json& vector) {
  const auto text = vector["text"].get<std::string>();
  units::Contexts contexts(kTestHashSeed);
  const SimpleUnits units = UnitsOf(vector["format"].get<std::string>(), text, &contexts);
  std::vector<Hit> hits;
  detector->Begin(units.shape, contexts);
  detector->Scan(units.batch.Get(), &hits);
  return CountsOf(hits);
}

void Check(const Json& vector, const Counts& counts) {
  SCOPED_TRACE(vector["id"].get<std::string>() + " (" + vector["why"].get<std::string>() +
               "): " + vector["text"].dump());
  for (const auto& [id, wanted] : vector["find"].items()) {
    if (IndexOf(id) >= Identifiers().size()) continue;
    const auto found = counts.find(id);
    EXPECT_EQ(found == counts.end() ? 0 : found->second, wanted.get<int>()) << id;
  }
  for (const auto& [id, count] : counts) {
    const auto may = vector.value("may", std::vector<std::string>());
    const bool allowed = vector["find"].contains(id) || std::find(may.begin(), may.end(), id) != may.end();
    EXPECT_TRUE(allowed) << id << " is found " << count << " times";
  }
}

TEST(DetectVectors, AreFoundAsTheySay) {
  Detector detector(Everything());
  int vectors = 0;
  for (const auto& file : fs::directory_iterator(kVectors)) {
    std::ifstream in(file.path());
    for (std::string line; std::getline(in, line); ++vectors) {
      const Json vector = Json::parse(line);
      Check(vector, Find(&detector, vector));
    }
  }
  EXPECT_GE(vectors, kVectorsMin);
}

TEST(DetectVectors, EachIdentifierIsFoundInItsExample) {
  std::size_t entries = 0;
  for (const auto& file : fs::directory_iterator(kTable)) {
    const Json json = Json::parse(std::ifstream(file.path()));
    if (!json.is_array()) continue;
    for (const Json& entry : json) {
      ++entries;
      const Counts counts = CountsOf(HitsIn(entry["example"].get<std::string>()));
      EXPECT_TRUE(counts.contains(entry["id"].get<std::string>())) << entry["id"] << " in " << entry["example"];
    }
  }
  EXPECT_EQ(entries, Identifiers().size());
}

TEST(DetectTable, IsSortedAndSaysWhatTheModelSays) {
  const auto all = Identifiers();
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (at > 0) {
      EXPECT_LT(all[at - 1].id, all[at].id);
    }
    const model::ManagedDataIdentifier* same = model::FindManagedDataIdentifier(all[at].id);
    ASSERT_NE(same, nullptr) << all[at].id;
    EXPECT_EQ(same->recommended, all[at].recommended) << all[at].id;
    constexpr std::array<std::string_view, 3> kNames = {"CREDENTIALS", "FINANCIAL_INFORMATION", "PERSONAL_INFORMATION"};
    EXPECT_EQ(same->category, kNames[static_cast<std::size_t>(all[at].category)]) << all[at].id;
  }
}

}  // namespace
}  // namespace macie_local::detect
