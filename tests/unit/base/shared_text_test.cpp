#include "base/shared_text.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

namespace macie_local::base {
namespace {

TEST(SharedTextTest, HoldsNothingOrATextOfAnyBytes) {
  const SharedText none;
  EXPECT_FALSE(none);
  EXPECT_EQ(std::nullopt, none.ToOptional());
  EXPECT_EQ("other", none.value_or("other"));

  const SharedText empty(std::string_view{});
  EXPECT_TRUE(empty.has_value());
  EXPECT_EQ("", *empty);
  EXPECT_EQ("", empty.value_or("other"));

  const std::string bytes("a\0b\xff", 4);
  EXPECT_EQ(bytes, *SharedText(bytes));
  EXPECT_EQ(std::string(100'000, 'x'), SharedText(std::string(100'000, 'x')).str());
}

TEST(SharedTextTest, ACopySharesTheBytesUntilItIsReplaced) {
  SharedText first("a text");
  SharedText copy = first;
  EXPECT_TRUE(copy.SharesWith(first));
  copy = "another";
  EXPECT_EQ("a text", *first);
  EXPECT_EQ("another", *copy);
  copy.reset();
  EXPECT_FALSE(copy);
  EXPECT_EQ("a text", *first);
}

TEST(SharedTextTest, OutlivesTheOneItWasCopiedFrom) {
  std::optional<SharedText> first(std::in_place, "a text");
  const SharedText copy = *first;
  first.reset();
  EXPECT_EQ("a text", *copy);
}

TEST(SharedTextTest, AMoveLeavesNothingBehind) {
  SharedText first("a text");
  const SharedText second = std::move(first);
  EXPECT_FALSE(first);  // NOLINT(bugprone-use-after-move): what a move leaves is part of the promise
  EXPECT_EQ("a text", *second);
}

TEST(SharedTextTest, ComparesByTheText) {
  EXPECT_EQ(SharedText("a"), SharedText("a"));
  EXPECT_NE(SharedText("a"), SharedText("b"));
  EXPECT_NE(SharedText("a"), SharedText("aa"));
  EXPECT_NE(SharedText(""), SharedText());
  EXPECT_EQ(SharedText(), SharedText());
  EXPECT_EQ(SharedText("a"), "a");
  EXPECT_NE(SharedText(), "");
}

TEST(SharedTextTest, TakesAnOptionalString) {
  EXPECT_EQ("a", *SharedText(std::optional<std::string>("a")));
  EXPECT_FALSE(SharedText(std::optional<std::string>()));
}

}  // namespace
}  // namespace macie_local::base
