#include "scan/frames.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scan/byte_codec.h"

namespace macie_local::scan {
namespace {

Plan SomePlan() {
  Plan plan;
  plan.identifiers = {"CREDIT_CARD_NUMBER", "NAME", "USA_SOCIAL_SECURITY_NUMBER"};
  plan.custom = {{.id = "c-1", .name = "first", .regex = "A\\d+", .keywords = {"key", "wörd"}, .ignore_words = {"A0"}},
                 {.id = "c-0", .name = "second", .regex = "B", .maximum_match_distance = 1}};
  plan.allow_lists = {{.id = "a-1", .words = {"one", "two"}}, {.id = "a-2", .regex = "x+"}};
  plan.ignore_mark = "ignore: me";
  plan.explain = true;
  return plan;
}

// Has a place of each kind.
ObjectResult SomeResult() {
  ObjectResult result;
  result.status = Status::kPartial;
  result.reason = "ARCHIVE_CONTAINS_UNPROCESSED_FILES";
  result.mime = "text/csv";
  result.bytes = 123;
  result.detections = {
      {.id = "CREDIT_CARD_NUMBER",
       .count = 5,
       .places = {units::Cell{2, 3, "CCN", "Sheet2!C5"}, units::RecordPlace{4, "$.a['b c']"}, units::NoPlace{}}},
      {.id = "NAME", .count = 1ull << 40, .places = {units::LineRange{1, 2, 3}}},
      {.id = "c-1", .custom = true, .count = 1, .places = {units::Page{7}}},
      {.id = "c-0", .custom = true, .count = 2}};
  result.near_misses = {{.id = "NAME", .reasons = 1u << 8, .count = 1},
                        {.id = "c-1",
                         .custom = true,
                         .reasons = 1,
                         .count = 9,
                         .examples = {{units::LineRange{1, 1, 3}, "wörd", 31, true}, {units::Page{7}}}},
                        {.id = "c-1", .custom = true, .reasons = 3, .count = 1}};
  return result;
}

void ExpectSame(const ObjectResult& a, const ObjectResult& b) {
  EXPECT_EQ(a.status, b.status);
  EXPECT_EQ(a.reason, b.reason);
  EXPECT_EQ(a.mime, b.mime);
  EXPECT_EQ(a.bytes, b.bytes);
  ASSERT_EQ(a.detections.size(), b.detections.size());
  for (std::size_t i = 0; i < a.detections.size(); ++i) {
    EXPECT_EQ(a.detections[i].id, b.detections[i].id);
    EXPECT_EQ(a.detections[i].custom, b.detections[i].custom);
    EXPECT_EQ(a.detections[i].count, b.detections[i].count);
    // Two places are the same when their bytes are.
    ObjectResult one;
    ObjectResult other;
    one.detections = {a.detections[i]};
    other.detections = {b.detections[i]};
    EXPECT_EQ(Encode(one, SomePlan()), Encode(other, SomePlan()));
  }
  EXPECT_EQ(Encode(a, SomePlan()), Encode(b, SomePlan()));
}

TEST(FramesTest, APlanIsReadAsItWasWritten) {
  const auto read = DecodePlan(Encode(SomePlan()));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, SomePlan());
  EXPECT_EQ(*DecodePlan(Encode(Plan{})), Plan{});
}

TEST(FramesTest, AResultIsReadAsItWasWritten) {
  const auto read = DecodeResult(Encode(SomeResult(), SomePlan()), SomePlan());
  ASSERT_TRUE(read.ok());
  ExpectSame(*read, SomeResult());
}

TEST(FramesTest, WhatIsCutShortAnywhereIsRefused) {
  const std::string plan = Encode(SomePlan());
  for (std::size_t size = 0; size < plan.size(); ++size) EXPECT_FALSE(DecodePlan(plan.substr(0, size)).ok()) << size;
  const std::string result = Encode(SomeResult(), SomePlan());
  for (std::size_t size = 0; size < result.size(); ++size) {
    EXPECT_FALSE(DecodeResult(result.substr(0, size), SomePlan()).ok()) << size;
  }
  EXPECT_FALSE(DecodePlan(plan + '\0').ok());
  EXPECT_FALSE(DecodeResult(result + '\0', SomePlan()).ok());
}

// Whatever byte is changed, what is read is refused or stays in its bounds.
TEST(FramesTest, AChangedByteBreaksNoBound) {
  const std::string bytes = Encode(SomeResult(), SomePlan());
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const char change : {'\x01', '\x80', '\xff'}) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ change);
      const auto read = DecodeResult(changed, SomePlan());
      if (!read.ok()) continue;
      EXPECT_LE(read->mime.size(), kMimeBytesMax);
      for (const Detection& detection : read->detections) {
        EXPECT_LE(detection.places.size(), std::min<std::uint64_t>(kPlacesMax, detection.count));
      }
    }
  }
}

TEST(FramesTest, ACountBeyondWhatIsLeftAllocatesNothing) {
  std::string bytes;
  ByteWriter out(&bytes);
  out.U32(UINT32_MAX);  // identifiers
  EXPECT_FALSE(DecodePlan(bytes).ok());
}

TEST(FramesTest, DetectionsComeInTheirOrderWhateverTheirBytesHave) {
  ObjectResult result = SomeResult();
  std::reverse(result.detections.begin(), result.detections.end());
  std::reverse(result.near_misses.begin(), result.near_misses.end());
  const auto read = DecodeResult(Encode(result, SomePlan()), SomePlan());
  ASSERT_TRUE(read.ok());
  ExpectSame(*read, SomeResult());
}

TEST(FramesTest, AnIdentifierThatIsNotOfThePlanOrToldTwiceIsRefused) {
  ObjectResult result = SomeResult();
  result.detections.push_back(result.detections[0]);
  EXPECT_FALSE(DecodeResult(Encode(result, SomePlan()), SomePlan()).ok());
  Plan shorter = SomePlan();
  shorter.custom.clear();
  EXPECT_FALSE(DecodeResult(Encode(SomeResult(), SomePlan()), shorter).ok());
}

// Makes a result with one detection of NAME.
std::string OneDetection(std::uint64_t count, std::size_t places, const units::Place& place) {
  ObjectResult result;
  result.detections = {{.id = "NAME", .count = count, .places = std::vector<units::Place>(places, place)}};
  return Encode(result, SomePlan());
}

TEST(FramesTest, PlacesAreHeldToTheirBounds) {
  const units::Place page = units::Page{1};
  EXPECT_TRUE(DecodeResult(OneDetection(kPlacesMax, kPlacesMax, page), SomePlan()).ok());
  EXPECT_FALSE(DecodeResult(OneDetection(kPlacesMax + 1, kPlacesMax + 1, page), SomePlan()).ok());
  EXPECT_FALSE(DecodeResult(OneDetection(1, 2, page), SomePlan()).ok());
  EXPECT_FALSE(DecodeResult(OneDetection(0, 0, page), SomePlan()).ok());
  EXPECT_TRUE(DecodeResult(OneDetection(INT64_MAX, 1, page), SomePlan()).ok());
  EXPECT_FALSE(DecodeResult(OneDetection(1ull << 63, 1, page), SomePlan()).ok());
  const auto with_path = [](std::string path) { return OneDetection(1, 1, units::RecordPlace{0, std::move(path)}); };
  EXPECT_TRUE(DecodeResult(with_path(std::string(kPlaceTextBytesMax, 'p')), SomePlan()).ok());
  EXPECT_FALSE(DecodeResult(with_path(std::string(kPlaceTextBytesMax + 1, 'p')), SomePlan()).ok());
  EXPECT_FALSE(DecodeResult(with_path("\xff"), SomePlan()).ok());
}

bool IsTaken(const NearMiss& near_miss, std::size_t times = 1) {
  ObjectResult result;
  result.near_misses.assign(times, near_miss);
  return DecodeResult(Encode(result, SomePlan()), SomePlan()).ok();
}

TEST(FramesTest, NearMissesAreHeldToTheirBounds) {
  const NearMiss plain{.id = "NAME", .reasons = 1, .count = 9};
  EXPECT_TRUE(IsTaken(plain));
  EXPECT_FALSE(IsTaken(plain, 2)) << "told twice";
  EXPECT_FALSE(IsTaken({.id = "NONE", .custom = true, .reasons = 1, .count = 9}));
  const auto with = [&](const auto& change) {
    NearMiss near_miss = plain;
    change(&near_miss);
    return IsTaken(near_miss);
  };
  EXPECT_FALSE(with([](NearMiss* miss) { miss->count = 0; }));
  EXPECT_FALSE(with([](NearMiss* miss) { miss->reasons = 0; }));
  EXPECT_TRUE(with([](NearMiss* miss) { miss->reasons = (1u << kMissReasons.size()) - 1; }));
  EXPECT_FALSE(with([](NearMiss* miss) { miss->reasons = 1u << kMissReasons.size(); }));
  EXPECT_TRUE(with([](NearMiss* miss) { miss->examples.resize(kMissExamplesMax); }));
  EXPECT_FALSE(with([](NearMiss* miss) { miss->examples.resize(kMissExamplesMax + 1); }));
  EXPECT_FALSE(with([](NearMiss* miss) { miss->count = 1, miss->examples.resize(2); }));
  const auto with_keyword = [&](const std::string& keyword) {
    return with([&](NearMiss* miss) { miss->examples = {{units::Page{1}, keyword, 31, true}}; });
  };
  EXPECT_TRUE(with_keyword(std::string(kKeywordBytesMax, 'k')));
  EXPECT_FALSE(with_keyword(std::string(kKeywordBytesMax + 1, 'k')));
  EXPECT_FALSE(with_keyword("\xff"));
}

TEST(FramesTest, SoManyNearMissesAreTakenAndNoMore) {
  Plan plan;
  plan.explain = true;
  ObjectResult result;
  for (std::size_t n = 0; n <= kNearMissesMax; ++n) {
    plan.identifiers.push_back("ID_" + std::to_string(n));
    if (n < kNearMissesMax) result.near_misses.push_back({.id = plan.identifiers.back(), .reasons = 1, .count = 1});
  }
  EXPECT_TRUE(DecodeResult(Encode(result, plan), plan).ok());
  result.near_misses.push_back({.id = plan.identifiers.back(), .reasons = 1, .count = 1});
  EXPECT_FALSE(DecodeResult(Encode(result, plan), plan).ok());
}

TEST(FramesTest, NearMissesAreOnlyTakenFromWhoWasAskedForThem) {
  Plan silent = SomePlan();
  silent.explain = false;
  EXPECT_FALSE(DecodeResult(Encode(SomeResult(), SomePlan()), silent).ok());
  const auto read = DecodeResult(Encode(SomeResult(), silent), silent);
  ASSERT_TRUE(read.ok());
  EXPECT_TRUE(read->near_misses.empty());
  std::string plan = Encode(SomePlan());
  plan.back() = '\2';
  EXPECT_FALSE(DecodePlan(plan).ok());
}

TEST(FramesTest, AMimeTypeIsPlain) {
  ObjectResult result;
  result.mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  EXPECT_TRUE(DecodeResult(Encode(result, SomePlan()), SomePlan()).ok());
  result.mime = std::string(kMimeBytesMax, 'a');
  EXPECT_TRUE(DecodeResult(Encode(result, SomePlan()), SomePlan()).ok());
  result.mime += 'a';
  EXPECT_FALSE(DecodeResult(Encode(result, SomePlan()), SomePlan()).ok());
  result.mime = "123-45-6789 found";
  EXPECT_FALSE(DecodeResult(Encode(result, SomePlan()), SomePlan()).ok());
}

TEST(FramesTest, ASkippedObjectHoldsNothing) {
  ObjectResult result = SomeResult();
  result.status = Status::kSkipped;
  EXPECT_FALSE(DecodeResult(Encode(result, SomePlan()), SomePlan()).ok());
  const auto read = DecodeResult(Encode(Skipped("UNABLE_TO_PARSE_FILE"), SomePlan()), SomePlan());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->reason, "UNABLE_TO_PARSE_FILE");
}

}  // namespace
}  // namespace macie_local::scan
