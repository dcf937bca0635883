// Signs a request as a client does, in the Authorization header.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/http_message.h"
#include "macie_local/ports.h"
#include "sigv4/canonical_request.h"
#include "sigv4/signature.h"

namespace macie_local::sigv4 {

// Who signs, and for which service. Views must outlive the call that it is given to.
struct Signer {
  std::string_view access_key;
  const AccessKeySecret& secret;
  std::string_view region;
  std::string_view service;  // as credentials name it: "s3"
  Form form = Form::kCommon;
};

// Returns the headers that must be sent besides those of `request`: X-Amz-Date, X-Amz-Security-Token when the secret
// has a session token, X-Amz-Content-SHA256 when the form is S3's, and Authorization. Takes method, target, headers and
// body of `request`; its headers have Host and none of those above, and all of them are signed, so those that a proxy
// may change are added afterwards. Throws std::logic_error when they are not so. `now` is the machine's time. Hashes
// the body, so takes time by its length.
std::vector<std::pair<std::string, std::string>> Sign(const base::Request& request, const Signer& signer,
                                                      Timestamp now);

}  // namespace macie_local::sigv4
