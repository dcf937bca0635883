// The shapes of errors that belong to the framework around AWS services rather than to Macie, and are in no model of
// it.
#pragma once

#include "wire/refusal.h"

namespace macie_local::wire {

// Answers to requests that reach no operation, or can't be decoded for one (behaviour A.2, A.7 [I]).
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

}  // namespace macie_local::wire
