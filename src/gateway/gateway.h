// The gateway takes a request through the emulator, without sockets: origin, route, signature if it is to be verified,
// identity, decode, session, operate, encode.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/control/access.h"
#include "gateway/identity.h"
#include "gateway/inquiries.h"
#include "gateway/message.h"
#include "gateway/parts.h"
#include "macie_local/config.h"
#include "sigv4/verify.h"

namespace macie_local::gateway {

struct GatewayOptions {
  IdentityOptions identity;
  std::optional<sigv4::AccessKeySecrets> secrets;  // of all access keys; nullopt: signatures are not verified
  ControlAccess control;
  std::vector<std::string> allowed_hosts;         // accepted in Host besides the usual ones (gateway/origin.h)
  std::uint64_t body_bytes_max = 1 << 20;         // of a request to the AWS endpoint
  std::uint64_t document_bytes_max = 4ull << 30;  // of a list or a document on the control plane
  std::size_t journal_requests_max = 10'000;      // 0: no journal
  // How long an operation waits for the world outside before that counts as denied; of real time.
  std::chrono::nanoseconds patience = Inquiries::kPatience;
};

// Thread-safe but for SetConfigJson.
class Gateway : public Handler {
 public:
  Gateway(GatewayOptions options, const GatewayParts& parts);
  ~Gateway() override;

  // Sets what GET /_macie-local/config answers, "{}" until then. Call it only before the first request.
  void SetConfigJson(std::string config_json);

  std::optional<Response> Handle(const Request& request, const std::shared_ptr<Waiter>& waiter) override;
  std::optional<Response> TurnAway(const Request& head) const override;
  std::uint64_t BodyBytesMax(std::string_view method, std::string_view target) const override;
  bool NeedsHeaders() const override;
  Response Refuse(int status, std::string_view message) const override;

 private:
  bool Admit(const Request& request, bool is_control, Response* response) const;

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace macie_local::gateway
