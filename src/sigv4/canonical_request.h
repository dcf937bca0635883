// Makes the text of a request that its signature is made of: method, path, query, headers and body in one spelling,
// whichever way they were sent (AWS General Reference, "Create a signed AWS API request").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/http_message.h"

namespace macie_local::sigv4 {

// Finds headers by lower-case name. Must not outlive the texts that it was made of.
class HeaderIndex {
 public:
  explicit HeaderIndex(base::Headers headers);

  // Returns the value as it is signed: without blanks around it, with one space for each run of them inside, repeats
  // joined by ',' in the order sent. Returns nullopt when the header was not sent.
  std::optional<std::string> Find(std::string_view lower_case_name) const;

 private:
  std::vector<std::pair<std::string, std::string_view>> fields_;  // sorted by name, repeats in the order sent
};

std::string ToLowerCase(std::string_view ascii);

// The two forms in which services want requests to be signed.
enum class Form : std::uint8_t {
  kCommon,  // the path without empty, "." and ".." segments, and percent-encoded once more than it is sent
  kS3,      // the path as it is sent; the header X-Amz-Content-SHA256 says the hash of the body, and must be there
};

// The parts that are signed besides method, path and query.
struct SignedParts {
  const std::vector<std::string>& header_names;  // lower case, sorted, each once
  const HeaderIndex& headers;
  std::string_view payload_hash;
  Form form = Form::kCommon;
};

// Returns the canonical text, or nullopt when a header to be signed was not sent.
std::optional<std::string> CanonicalRequest(const base::Request& request, const SignedParts& parts);

}  // namespace macie_local::sigv4
