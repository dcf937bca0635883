#include "gateway/origin.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace macie_local::gateway {
namespace {

constexpr std::array<std::string_view, 2> kHostsOfContainers{"host.docker.internal", "host.containers.internal"};
constexpr std::array<std::string_view, 2> kAwsDomains{".amazonaws.com", ".api.aws"};
constexpr std::array<std::string_view, 4> kAwsLabels{"macie2", "macie2-fips", "sts", "sts-fips"};

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool IsSame(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return Lower(a) == Lower(b); });
}

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && IsSame(text.substr(text.size() - end.size()), end);
}

std::string_view WithoutTrailingDot(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

bool IsDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The name or the address in a Host header; empty when it is neither.
std::string_view NameIn(std::string_view host) {
  const std::size_t bracket = host.starts_with('[') ? host.find(']') : 0;
  if (bracket == std::string_view::npos) return {};
  const std::size_t colon = host.find(':', bracket);
  if (colon != std::string_view::npos && !IsDigits(host.substr(colon + 1))) return {};
  return WithoutTrailingDot(host.substr(0, colon));
}

bool IsIpv6(std::string_view name) {
  if (!name.starts_with('[') || !name.ends_with(']')) return false;
  const std::string_view address = name.substr(1, name.size() - 2);
  return address.find(':') != std::string_view::npos &&
         address.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
}

bool IsIpv4(std::string_view name) {
  return name.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool IsAwsHost(std::string_view name) {
  const auto* const domain =
      std::find_if(kAwsDomains.begin(), kAwsDomains.end(), [&](std::string_view one) { return EndsWith(name, one); });
  if (domain == kAwsDomains.end()) return false;
  name.remove_suffix(domain->size());
  while (!name.empty()) {
    const std::string_view label = base::NextPart(".", &name);
    if (std::any_of(kAwsLabels.begin(), kAwsLabels.end(), [&](std::string_view one) { return IsSame(label, one); })) {
      return true;
    }
  }
  return false;
}

// Names that mean us by what somebody else made of them: a container engine, or whoever sends AWS's names to us. A page
// can be served under such a name, so they are not taken from browsers.
bool IsGivenByOthers(std::string_view name) {
  return name.find('.') == std::string_view::npos || IsAwsHost(name) ||
         std::any_of(kHostsOfContainers.begin(), kHostsOfContainers.end(),
                     [&](std::string_view one) { return IsSame(name, one); });
}

bool IsOurHost(std::string_view host, bool is_browser, const std::vector<std::string>& allowed_hosts) {
  const std::string_view name = NameIn(host);
  if (name.empty()) return false;
  if (name.front() == '[') return IsIpv6(name);
  if (IsIpv4(name) || IsSame(name, "localhost") || EndsWith(name, ".localhost")) return true;
  if (!is_browser && IsGivenByOthers(name)) return true;
  return std::any_of(allowed_hosts.begin(), allowed_hosts.end(),
                     [&](const std::string& allowed) { return IsSame(name, WithoutTrailingDot(allowed)); });
}

bool IsOurOrigin(std::string_view origin, std::string_view host) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (origin.starts_with(scheme)) return !host.empty() && IsSame(origin.substr(scheme.size()), host);
  }
  return false;
}

bool IsLink(const Request& request) {
  return request.method == "GET" && request.sec_fetch_mode == "navigate" && request.sec_fetch_dest == "document";
}

}  // namespace

bool IsFromUs(const Request& request, bool is_page_path, const std::vector<std::string>& allowed_hosts) {
  const std::string_view site = request.sec_fetch_site;
  const bool is_browser = !request.origin.empty() || !site.empty();
  if (!request.host.empty() && !IsOurHost(request.host, is_browser, allowed_hosts)) return false;
  if (!request.origin.empty() && !IsOurOrigin(request.origin, request.host)) return false;
  // A site that a later browser may tell of is taken for another one.
  return site.empty() || site == "same-origin" || site == "none" || (is_page_path && IsLink(request));
}

}  // namespace macie_local::gateway
