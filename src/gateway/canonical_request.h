// The text of a request that its signature is made of: method, path, query, headers and body in one spelling, whichever
// way they were sent (AWS General Reference, "Create a signed AWS API request").
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/message.h"

namespace macie_local::gateway {

// Headers by lower-case name. Lives no longer than what it was made of.
class HeaderIndex {
 public:
  explicit HeaderIndex(Headers headers);

  // The value as it is signed: no blanks around it, one space for each run of them inside, repeats joined by ',' in the
  // order sent. Nothing when the header was not sent.
  std::optional<std::string> Find(std::string_view lower_case_name) const;

 private:
  std::vector<std::pair<std::string, std::string_view>> fields_;  // sorted by name, repeats in the order sent
};

std::string ToLowerCase(std::string_view ascii);

// What is signed besides method, path and query. `header_names`: lower case, sorted, each once.
struct SignedParts {
  const std::vector<std::string>& header_names;
  const HeaderIndex& headers;
  std::string_view payload_hash;
};

// Nothing when a header to be signed was not sent.
std::optional<std::string> CanonicalRequest(const Request& request, const SignedParts& parts);

}  // namespace macie_local::gateway
