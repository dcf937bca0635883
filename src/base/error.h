// The kinds of error a caller can be answered with. The modelled ones are generated (model/errors.h); the ones that
// belong to the framework rather than to Macie are here.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace macie_local::base {

// A wire name and its HTTP status. Instances are constants with static storage; compare by address or by name.
struct ErrorShape {
  std::string_view name;
  int http_status;
};

// What went wrong, in the words the caller reads. `message` is UTF-8 and never holds a secret.
struct ApiError {
  const ErrorShape* shape;
  std::string message;
};

// Framework answers (behaviour A.2, A.7 [I]).
inline constexpr ErrorShape kSerializationException{"SerializationException", 400};
inline constexpr ErrorShape kUnknownOperationException{"UnknownOperationException", 404};
inline constexpr ErrorShape kNotImplementedException{"NotImplementedException", 501};
inline constexpr ErrorShape kRequestEntityTooLarge{"RequestEntityTooLargeException", 413};
inline constexpr ErrorShape kForbiddenOrigin{"AccessDeniedException", 403};

// Answers to bad credentials (behaviour A.2). The 400 is what other services answer; Macie's is not known.
inline constexpr ErrorShape kMissingAuthenticationToken{"MissingAuthenticationTokenException", 403};
inline constexpr ErrorShape kIncompleteSignature{"IncompleteSignatureException", 400};
inline constexpr ErrorShape kUnrecognizedClient{"UnrecognizedClientException", 403};
inline constexpr ErrorShape kInvalidSignature{"InvalidSignatureException", 403};
inline constexpr ErrorShape kExpiredToken{"ExpiredTokenException", 403};

}  // namespace macie_local::base
