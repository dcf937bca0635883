// How a text is cut into batches changes nothing, and no text takes more than its length.
#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <tuple>

#include "names_bench.h"

namespace macie_local::names {
namespace {

using Place = std::tuple<std::size_t, std::size_t, Found::Kind>;

// As the reader of a text cuts it: parts of `step` bytes with what comes before and after, as far as it is there.
std::vector<Place> FoundInParts(const std::string& text, std::size_t step) {
  const units::Contexts contexts(kTestHashSeed);
  Finder finder(true, true);
  finder.Begin(units::Shape::kFree, contexts);
  std::vector<Place> places;
  for (std::size_t begin = 0; begin < text.size(); begin += step) {
    const std::size_t end = std::min(begin + step, text.size());
    const std::size_t from = begin < units::kBytesBefore ? 0 : begin - units::kBytesBefore;
    auto batch = support::TextBatch::OfText(text.substr(from, end + units::kBytesAfter - from));
    batch.Own(static_cast<std::uint32_t>(begin - from), static_cast<std::uint32_t>(end - from));
    std::vector<Found> found;
    finder.Search(batch.Get(), &found);
    for (const Found& each : found) {
      if (each.begin + from < begin || each.begin + from >= end) continue;
      places.emplace_back(each.begin + from, each.end + from, each.kind);
    }
  }
  std::sort(places.begin(), places.end());
  return places;
}

std::string MixedText() {
  std::string text;
  for (int n = 0; n < 12; ++n) {
    text +=
        "It was signed by Emily Watson and Dr. Qorvath Zelkind of 44 Willow Bend, Plano, TX 75024.\nHollis, Rebecca\n";
    text += "Grant Stone Wells And Rivers\nFlat 3, 42 Mill Lane, Cambridge CB2 1RX and 3 place Bellecour\n69002 Lyon\n";
    text += std::string(static_cast<std::size_t>(n) * 60, n % 2 == 0 ? ' ' : 'x') + "Copyright 2003 Hunter Qorvath\n";
    for (int m = 0; m < n; ++m) text += "Anna Schmidt Anna ";
    for (int m = 0; m < n; ++m) text += "Miami, FL 33101 ";
  }
  return text;
}

TEST(NamesBatches, WhereATextIsCutChangesNothing) {
  const std::string text = MixedText();
  const auto wanted = FoundInParts(text, text.size());
  ASSERT_GT(wanted.size(), 150u);
  for (std::size_t step = 1; step < text.size(); step += step < 20 ? 1 : 41) {
    ASSERT_EQ(FoundInParts(text, step), wanted) << "parts of " << step;
  }
}

double Seconds(const std::string& text) {
  const units::Contexts contexts(kTestHashSeed);
  const auto batch = support::TextBatch::OfText(text);
  double best = 1e9;
  for (int n = 0; n < 3; ++n) {
    Finder finder(true, true);
    std::vector<Found> found;
    const std::clock_t begin = std::clock();
    finder.Begin(units::Shape::kFree, contexts);
    finder.Search(batch.Get(), &found);
    best = std::min(best, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
  }
  return best;
}

TEST(NamesBatches, AWorseTextTakesNoMoreThanItsLength) {
  // Four times the text would take sixteen times as long if anything looked back to the beginning.
  constexpr std::size_t kBytes = 32 << 10;
  constexpr double kTimesMax = 10;
  for (const char* part : {"Anna ",
                           "Anna Schmidt ",
                           "MA 02139 ",
                           "J.",
                           "J. ",
                           "Anna-",
                           "A-",
                           "7 ",
                           "1234 ",
                           "12345 ",
                           " ",
                           "van ",
                           "Anna van ",
                           "St. ",
                           "Abc, ",
                           "Anna, ",
                           "\"",
                           "(",
                           "O' ",
                           "SW1A 1AA ",
                           "X1X 1X1 ",
                           "\u00C9",
                           "Anna\u00A0",
                           "12345 Berlin ",
                           "A",
                           "1",
                           "\n",
                           "Anna <",
                           "Hollis, Rebecca; "}) {
    std::string text;
    while (text.size() < kBytes) text += part;
    const double once = Seconds(text);
    EXPECT_LT(Seconds(text + text + text + text), kTimesMax * once + 0.002) << part;
  }
}

}  // namespace
}  // namespace macie_local::names
