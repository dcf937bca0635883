#include "units/contexts.h"

#include <gtest/gtest.h>

#include <string>

namespace macie_local::units {
namespace {

TEST(Contexts, GiveTheSamePathTheSameNumber) {
  Contexts contexts(1);
  const auto list = contexts.Member(0, "list");
  const auto element = contexts.Element(list);
  const auto name = contexts.Member(element, "name");
  EXPECT_EQ(contexts.Member(contexts.Element(contexts.Member(0, "list")), "name"), name);
  EXPECT_EQ(contexts.size(), 4u);
  EXPECT_EQ(contexts.At(name).name, "name");
  EXPECT_EQ(contexts.At(name).parent, element);
  EXPECT_EQ(contexts.At(name).indices, 1u);
  EXPECT_EQ(contexts.At(0).kind, Context::Kind::kRoot);
}

TEST(Contexts, TellApartWhatDiffersInOneThing) {
  Contexts contexts(1);
  const auto outer = contexts.Member(0, "a");
  EXPECT_NE(contexts.Member(outer, "a"), outer);
  EXPECT_NE(contexts.Column(1, "a"), outer);
  EXPECT_NE(contexts.Column(2, "a"), contexts.Column(1, "a"));
  EXPECT_NE(contexts.Member(0, ""), contexts.Element(0));
}

TEST(Contexts, AreFullOfManyNamesOrLongOnesAndBeginAnew) {
  Contexts contexts(1);
  for (std::size_t i = 1; i < Contexts::kContextsMax; ++i) {
    EXPECT_FALSE(contexts.Full());
    contexts.Member(0, std::to_string(i));
  }
  EXPECT_TRUE(contexts.Full());
  const auto before = contexts.generation();
  contexts.Clear();
  EXPECT_FALSE(contexts.Full());
  EXPECT_NE(contexts.generation(), before);
  EXPECT_EQ(contexts.Member(0, std::string(Contexts::kNameBytesMax, 'x')), 1u);
  EXPECT_TRUE(contexts.Full());
}

}  // namespace
}  // namespace macie_local::units
