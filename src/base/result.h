// Result<T>: a value or an Error; Result<T, E>: a value or an E. Exceptions are for bugs; what a caller can cause
// comes back as a Result.
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

#include "base/error.h"

namespace macie_local::base {

template <class T, class E = Error>
class [[nodiscard]] Result {
  static_assert(!std::is_convertible_v<T, E> && !std::is_convertible_v<E, T>, "a value can't be told from an error");

 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit on purpose
  Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit on purpose

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // Require ok().
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }

  // Require !ok().
  const E& error() const& { return std::get<1>(state_); }
  E&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, E> state_;
};

// Status is the result of something that only succeeds or fails.
struct Done {};
using Status = Result<Done>;

}  // namespace macie_local::base

#define MACIE_CONCAT_(a, b) a##b
#define MACIE_CONCAT(a, b) MACIE_CONCAT_(a, b)

// MACIE_TRY(auto x, F());  declares x with F()'s value, or returns F()'s error from the enclosing function, which must
// fail with the same kind of error: errors of one kind never become another's by themselves.
#define MACIE_TRY(declaration, expression) MACIE_TRY_(MACIE_CONCAT(macie_try_, __LINE__), declaration, expression)
#define MACIE_TRY_(name, declaration, expression) \
  auto name = (expression);                       \
  if (!name.ok()) return std::move(name).error(); \
  declaration = std::move(name).value()

// MACIE_CHECK(F());  as MACIE_TRY, for a result whose value does not matter.
#define MACIE_CHECK(expression) \
  if (auto macie_status = (expression); !macie_status.ok()) return std::move(macie_status).error()
