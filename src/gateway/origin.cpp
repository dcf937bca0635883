#include "gateway/origin.h"

#include <algorithm>

namespace macie_local::gateway {
namespace {

std::string_view WithoutPort(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  const std::size_t colon = host.find(':');
  return host.substr(0, colon);
}

bool IsIpLiteral(std::string_view name) {
  if (name.starts_with('[')) return true;
  return std::all_of(name.begin(), name.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

bool IsOurHost(std::string_view host, const std::vector<std::string>& allowed_hosts) {
  const std::string_view name = WithoutPort(host);
  if (IsIpLiteral(name) || name == "localhost" || name.ends_with(".localhost")) return true;
  if (name.find('.') == std::string_view::npos) return true;
  if (name == "host.docker.internal" || name.ends_with(".amazonaws.com") || name.ends_with(".api.aws")) return true;
  return std::find(allowed_hosts.begin(), allowed_hosts.end(), name) != allowed_hosts.end();
}

}  // namespace

bool IsOurOrigin(std::string_view host, std::string_view origin, const std::vector<std::string>& allowed_hosts) {
  if (!host.empty() && !IsOurHost(host, allowed_hosts)) return false;
  if (origin.empty()) return true;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (origin.starts_with(scheme)) return !host.empty() && origin.substr(scheme.size()) == host;
  }
  return false;
}

}  // namespace macie_local::gateway
