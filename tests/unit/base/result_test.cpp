// A result holds a value or an error, and hands on the one kind of error that it fails with.
#include "base/result.h"

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include <gtest/gtest.h>

namespace macie_local::base {
namespace {

// A failure that says more than a text.
struct Mishap {
  int line;
  std::string text;
};

// An error is made with its text, and of nothing else by itself.
static_assert(!std::is_default_constructible_v<Error>);
static_assert(!std::is_convertible_v<std::string, Error> && !std::is_convertible_v<const char*, Error>);
static_assert(std::is_constructible_v<Error, std::string>);

// MACIE_TRY and MACIE_CHECK return an error of theirs as a result of another value, and only of the same kind of error.
static_assert(std::is_convertible_v<Error&&, Result<int>> && std::is_convertible_v<Mishap&&, Result<int, Mishap>>);
static_assert(!std::is_convertible_v<Error&&, Result<int, Mishap>>);
static_assert(!std::is_convertible_v<Mishap&&, Result<int>>);
static_assert(!std::is_convertible_v<Result<int, Mishap>, Result<int>>);
static_assert(!std::is_convertible_v<Result<int>, Status>);

Result<std::unique_ptr<int>> Half(int number) {
  if (number % 2 != 0) return Error(std::to_string(number) + " is odd");
  return std::make_unique<int>(number / 2);
}

Result<int> Quarter(int number) {
  MACIE_TRY(const auto half, Half(number));
  MACIE_TRY(const std::unique_ptr<int> quarter, Half(*half));
  return *quarter;
}

Status CheckFourfold(int number) {
  MACIE_CHECK(Quarter(number));
  return Done{};
}

Result<int, Mishap> LineOf(const std::string& text) {
  if (text.empty()) return Mishap{7, "there is nothing"};
  return static_cast<int>(text.size());
}

Result<std::string, Mishap> Twice(const std::string& text) {
  MACIE_TRY(const int size, LineOf(text));
  return std::string(static_cast<std::size_t>(size) * 2, '.');
}

TEST(ResultTest, AValueIsHandedOn) {
  const auto quarter = Quarter(12);
  ASSERT_TRUE(quarter.ok());
  EXPECT_TRUE(static_cast<bool>(quarter));
  EXPECT_EQ(*quarter, 3);
  EXPECT_TRUE(CheckFourfold(12).ok());
}

TEST(ResultTest, TheFirstErrorEndsIt) {
  EXPECT_EQ(Quarter(7).error().text, "7 is odd");
  EXPECT_EQ(Quarter(6).error().text, "3 is odd");
  EXPECT_FALSE(static_cast<bool>(Quarter(6)));
  EXPECT_EQ(CheckFourfold(6).error().text, "3 is odd");
}

TEST(ResultTest, AnErrorOfAnotherKindKeepsWhatItSays) {
  EXPECT_EQ(*Twice("ab"), "....");
  const auto failed = Twice("");
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().line, 7);
  EXPECT_EQ(failed.error().text, "there is nothing");
}

TEST(ResultTest, ValueAndErrorAreMovedOut) {
  std::unique_ptr<int> half = Half(8).value();
  EXPECT_EQ(*half, 4);
  const std::string text = Half(9).error().text;
  EXPECT_EQ(text, "9 is odd");
}

}  // namespace
}  // namespace macie_local::base
