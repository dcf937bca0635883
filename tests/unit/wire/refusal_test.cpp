// A refusal has a shape, and neither it nor a plain error becomes the other unless somebody says how.
#include "wire/refusal.h"

#include <cstddef>
#include <string>
#include <type_traits>

#include <gtest/gtest.h>

#include "model/errors.h"
#include "wire/framework_errors.h"

namespace macie_local::wire {
namespace {

// Whether Refusal{shape, text} compiles for a shape of this type.
template <class Shape>
concept IsShape = requires(Shape shape) {
  Refusal{static_cast<Shape>(shape), std::string()};
};

// There is no refusal without a shape, nor with one that is gone when the expression ends.
static_assert(IsShape<const ErrorShape&>);
static_assert(!IsShape<std::nullptr_t>);
static_assert(!IsShape<const ErrorShape*>);
static_assert(!IsShape<ErrorShape&&>);
static_assert(!std::is_default_constructible_v<Refusal>);
static_assert(std::is_copy_assignable_v<Refusal>);

// So MACIE_TRY and MACIE_CHECK compile only where both functions fail in the same way.
static_assert(!std::is_constructible_v<Refusal, base::Error> && !std::is_constructible_v<base::Error, Refusal>);
static_assert(std::is_convertible_v<Refusal&&, Outcome<int>> && std::is_convertible_v<Refusal&&, Verdict>);
static_assert(!std::is_convertible_v<base::Error&&, Outcome<int>> && !std::is_convertible_v<base::Error&&, Verdict>);
static_assert(!std::is_convertible_v<base::Error&&, Outcome<std::string>>);
static_assert(!std::is_convertible_v<Refusal&&, base::Result<int>> && !std::is_convertible_v<Refusal&&, base::Status>);
static_assert(!std::is_convertible_v<Refusal&&, base::Result<std::string>>);
static_assert(!std::is_constructible_v<Verdict, base::Status> && !std::is_constructible_v<base::Status, Verdict>);

Verdict CheckSmall(int number) {
  if (number > 9) return Refusal{model::kValidationException, std::to_string(number) + " is not small"};
  return base::Done{};
}

Outcome<std::string> Digit(int number) {
  MACIE_CHECK(CheckSmall(number));
  return std::to_string(number);
}

TEST(RefusalTest, AnOutcomeHandsTheRefusalOnWithItsShape) {
  EXPECT_EQ(*Digit(9), "9");
  const auto refused = Digit(10);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(&refused.error().shape.get(), &model::kValidationException);
  EXPECT_EQ(refused.error().text, "10 is not small");
}

TEST(RefusalTest, ARefusalCanTakeThePlaceOfAnother) {
  Verdict verdict = CheckSmall(10);
  verdict = Refusal{kSerializationException, "malformed"};
  EXPECT_EQ(&verdict.error().shape.get(), &kSerializationException);
  EXPECT_EQ(verdict.error().text, "malformed");
  verdict = base::Done{};
  EXPECT_TRUE(verdict.ok());
}

}  // namespace
}  // namespace macie_local::wire
