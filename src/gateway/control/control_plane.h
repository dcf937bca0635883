// /_macie-local/: plain JSON for tests and tools, never signed (docs/control-plane.md). Mistakes are answered 400 with
// a message that names the member; nothing is applied in part. This file finds the route; the actions are in the files
// beside it, one for each subject.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/control/control_context.h"
#include "gateway/message.h"

namespace macie_local::gateway {

// Thread-safe but for SetConfigJson.
class ControlPlane {
 public:
  ControlPlane(ControlSettings settings, const ControlParts& parts);

  // Says whether a path or target is the control plane's: below /_macie-local, or one of another emulator's that is
  // answered in its stead.
  static bool Owns(std::string_view path);

  // Returns how many bytes of a body are taken for a path of which Owns is true. They are few but for lists, which are
  // read record by record.
  static std::uint64_t BodyBytesMax(std::string_view method, std::string_view path);

  // Says whether the bodies of requests for a path are the content of objects, which is never logged.
  static bool HasContent(std::string_view path);

  // Does what Gateway::SetConfigJson says.
  void SetConfigJson(std::string config_json) { context_.settings.config_json = std::move(config_json); }

  // Returns whether the request may use the route; if not, `response` says why (MayControl()).
  bool Admit(const Request& request, std::string_view path, Response* response) const;

  // Answers as Handler::Handle does. `path` and `query` are the parts of the request's target; `response` has its
  // request id.
  std::optional<Response> Handle(const Request& request, std::string_view path, std::string_view query,
                                 Response response, const std::shared_ptr<Waiter>& waiter);

 private:
  ControlContext context_;
};

}  // namespace macie_local::gateway
