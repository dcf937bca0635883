// Writes answers as bytes: the error form of the AWS endpoint and the plain JSON of the control plane.
#pragma once

#include <string>
#include <string_view>

#include "gateway/message.h"
#include "macie_local/ports.h"
#include "wire/refusal.h"

namespace macie_local::gateway {

inline constexpr std::string_view kJson = "application/json";
// A caller is told this when the fault is ours; the log says more.
inline constexpr std::string_view kInternalErrorText = "The request failed because of an internal error.";

// Returns a response with a fresh request id, a random UUID, and nothing else.
Response StartResponse(IdSource& request_ids);

// Sets the status, and a body of JSON.
void FillBody(int status, base::Body body, Response* response);

// Answers {"message": ...}, with the type in x-amzn-ErrorType (behaviour A.5).
void FillRefusal(const wire::Refusal& refusal, Response* response);

// Answers {"message": ...} without a type, as the control plane does. Bytes of `message` that are not UTF-8 become
// U+FFFD.
void FillMessage(int status, std::string_view message, Response* response);

// Puts a line end behind the body, of what its source makes too, unless it is empty or has one.
void EndLine(base::Body* body);

}  // namespace macie_local::gateway
