// Keeps web pages from driving the emulator through a browser: a page of another origin names itself in Origin or is
// told of by Sec-Fetch-Site, and a page that rebinds its own name to our address names itself in Host.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/message.h"

namespace macie_local::gateway {

// Returns whether the request may be answered, by where it comes from.
//
// Its Host must be ours: an IP literal, localhost or below it, or one of `allowed_hosts`; for a client that is no
// browser also a name without a dot (containers' names), host.docker.internal, host.containers.internal, and a name of
// amazonaws.com or api.aws that has one of macie2, macie2-fips, sts and sts-fips as a label. No Host is ours, too.
// Names are compared without case, port and trailing dot; `allowed_hosts` have no port.
//
// A browser is what sends Origin or Sec-Fetch-Site; Node's fetch sends only Sec-Fetch-Mode. Its Origin must be http or
// https of exactly that Host, and its Sec-Fetch-Site same-origin or none. Another site may only link to a page: that is
// a GET with Sec-Fetch-Mode navigate and Sec-Fetch-Dest document where `is_page_path`.
bool IsFromUs(const Request& request, bool is_page_path, const std::vector<std::string>& allowed_hosts);

}  // namespace macie_local::gateway
