// The sentences of more than one family. Marked [W] where the text is AWS's own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace macie_local::service {

// 400 "The request failed because <reason>.": where AWS's own text is not known (behaviour 1.2 [I]).
base::ApiError RequestFailed(const std::string& reason);

// 404, in the one text that is known of an unknown id (behaviour 1.2 [W]).
base::ApiError NoSuchId();
base::ApiError NoSuchResource(std::string_view what, std::string_view id);

base::ApiError ClientTokenReused(std::string_view client_token);
base::ApiError SessionPaused();
base::ApiError QuotaExceeded(std::string_view what, std::size_t given, std::int64_t allowed);
base::ApiError InvalidPageToken();

}  // namespace macie_local::service
