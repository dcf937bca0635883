#include "gateway/control/access.h"

#include <algorithm>

#include "base/constant_time.h"
#include "gateway/respond.h"

namespace macie_local::gateway {
namespace {

constexpr std::string_view kBearer = "bearer";

// The token of an Authorization header; nothing when it is of another kind.
std::optional<std::string_view> BearerToken(std::string_view authorization) {
  const std::size_t blank = authorization.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const std::string_view scheme = authorization.substr(0, blank);
  const bool is_bearer = std::equal(scheme.begin(), scheme.end(), kBearer.begin(), kBearer.end(),
                                    [](char given, char lower) { return (given | 0x20) == lower; });
  if (!is_bearer) return std::nullopt;
  const std::size_t token = authorization.find_first_not_of(' ', blank);
  return token == std::string_view::npos ? std::string_view() : authorization.substr(token);
}

}  // namespace

bool MayControl(const ControlAccess& access, const Request& request, Response* response) {
  if (request.from_inside) return true;
  if (!access.on) {
    FillMessage(403, "the control plane is off (--control off); of it only health is answered", response);
    return false;
  }
  if (!access.token) return true;
  const auto token = BearerToken(request.authorization);
  if (token && base::AreEqualInConstantTime(*token, *access.token)) return true;
  response->headers.emplace_back("WWW-Authenticate", "Bearer");
  FillMessage(401,
              "the control plane needs the header Authorization: Bearer TOKEN, with the token that the server was "
              "started with (--control-token-file or MACIE_LOCAL_CONTROL_TOKEN); " +
                  std::string(request.authorization.empty() ? "no Authorization header"
                              : token                       ? "another token"
                                                            : "an Authorization header of another kind") +
                  " given",
              response);
  return false;
}

}  // namespace macie_local::gateway
