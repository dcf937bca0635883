// A request's parts into the input struct of its operation (behaviour A.3).
#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "wire/router.h"

namespace macie_local::wire {

// Elements of lists and maps in one body, together; more are a SerializationException. Of what the API bounds, no
// request has a tenth of it; without a bound a body of a megabyte would be fifty megabytes of structures, and could
// wait so for the writer.
inline constexpr std::size_t kRequestElementsMax = 20'000;

// `labels` are the route's, still percent-encoded; `query` is what follows the '?'; `body` is JSON or empty. `input` is
// a fresh struct of the operation's input type. Broken limits of all parts are not mixed: those of the path and the
// query are reported before the body is read.
base::Status DecodeRequest(const OperationDesc& operation, const Labels& labels, std::string_view query,
                           std::string_view body, void* input);

}  // namespace macie_local::wire
