// Refusal: how a client of the AWS endpoint is told no. What fails without a client to answer is a base::Error.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace macie_local::wire {

// A kind of error that clients can tell from others: its name in x-amzn-ErrorType, and its HTTP status. Instances are
// constants with static storage; compare them by address. The modelled ones are generated (model/errors.h), the
// framework's are in wire/framework_errors.h.
struct ErrorShape {
  std::string_view name;
  int http_status;
};

// What a client is answered instead of a result. There is none without a shape. It never becomes a base::Error by
// itself, nor the other way round.
struct Refusal {
  std::reference_wrapper<const ErrorShape> shape;
  std::string text;  // UTF-8; never holds a secret
};

// Outcome<T> is what an operation gives, and whatever works for one: a value, or the refusal that the client gets.
template <class T>
using Outcome = base::Result<T, Refusal>;

// Verdict is the outcome of a check: passed, or refused.
using Verdict = Outcome<base::Done>;

}  // namespace macie_local::wire
