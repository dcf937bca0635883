// A request's way through the emulator, without sockets: origin, route, identity, decode, session, operate, encode.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/adjustable_clock.h"
#include "gateway/identity.h"
#include "gateway/message.h"
#include "macie_local/config.h"
#include "macie_local/ports.h"
#include "service/call.h"
#include "store/store.h"

namespace macie_local::gateway {

struct GatewayOptions {
  IdentityOptions identity;
  std::vector<std::string> allowed_hosts;
  std::uint64_t body_bytes_max = 1 << 20;
  std::uint64_t document_bytes_max = 1ull << 30;
  std::string config_json;  // what GET /_macie-local/config answers
};

class Gateway : public Handler {
 public:
  // Everything referred to outlives the gateway. `request_ids` gives request ids only, so that reading more or less
  // does not change the ids that the other source gives to jobs.
  Gateway(GatewayOptions options, const service::Environment& environment, store::Store& store,
          base::AdjustableClock& clock, IdSource& request_ids);
  ~Gateway() override;

  std::optional<Response> Handle(const Request& request, const std::shared_ptr<Waiter>& waiter) override;
  std::uint64_t BodyBytesMax(std::string_view method, std::string_view target) const override;
  Response Refuse(int status, std::string_view message) const override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace macie_local::gateway
