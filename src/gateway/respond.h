// Answers as bytes: the error form of the AWS endpoint and the plain JSON of the control plane.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "gateway/message.h"
#include "macie_local/ports.h"

namespace macie_local::gateway {

inline constexpr std::string_view kJson = "application/json";

// A response with a fresh request id and nothing else.
Response StartResponse(IdSource& request_ids);

void FillBody(int status, base::Body body, Response* response);

// {"message": ...}, with the type in x-amzn-ErrorType (handbook A.5).
void FillError(const base::ApiError& error, Response* response);

// {"message": ...}, no type: the control plane's.
void FillMessage(int status, std::string_view message, Response* response);

}  // namespace macie_local::gateway
