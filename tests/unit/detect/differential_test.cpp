// The detector against the plainest one that there is; and that nothing but the text decides what is found in it.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "detect_bench.h"
#include "generated_text.h"
#include "reference.h"

namespace macie_local::detect {
namespace {

constexpr unsigned kTexts = 24;
constexpr unsigned kTables = 6;
constexpr std::size_t kTextBytes = 4000;

Selection Comparable(const Reference& reference) {
  Selection selection;
  selection.identifiers = reference.Identifiers();
  return selection;
}

std::vector<Hit> Sorted(std::vector<Hit> hits) {
  std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
    return std::tuple(a.begin, a.end, a.identifier) < std::tuple(b.begin, b.end, b.identifier);
  });
  return hits;
}

// What one has and the other has not, with the text around it.
std::string Difference(std::string_view text, const std::vector<Hit>& ours, const std::vector<Hit>& wanted) {
  std::string told;
  const auto tell = [&](const char* what, const std::vector<Hit>& have, const std::vector<Hit>& other) {
    for (const Hit& hit : have) {
      if (std::find(other.begin(), other.end(), hit) != other.end()) continue;
      const std::size_t from = hit.begin < 50 ? 0 : hit.begin - 50;
      told += std::string(what) + " " + std::string(Identifiers()[hit.identifier].id) + " '" +
              std::string(text.substr(hit.begin, hit.end - hit.begin)) + "' in '" +
              std::string(text.substr(from, hit.end + 50 - from)) + "'\n";
    }
  };
  tell("missing", wanted, ours);
  tell("extra", ours, wanted);
  return told;
}

TEST(DetectDifferential, FindsInFreeTextWhatThePlainestFinds) {
  const Reference reference;
  Detector detector(Comparable(reference));
  std::set<std::uint32_t> seen;
  for (unsigned seed = 0; seed < kTexts; ++seed) {
    const std::string text = TextGenerator(reference, seed).Text(kTextBytes);
    const auto ours = Sorted(HitsIn(&detector, text));
    const auto wanted = reference.Find(text, false);
    ASSERT_EQ(Difference(text, ours, wanted), "") << "seed " << seed;
    for (const Hit& hit : wanted) seen.insert(hit.identifier);
  }
  // Of four, chance finds hardly ever one whose check holds.
  constexpr std::size_t kRare = 4;
  EXPECT_GE(seen.size() + kRare, reference.Identifiers().size());
}

TEST(DetectDifferential, FindsInCellsWhatThePlainestFinds) {
  const Reference reference;
  Detector detector(Comparable(reference));
  for (unsigned seed = 0; seed < kTables; ++seed) {
    TextGenerator generator(reference, 1000 + seed);
    units::Contexts contexts(kTestHashSeed);
    support::TextBatch batch;
    std::vector<std::string> cells;
    for (int n = 0; n < 40; ++n) {
      cells.push_back(generator.Text(n % 20 == 0 ? 1500 : 20));
      batch.Add(cells.back(), contexts.Column(1, "value"));
    }
    detector.Begin(units::Shape::kColumnar, contexts);
    std::vector<Hit> hits;
    detector.Scan(batch.Get(), &hits);
    for (std::uint32_t unit = 0; unit < cells.size(); ++unit) {
      std::vector<Hit> ours;
      for (const Hit& hit : hits) {
        const std::uint32_t begin = batch.Get().units[unit].begin;
        if (hit.unit == unit) ours.push_back({hit.identifier, 0, hit.begin - begin, hit.end - begin});
      }
      ASSERT_EQ(Difference(cells[unit], Sorted(ours), reference.Find(cells[unit], true)), "") << "seed " << seed;
    }
  }
}

// All that a generated text has and matchers find, too.
std::string MixedText(const Reference& reference, unsigned seed, std::size_t bytes) {
  std::string text = TextGenerator(reference, seed).Text(bytes / 2);
  text +=
      "\n-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAx7Vb1234567890abcdefghijklmnop\n-----END RSA PRIVATE "
      "KEY-----\n"
      "Cookie: a=b; c=d\nAuthorization: Basic dXNlcjpwYXNz\nphone (212) 555-0143, +44 20 7946 0958, dob March 4, "
      "1970\n";
  return text + TextGenerator(reference, seed + 1).Text(bytes / 2);
}

TEST(DetectInvariance, EachSetOfInstructionsFindsTheSame) {
  const Reference reference;
  ASSERT_GE(RunnableKernels().size(), 1u);
  Detector plain(Everything(), *RunnableKernels().front());
  for (const Kernel* kernel : RunnableKernels()) {
    Detector detector(Everything(), *kernel);
    for (unsigned seed = 0; seed < 6; ++seed) {
      const std::string text = MixedText(reference, seed, 40000);
      EXPECT_EQ(HitsIn(&detector, text), HitsIn(&plain, text)) << kernel->name << " " << seed;
    }
  }
}

TEST(DetectInvariance, WhereATextLiesInItsBatchChangesNothing) {
  const Reference reference;
  Detector detector(Everything());
  const std::string text = MixedText(reference, 3, 9000);
  const auto wanted = HitsIn(&detector, text);
  for (std::uint32_t shift = 1; shift < 130; ++shift) {
    auto hits = HitsIn(&detector, std::string(shift, '\n') + text);
    for (Hit& hit : hits) {
      hit.begin -= shift;
      hit.end -= shift;
    }
    ASSERT_EQ(hits, wanted) << shift;
  }
}

// As the reader of a text cuts it: with what comes before and after, as far as it is there.
std::vector<Hit> InTwoBatches(Detector* detector, const std::string& text, std::size_t cut, std::size_t before) {
  const units::Contexts contexts(kTestHashSeed);
  detector->Begin(units::Shape::kFree, contexts);
  std::vector<Hit> hits;
  auto first = support::TextBatch::OfText(text.substr(0, cut + units::kBytesAfter));
  first.Own(0, static_cast<std::uint32_t>(cut));
  detector->Scan(first.Get(), &hits);
  const std::size_t from = cut < before ? 0 : cut - before;
  auto second = support::TextBatch::OfText(text.substr(from));
  second.Own(static_cast<std::uint32_t>(cut - from), static_cast<std::uint32_t>(text.size() - from));
  std::vector<Hit> others;
  detector->Scan(second.Get(), &others);
  for (Hit& hit : others) {
    hit.begin += static_cast<std::uint32_t>(from);
    hit.end += static_cast<std::uint32_t>(from);
    hits.push_back(hit);
  }
  return hits;
}

TEST(DetectInvariance, WhereATextIsCutChangesNothing) {
  const Reference reference;
  Detector detector(Everything());
  const std::string text = MixedText(reference, 5, 2000);
  const auto wanted = HitsIn(&detector, text);
  ASSERT_GT(wanted.size(), 10u);
  for (std::size_t cut = 1; cut < text.size(); ++cut) {
    ASSERT_EQ(InTwoBatches(&detector, text, cut, units::kBytesBefore), wanted) << "cut at " << cut;
  }
}

TEST(DetectInvariance, AChainOfOverlapsIsReadFromItsBeginning) {
  // Each of many overlapping candidates suppresses the next: what counts must not depend on the cut.
  Detector detector(Everything());
  std::string text;
  for (int n = 0; n < 150; ++n) text += n % 20 == 0 ? "account number phone 212 " : "212 555 4321 ";
  const auto wanted = HitsIn(&detector, text);
  ASSERT_GT(wanted.size(), 10u);
  for (std::size_t cut = 1; cut < text.size(); cut += 3) {
    ASSERT_EQ(InTwoBatches(&detector, text, cut, units::kBytesBefore), wanted) << "cut at " << cut;
  }
}

}  // namespace
}  // namespace macie_local::detect
