// Decodes a request's parts into the input struct of its operation (behaviour A.3).
#pragma once

#include <cstddef>
#include <string_view>

#include "wire/refusal.h"
#include "wire/router.h"

namespace macie_local::wire {

// One body may have so many elements of lists and maps, counted together; more are a SerializationException. No request
// within the API's own bounds has a tenth of it; without a bound a body of a megabyte would be fifty megabytes of
// structures, which might all wait for the writer.
inline constexpr std::size_t kRequestElementsMax = 20'000;

// Fills `input`, a fresh struct of the operation's input type. `labels` are the route's, still percent-encoded; `query`
// is what follows the '?'; `body` is JSON or empty. Refuses with 400, in the API's way (wire/codec.h). Broken limits of
// the path and the query are reported before the body is read, and so are never mixed with the body's.
Verdict DecodeRequest(const OperationDesc& operation, const Labels& labels, std::string_view query,
                      std::string_view body, void* input);

}  // namespace macie_local::wire
