// Requests and answers by the names that the gateway has for them.
#pragma once

#include "base/http_message.h"

namespace macie_local::gateway {

using base::Delivery;
using base::Handler;
using base::Headers;
using base::Request;
using base::Response;
using base::Waiter;

}  // namespace macie_local::gateway
