// Keeps web pages from driving the emulator through a browser: a page of another origin names itself in Origin, and a
// page that rebinds its own name to our address names itself in Host.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace macie_local::gateway {

// `host` and `origin` as the headers spell them, empty when absent. Hosts that are ours: IP literals, localhost, names
// without a dot (containers' names), host.docker.internal, *.amazonaws.com, and `allowed_hosts` (without port). An
// origin is ours when it is http or https of exactly `host`.
bool IsOurOrigin(std::string_view host, std::string_view origin, const std::vector<std::string>& allowed_hosts);

}  // namespace macie_local::gateway
