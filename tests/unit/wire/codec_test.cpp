// The codec against nlohmann/json, over every structure of the 81 operations: what we write, another library reads as
// the same values, and what it writes, we read. The seed is printed; MACIE_SEED gives another.
#include "wire/codec.h"
#include "wire/framework_errors.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/timestamp.h"
#include "model/operations.h"
#include "model/types/buckets.h"
#include "model/types/custom_data_identifiers.h"
#include "model/types/findings.h"
#include "model/types/jobs.h"
#include "support/sample.h"
#include "support/seed.h"
#include "wire/router.h"

namespace macie_local::wire {
namespace {

using Json = nlohmann::json;

// The value as a tree, read from the tables without the encoder.
Json Tree(const TypeDesc& type, const void* value);

Json Tree(const StructureDesc& structure, const void* object, bool nulls) {
  Json tree = Json::object();
  for (const MemberDesc& member : structure.members) {
    const void* value = member.Get(object);
    if (value != nullptr) {
      tree[std::string(member.name)] = Tree(*member.type, value);
    } else if (nulls) {
      tree[std::string(member.name)] = nullptr;
    }
  }
  return tree;
}

Json Tree(const TypeDesc& type, const void* value) {
  switch (type.kind) {
    case Kind::kString:
    case Kind::kSharedText:
      return std::string(TextOf(type, value));
    case Kind::kBoolean:
      return *static_cast<const bool*>(value);
    case Kind::kInteger:
    case Kind::kLong:
      return *static_cast<const std::int64_t*>(value);
    case Kind::kDouble:
      return *static_cast<const double*>(value);
    case Kind::kTimestamp:
      return base::ToIso8601(*static_cast<const Timestamp*>(value), type.time_form);
    case Kind::kEnum:
      return std::string(type.enumeration->values[*static_cast<const std::uint8_t*>(value)]);
    case Kind::kStructure:
      return Tree(*type.structure, value, false);
    case Kind::kList: {
      Json tree = Json::array();
      const auto* at = static_cast<const std::byte*>(type.list->data(value));
      for (std::size_t i = 0; i < type.list->size(value); ++i, at += type.list->stride) {
        tree.push_back(Tree(*type.element, at));
      }
      return tree;
    }
    case Kind::kMap: {
      Json tree = Json::object();
      for (std::size_t i = 0; i < type.map->size(value); ++i) {
        const auto [key, entry] = type.map->entry(value, i);
        tree[*key] = Tree(*type.element, entry);
      }
      return tree;
    }
  }
  return {};
}

// Every input and output of the 81 operations.
std::vector<const StructureDesc*> Structures() {
  std::vector<const StructureDesc*> all;
  for (const OperationDesc& operation : model::Operations()) {
    all.push_back(operation.input);
    all.push_back(operation.output);
  }
  return all;
}

bool OnlyBody(const StructureDesc& structure) {
  return std::all_of(structure.members.begin(), structure.members.end(),
                     [](const MemberDesc& member) { return member.location == Location::kBody; });
}

TEST(CodecTest, ThereAre81Operations) {
  EXPECT_EQ(model::Operations().size(), 81u);
}

TEST(CodecTest, WhatWeWriteAnotherLibraryReadsAsTheSameValues) {
  sample::Maker maker(support::SeedOfRun());
  for (const StructureDesc* structure : Structures()) {
    for (int round = 0; round < 25; ++round) {
      AnyStructure object(*structure);
      maker.Fill(*structure, {}, object.get());
      std::string bytes;
      EncodeTo(*structure, object.get(), Nulls::kOmit, &bytes);
      const Json read = Json::parse(bytes, nullptr, false);
      ASSERT_FALSE(read.is_discarded()) << structure->name << ": " << bytes;
      ASSERT_EQ(read, Tree(*structure, object.get(), false)) << structure->name;
    }
  }
}

TEST(CodecTest, WhatAnotherLibraryWritesWeReadAsTheSameBytes) {
  sample::Maker maker(support::SeedOfRun());
  for (const StructureDesc* structure : Structures()) {
    if (!OnlyBody(*structure)) continue;
    for (int round = 0; round < 25; ++round) {
      AnyStructure object(*structure);
      maker.Fill(*structure, {}, object.get());
      std::string bytes;
      EncodeTo(*structure, object.get(), Nulls::kOmit, &bytes);
      // Other order, other escapes, white space.
      const std::string other = Json::parse(bytes).dump(round % 3 == 0 ? 2 : -1, ' ', round % 2 == 0);
      AnyStructure read(*structure);
      const auto status = DecodeInto(other, *structure, read.get(), {});
      ASSERT_TRUE(status.ok()) << structure->name << ": " << status.error().text << "\n" << other;
      // Maps keep the order of the text, which the other library sorted.
      ASSERT_EQ(Tree(*structure, read.get(), true), Tree(*structure, object.get(), true)) << structure->name;
      AnyStructure strict(*structure);
      ASSERT_TRUE(DecodeInto(bytes, *structure, strict.get(), {.strict = true}).ok()) << structure->name;
      std::string again;
      EncodeTo(*structure, strict.get(), Nulls::kOmit, &again);
      ASSERT_EQ(again, bytes) << structure->name;
    }
  }
}

TEST(CodecTest, NullsAreWrittenAndReadAsAbsent) {
  sample::Maker maker(support::SeedOfRun());
  for (const StructureDesc* structure : Structures()) {
    AnyStructure object(*structure);
    maker.Fill(*structure, {.percent_absent = 60}, object.get(), false);
    std::string with_nulls;
    EncodeTo(*structure, object.get(), Nulls::kEmit, &with_nulls);
    AnyStructure read(*structure);
    const auto status = DecodeInto(with_nulls, *structure, read.get(), {});
    ASSERT_TRUE(status.ok()) << structure->name << ": " << status.error().text;
    ASSERT_EQ(Tree(*structure, read.get(), true), Tree(*structure, object.get(), true));
  }
}

bool IsJson(const std::string& text) {
  try {
    return !Json::parse(text).is_discarded();
  } catch (const Json::out_of_range&) {
    return true;  // a number that the library can't hold is JSON all the same
  } catch (const Json::parse_error&) {
    return false;
  }
}

// Whatever becomes of a text, the decoder never takes what is no JSON, never crashes, and says one clear thing.
TEST(CodecTest, BrokenTextsAreRefused) {
  sample::Maker maker(support::SeedOfRun());
  int refused = 0;
  for (const StructureDesc* structure : Structures()) {
    for (int round = 0; round < 60; ++round) {
      AnyStructure object(*structure);
      maker.Fill(*structure, {}, object.get(), false);
      std::string text;
      EncodeTo(*structure, object.get(), Nulls::kOmit, &text);
      for (std::size_t changes = 1 + maker.Below(3); changes > 0; --changes) {
        const std::size_t at = maker.Below(text.size() + 1);
        static constexpr std::string_view kBytes = "{}[]\",:\\u0-1e.tfn \x01\x80\xff";
        const char byte = kBytes[maker.Below(kBytes.size())];
        if (at == text.size() || maker.Chance(30)) {
          text.insert(at, 1, byte);
        } else if (maker.Chance(50)) {
          text[at] = byte;
        } else {
          text.erase(at, 1 + maker.Below(8));
        }
      }
      AnyStructure read(*structure);
      const auto status = DecodeBody(text, *structure, SIZE_MAX, read.get());
      // White space alone is an empty body, and that is an empty object.
      if (text.find_first_not_of(' ') != std::string::npos && !IsJson(text)) {
        ASSERT_FALSE(status.ok()) << structure->name << " took " << text;
        ASSERT_EQ(&status.error().shape.get(), &kSerializationException) << status.error().text << "\n" << text;
        ++refused;
      }
      ASSERT_TRUE(status.ok() || !status.error().text.empty());
    }
  }
  EXPECT_GT(refused, 1000);
}

TEST(CodecTest, AMissingRequiredMemberIsNamed) {
  std::set<std::string> seen;
  for (const OperationDesc& operation : model::Operations()) {
    const StructureDesc& input = *operation.input;
    for (const MemberDesc& member : input.members) {
      if (!member.required || member.location != Location::kBody) continue;
      sample::Maker maker(1);
      AnyStructure object(input);
      maker.Fill(input, {}, object.get(), false);
      std::string text;
      EncodeTo(input, object.get(), Nulls::kOmit, &text);
      Json absent = Json::parse(text);
      Json null = absent;
      ASSERT_EQ(absent.erase(std::string(member.name)), 1u);
      null[std::string(member.name)] = nullptr;
      for (const Json& without : {absent, null}) {
        AnyStructure read(input);
        const auto status = DecodeBody(without.dump(), input, SIZE_MAX, read.get());
        ASSERT_FALSE(status.ok()) << operation.name << " without " << member.name;
        EXPECT_NE(status.error().text.find("Value null at '" + std::string(member.name) + "' failed"),
                  std::string::npos)
            << status.error().text;
        EXPECT_EQ(&status.error().shape.get(), input.refusal);
      }
      seen.insert(std::string(operation.name));
    }
  }
  EXPECT_GT(seen.size(), 15u);
}

template <class T>
std::string Refused(std::string_view text) {
  T value;
  const Verdict verdict = DecodeBody(text, Describe<T>(), SIZE_MAX, &value);
  return verdict.ok() ? "taken" : std::string(verdict.error().shape.get().name) + ": " + verdict.error().text;
}

template <class T>
std::string Mistake(std::string_view document) {
  const auto result = Decode<T>(document, {.strict = true});
  return result.ok() ? "taken" : result.error().text;
}

TEST(CodecTest, MessagesSayWhatWhereAndWhatWasGiven) {
  using Job = model::CreateClassificationJobRequest;
  EXPECT_EQ(Refused<Job>("[1]"), "SerializationException: an object is expected; an array given");
  EXPECT_EQ(Refused<Job>(R"({"name":5})"), "SerializationException: name: a string is expected; a number given");
  EXPECT_EQ(Refused<Job>(R"({"samplingPercentage":1.5})"),
            "SerializationException: samplingPercentage: an integer of 32 bits is expected; '1.5' given");
  EXPECT_NE(Refused<Job>(R"({"name":"a)").find("malformed JSON at byte 10"), std::string::npos)
      << Refused<Job>(R"({"name":"a)");
  const std::string deep = std::string(kDepthMax + 1, '[') + std::string(kDepthMax + 1, ']');
  EXPECT_NE(Refused<Job>("{\"unknown\":" + deep + "}").find("nested too deeply"), std::string::npos);
  EXPECT_NE(Mistake<Job>(R"({"nmae":"x"})").find("nmae: unknown member; allowed are"), std::string::npos);
  EXPECT_EQ(Refused<model::DescribeBucketsRequest>(R"({"unknown":[1,{"a":null}],"maxResults":null})"), "taken");
}

// A required member is held plain, so that its value can't tell whether it was given: only the text can.
TEST(CodecTest, ARequiredMemberIsGivenWhenTheTextGivesIt) {
  using Hub = model::SecurityHubConfiguration;
  const auto hub = Decode<Hub>(R"({"publishClassificationFindings":false,"publishPolicyFindings":true})", {});
  ASSERT_TRUE(hub.ok()) << hub.error().text;
  EXPECT_FALSE(hub->publishClassificationFindings);
  EXPECT_TRUE(hub->publishPolicyFindings);
  const std::string first =
      "Value null at 'publishClassificationFindings' failed to satisfy constraint: Member must not be null";
  const std::string second =
      "Value null at 'publishPolicyFindings' failed to satisfy constraint: Member must not be null";
  const std::string both = "ValidationException: 2 validation errors detected: " + first + "; " + second;
  const std::string one = "ValidationException: 1 validation error detected: ";
  EXPECT_EQ(Refused<Hub>("{}"), both);
  EXPECT_EQ(Refused<Hub>(R"({"publishPolicyFindings":null})"), both);
  EXPECT_EQ(Refused<Hub>(R"({"publishClassificationFindings":true})"), one + second);
  // The last of two counts, null as well.
  EXPECT_EQ(Refused<Hub>(R"({"publishClassificationFindings":true,"publishPolicyFindings":true,
                             "publishClassificationFindings":null})"),
            one + first);
  EXPECT_EQ(Refused<Hub>(R"({"publishClassificationFindings":null,"publishPolicyFindings":true,
                             "publishClassificationFindings":true})"),
            "taken");
  EXPECT_EQ(Mistake<Hub>(R"({"publishClassificationFindings":true})"),
            "publishPolicyFindings: is required; none given");
}

TEST(CodecTest, ARequiredMemberThatIsRefusedIsToldOnce) {
  EXPECT_EQ(Refused<model::SeverityLevel>(R"({"occurrencesThreshold":1,"severity":"NONE"})"),
            "ValidationException: 1 validation error detected: Value 'NONE' at 'severity' failed to satisfy "
            "constraint: Member must satisfy enum value set: [LOW, MEDIUM, HIGH]");
}

TEST(CodecTest, ARequiredListThatStandsTwiceIsTheLast) {
  const auto request = Decode<model::GetFindingsRequest>(R"({"findingIds":["a","b"],"findingIds":["c"]})", {});
  ASSERT_TRUE(request.ok()) << request.error().text;
  EXPECT_EQ(request->findingIds, std::vector<std::string>{"c"});
}

TEST(CodecTest, TheLastOfTwoMembersCounts) {
  const auto twice = Decode<model::DescribeBucketsRequest>(R"({"maxResults":1,"maxResults":2})", {});
  ASSERT_TRUE(twice.ok());
  EXPECT_EQ(twice->maxResults, 2);
}

TEST(CodecTest, InADocumentNoMemberStandsTwice) {
  const std::string twice = ": stands twice; each member may stand once";
  using Job = model::CreateClassificationJobRequest;
  EXPECT_EQ(Mistake<Job>(R"({"name":"a","name":"a"})"), "name" + twice);
  EXPECT_EQ(Mistake<Job>(R"({"name":null,"jobType":"ONE_TIME","name":null})"), "name" + twice);
  EXPECT_EQ(Mistake<Job>(R"({"tags":{"a":"1","b":"2","a":"3"}})"), "tags.a" + twice);
  EXPECT_EQ(Refused<Job>(R"({"tags":{"a":"1","b":"2","a":"3"},"clientToken":"t","jobType":"ONE_TIME","name":"n",)"
                         R"("s3JobDefinition":{}})"),
            "taken");
}

}  // namespace
}  // namespace macie_local::wire
