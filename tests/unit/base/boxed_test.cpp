// Proves that Boxed is std::optional to whoever uses it, that a change never shows in another copy, and that copies
// that share a value may be read and changed by different threads (under TSan).
#include "base/boxed.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace macie_local::base {
namespace {

struct Large {
  std::optional<std::string> name;
  std::array<int, 32> numbers{};
  bool operator==(const Large&) const = default;
};

Large Named(std::string name) {
  Large large;
  large.name = std::move(name);
  return large;
}

TEST(BoxedTest, AStructureOf64BytesIsInPlaceAndOneOf65IsBoxed) {
  struct Most {
    char bytes[64];
  };
  struct More {
    char bytes[65];
  };
  EXPECT_TRUE((std::is_same_v<Nested<Most>, std::optional<Most>>));
  EXPECT_TRUE((std::is_same_v<Nested<More>, Boxed<More>>));
  EXPECT_EQ(sizeof(Nested<More>), sizeof(void*));
}

TEST(BoxedTest, HoldsNothingOrAValue) {
  Boxed<Large> box;
  EXPECT_FALSE(box);
  EXPECT_FALSE(box.has_value());
  EXPECT_EQ(box, std::nullopt);
  EXPECT_EQ(box, Boxed<Large>());
  EXPECT_EQ(box.value_or(Named("none")).name, "none");
  box.emplace().name = "a";
  EXPECT_TRUE(box);
  EXPECT_EQ(box->name, "a");
  EXPECT_EQ((*box).name, "a");
  EXPECT_EQ(box, Named("a"));
  EXPECT_NE(box, Named("b"));
  EXPECT_NE(box, std::nullopt);
  EXPECT_NE(box, Boxed<Large>());
  EXPECT_EQ(box.value_or(Named("none")).name, "a");
  box = Named("b");
  EXPECT_EQ(box->name, "b");
  box.emplace();
  EXPECT_EQ(box, Large());
  box = std::nullopt;
  EXPECT_FALSE(box);
  box = Large();
  box.reset();
  EXPECT_FALSE(box);
  box.reset();
}

TEST(BoxedTest, ACopySharesUntilOneIsChanged) {
  Boxed<Large> one = Named("a");
  Boxed<Large> other = one;
  EXPECT_EQ(&*std::as_const(one), &*std::as_const(other));
  EXPECT_EQ(one, other);
  other->name = "b";
  EXPECT_EQ(one->name, "a");
  EXPECT_EQ(other->name, "b");
  EXPECT_NE(one, other);
  // Alone, a box is changed in place.
  const Large* const before = &*std::as_const(other);
  other->numbers[0] = 1;
  EXPECT_EQ(&*std::as_const(other), before);
  // Equal values in boxes of their own are equal.
  one = *std::as_const(other);
  EXPECT_EQ(one, other);
}

TEST(BoxedTest, MovesAndAssignsItself) {
  Boxed<Large> one = Named("a");
  const Large* const value = &*std::as_const(one);
  Boxed<Large> other = std::move(one);
  EXPECT_EQ(&*std::as_const(other), value);
  EXPECT_FALSE(one);  // NOLINT: that is what is promised
  Boxed<Large>& same = other;
  other = same;
  EXPECT_EQ(other->name, "a");
  other.emplace(std::as_const(*other));
  EXPECT_EQ(other->name, "a");
}

TEST(BoxedTest, CopiesMayBelongToDifferentThreads) {
  const Boxed<Large> shared = Named("shared");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([copy = shared, t]() mutable {
      for (int i = 0; i < 1000; ++i) {
        Boxed<Large> mine = copy;
        mine->numbers[0] = t;
        if (mine->numbers[0] != t || copy->name != "shared") std::abort();
        copy = std::move(mine);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(shared->name, "shared");
  EXPECT_EQ(shared->numbers[0], 0);
}

}  // namespace
}  // namespace macie_local::base
