// Says who may use the control plane, but for the routes that are open to everybody.
#pragma once

#include <optional>
#include <string>

#include "gateway/message.h"

namespace macie_local::gateway {

struct ControlAccess {
  bool on = true;                    // false: only the program that embeds the emulator may use it
  std::optional<std::string> token;  // what a request must give as a Bearer token; nullopt: it need give none
};

// Returns whether the request may use the control plane. If not, `response` says why: 403 when it is off, 401 when the
// token is missing or wrong. The program that embeds the emulator may always use it (Request::from_inside).
bool MayControl(const ControlAccess& access, const Request& request, Response* response);

}  // namespace macie_local::gateway
